"""The quarter in numbers, for the heads of the office: how many and whether in time, never what.

Only quarters that are over: a number that moved today would tell of today's complaint.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from complaints.clocks import DAYS, LABELS, Name, done_on
from complaints.models import Case
from complaints.numbers.statistics import (
    BREAKDOWNS,
    Flow,
    Source,
    flow,
    opened_on,
    published_through,
    read,
)
from complaints.numbers.suppression import Shown
from portal.thai.fiscal import FiscalYear

Status: Any = Case.Status  # to mypy, which knows no Django, its members are pairs


@dataclass(frozen=True)
class Quarter:
    """A quarter of a fiscal year, 1 to 4."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def starts(self) -> date:
        """Its first day."""
        return FiscalYear(self.year).quarter(self.number)[0]

    @property
    def ends(self) -> date:
        """Its last day."""
        return FiscalYear(self.year).quarter(self.number)[1]


@dataclass(frozen=True)
class Kept:
    """One of the law's clocks: of those that ended in the quarter, how many in time."""

    label: str
    days: int
    ended: int
    in_time: int

    @property
    def late(self) -> int:
        """Done later, or not yet."""
        return self.ended - self.in_time


@dataclass(frozen=True)
class Summary:
    """The numbers of a quarter; `states` are of its last day, closed ones not among them."""

    quarter: Quarter
    flow: Flow
    states: list[tuple[str, int]]
    clocks: list[Kept]
    categories: Shown


def quarters(today: date) -> list[Quarter]:
    """The quarters that are over, the latest first; none before complaints could be made."""
    opened, through = opened_on(), published_through(today)
    if opened is None or opened > through:
        return []
    first, last = FiscalYear.of(opened).number, FiscalYear.of(through).number
    known = [Quarter(year, n) for year in range(last, first - 1, -1) for n in (4, 3, 2, 1)]
    return [one for one in known if one.ends <= through and one.ends >= opened]


def summary(quarter: Quarter) -> Summary:
    """The numbers of a quarter that is over."""
    source = read()
    category = next(one for one in BREAKDOWNS if one.code == "category")
    return Summary(
        quarter=quarter,
        flow=flow(source.cases, quarter.starts, quarter.ends),
        states=_states(source, quarter.ends),
        clocks=[_kept(source, name, quarter) for name in DAYS],
        categories=category.of(source, quarter.starts, quarter.ends),
    )


def state_on(case: Case, day: date) -> str | None:
    """How a case stood at the end of a day, by its days; None before it came."""
    if case.received_on > day:
        return None
    steps = (
        (case.closed_on, Status.CLOSED),
        (case.examined_on, Status.EXAMINING),
        (case.acknowledged_on, Status.ACKNOWLEDGED),
    )
    return next((status for on, status in steps if on and on <= day), Status.RECEIVED)


def _states(source: Source, day: date) -> list[tuple[str, int]]:
    found = Counter(state_on(case, day) for case in source.cases)
    running = (Status.RECEIVED, Status.ACKNOWLEDGED, Status.EXAMINING)
    return [(str(status.label), found[status]) for status in running]


def _kept(source: Source, name: Name, quarter: Quarter) -> Kept:
    ended = in_time = 0
    for case in source.cases:
        due = source.days_off.last_day(case.received_on, DAYS[name]).due
        if quarter.starts <= due <= quarter.ends:
            done = done_on(case, name)
            ended += 1
            in_time += done is not None and done <= due
    return Kept(str(LABELS[name]), DAYS[name], ended, in_time)
