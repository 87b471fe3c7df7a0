"""The numbers: for everybody by half-years, for the heads of the office by quarters."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.rights import Right
from complaints.models import Case
from complaints.numbers import open_data, quarterly
from complaints.numbers import statistics as counting
from complaints.numbers.statistics import BREAKDOWNS, Breakdown, Figures, YearFigures
from portal.addresses import address_of

MOST_BARS = 10  # halves in the picture


@dataclass(frozen=True)
class Column:
    """A period of a year's breakdowns, with its words."""

    words: str
    figures: Figures


@dataclass(frozen=True)
class Table:
    """A breakdown of a year: a row has its words, and for each column the column's words and
    the count, None for one left out."""

    breakdown: Breakdown
    rows: list[tuple[Promise, list[tuple[str, int | None]]]]

    @property
    def shows_any(self) -> bool:
        """Whether there is a count that is not left out."""
        return any(count is not None for _words, counts in self.rows for _column, count in counts)


@dataclass(frozen=True)
class Bar:
    """A half in the picture: shares of the tallest in percent."""

    words: str
    figures: Figures
    finished: float
    in_hand: float


@require_safe
def statistics(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """All halves in whole numbers, and the newest year, or the one asked for, divided up."""
    today = timezone.localdate()
    years = counting.years(today)
    shown = _year(years, year)
    columns = _columns(shown) if shown else []
    context = {
        "years": years,
        "shown": shown,
        "by_year": year is not None,
        "columns": columns,
        "tables": [_table(one, columns) for one in BREAKDOWNS] if columns else [],
        "bars": _bars(years),
        "opened": counting.opened_on(),
        "next": counting.next_publication(today),
        "csv": address_of("website:open-data-csv", open_data.CODE),
        "json": address_of("website:open-data-json", open_data.CODE),
    }
    return render(request, "complaints/statistics.html", context)


def _year(years: list[YearFigures], number: int | None) -> YearFigures | None:
    if number is None:
        # What can be divided up, rather than the year that has just begun.
        divided = (one for one in years if any(half.parts for half in one.halves))
        return next(divided, None)
    found = next((one for one in years if one.number == number), None)
    if found is None:
        raise Http404
    return found


def half_words(half: Figures) -> str:
    """What a half of a fiscal year is called."""
    return _("First half") if half.starts.month == 10 else _("Second half")


def _columns(year: YearFigures) -> list[Column]:
    halves = [Column(half_words(half), half) for half in year.halves if half.parts]
    return [*halves, Column(_("Whole year"), year.year)] if year.year.parts else halves


def _table(breakdown: Breakdown, columns: list[Column]) -> Table:
    counted = [(column.words, column.figures.parts[breakdown.code]) for column in columns]
    rows = [
        (words, [(column, counts[value]) for column, counts in counted])
        for value, words in breakdown.labels.items()
    ]
    return Table(breakdown, rows)


def _bars(years: list[YearFigures]) -> list[Bar]:
    """The latest halves from the oldest on; none where there is nothing to see."""
    halves = [(one.number, half) for one in reversed(years) for half in one.halves][-MOST_BARS:]
    tallest = max((half.flow.total for _number, half in halves), default=0)
    if not tallest:
        return []
    return [
        Bar(
            f"{half_words(half)} {number}",
            half,
            round(100 * half.flow.finished / tallest, 2),
            round(100 * half.flow.in_hand / tallest, 2),
        )
        for number, half in halves
    ]


@require_safe
@requires(Right.SEE_COMPLAINT_NUMBERS)
def summary(request: HttpRequest) -> HttpResponse:
    """A quarter in numbers, the last one unless another is asked for."""
    quarters = quarterly.quarters(timezone.localdate())
    wanted = request.GET.get("quarter", "")
    chosen = next((one for one in quarters if str(one) == wanted), None)
    if wanted and chosen is None:
        raise Http404
    chosen = chosen or next(iter(quarters), None)
    found = quarterly.summary(chosen) if chosen else None
    context = {
        "quarters": quarters,
        "summary": found,
        "categories": _subjects(found) if found else [],
        "categories_shown": found and any(n is not None for n in found.categories.values()),
        "next": counting.next_publication(timezone.localdate()),
    }
    return render(request, "complaints/staff_summary.html", context)


def _subjects(found: quarterly.Summary) -> list[tuple[str, int | None]]:
    return [(str(Case.Category(code).label), count) for code, count in found.categories.items()]
