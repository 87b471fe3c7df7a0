"""The public statistics as data, named in `settings.OPEN_DATA`: the page's numbers, none more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.numbers import statistics
from complaints.numbers.statistics import BREAKDOWNS, Figures
from portal.datasets import DATE, NUMBER, Column, Dataset

CODE = "complaint-statistics"
WHOLE = {
    "carried": pgettext_lazy("statistics", "carried over"),
    "received": pgettext_lazy("statistics", "received"),
    "finished": pgettext_lazy("statistics", "finished"),
    "in_hand": pgettext_lazy("statistics", "in hand at the end"),
}


def _rows(_site: str) -> Iterator[dict[str, Any]]:
    for year in statistics.years(timezone.localdate()):
        spans = [("year", year.year), *zip(("half-1", "half-2"), _placed(year), strict=True)]
        for name, figures in spans:
            if figures is not None:
                yield from _of(figures, year.number, name)


def _placed(year: statistics.YearFigures) -> tuple[Figures | None, Figures | None]:
    """First and second half, None for one that is not published."""
    first = next((half for half in year.halves if half.starts == year.year.starts), None)
    second = next((half for half in year.halves if half.ends == year.year.ends), None)
    return first, second


def _of(figures: Figures, year: int, period: str) -> Iterator[dict[str, Any]]:
    common = {
        "fiscal_year": year, "period": period, "from": figures.since, "to": figures.through,
    }  # fmt: skip
    for name, words in WHOLE.items():
        count = getattr(figures.flow, name)
        yield {**common, "measure": "all", "value": name, "words": words, "count": count}
    for one in BREAKDOWNS if figures.parts else ():
        for value, count in figures.parts[one.code].items():
            words = one.labels[value]
            yield {**common, "measure": one.code, "value": value, "words": words, "count": count}
    if figures.duration:
        for name, words in (("median", _("median")), ("ninth", _("90th percentile"))):
            days = getattr(figures.duration, name)
            yield {**common, "measure": "days", "value": name, "words": words, "count": days}


DATASETS = (
    Dataset(
        CODE,
        _("Statistics of complaints of corruption"),
        _(
            "Complaints by fiscal year and half, up to the last finished quarter. Numbers from "
            "1 to 4, and those from which they could be computed, are left out."
        ),
        (
            Column("fiscal_year", _("Fiscal year"), NUMBER, _("Buddhist era")),
            Column(
                "period", pgettext_lazy("statistics", "Period"),
                meaning=_("year, half-1 or half-2"),
            ),
            Column("from", _("From"), DATE, _("the first day counted")),
            Column("to", _("Until"), DATE, _("the last day counted")),
            Column(
                "measure", _("Divided by"),
                meaning=_("all, category, channel, acknowledged, outcome, verdict or days"),
            ),
            Column("value", _("Value")),
            Column("words", _("In words")),
            Column(
                "count", pgettext_lazy("statistics", "Number"), NUMBER,
                _("complaints, or days where it is divided by days; empty where left out"),
            ),
        ),
        _rows,
    ),
)  # fmt: skip
