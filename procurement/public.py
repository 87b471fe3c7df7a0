"""What the public is told of a fiscal year: its months as they stand, sums by month and method.

Sums are those of published months alone, asked of the database in one query.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum

from portal.thai.fiscal import FiscalYear, fiscal_year_of, month_end
from procurement.methods import Method, methods
from procurement.models import Purchase, PurchaseMonth
from publications.models import Publication

CALENDAR_ORDER = (10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9)
FULL = 100  # of a bar, in percent


@dataclass(frozen=True)
class MonthTile:
    """A month as the public finds it: public, said to be without purchases, late, or ahead.

    `late` is over and not public; `bar` is its share of the largest month, in percent.
    """

    first: date
    url: str
    state: str  # public, nothing, late, ahead
    count: int
    agreed: Decimal
    bar: float


@dataclass(frozen=True)
class MethodLine:
    """What one method came to; `bar` is its share of the largest, `share` of all, in percent."""

    method: Method
    count: int
    agreed: Decimal
    bar: float
    share: float


@dataclass(frozen=True)
class YearInPublic:
    """A fiscal year of published months."""

    year: int
    months: list[MonthTile]
    methods: list[MethodLine]
    count: int
    agreed: Decimal

    @property
    def late(self) -> list[MonthTile]:
        """The months that are over and that nobody outside can read."""
        return [one for one in self.months if one.state == "late"]


def years(today: date) -> list[int]:
    """Fiscal years of which something is public, and this one; newest first."""
    kinds = ("purchase_month", "purchase_plan", "purchase_year")
    found = Publication.objects.public().of_kind(*kinds).order_by()
    numbers = set(found.values_list("fiscal_year", flat=True).distinct()) - {None}
    return sorted(numbers | {fiscal_year_of(today)}, reverse=True)


def year_in_public(year: FiscalYear, today: date) -> YearInPublic:
    """The year in three queries, however much was bought."""
    public = {
        one.month: one for one in PurchaseMonth.objects.public().filter(fiscal_year=year.number)
    }
    first_ever = PurchaseMonth.objects.order_by("month").values_list("month", flat=True).first()
    sums = list(
        Purchase.objects.public()
        .of_year(year.number)
        .order_by()
        .values_list("month__month", "method")
        .annotate(Count("pk"), Sum("agreed"))
    )
    by_month = _added(((month, count, agreed) for month, _method, count, agreed in sums))
    by_method = _added(((method, count, agreed) for _month, method, count, agreed in sums))
    largest = max((agreed for _count, agreed in by_month.values()), default=Decimal())
    months = [
        _tile(first, public.get(first), by_month.get(first, (0, Decimal())), largest, today,
              counted_from=first_ever)
        for first in map(year.first_of_month, CALENDAR_ORDER)
    ]  # fmt: skip
    count, agreed = (
        sum(count for count, _agreed in by_month.values()),
        sum((agreed for _count, agreed in by_month.values()), Decimal()),
    )
    return YearInPublic(year.number, months, _method_lines(by_method, agreed), count, agreed)


def _added(sums) -> dict:
    added: dict = {}
    for key, count, agreed in sums:
        known_count, known_agreed = added.get(key, (0, Decimal()))
        added[key] = (known_count + count, known_agreed + (agreed or Decimal()))
    return added


def _tile(
    first: date,
    month: PurchaseMonth | None,
    summed: tuple[int, Decimal],
    largest: Decimal,
    today: date,
    *,
    counted_from: date | None,
) -> MonthTile:
    count, agreed = summed
    if month:
        state = "public" if count else "nothing"
    else:
        counts = counted_from is not None and first >= counted_from
        state = "late" if counts and month_end(first) < today else "ahead"
    url = month.get_absolute_url() if month else ""
    return MonthTile(first, url, state, count, agreed, share_of(agreed, largest))


def _method_lines(by_method: dict, agreed: Decimal) -> list[MethodLine]:
    largest = max((one for _count, one in by_method.values()), default=Decimal())
    return [
        MethodLine(method, count, baht, share_of(baht, largest), share_of(baht, agreed))
        for code, method in methods().items()
        for count, baht in [by_method.get(code, (0, Decimal()))]
        if count
    ]


def share_of(part: Decimal, whole: Decimal) -> float:
    """In percent, to a tenth; 0 of nothing."""
    return round(float(part / whole * FULL), 1) if whole else 0.0


@dataclass(frozen=True)
class Standing:
    """The plan and the report of a year, where they are public, and whether it has data."""

    plan: Publication | None
    report: Publication | None


def standing_of(year: int) -> Standing:
    """In one query."""
    kinds = ("purchase_plan", "purchase_year")
    found = Publication.objects.public().of_kind(*kinds).filter(fiscal_year=year)
    by_kind = {one.kind: one for one in found}
    return Standing(by_kind.get("purchase_plan"), by_kind.get("purchase_year"))
