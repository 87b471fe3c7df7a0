"""How the twelve months of a fiscal year stand: what is public, what is missing, what waits."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils import timezone

from portal.thai.fiscal import FiscalYear, fiscal_year_of, month_end
from procurement import months
from procurement.models import Acknowledgement, Purchase, PurchaseMonth
from procurement.rows import Row
from publications.models import Publication
from publications.overview import state_of

State = Publication.State
CALENDAR_ORDER = (10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9)


@dataclass(frozen=True)
class MonthLine:
    """One month: its summary (None while nobody began it), rows and sum, remarks that stop it.

    `state` is a key of `publications.overview.LABELS`, "" while there is no summary.
    """

    first: date
    month: PurchaseMonth | None
    state: str
    rows: int
    agreed: Decimal
    open_remarks: int
    missing: bool
    today: date

    @property
    def has_begun(self) -> bool:
        return self.first <= self.today

    @property
    def is_over(self) -> bool:
        """Whether nothing more can be bought in it."""
        return month_end(self.first) < self.today

    @property
    def nothing_bought(self) -> bool:
        return self.month is not None and self.month.nothing_bought and not self.rows

    @property
    def may_be_empty(self) -> bool:
        """Whether it can be said in one press that nothing was bought."""
        return self.is_over and not self.rows and self.state != "published"


def months_of(year: FiscalYear, today: date | None = None) -> list[MonthLine]:
    """The twelve months, October first; the same few queries however much was bought."""
    today = today or timezone.localdate()
    found = {
        one.month: one
        for one in PurchaseMonth.objects.filter(month__gte=year.start, month__lte=year.end)
    }
    sums = _sums(year)
    stopped = _stopped(year, [one for one in found.values() if one.state == State.DRAFT])
    missing = set(months.missing_months(today))
    return [
        _line(first, found.get(first), sums, stopped, missing=first in missing, today=today)
        for first in map(year.first_of_month, CALENDAR_ORDER)
    ]


def years_with_months(today: date | None = None) -> list[int]:
    """Fiscal years to choose from: from the first that has a month to the next one, newest
    first."""
    this = fiscal_year_of(today or timezone.localdate())
    first = PurchaseMonth.objects.order_by("month").values_list("month", flat=True).first()
    oldest = min(fiscal_year_of(first) if first else this, this - 1)
    return list(range(this + 1, oldest - 1, -1))


def _line(
    first: date,
    month: PurchaseMonth | None,
    sums: dict[int, tuple[int, Decimal]],
    stopped: dict[int, int],
    *,
    missing: bool,
    today: date,
) -> MonthLine:
    rows, agreed = sums.get(month.pk, (0, Decimal())) if month else (0, Decimal())
    return MonthLine(
        first=first,
        month=month,
        state=state_of(month) if month else "",
        rows=rows,
        agreed=agreed,
        open_remarks=stopped.get(month.pk, 0) if month else 0,
        missing=missing,
        today=today,
    )


def _sums(year: FiscalYear) -> dict[int, tuple[int, Decimal]]:
    counted = (
        Purchase.objects.kept()
        .filter(month__month__gte=year.start, month__month__lte=year.end)
        .order_by()
        .values_list("month_id")
        .annotate(Count("pk"), Sum("agreed"))
    )
    return {pk: (rows, agreed or Decimal()) for pk, rows, agreed in counted}


def _stopped(year: FiscalYear, drafts: list[PurchaseMonth]) -> dict[int, int]:
    """How many remarks stop each draft; what is public was judged when it became so."""
    if not drafts:
        return {}
    last = max(one.month for one in drafts)
    bought: dict[date, list[Purchase]] = defaultdict(list)
    withdrawn: set[date] = set()
    for one in Purchase.objects.kept().filter(
        month__month__gte=year.start, month__month__lte=last
    ).whole():  # fmt: skip
        bought[one.month.month].append(one)
        if one.month.state == State.WITHDRAWN:
            withdrawn.add(one.month.month)
    rows: dict[date, list[Row]] = {
        month: [one.row() for one in purchases]
        for month, purchases in bought.items()
        if month not in withdrawn
    }
    answers: dict[int, list[Acknowledgement]] = defaultdict(list)
    for answer in Acknowledgement.objects.filter(month__in=drafts):
        answers[answer.month_id].append(answer)
    stopped = {}
    for draft in drafts:
        before = [row for month, those in rows.items() if month < draft.month for row in those]
        judged = months.judge(draft.month, bought[draft.month], answers[draft.pk], before=before)
        stopped[draft.pk] = sum(one.stops for one in judged)
    return stopped
