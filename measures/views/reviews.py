"""The planner's review: what waits, accepted or returned, several at once."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.gate import requires
from accounts.refusals import NotAllowed
from accounts.rights import Right
from measures import progress
from measures.forms_progress import DecisionForm
from measures.hints import hints
from measures.models import Plan, ProgressEntry
from measures.permissions import is_author
from measures.querysets import EntryQuerySet
from measures.views.steps import days_of
from measures.views.years import plan_of, to_current

ENTRIES_A_PAGE = 20
INVALID = 422
DECISION = re.compile(r"entry(\d{1,18})-decision")


@require_safe
@requires(Right.REVIEW_PROGRESS)
def current(request: HttpRequest) -> HttpResponse:
    return to_current(request, "measures:review")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.REVIEW_PROGRESS)
def review(request: HttpRequest, year: int) -> HttpResponse:
    """What waits for the planner, several decided at once."""
    plan = plan_of(year)
    if request.method == "POST":
        return _decisions(request, plan)
    page = Paginator(_waiting(plan), ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    return _page(request, plan, [DecisionForm(entry=one) for one in page], page=page)


def _waiting(plan: Plan) -> EntryQuerySet:
    return (
        ProgressEntry.objects.waiting()
        .filter(round__plan=plan)
        .select_related("round", "entered_by", "step__measure__group")
        .prefetch_related("evidence", "events", "step__units")
        .order_by("entered_at", "pk")
    )


def _decisions(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Carry out each decision by itself; those that could not be come back with the reason."""
    shown = _decided_entries(request.POST)
    entries = _waiting(plan).filter(pk__in=shown)
    forms = [DecisionForm(request.POST, entry=one) for one in entries]
    done = [form for form in forms if form.is_valid() and _carry_out(request, form)]
    _tell(request, done=len(done), gone=len(shown) - len(forms))
    open_forms = [form for form in forms if form not in done]
    if open_forms:
        return _page(request, plan, open_forms, status=INVALID)
    return redirect("measures:review", year=plan.fiscal_year.year)


def _decided_entries(data: QueryDict) -> list[int]:
    """The entries about which the page that was sent decides something."""
    found = (DECISION.fullmatch(name) for name in data)
    return [int(match[1]) for match in found if match and data[match[0]]]


def _tell(request: HttpRequest, *, done: int, gone: int) -> None:
    if done:
        words = ngettext("%(count)d entry was decided.", "%(count)d entries were decided.", done)
        messages.success(request, words % {"count": done})
    if gone:
        words = ngettext(
            "%(count)d entry no longer waits: somebody else decided or its round was locked.",
            "%(count)d entries no longer wait: somebody else decided or their round was locked.",
            gone,
        )
        messages.warning(request, words % {"count": gone})


def _carry_out(request: HttpRequest, form: DecisionForm) -> bool:
    cleaned, entry = form.cleaned_data, form.entry
    facts = {"by": request.user, "version": cleaned["version"]}
    try:
        if cleaned["decision"] == DecisionForm.ACCEPT:
            progress.accept(entry, note=cleaned["words"], **facts)
        else:
            progress.return_entry(entry, reason=cleaned["words"], **facts)
    except NotAllowed as refusal:
        form.add_error(None, refusal.reasons)
        form.show_version(entry.version)
        return False
    return True


def _page(
    request: HttpRequest,
    plan: Plan,
    forms: list[DecisionForm],
    *,
    page: Page | None = None,
    status: int = 200,
) -> HttpResponse:
    days = days_of(plan)
    context = {
        "plan": plan,
        "year": plan.fiscal_year.year,
        "page": page,
        "rows": [_row(request, form, days) for form in forms],
        "failed": status == INVALID,
    }
    return render(request, "measures/review.html", context, status=status)


def _row(request: HttpRequest, form: DecisionForm, days: Counter[date]) -> dict[str, object]:
    entry = form.entry
    return {
        "entry": entry,
        "step": entry.step,
        "form": form,
        "files": [one for one in entry.evidence.all() if not one.removed_at],
        "hints": hints(entry, entry.step, days=days),
        "own": is_author(request.user, entry),
    }
