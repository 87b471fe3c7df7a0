"""What is odd about the purchases of a month, before the public reads them.

A remark does not say that something is wrong: an officer who knows the purchase mends the row
or says why it is right. Only what the form cannot do without (`MUST`) has to be mended. Which
amounts count is data (`limits`); every remark that a rule stands behind names the rule.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.thai.baht import format_baht
from portal.thai.dates import be_year, format_date, month_name
from portal.thai.digits import to_arabic
from portal.thai.fiscal import month_end
from procurement.limits import Limits, Splitting, limits_on
from procurement.methods import methods
from procurement.rows import Award, Offer, Row
from procurement.sellers import Seller, bare_name, seller_of

MUST = frozenset({"title_missing", "method_missing", "agreed_missing"})


@dataclass(frozen=True)
class Remark:
    """What is odd about the row at `index` of the month (from 0), in words for an officer.

    `fingerprint` (64 signs) stays the same while the facts it is about do, wherever the row
    stands, and is another one as soon as they change: whoever acknowledged the old facts did
    not acknowledge the new ones. `source` is the rule behind it, "" for plain sense.
    """

    index: int
    code: str
    text: str
    fingerprint: str
    source: str = ""


@dataclass(frozen=True)
class _Odd:
    """A finding about a row: `facts` are what an acknowledgement of it holds for."""

    code: str
    text: str
    facts: Sequence[object] = ()
    source: str = ""


def remarks_of(
    rows: Sequence[Row],
    month: date,
    limits: Limits | None = None,
    *,
    before: Sequence[Row] = (),
) -> list[Remark]:
    """All remarks on the purchases of a month, in the order of the rows.

    `month` is any day of it; `limits` are those of its last day unless others are given;
    `before` are the purchases of the fiscal year's earlier months. Grows linearly with rows.
    """
    limits = limits or limits_on(month_end(month))
    found: list[tuple[int, _Odd]] = []
    for index, row in enumerate(rows):
        found += [(index, odd) for odd in _odd_in(row, month, limits)]
    found += _repeated(rows, before)
    for rule in limits.splitting:
        found += _split(rule, rows, before, limits)
    found.sort(key=lambda one: one[0])  # stable: within a row the order of the rules stays
    return list(_with_fingerprints(found, rows))


def _with_fingerprints(found: Sequence[tuple[int, _Odd]], rows: Sequence[Row]) -> Iterator[Remark]:
    seen: Counter[str] = Counter()
    for index, odd in found:
        facts = [odd.code, bare_name(rows[index].title), *odd.facts]
        written = json.dumps(facts, ensure_ascii=False, default=_as_fact)
        # Of two rows that are the same in everything, each wants an answer of its own.
        seen[written] += 1
        sealed = hashlib.sha256(f"{written}\n{seen[written]}".encode("utf-8", "surrogatepass"))
        yield Remark(index, odd.code, odd.text, sealed.hexdigest(), odd.source)


def _as_fact(value: object) -> str:
    return format_baht(value) if isinstance(value, Decimal) else str(value)


# --- one row by itself -----------------------------------------------------------------------


def _odd_in(row: Row, month: date, limits: Limits) -> Iterator[_Odd]:
    yield from _missing(row, limits)
    yield from _prices(row)
    yield from _method(row, limits)
    yield from _bidders(row, limits)
    yield from _contracts(row, month, limits)


def _missing(row: Row, limits: Limits) -> Iterator[_Odd]:
    if not row.title.strip():
        yield _Odd("title_missing", _("The work bought is not named."))
    if row.method not in methods():
        yield _Odd("method_missing", _("The method is missing."))
    if row.agreed is None:
        yield _Odd("agreed_missing", _("The agreed price is missing."))
    if row.budget is None:
        yield _Odd("budget_missing", _("The budget is missing."))
    limit = limits.amounts.get("reference_price")
    if row.reference_price is None and limit and _worth(row) > limit.amount:
        words = _("The reference price is missing; above %(limit)s baht it must be published.")
        yield _Odd(
            "reference_missing",
            words % {"limit": format_baht(limit.amount)},
            (_worth(row), limit.amount),
            limit.source,
        )
    if not row.reason.strip():
        yield _Odd("reason_missing", _("The reason for the choice is missing."))


def _prices(row: Row) -> Iterator[_Odd]:
    if row.agreed is None:
        return
    agreed = format_baht(row.agreed)
    if row.agreed <= 0:
        yield _Odd(
            "agreed_zero",
            _("The agreed price is %(agreed)s baht.") % {"agreed": agreed},
            (row.agreed,),
        )
    if row.budget is not None and row.agreed > row.budget:
        words = _("The agreed price of %(agreed)s baht is above the budget of %(budget)s baht.")
        yield _Odd(
            "agreed_above_budget",
            words % {"agreed": agreed, "budget": format_baht(row.budget)},
            (row.agreed, row.budget),
        )
    if row.reference_price is not None and row.agreed > row.reference_price:
        words = _(
            "The agreed price of %(agreed)s baht is above the reference price of %(price)s baht."
        )
        yield _Odd(
            "agreed_above_reference",
            words % {"agreed": agreed, "price": format_baht(row.reference_price)},
            (row.agreed, row.reference_price),
        )


def _method(row: Row, limits: Limits) -> Iterator[_Odd]:
    rule = limits.methods.get(row.method)
    if rule is None or _worth(row) <= rule.limit.amount or _names_one(row.reason, rule.clauses):
        return
    words = (
        _(
            "%(method)s is for at most %(limit)s baht, and this is %(amount)s baht. "
            "Name the clause that allows it in the reason."
        )
        if rule.clauses
        else _("%(method)s is for at most %(limit)s baht, and this is %(amount)s baht.")
    )
    yield _Odd(
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


def _names_one(reason: str, clauses: Sequence[str]) -> bool:
    """Whether the reason names one of the clauses, such as มาตรา ๕๖ วรรคหนึ่ง (๒) (ค)."""
    plain = re.sub(r"\s+|วรรค(?:หนึ่ง|1)", "", to_arabic(reason))
    return any(re.search(rf"(?<![\d.,]){re.escape(one)}(?!\d)", plain) for one in clauses)


def _worth(row: Row) -> Decimal:
    """What limits are held against: the budget, or the agreed price where it is more."""
    return max((row.budget or Decimal(), row.agreed or Decimal()))


# --- who offered and who was chosen ----------------------------------------------------------


def _bidders(row: Row, limits: Limits) -> Iterator[_Odd]:
    named = [(seller_of(one.name), one) for one in row.offers if one.name.strip()]
    if not named:
        yield _Odd("no_bidder", _("No bidder is named."))
    fewest = limits.fewest.get(row.method)
    count = len({seller for seller, _offer in named})
    if named and fewest and count < fewest.count:
        words = _("%(method)s invites at least %(fewest)s bidders; %(count)s named here.")
        method = methods()[row.method].th
        yield _Odd(
            "few_bidders",
            words % {"method": method, "fewest": fewest.count, "count": count},
            (row.method, count, fewest.count),
            fewest.source,
        )
    for award in row.awards:
        yield from _choice(award, named)
    yield from _cheaper(row, named)


def _choice(award: Award, named: Sequence[tuple[Seller, Offer]]) -> Iterator[_Odd]:
    if not award.name.strip():
        yield _Odd("seller_missing", _("Who was chosen is missing."), (award.price,))
        return
    own = _own_offers(award, named)
    if named and not own:
        yield _Odd(
            "winner_not_bidder",
            _("%(name)s was chosen but is not among the bidders.") % {"name": award.name.strip()},
            (award.name, sorted(offer.name for _seller, offer in named)),
        )
    prices = [one.price for one in own if one.price is not None]
    if prices and award.price is not None and award.price > max(prices):
        words = _("%(name)s offered %(offer)s baht, but %(agreed)s baht were agreed on.")
        yield _Odd(
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


def _cheaper(row: Row, named: Sequence[tuple[Seller, Offer]]) -> Iterator[_Odd]:
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
    yield _Odd(
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


def _contracts(row: Row, month: date, limits: Limits) -> Iterator[_Odd]:
    limit = limits.amounts.get("written_agreement")
    for award in row.awards:
        facts = (award.name, award.price)
        small = limit is not None and _worth(row) <= limit.amount
        if not award.contract_number.strip() and not small:
            yield _Odd(
                "contract_number_missing",
                _("The number of the contract or order is missing."),
                facts,
                limit.source if limit else "",
            )
        if award.contract_date is None:
            yield _Odd(
                "contract_date_missing",
                _("The date of the contract or order is missing."),
                facts,
            )
        elif not month.replace(day=1) <= award.contract_date <= month_end(month):
            words = _("The contract's date, %(day)s, lies outside %(month)s.")
            yield _Odd(
                "date_outside",
                words
                % {
                    "day": format_date(award.contract_date),
                    "month": f"{month_name(month.month)} {be_year(month)}",
                },
                (award.name, award.contract_number, award.contract_date, month.replace(day=1)),
            )


# --- rows beside one another -----------------------------------------------------------------


def _repeated(rows: Sequence[Row], before: Sequence[Row]) -> Iterator[tuple[int, _Odd]]:
    """The same contract number again in the year, the same work from a seller in the month."""
    earlier = {number for row in before for number in _numbers(row)}
    contracts: dict[str, int] = {}
    works: dict[tuple[str, Seller], int] = {}
    for index, row in enumerate(rows):
        for number, written in _numbers(row).items():
            if number in contracts:
                words = _("The contract number %(number)s also stands in row %(row)s.")
                told = words % {"number": written, "row": contracts[number] + 1}
                yield index, _Odd("contract_twice", told, (number,))
            elif number in earlier:
                words = _("The contract number %(number)s also stands in an earlier month.")
                yield index, _Odd("contract_twice", words % {"number": written}, (number, "before"))
            contracts.setdefault(number, index)
        for work in {(bare_name(row.title), seller_of(one.name)) for one in row.awards}:
            if all((work[0], work[1].core)) and work in works:
                words = _("Row %(row)s has the same work from the same seller.")
                told = words % {"row": works[work] + 1}
                yield index, _Odd("purchase_twice", told, (work[1],))
            works.setdefault(work, index)


def _numbers(row: Row) -> dict[str, str]:
    """The row's contract numbers as they are compared, each as it is written."""
    return {
        _plain_number(one.contract_number): one.contract_number.strip()
        for one in row.awards
        if any(sign.isdigit() for sign in one.contract_number)
    }


