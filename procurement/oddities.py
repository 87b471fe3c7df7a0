"""What is odd about one purchase by itself: what is missing, prices, method, sellers, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.thai.baht import format_baht
from portal.thai.dates import be_year, format_date, month_name
from portal.thai.digits import to_arabic
from portal.thai.fiscal import month_end
from procurement.limits import Limits
from procurement.methods import methods
from procurement.rows import Award, Offer, Row
from procurement.sellers import Seller, seller_of


@dataclass(frozen=True)
class Odd:
    """A finding about a row: `facts` are what an acknowledgement of it holds for.

    The row's title is one of them, unless the finding is about several rows (`of_one`).
    """

    code: str
    text: str
    facts: Sequence[object] = ()
    source: str = ""
    of_one: bool = True


def odd_in(row: Row, month: date, limits: Limits) -> Iterator[Odd]:
    """Everything odd about a purchase of the month that has the day `month`."""
    yield from _missing(row, limits)
    yield from _prices(row)
    yield from _method(row, limits)
    yield from _bidders(row, limits)
    yield from _contracts(row, month, limits)


def _missing(row: Row, limits: Limits) -> Iterator[Odd]:
    if not row.title.strip():
        yield Odd("title_missing", _("The work bought is not named."))
    if row.method not in methods():
        yield Odd("method_missing", _("The method is missing."))
    if row.agreed is None:
        yield Odd("agreed_missing", _("The agreed price is missing."))
    if row.budget is None:
        yield Odd("budget_missing", _("The budget is missing."))
    limit = limits.amounts.get("reference_price")
    if row.reference_price is None and limit and _worth(row) > limit.amount:
        words = _("The reference price is missing; above %(limit)s baht it must be published.")
        yield Odd(
            "reference_missing",
            words % {"limit": format_baht(limit.amount)},
            (_worth(row), limit.amount),
            limit.source,
        )
    if not row.reason.strip():
        yield Odd("reason_missing", _("The reason for the choice is missing."))


def _prices(row: Row) -> Iterator[Odd]:
    if row.agreed is None:
        return
    agreed = format_baht(row.agreed)
    if row.agreed <= 0:
        yield Odd(
            "agreed_zero",
            _("The agreed price is %(agreed)s baht.") % {"agreed": agreed},
            (row.agreed,),
        )
    if row.budget is not None and row.agreed > row.budget:
        words = _("The agreed price of %(agreed)s baht is above the budget of %(budget)s baht.")
        yield Odd(
            "agreed_above_budget",
            words % {"agreed": agreed, "budget": format_baht(row.budget)},
            (row.agreed, row.budget),
        )
    if row.reference_price is not None and row.agreed > row.reference_price:
        words = _(
            "The agreed price of %(agreed)s baht is above the reference price of %(price)s baht."
        )
        yield Odd(
            "agreed_above_reference",
            words % {"agreed": agreed, "price": format_baht(row.reference_price)},
            (row.agreed, row.reference_price),
        )


def _method(row: Row, limits: Limits) -> Iterator[Odd]:
    rule = limits.methods.get(row.method)
    if rule is None or _worth(row) <= rule.limit.amount or names_one(row.reason, rule.clauses):
        return
    words = (
        _(
            "%(method)s is for at most %(limit)s baht, and this is %(amount)s baht. "
            "Name the clause that allows it in the reason."
        )
        if rule.clauses
        else _("%(method)s is for at most %(limit)s baht, and this is %(amount)s baht.")
    )
    yield Odd(
        "method_above_limit",
        words
        % {
            "method": methods()[row.method].th,
            "limit": format_baht(rule.limit.amount),
            "amount": format_baht(_worth(row)),
        },
        (row.method, _worth(row), rule.limit.amount),
        rule.limit.source,
    )


def names_one(reason: str, clauses: Sequence[str]) -> bool:
    """Whether the reason names one of the clauses, such as มาตรา ๕๖ วรรคหนึ่ง (๒) (ค)."""
    plain = re.sub(r"\s+|วรรค(?:หนึ่ง|1)", "", to_arabic(reason))
    return any(re.search(rf"(?<![\d.,]){re.escape(one)}(?!\d)", plain) for one in clauses)


def _worth(row: Row) -> Decimal:
    """What limits are held against: the budget, or the agreed price where it is more."""
    return max((row.budget or Decimal(), row.agreed or Decimal()))


# --- who offered and who was chosen ----------------------------------------------------------


def _bidders(row: Row, limits: Limits) -> Iterator[Odd]:
    named = [(seller_of(one.name), one) for one in row.offers if one.name.strip()]
    if not named:
        yield Odd("no_bidder", _("No bidder is named."))
    fewest = limits.fewest.get(row.method)
    count = len({seller for seller, _offer in named})
    if named and fewest and count < fewest.count:
        words = _("%(method)s invites at least %(fewest)s bidders; %(count)s named here.")
        method = methods()[row.method].th
        yield Odd(
            "few_bidders",
            words % {"method": method, "fewest": fewest.count, "count": count},
            (row.method, count, fewest.count),
            fewest.source,
        )
    for award in row.awards:
        yield from _choice(award, named)
    yield from _cheaper(row, named)


def _choice(award: Award, named: Sequence[tuple[Seller, Offer]]) -> Iterator[Odd]:
    if not award.name.strip():
        yield Odd("seller_missing", _("Who was chosen is missing."), (award.price,))
        return
    own = _own_offers(award, named)
    if named and not own:
        yield Odd(
            "winner_not_bidder",
            _("%(name)s was chosen but is not among the bidders.") % {"name": award.name.strip()},
            (award.name, sorted(offer.name for _seller, offer in named)),
        )
    prices = [one.price for one in own if one.price is not None]
    if prices and award.price is not None and award.price > max(prices):
        words = _("%(name)s offered %(offer)s baht, but %(agreed)s baht were agreed on.")
        yield Odd(
            "agreed_above_offer",
            words
            % {
                "name": award.name.strip(),
                "offer": format_baht(max(prices)),
                "agreed": format_baht(award.price),
            },
            (award.name, max(prices), award.price),
        )


def _own_offers(award: Award, named: Sequence[tuple[Seller, Offer]]) -> list[Offer]:
    chosen = seller_of(award.name)
    return [offer for seller, offer in named if seller.may_be(chosen)]


def _cheaper(row: Row, named: Sequence[tuple[Seller, Offer]]) -> Iterator[Odd]:
    """Somebody else offered less; where several were chosen, prices are of parts and say little."""
    if len(row.awards) != 1:
        return
    award = row.awards[0]
    own = [one.price for one in _own_offers(award, named) if one.price is not None]
    taken = min(own) if own else award.price
    offers = [offer for _seller, offer in named if offer.price is not None]
    lowest = min(offers, key=lambda one: one.price or Decimal(), default=None)
    if lowest is None or lowest.price is None or taken is None or lowest.price >= taken:
        return
    words = _(
        "%(other)s offered less, %(low)s baht, than %(name)s with %(price)s baht. "
        "Is the reason for the choice complete?"
    )
    yield Odd(
        "not_cheapest",
        words
        % {
            "other": lowest.name.strip(),
            "low": format_baht(lowest.price),
            "name": award.name.strip(),
            "price": format_baht(taken),
        },
        (award.name, taken, lowest.name, lowest.price, row.reason),
    )


# --- contracts -------------------------------------------------------------------------------


def _contracts(row: Row, month: date, limits: Limits) -> Iterator[Odd]:
    limit = limits.amounts.get("written_agreement")
    for award in row.awards:
        facts = (award.name, award.price)
        small = limit is not None and _worth(row) <= limit.amount
        if not award.contract_number.strip() and not small:
            yield Odd(
                "contract_number_missing",
                _("The number of the contract or order is missing."),
                facts,
                limit.source if limit else "",
            )
        if award.contract_date is None:
            yield Odd(
                "contract_date_missing",
                _("The date of the contract or order is missing."),
                facts,
            )
        elif not month.replace(day=1) <= award.contract_date <= month_end(month):
            words = _("The contract's date, %(day)s, lies outside %(month)s.")
            yield Odd(
                "date_outside",
                words
                % {
                    "day": format_date(award.contract_date),
                    "month": f"{month_name(month.month)} {be_year(month)}",
                },
                (award.name, award.contract_number, award.contract_date, month.replace(day=1)),
            )
