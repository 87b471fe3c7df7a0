"""The law's clocks of a case: until when what must be done, and whether it was.

- The complainant is told within 15 days (Royal Decree on Good Governance B.E. 2546, section 38).
- The facts are examined within 7 days, and there is a result within 30 (cabinet resolution of
  27 March 2561 on corruption in the public service).

Days are counted by the Civil and Commercial Code, sections 193/3 and 193/8: not the first, and a
last day that is off gives way to the next working day. The Administrative Procedure Act B.E. 2539,
section 64, paragraph 2, is stricter with authorities: where it applies, the last day counts though
it be off. So a case calls for attention before the day from which its end has moved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.models import Case
from portal.calendar_days import calendar
from portal.templatetags.thai import thai_date
from portal.thai.workdays import WorkCalendar

SOON = timedelta(days=3)  # before the counted last day


class Name(StrEnum):
    """Which of the law's clocks."""

    EXAMINE = "examine"
    ACKNOWLEDGE = "acknowledge"
    RESULT = "result"


class State(StrEnum):
    """How a clock stands: the first three still run."""

    IN_TIME = "in_time"
    SOON = "soon"
    OVERDUE = "overdue"
    DONE = "done"
    LATE = "late"  # done, after its last day


DAYS = {Name.EXAMINE: 7, Name.ACKNOWLEDGE: 15, Name.RESULT: 30}
LABELS: dict[Name, Promise] = {
    Name.EXAMINE: gettext_lazy("Examine the facts"),
    Name.ACKNOWLEDGE: gettext_lazy("Tell the complainant"),
    Name.RESULT: gettext_lazy("Reach a result"),
}
BASES: dict[Name, Promise] = {
    Name.EXAMINE: gettext_lazy("cabinet resolution of 27 March 2561"),
    Name.ACKNOWLEDGE: gettext_lazy("Royal Decree on Good Governance B.E. 2546, section 38"),
    Name.RESULT: gettext_lazy("cabinet resolution of 27 March 2561"),
}
STATE_LABELS: dict[State, Promise] = {
    State.IN_TIME: gettext_lazy("in time"),
    State.SOON: gettext_lazy("due soon"),
    State.OVERDUE: gettext_lazy("overdue"),
    State.DONE: gettext_lazy("done in time"),
    State.LATE: gettext_lazy("done late"),
}
RUNNING = (State.IN_TIME, State.SOON, State.OVERDUE)


@dataclass(frozen=True)
class Clock:
    """One clock of a case on a day.

    `due` is the last day in time; `moved_from` the counted one when that was off, `moved_because`
    the names of the days off. `days_left` is counted to `due` from today, or from the day it was
    done; it is negative when that is later.
    """

    name: Name
    starts: date
    days: int
    due: date
    moved_from: date | None
    moved_because: str
    done_on: date | None
    state: State
    days_left: int

    @property
    def label(self) -> str:
        """What must be done, in the reader's language."""
        return str(LABELS[self.name])

    @property
    def basis(self) -> str:
        """The law that says so."""
        return str(BASES[self.name])

    @property
    def state_label(self) -> str:
        """How it stands, in words."""
        return str(STATE_LABELS[self.state])

    @property
    def runs(self) -> bool:
        """Whether it still has to be done."""
        return self.done_on is None

    def line(self) -> str:
        """How the last day is computed, in one line."""
        facts = {
            "start": thai_date(self.starts), "days": self.days, "due": thai_date(self.due),
            "counted": thai_date(self.moved_from), "because": self.moved_because,
        }  # fmt: skip
        if self.moved_from is None:
            return _("Received %(start)s + %(days)s days = %(due)s") % facts
        return (
            _(
                "Received %(start)s + %(days)s days = %(counted)s, "
                "a day off (%(because)s), hence %(due)s"
            )
            % facts
        )


def clocks_of(case: Case, today: date, days_off: WorkCalendar | None = None) -> tuple[Clock, ...]:
    """The clocks of a case in the order of their length.

    For many cases ask `calendar()` once and hand it in.
    """
    known = days_off or calendar()
    return tuple(_clock(case, name, today, known) for name in DAYS)


def pressing(case: Case, today: date, days_off: WorkCalendar | None = None) -> Clock | None:
    """The clock that ends first of those that still run; None when all is done."""
    running = [clock for clock in clocks_of(case, today, days_off) if clock.runs]
    return min(running, key=lambda clock: clock.due, default=None)


def pressing_of(
    cases: Iterable[Case], today: date, days_off: WorkCalendar | None = None
) -> dict[UUID, Clock | None]:
    """`pressing` of many cases by their ids, the days off read once."""
    known = days_off or calendar()
    return {case.pk: pressing(case, today, known) for case in cases}


def acknowledged_in_time(case: Case, days_off: WorkCalendar) -> bool | None:
    """Whether the complainant was told within the 15 days; None while nobody has been."""
    told = done_on(case, Name.ACKNOWLEDGE)
    if told is None:
        return None
    return told <= days_off.last_day(case.received_on, DAYS[Name.ACKNOWLEDGE]).due


def done_on(case: Case, name: Name) -> date | None:
    """The day on which it was done; whoever was told the result was told."""
    done = {
        Name.EXAMINE: case.examined_on,
        Name.ACKNOWLEDGE: case.acknowledged_on,
        Name.RESULT: case.closed_on,
    }[name]
    return done or case.closed_on


def _clock(case: Case, name: Name, today: date, days_off: WorkCalendar) -> Clock:
    last = days_off.last_day(case.received_on, DAYS[name])
    done = done_on(case, name)
    return Clock(
        name=name,
        starts=case.received_on,
        days=DAYS[name],
        due=last.due,
        moved_from=last.counted if last.because else None,
        moved_because=last.because,
        done_on=done,
        state=_state(last.counted, last.due, done, today),
        days_left=(last.due - (done or today)).days,
    )


def _state(counted: date, due: date, done: date | None, today: date) -> State:
    if done is not None:
        return State.DONE if done <= due else State.LATE
    if today > due:
        return State.OVERDUE
    return State.SOON if today >= counted - SOON else State.IN_TIME
