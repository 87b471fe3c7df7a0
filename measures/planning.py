"""Changing the plan of a year: its rounds, its rows, their order.

A plan is a table that the office decided on; rows come and go freely until something was
reported on them, then they stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotAllowed, Stale, refuse_if
from measures.models import (
    Deadline,
    FiscalYear,
    Measure,
    MeasureGroup,
    Plan,
    ProgressEntry,
    Round,
    Step,
)
from measures.permissions import may_edit_plan
from portal.thai import fiscal

PlanRow = MeasureGroup | Measure | Step
TITLE_LENGTH = Plan._meta.get_field("title").max_length  # characters


def usual_title(year: int) -> str:
    """The title of a plan that was given none, as offices word it; `year` is Buddhist-era."""
    return f"มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ประจำปีงบประมาณ พ.ศ. {year}"


@transaction.atomic
def make_plan(*, year: FiscalYear, title: str, target_grade: str, by: User) -> Plan:
    """An empty plan with its two rounds; Stale where somebody made one a moment ago."""
    if not may_edit_plan(by):
        raise NotAllowed([_("Only the planner changes the plan.")])
    plan, new = open_plan(year, title=title, target_grade=target_grade, by=by)
    if not new:
        raise Stale([_("This fiscal year has a plan already.")])
    return plan


@transaction.atomic
def open_plan(
    year: FiscalYear, *, title: str = "", target_grade: str = "", by: User | None = None
) -> tuple[Plan, bool]:
    """The plan of a year, made with its two rounds where there is none; whether it was made.

    A longer title than the plan holds is cut; an empty one becomes the usual one. Asks for
    no right: the caller has done so.
    """
    facts = {"title": title[:TITLE_LENGTH] or usual_title(year.year), "target_grade": target_grade}
    plan, new = Plan.objects.get_or_create(fiscal_year=year, defaults=facts | {"created_by": by})
    if new:
        span = fiscal.FiscalYear(year.year)
        for code in fiscal.ROUND_MONTHS:
            starts, ends = span.round(code)
            Round.objects.create(plan=plan, code=code, starts=starts, ends=ends)
    return plan, new


def siblings(row: PlanRow) -> Sequence[PlanRow]:
    """The rows beside this one, itself included, in their order."""
    parents = {MeasureGroup: "plan", Measure: "group", Step: "measure"}
    parent = parents[type(row)]
    beside = type(row).objects.filter(**{parent: getattr(row, f"{parent}_id")})
    return list(beside.order_by("position", "pk"))


@transaction.atomic
def place(row: PlanRow, *, after: PlanRow | None) -> None:
    """Move a row behind `after`, or to the top when that is None; others keep their order."""
    others = [one for one in siblings(row) if one.pk != row.pk]
    at = next((i + 1 for i, one in enumerate(others) if after and one.pk == after.pk), 0)
    others.insert(at, row)
    for position, one in enumerate(others, 1):
        if one.position != position:
            type(one).objects.filter(pk=one.pk).update(position=position)
            one.position = position


def last_position(rows: Iterable[PlanRow]) -> int:
    return max((one.position for one in rows), default=0)


@transaction.atomic
def set_deadlines(step: Step, wanted: Sequence[tuple[date, str]]) -> None:
    """Make the step's deadlines the wanted (day, label) pairs; those that stay are kept."""
    labels = dict(wanted)
    step.deadlines.exclude(due__in=labels).delete()
    for day, label in labels.items():
        Deadline.objects.update_or_create(step=step, due=day, defaults={"label": label})


def delete_blockers(row: PlanRow, *, by: User) -> list[str]:
    """Every reason the row stays; empty when it may go, with all rows below it."""
    reasons = []
    if not may_edit_plan(by):
        reasons.append(_("Only the planner changes the plan."))
    if reported_on(row):
        reasons.append(_("Progress was reported here, so it stays in the plan."))
    return reasons


def reported_on(row: PlanRow) -> bool:
    """Whether an entry was ever written on the row or on one below it."""
    paths = {MeasureGroup: "step__measure__group", Measure: "step__measure", Step: "step"}
    return ProgressEntry.objects.filter(**{paths[type(row)]: row.pk}).exists()


def steps_below(row: PlanRow) -> int:
    """How many steps go with the row."""
    paths = {MeasureGroup: "measure__group", Measure: "measure", Step: "pk"}
    return Step.objects.filter(**{paths[type(row)]: row.pk}).count()


def delete(row: PlanRow, *, by: User) -> None:
    """Take a row out of the plan, while nothing was reported on it."""
    refuse_if(delete_blockers(row, by=by))
    try:
        with transaction.atomic():
            row.delete()
    except (ProtectedError, IntegrityError) as error:  # an entry came in a moment ago
        raise Stale([_("Progress was reported here, so it stays in the plan.")]) from error
