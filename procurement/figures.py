"""What a fiscal year's purchases came to: sums by method and month, savings, sellers.

Plain arithmetic on rows, exact to the satang. Nothing is left out silently: a purchase
without a price is counted and said to have none, and what is saved against a price is told
with the number of purchases that name it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from portal.thai.fiscal import FiscalYear
from procurement.methods import methods
from procurement.rows import Award, Row
from procurement.sellers import Seller, seller_of

MOST_SELLERS = 10
ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Sum:
    """How many purchases, and the baht agreed on; `unpriced` of them name no agreed price."""

    count: int = 0
    agreed: Decimal = ZERO
    unpriced: int = 0

    def plus(self, other: Sum) -> Sum:
        """Both together."""
        return Sum(
            self.count + other.count, self.agreed + other.agreed, self.unpriced + other.unpriced
        )


@dataclass(frozen=True)
class MethodSum:
    """What one method came to; `method` is its code, "" for rows without a known one."""

    method: str
    sum: Sum
    months: tuple[Sum, ...]  # twelve, October first


@dataclass(frozen=True)
class MonthSum:
    """What one month came to, by its first day."""

    month: date
    sum: Sum


@dataclass(frozen=True)
class Saving:
    """Agreed prices held against planned ones, over the `count` purchases that name both.

    `above` of them cost more than planned; what they cost more is taken off the saving.
    """

    count: int = 0
    planned: Decimal = ZERO
    agreed: Decimal = ZERO
    above: int = 0

    @property
    def saved(self) -> Decimal:
        """Baht; below zero when more was paid than planned."""
        return self.planned - self.agreed

    @property
    def percent(self) -> Decimal | None:
        """Of what was planned, as `percent_of`."""
        return percent_of(self.saved, self.planned)


@dataclass(frozen=True)
class SellerSum:
    """What one seller was paid, under the name that the rows write most often."""

    name: str
    count: int
    agreed: Decimal


@dataclass(frozen=True)
class YearFigures:
    """All figures of a Buddhist-era fiscal year."""

    fiscal_year: int
    total: Sum
    methods: tuple[MethodSum, ...]  # every method of the law, in its order
    months: tuple[MonthSum, ...]  # twelve, October first
    against_reference: Saving
    against_budget: Saving
    sellers: tuple[SellerSum, ...]  # the biggest first
    sellers_count: int  # of all of them

    def as_json(self) -> dict[str, Any]:
        """The figures as JSON keeps them; amounts as text, so that no satang is lost."""
        return {
            "fiscal_year": self.fiscal_year,
            "total": _sum_out(self.total),
            "methods": [
                {
                    "method": one.method,
                    "sum": _sum_out(one.sum),
                    "months": [_sum_out(month) for month in one.months],
                }
                for one in self.methods
            ],
            "months": [
                {"month": one.month.isoformat(), "sum": _sum_out(one.sum)} for one in self.months
            ],
            "against_reference": _saving_out(self.against_reference),
            "against_budget": _saving_out(self.against_budget),
            "sellers": [
                {"name": one.name, "count": one.count, "agreed": str(one.agreed)}
                for one in self.sellers
            ],
            "sellers_count": self.sellers_count,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> YearFigures:
        """The figures that `as_json` gave; raises KeyError or ValueError for anything else."""
        return cls(
            kept["fiscal_year"],
            _sum_in(kept["total"]),
            tuple(
                MethodSum(
                    one["method"],
                    _sum_in(one["sum"]),
                    tuple(_sum_in(month) for month in one["months"]),
                )
                for one in kept["methods"]
            ),
            tuple(
                MonthSum(date.fromisoformat(one["month"]), _sum_in(one["sum"]))
                for one in kept["months"]
            ),
            _saving_in(kept["against_reference"]),
            _saving_in(kept["against_budget"]),
            tuple(
                SellerSum(one["name"], one["count"], Decimal(one["agreed"]))
                for one in kept["sellers"]
            ),
            kept["sellers_count"],
        )


def figures_of(
    fiscal_year: int, purchases: Iterable[tuple[date, Row]], *, most_sellers: int = MOST_SELLERS
) -> YearFigures:
    """The figures of a year from its purchases, each with any day of its month.

    Raises ValueError for a purchase of another year.
    """
    year = FiscalYear(fiscal_year)
    firsts = [year.first_of_month((9 + step) % 12 + 1) for step in range(12)]
    cells: dict[tuple[str, date], list[Row]] = defaultdict(list)
    rows: list[Row] = []
    for month, row in purchases:
        if month not in year:
            raise ValueError(f"{month} is not in the fiscal year {fiscal_year}")
        rows.append(row)
        code = row.method if row.method in methods() else ""
        cells[code, month.replace(day=1)].append(row)
    codes = [*methods(), *([""] if any(not code for code, _month in cells) else [])]
    by_method = [tuple(_sum_of(cells.get((code, first), ())) for first in firsts) for code in codes]
    by_month = [_together(months) for months in zip(*by_method, strict=True)]
    sellers = _sellers(rows)
    return YearFigures(
        fiscal_year,
        _together(by_month),
        tuple(
            MethodSum(code, _together(months), months)
            for code, months in zip(codes, by_method, strict=True)
        ),
        tuple(MonthSum(first, one) for first, one in zip(firsts, by_month, strict=True)),
        _saving(rows, lambda row: row.reference_price),
        _saving(rows, lambda row: row.budget),
        tuple(sellers[:most_sellers]),
        len(sellers),
    )


def percent_of(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """The part in percent with two decimals, half a hundredth rounded up; None of nothing."""
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _sum_of(rows: Sequence[Row]) -> Sum:
    prices = [row.agreed for row in rows]
    known = [price for price in prices if price is not None]
    return Sum(len(rows), sum(known, ZERO), len(rows) - len(known))


def _together(sums: Iterable[Sum]) -> Sum:
    whole = Sum()
    for one in sums:
        whole = whole.plus(one)
    return whole


def _saving(rows: Sequence[Row], planned: Callable[[Row], Decimal | None]) -> Saving:
    pairs = [
        (price, row.agreed)
        for row in rows
        if (price := planned(row)) is not None and row.agreed is not None
    ]
    return Saving(
        len(pairs),
        sum((price for price, _agreed in pairs), ZERO),
        sum((agreed for _price, agreed in pairs), ZERO),
        sum(agreed > price for price, agreed in pairs),
    )


def _sellers(rows: Sequence[Row]) -> list[SellerSum]:
    """Every seller who was chosen, by what they get; of equals by name, so that order is fixed."""
    chosen: dict[Seller, list[Award]] = defaultdict(list)
    purchases: Counter[Seller] = Counter()
    for row in rows:
        named = [(seller_of(one.name), one) for one in row.awards if one.name.strip()]
        purchases.update({seller for seller, _award in named})
        for seller, award in named:
            chosen[seller].append(award)
    sums = [
        SellerSum(
            _usual_name(awards),
            purchases[seller],
            sum((one.price for one in awards if one.price is not None), ZERO),
        )
        for seller, awards in chosen.items()
    ]
    return sorted(sums, key=lambda one: (-one.agreed, -one.count, one.name))


def _usual_name(awards: Sequence[Award]) -> str:
    counted = Counter(" ".join(one.name.split()) for one in awards)
    return min(counted, key=lambda name: (-counted[name], name))


def _sum_out(one: Sum) -> dict[str, Any]:
    return {"count": one.count, "agreed": str(one.agreed), "unpriced": one.unpriced}


def _sum_in(kept: dict[str, Any]) -> Sum:
    return Sum(kept["count"], Decimal(kept["agreed"]), kept["unpriced"])


def _saving_out(one: Saving) -> dict[str, Any]:
    return {
        "count": one.count,
        "planned": str(one.planned),
        "agreed": str(one.agreed),
        "above": one.above,
    }


def _saving_in(kept: dict[str, Any]) -> Saving:
    return Saving(kept["count"], Decimal(kept["planned"]), Decimal(kept["agreed"]), kept["above"])
