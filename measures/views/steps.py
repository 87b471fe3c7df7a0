"""The page of one step: what, who, when, and what was reported."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.rights import Right
from measures.deadlines import Standing
from measures.hints import count_days, hints
from measures.models import Plan, ProgressEntry, Step
from measures.permissions import may_edit_plan, may_record
from measures.views.mine import own_rows
from measures.worklist import Row, by_urgency, rows_of

PRESSING = (Standing.RETURNED, Standing.LATE, Standing.DUE)


@require_safe
@requires(Right.SEE_MEASURES)
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about the step; after an entry was saved also what is due next."""
    found = get_object_or_404(
        Step.objects.with_work().prefetch_related("questions", "measure__indicators"), pk=pk
    )
    today = timezone.localdate()
    plan = found.measure.group.plan
    [row] = rows_of([found], today)
    may_write = may_record(request.user, found)
    context = {
        "step": found,
        "plan": plan,
        "year": plan.fiscal_year.year,
        "row": row,
        "entries": entries_of(request, found, may_write=may_write),
        "may_record": may_write,
        "record_off": recording_closed(plan, today),
        "may_edit_plan": may_edit_plan(request.user),
        "next_row": next_row(request, plan, found) if "saved" in request.GET else None,
    }
    return render(request, "measures/step.html", context)


def entries_of(request: HttpRequest, step: Step, *, may_write: bool) -> list[dict[str, object]]:
    """The step's entries, newest first, with files, history, hints and who may change them."""
    entries = (
        ProgressEntry.objects.filter(step=step)
        .select_related("round", "entered_by", "reviewed_by")
        .prefetch_related("evidence", "events__by")
        .order_by("-evidence_date", "-pk")
    )
    days = days_of(step.measure.group.plan)
    return [
        {
            "entry": entry,
            "files": [one for one in entry.evidence.all() if not one.removed_at],
            "hints": hints(entry, step, days=days),
            "may_change": may_write and entry.state != "accepted" and not entry.round.locked,
        }
        for entry in entries
    ]


def days_of(plan: Plan) -> Counter[date]:
    """How many entries of the plan bear which evidence date."""
    entries = ProgressEntry.objects.filter(round__plan=plan)
    return count_days(entries.values_list("evidence_date", flat=True))


def recording_closed(plan: Plan, today: date) -> str:
    """Why nothing can be recorded in this plan today; empty when it can."""
    if today < plan.fiscal_year.starts:
        return _("The fiscal year has not begun yet.")
    if all(one.locked for one in plan.rounds.all()):
        return _("All rounds of this year are locked.")
    return ""


def next_row(request: HttpRequest, plan: Plan, done: Step) -> Row | None:
    """The person's most pressing other step, for going on at once."""
    rows = by_urgency(own_rows(request.user, plan, timezone.localdate()))
    return next((r for r in rows if r.step != done and r.standing in PRESSING), None)