def _plain_number(written: str) -> str:
    return re.sub(r"\s+", "", to_arabic(written)).removeprefix("เลขที่")


@dataclass(frozen=True)
class _Part:
    """A purchase just under a limit, as a possible part of a larger one."""

    index: int
    title: str
    seller: str
    price: Decimal


def _split(
    rule: Splitting, rows: Sequence[Row], before: Sequence[Row], limits: Limits
) -> Iterator[tuple[int, _Odd]]:
    """Several purchases from one seller, each just under the limit; told at the first of them."""
    earlier = _parts_by_seller(rule, before, limits)
    for seller, here in _parts_by_seller(rule, rows, limits).items():
        there = earlier.get(seller, [])
        if len(here) < rule.in_month and len(here) + len(there) < rule.in_year:
            continue
        total = sum((one.price for one in (*here, *there)), Decimal())
        words = (
            _(
                "%(count)s purchases from %(seller)s, each just under %(limit)s baht (rows "
                "%(rows)s, and %(before)s in earlier months), together %(total)s baht: was one "
                "purchase split?"
            )
            if there
            else _(
                "%(count)s purchases from %(seller)s, each just under %(limit)s baht (rows "
                "%(rows)s), together %(total)s baht: was one purchase split?"
            )
        )
        told = words % {
            "count": len(here) + len(there),
            "seller": here[0].seller,
            "limit": format_baht(rule.limit),
            "rows": ", ".join(str(one.index + 1) for one in here),
            "before": len(there),
            "total": format_baht(total),
        }
        facts = [rule.limit, seller, *_as_facts(here), *_as_facts(there)]
        yield here[0].index, _Odd("split", told, facts, rule.source)


def _as_facts(parts: Sequence[_Part]) -> list[list[str]]:
    return sorted([bare_name(one.title), format_baht(one.price)] for one in parts)


def _parts_by_seller(
    rule: Splitting, rows: Sequence[Row], limits: Limits
) -> dict[Seller, list[_Part]]:
    other = limits.methods.get(rule.method)
    found: dict[Seller, list[_Part]] = defaultdict(list)
    for index, row in enumerate(rows):
        if row.method != rule.method or (other and _names_one(row.reason, other.clauses)):
            continue
        for one in row.awards:
            seller = seller_of(one.name)
            if seller.core and one.price is not None and rule.lowest <= one.price <= rule.limit:
                found[seller].append(_Part(index, row.title, one.name.strip(), one.price))
    return found
