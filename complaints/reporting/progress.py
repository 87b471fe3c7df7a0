"""Where a case stands, in the words that its complainant reads: plain, dated, with what comes next.

No officer is named, and nothing is promised that the law's clock does not promise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from complaints.clocks import Name, clocks_of
from complaints.models import Case
from portal.templatetags.thai import thai_date

Status = Case.Status
Outcome = Case.Outcome

OUTCOMES: dict[str, Promise] = {
    Outcome.FOUNDED: gettext_lazy("What you reported was found to be true, and was acted upon."),
    Outcome.UNFOUNDED: gettext_lazy(
        "It was examined; what you reported could not be found to be true."
    ),
    Outcome.THIN: gettext_lazy(
        "There was too little to examine. If you know more, write it below: the case can be"
        " opened again."
    ),
    Outcome.REFERRED: gettext_lazy("It was handed to another authority, which goes on with it."),
    Outcome.NOT_CORRUPTION: gettext_lazy(
        "It is not a matter of corruption and was handed to the unit that is responsible."
    ),
    Outcome.MERGED: gettext_lazy(
        "It was joined with another report of the same matter and is examined there. You are"
        " told the end here."
    ),
}


@dataclass(frozen=True)
class Step:
    """A step on the way of a case: done on a day, or awaited until a day."""

    title: str
    done_on: date | None
    due: date | None
    is_late: bool


@dataclass(frozen=True)
class Standing:
    """What the page says on top: where it stands, in a sentence, what is next."""

    title: str
    words: str
    next: str
    steps: tuple[Step, ...]
    is_overdue: bool
    is_over: bool


def standing_of(case: Case, today: date) -> Standing:
    """How the case stands on a day; of a case joined with another, how that one ends."""
    end = case.merged_into or case
    clocks = {clock.name: clock for clock in clocks_of(case, today)}
    told, result = clocks[Name.ACKNOWLEDGE], clocks[Name.RESULT]
    is_over = case.status == Status.CLOSED and end.status == Status.CLOSED
    ended_on = end.closed_on if is_over else None
    awaited = result if case.acknowledged_on else told
    is_overdue = not is_over and today > awaited.due
    steps = (
        Step(pgettext("step of a case", "Received"), case.received_on, None, False),
        _step(pgettext("step of a case", "Answered"), case.acknowledged_on, told.due, today),
        _step(pgettext("step of a case", "Examined"), end.examined_on, None, today),
        _step(pgettext("step of a case", "Result"), ended_on, result.due, today),
    )
    return Standing(
        title=_title(case, is_over),
        words=_words(case, end, is_over),
        next="" if is_over else _next(case, awaited.due, is_overdue=is_overdue),
        steps=tuple(step for step in steps if step.done_on or step.due or not is_over),
        is_overdue=is_overdue,
        is_over=is_over,
    )


def _step(title: str, done_on: date | None, due: date | None, today: date) -> Step:
    return Step(title, done_on, due, bool(due and not done_on and today > due))


def _title(case: Case, is_over: bool) -> str:
    if is_over:
        return _("There is a result")
    return {
        Status.RECEIVED: _("Your complaint has arrived"),
        Status.ACKNOWLEDGED: _("The officers have read your complaint"),
        Status.EXAMINING: _("Your complaint is being examined"),
        Status.CLOSED: _("Your complaint is examined together with another"),
    }[Status(case.status)]


def _words(case: Case, end: Case, is_over: bool) -> str:
    if case.status == Status.CLOSED:
        outcome = end.outcome if is_over else case.outcome
        return str(OUTCOMES[Outcome(outcome)])
    if case.status == Status.RECEIVED:
        return _("It lies sealed with the officers. They answer you here, on this page.")
    return _("The officers may ask you something here. Nobody sees when you look at this page.")


def _next(case: Case, due: date, *, is_overdue: bool) -> str:
    facts = {"due": thai_date(due, "long")}
    if is_overdue:
        return _("You should have heard more by %(due)s. That day has passed.") % facts
    if not case.acknowledged_on:
        return _("By %(due)s at the latest you are answered here.") % facts
    return _("By %(due)s at the latest there should be a result, or you are told why not.") % facts
