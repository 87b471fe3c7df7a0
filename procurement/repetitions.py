"""What is odd about purchases beside one another: the same twice, one split into several."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.thai.baht import format_baht
from portal.thai.digits import to_arabic
from procurement.limits import Limits, Splitting
from procurement.oddities import Odd, names_one
from procurement.rows import Row
from procurement.sellers import Seller, bare_name, seller_of


def repeated(rows: Sequence[Row], before: Sequence[Row]) -> Iterator[tuple[int, Odd]]:
    """The same contract number again in the year, the same work from a seller in the month."""
    yield from _contracts_again(rows, before)
    works: dict[tuple[str, Seller], int] = {}
    for index, row in enumerate(rows):
        title = bare_name(row.title)
        for seller in dict.fromkeys(seller_of(one.name) for one in row.awards):
            first = works.setdefault((title, seller), index)
            if title and seller.core and first != index:
                words = _("Row %(row)s has the same work from the same seller.")
                yield index, Odd("purchase_twice", words % {"row": first + 1}, (seller,))


def _contracts_again(rows: Sequence[Row], before: Sequence[Row]) -> Iterator[tuple[int, Odd]]:
    """One contract number for several purchases; told at all but the first of the year."""
    earlier = {number for row in before for number in _numbers(row)}
    places: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        for number in _numbers(row):
            places[number].append(index)
    for number, indexes in places.items():
        titles = sorted(bare_name(rows[index].title) for index in indexes)
        for index in indexes[number not in earlier :]:
            if index == indexes[0]:
                words = _("The contract number %(number)s also stands in an earlier month.")
            else:
                words = _("The contract number %(number)s also stands in row %(row)s.")
            told = words % {"number": _numbers(rows[index])[number], "row": indexes[0] + 1}
            facts = (number, number in earlier, *titles)
            yield index, Odd("contract_twice", told, facts, of_one=False)


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


def split(
    rule: Splitting, rows: Sequence[Row], before: Sequence[Row], limits: Limits
) -> Iterator[tuple[int, Odd]]:
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
        yield here[0].index, Odd("split", told, facts, rule.source, of_one=False)


def _as_facts(parts: Sequence[_Part]) -> list[list[str]]:
    return sorted([bare_name(one.title), format_baht(one.price)] for one in parts)


def _parts_by_seller(
    rule: Splitting, rows: Sequence[Row], limits: Limits
) -> dict[Seller, list[_Part]]:
    other = limits.methods.get(rule.method)
    found: dict[Seller, list[_Part]] = defaultdict(list)
    for index, row in enumerate(rows):
        near = [one for one in row.awards if one.price and rule.lowest <= one.price <= rule.limit]
        if row.method != rule.method or not near:
            continue
        if other and names_one(row.reason, other.clauses):
            continue
        for one in near:
            seller = seller_of(one.name)
            if seller.core and one.price:
                found[seller].append(_Part(index, row.title, one.name.strip(), one.price))
    return found
