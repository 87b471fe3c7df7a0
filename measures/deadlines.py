"""When a step is due, which entry met which due day, and how the step stands today.

Pure functions on plain values and prefetched rows: nothing here asks the database or the
clock. All days are calendar days in Bangkok; both ends of every period belong to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from measures.models import ProgressEntry, Step
from portal.thai import fiscal

DUE_SOON_DAYS = 14
FRIDAY = 4

Cadence = Step.Cadence
EntryState = ProgressEntry.State
COUNTING = (EntryState.SUBMITTED, EntryState.ACCEPTED)


class Standing(TextChoices):
    """How a step stands; in the order in which it asks to be looked at."""

    RETURNED = "returned", pgettext_lazy("step", "returned")
    LATE = "late", pgettext_lazy("step", "late")
    DUE = "due", pgettext_lazy("step", "due soon")
    WAITING = "waiting", pgettext_lazy("step", "waiting for review")
    UPCOMING = "upcoming", pgettext_lazy("step", "upcoming")
    DONE = "done", pgettext_lazy("step", "done")


class DueState(StrEnum):
    MET = "met"
    MISSED = "missed"
    SOON = "soon"
    AHEAD = "ahead"
    LIFTED = "lifted"  # the step was completed before the day came


@dataclass(frozen=True)
class DueDay:
    """One day on which something is due, and the entry that met it, if one did."""

    day: date
    label: str = ""
    met_by: ProgressEntry | None = None
    state: DueState = DueState.AHEAD


@dataclass(frozen=True)
class Outlook:
    """How a step stands on a day.

    `standing` is the most pressing word for it, `day` the due day that it speaks of (the
    earliest missed one, the next one, or the last one met) and `days` the days from today to
    it, negative when it has passed. `overdue` tells of missed days whatever the standing is.
    """

    standing: Standing
    due_days: tuple[DueDay, ...]
    day: date | None
    days: int | None
    overdue: bool
    reported: int  # entries that count

    @property
    def days_late(self) -> int:
        return -self.days if self.days is not None and self.days < 0 else 0

    @property
    def next_due(self) -> DueDay | None:
        """The earliest day that nothing has met yet."""
        open_days = (due for due in self.due_days if due.state not in (DueState.MET, "lifted"))
        return next(open_days, None)


def outlook(step: Step, today: date) -> Outlook:
    """How the step stands on `today`, from rows that `StepQuerySet.with_work` fetched."""
    entries = list(step.entries.all())
    days = due_days_of(step)
    return judge(days, entries, today=today, ends_when_completed=not step.cadence)


def due_days_of(step: Step) -> list[tuple[date, str]]:
    """The due days of a step as (day, what is due), earliest first."""
    plan = step.measure.group.plan
    year = fiscal.FiscalYear(plan.fiscal_year.year)
    labels = {deadline.due: deadline.label for deadline in step.deadlines.all()}
    days = due_days(
        starts=step.starts,
        ends=step.ends,
        cadence=step.cadence,
        deadlines=labels,
        year=year,
        round_ends=[one.ends for one in plan.rounds.all()],
    )
    return [(day, labels.get(day, "")) for day in days]


def due_days(
    *,
    starts: date | None,
    ends: date | None,
    cadence: str,
    deadlines: Iterable[date],
    year: fiscal.FiscalYear,
    round_ends: Sequence[date] = (),
) -> list[date]:
    """Every day on which a step is due, earliest first, each once.

    The deadlines that somebody set, and the occurrences of the cadence within the step's
    period and the fiscal year. Where there is neither, the ends of the rounds within the
    period and the period's own end. A period that is open at an end runs to the end of
    the fiscal year.
    """
    first, last = starts or year.start, ends or year.end
    within = [
        day
        for day in occurrences(cadence, year, round_ends)
        if max(first, year.start) <= day <= min(last, year.end)
    ]
    days = {*deadlines, *within}
    if not days:
        days = {day for day in round_ends if first <= day <= last} | {last}
    return sorted(days)


def occurrences(
    cadence: str, year: fiscal.FiscalYear, round_ends: Sequence[date] = ()
) -> list[date]:
    """The days of a cadence in a fiscal year; none for a step without one."""
    make = _OCCURRENCES.get(cadence)
    if cadence == Cadence.EACH_ROUND and round_ends:
        return sorted(round_ends)
    return make(year) if make else []


def _fridays(year: fiscal.FiscalYear) -> list[date]:
    first = year.start + timedelta(days=(FRIDAY - year.start.weekday()) % 7)
    return [first + timedelta(weeks=week) for week in range((year.end - first).days // 7 + 1)]


def _month_ends(year: fiscal.FiscalYear) -> list[date]:
    return [year.months(count)[1] for count in range(1, 13)]


_OCCURRENCES: dict[str, Callable[[fiscal.FiscalYear], list[date]]] = {
    Cadence.WEEKLY: _fridays,
    Cadence.MONTHLY: _month_ends,
    Cadence.QUARTERLY: lambda year: [end for _start, end in year.quarters],
    Cadence.HALF_YEARLY: lambda year: list(year.half_ends),
    Cadence.EACH_ROUND: lambda year: list(year.half_ends),
}


def match(days: Sequence[date], evidence_days: Sequence[date]) -> list[int | None]:
    """Which entry met which due day: for each due day the entry's place, or None.

    Both lists ascend. Each entry meets the earliest unmet due day whose window has begun,
    that is, which no earlier due day separates from it: two reports in October do not make
    November's, and November's first report makes up for the October that was missed.
    """
    met: list[int | None] = [None] * len(days)
    earliest = 0  # due days are met in order, so what is unmet begins here
    for place, evidence_day in enumerate(evidence_days):
        if earliest == len(days):
            break
        if earliest == 0 or evidence_day > days[earliest - 1]:
            met[earliest] = place
            earliest += 1
    return met


def judge(
    days: Sequence[tuple[date, str]],
    entries: Iterable[ProgressEntry],
    *,
    today: date,
    ends_when_completed: bool,
) -> Outlook:
    """How a step with these due days (day, what is due) and entries stands on `today`."""
    entries = list(entries)
    counting = sorted((e for e in entries if e.state in COUNTING), key=lambda e: e.evidence_date)
    completed = ends_when_completed and any(entry.completed_on for entry in counting)
    met = match([day for day, _label in days], [entry.evidence_date for entry in counting])
    due = tuple(
        DueDay(
            day,
            label,
            counting[place] if place is not None else None,
            _due_state(day, place is not None, completed=completed, today=today),
        )
        for (day, label), place in zip(days, met, strict=True)
    )
    standing = _standing(due, entries)
    day = _day_spoken_of(due)
    return Outlook(
        standing=standing,
        due_days=due,
        day=day,
        days=(day - today).days if day else None,
        overdue=any(one.state == DueState.MISSED for one in due),
        reported=len(counting),
    )


def _due_state(day: date, met: bool, *, completed: bool, today: date) -> DueState:
    if met:
        return DueState.MET
    if completed:
        return DueState.LIFTED
    if day < today:
        return DueState.MISSED
    return DueState.SOON if (day - today).days <= DUE_SOON_DAYS else DueState.AHEAD


def _standing(due: Sequence[DueDay], entries: Iterable[ProgressEntry]) -> Standing:
    """The most pressing word; a locked round asks for nothing any more."""
    open_states = {entry.state for entry in entries if not entry.round.locked}
    states = {one.state for one in due}
    if EntryState.RETURNED in open_states:
        return Standing.RETURNED
    if DueState.MISSED in states:
        return Standing.LATE
    if DueState.SOON in states:
        return Standing.DUE
    if EntryState.SUBMITTED in open_states:
        return Standing.WAITING
    return Standing.UPCOMING if DueState.AHEAD in states else Standing.DONE


def _day_spoken_of(due: Sequence[DueDay]) -> date | None:
    unmet = [one.day for one in due if one.state not in (DueState.MET, DueState.LIFTED)]
    if unmet:
        return unmet[0]
    return due[-1].day if due else None
