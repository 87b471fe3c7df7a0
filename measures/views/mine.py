"""The staff home: what waits for me."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.models import User
from accounts.rights import Right, may, standing
from measures.deadlines import Standing
from measures.models import Plan, ProgressEntry, Step
from measures.views.years import plan_of, years_with_plans
from measures.worklist import Row, by_urgency, current_plan, filtered, rows_of, tally

SHOWN = 20  # rows a list; whoever has more is better served by the board


@require_safe
@requires(Right.SEE_MEASURES)
def mine(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Returned to me, late, due soon; for the planner also what waits for a review."""
    today = timezone.localdate()
    plan = plan_of(year) if year else current_plan(today)
    if plan is None:
        return render(request, "measures/no_plan.html")
    rows = by_urgency(own_rows(request.user, plan, today))
    context = {"plan": plan, "year": plan.fiscal_year.year, "years": years_with_plans()}
    context |= {"sections": sections(rows), "counts": tally("", "", rows), "rows": rows}
    context["own_units"] = list(standing(request.user).unit_ids)
    if may(request.user, Right.REVIEW_PROGRESS):
        context |= office_counts(plan, today)
    return render(request, "measures/mine.html", context)


def own_rows(user: User, plan: Plan, today: date) -> list[Row]:
    """The steps of the person's units; nobody's for one who belongs to no unit."""
    units = standing(user).unit_ids
    if not units:
        return []
    steps = Step.objects.of_year(plan.fiscal_year.year).of_units(units)
    return rows_of(steps.with_work().in_plan_order(), today)


def sections(rows: list[Row]) -> list[dict[str, object]]:
    """The lists of the home, in the order in which they ask for attention; empty ones go."""
    order = (Standing.RETURNED, Standing.LATE, Standing.DUE, Standing.WAITING, Standing.UPCOMING)
    found = []
    for one in order:
        here = [row for row in rows if row.standing == one]
        if here:
            found.append({"standing": one, "rows": here[:SHOWN], "count": len(here)})
    return found


def office_counts(plan: Plan, today: date) -> dict[str, object]:
    """For the planner: what waits for a review, and how the whole office stands."""
    steps = Step.objects.of_year(plan.fiscal_year.year).with_work().in_plan_order()
    office = rows_of(steps, today)
    waiting = ProgressEntry.objects.waiting().filter(round__plan=plan).count()
    return {
        "office": tally("", "", office),
        "waiting": waiting,
        "without_unit": len(filtered(office, {"unit": "none"})),
    }
