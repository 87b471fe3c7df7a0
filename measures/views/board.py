"""The board of the year: how every step stands, by unit and by instrument."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.models import Unit
from accounts.rights import Right
from measures import worklist
from measures.forms_board import BoardFilter
from measures.models import Step
from measures.views.years import plan_of, to_current, years_with_plans

ROWS_A_PAGE = 50


@require_safe
@requires(Right.SEE_MEASURES)
def current(request: HttpRequest) -> HttpResponse:
    return to_current(request, "measures:board")


@require_safe
@requires(Right.SEE_MEASURES)
def board(request: HttpRequest, year: int) -> HttpResponse:
    """Counts of the whole year, and the steps that answer the filters."""
    plan = plan_of(year)
    steps = Step.objects.of_year(year).with_work().in_plan_order()
    rows = worklist.rows_of(steps, timezone.localdate())
    units = list(Unit.objects.all())
    rounds = list(plan.rounds.all())
    form = BoardFilter(request.GET, plan=plan, units=units, rounds=rounds)
    wanted = form.wanted()
    found = worklist.filtered(rows, wanted)
    context = {
        "plan": plan,
        "year": year,
        "years": years_with_plans(),
        "form": form,
        "is_filtered": bool(wanted),
        "total": worklist.tally("", "", rows),
        "by_unit": worklist.by_unit(rows, units),
        "by_instrument": worklist.by_instrument(rows),
        "rounds": [(one, worklist.missing_in(rows, one)) for one in rounds],
        "page": Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "found": len(found),
    }
    return render(request, "measures/board.html", context)
