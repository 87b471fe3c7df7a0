"""Locking the rounds of a year, and opening one again."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.gate import requires
from accounts.refusals import NotAllowed, tell
from accounts.rights import Right
from measures import locking
from measures.forms_progress import UnlockForm
from measures.models import Plan, Round, RoundEvent
from measures.views.years import plan_of, to_current


@require_safe
@requires(Right.SEE_MEASURES)
def current(request: HttpRequest) -> HttpResponse:
    return to_current(request, "measures:rounds")


@require_safe
@requires(Right.SEE_MEASURES)
def rounds(request: HttpRequest, year: int) -> HttpResponse:
    """The rounds, what they hold, and when they were locked and opened."""
    return _page(request, plan_of(year))


@require_POST
@requires(Right.LOCK_ROUND)
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    found = _round(pk)
    try:
        locking.lock_round(found, by=request.user)
        messages.success(request, _("The round was locked."))
    except NotAllowed as refusal:
        tell(request, refusal)
    return redirect("measures:rounds", year=found.plan.fiscal_year.year)


@require_POST
@requires(Right.LOCK_ROUND)
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the round again, with the reason that was typed."""
    found = _round(pk)
    form = UnlockForm(request.POST, prefix=f"round{pk}")
    if not form.is_valid():
        plan = plan_of(found.plan.fiscal_year.year)
        return _page(request, plan, {found.pk: form}, status=422)
    try:
        locking.unlock_round(found, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The round was opened again."))
    except NotAllowed as refusal:
        tell(request, refusal)
    return redirect("measures:rounds", year=found.plan.fiscal_year.year)


def _page(
    request: HttpRequest, plan: Plan, forms: dict[int, UnlockForm] | None = None, status: int = 200
) -> HttpResponse:
    counted = (
        Round.objects.filter(plan=plan)
        .select_related("locked_by")
        .annotate(
            held=Count("entries"),
            waiting=Count("entries", filter=Q(entries__state="submitted")),
            returned=Count("entries", filter=Q(entries__state="returned")),
        )
        .order_by("ends")
    )
    rows = [
        (one, (forms or {}).get(one.pk) or UnlockForm(prefix=f"round{one.pk}")) for one in counted
    ]
    events = RoundEvent.objects.filter(round__plan=plan).select_related("by", "round")
    context = {
        "plan": plan,
        "year": plan.fiscal_year.year,
        "rows": rows,
        "events": list(events)[::-1],
    }
    return render(request, "measures/rounds.html", context, status=status)


def _round(pk: int) -> Round:
    return get_object_or_404(Round.objects.select_related("plan__fiscal_year"), pk=pk)
