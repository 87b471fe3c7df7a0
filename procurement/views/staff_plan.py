"""The plan of a fiscal year: its projects, one by one or pasted, and every change told."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import requires
from accounts.refusals import NotAllowed, tell
from accounts.rights import Right
from accounts.views.pages import sent
from procurement import plans
from procurement.forms_plan import EndForm, ItemForm, ListForm
from procurement.intake.plan import PlanReading, PlanRow, read_plan
from procurement.intake.taken import Problem
from procurement.models import PlanItem, PurchasePlan
from procurement.views.fetching import ASKED, INVALID, unit_of_procurement
from procurement.views.telling import saved
from publications import publishing
from publications.overview import state_of
from publications.views.fetching import back


def fetch_plan(request: HttpRequest, pk: int) -> PurchasePlan:
    """The plan as the person may see it; 404 for none."""
    visible = PurchasePlan.objects.visible_to(request.user).select_related("unit", "owner")
    return get_object_or_404(visible, pk=pk)


@require_POST
@requires(Right.KEEP_PROCUREMENT)
def begin(request: HttpRequest, year: int) -> HttpResponse:
    """A draft of the plan; the one that is there, where there is one."""
    if not 2500 <= year <= 2700:
        raise Http404
    unit = unit_of_procurement(request.user)
    try:
        if unit is None:
            raise NotAllowed([_("The office has no unit yet whose matter the plan could be.")])
        one = plans.begin(year, unit=unit, by=request.user)
    except NotAllowed as refusal:
        tell(request, refusal)
        return redirect(f"{reverse('procurement-staff:start')}?year={year}")
    return redirect("procurement-staff:plan", one.pk)


@require_safe
@requires(Right.KEEP_PROCUREMENT)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The projects, what was changed, and the way out."""
    one = fetch_plan(request, pk)
    items = list(one.items.all())
    context = {
        "plan": one,
        "state": state_of(one),
        "is_public": one.is_public(),
        "was_public": one.was_public(),
        "items": items,
        "standing": [item for item in items if item.cancelled_on is None],
        "sum": sum(item.budget for item in items if item.cancelled_on is None),
        "changes": one.changes_made().select_related("by").order_by("-on", "-pk"),
        "reasons": plans.what_is_missing(one),
        "writes": not publishing.blockers_of_change(one, by=request.user),
    }
    return render(request, "procurement/staff_plan.html", context)


# --- one project ----------------------------------------------------------------------------


@require_http_methods(ASKED)
@requires(Right.KEEP_PROCUREMENT)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new project, at the end."""
    return _item(request, fetch_plan(request, pk), None)


@require_http_methods(ASKED)
@requires(Right.KEEP_PROCUREMENT)
def change(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """The facts of a project that stands."""
    one = fetch_plan(request, pk)
    standing = one.items.filter(pk=item, cancelled_on__isnull=True).first()
    return _item(request, one, standing) if standing else _gone(request, one)


def _item(request: HttpRequest, one: PurchasePlan, item: PlanItem | None) -> HttpResponse:
    if reasons := publishing.blockers_of_change(one, by=request.user):
        return back(request, one, reasons)
    form = ItemForm(sent(request), publication=one, item=item)
    status = 200
    if request.method == "POST":
        status = _save(request, one, item, form) if form.is_valid() else INVALID
        if status is None:
            messages.success(request, _("Saved."))
            anchor = f"#item-{item.pk}" if item else "#projects"
            return redirect(reverse("procurement-staff:plan", args=[one.pk]) + anchor)
    context = {"plan": one, "form": form, "item": item, "is_public": one.is_public()}
    return render(request, "procurement/staff_plan_item.html", context, status=status)


def _save(
    request: HttpRequest, one: PurchasePlan, item: PlanItem | None, form: ItemForm
) -> int | None:
    row = form.row()
    if form.seen < one.version and _holds(one, [row], item):  # pressed twice
        return None
    told = {"by": request.user, "seen": form.seen, "reason": form.why, "confirmed": form.keys}
    if item is None:
        return saved(form, lambda: plans.add(one, [row], **told))
    return saved(form, lambda: plans.change(one, item, row, **told))


def _holds(one: PurchasePlan, rows: list[PlanRow], item: PlanItem | None = None) -> bool:
    """Whether these projects stand in the plan already: the one named, or the last ones."""
    last = one.items.order_by("-position")[: len(rows)]
    there = list(last)[::-1] if item is None else [item]
    facts = [[getattr(row, name) for name in plans.FACTS] for row in rows]
    return facts == [[getattr(each, name) for name in plans.FACTS] for each in there]


@require_http_methods(ASKED)
@requires(Right.KEEP_PROCUREMENT)
def end(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Cancel a project with a reason; of a plan that nobody outside has read, take it out."""
    one = fetch_plan(request, pk)
    standing = one.items.filter(pk=item, cancelled_on__isnull=True).first()
    if standing is None:
        return _gone(request, one)
    if reasons := publishing.blockers_of_change(one, by=request.user):
        return back(request, one, reasons)
    form = EndForm(sent(request), publication=one)
    status = 200
    if request.method == "POST":
        status = _end(request, one, standing, form) if form.is_valid() else INVALID
        if status is None:
            return redirect(reverse("procurement-staff:plan", args=[pk]) + "#projects")
    context = {"plan": one, "item": standing, "form": form, "was_public": one.was_public()}
    return render(request, "procurement/staff_plan_end.html", context, status=status)


def _end(request: HttpRequest, one: PurchasePlan, item: PlanItem, form: EndForm) -> int | None:
    if not one.was_public():
        status = saved(form, lambda: plans.remove(one, item, by=request.user, seen=form.seen))
        words = _("The project is taken out.")
    else:
        status = saved(form, lambda: plans.cancel(
            one, item, by=request.user, seen=form.seen, reason=form.why, confirmed=form.keys
        ))  # fmt: skip
        words = _("The project is cancelled; the public reads why.")
    if status is None:
        messages.success(request, words)
    return status


def _gone(request: HttpRequest, one: PurchasePlan) -> HttpResponse:
    messages.info(request, _("This project does not stand in the plan any more."))
    return redirect("procurement-staff:plan", one.pk)


# --- a list ---------------------------------------------------------------------------------


@require_http_methods(ASKED)
@requires(Right.KEEP_PROCUREMENT)
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a pasted list and show it; a second press of the same saves it."""
    one = fetch_plan(request, pk)
    if reasons := publishing.blockers_of_change(one, by=request.user):
        return back(request, one, reasons)
    form = ListForm(sent(request), publication=one)
    form.ask_no_reason_yet()
    if request.method != "POST":
        return _list_page(request, one, form)
    if not form.is_valid():
        return _list_page(request, one, form, status=INVALID)
    reading = _understood(one, form)
    status = INVALID if reading.problems else _take(request, one, form, list(reading.rows))
    if status is None:
        return redirect(reverse("procurement-staff:plan", args=[pk]) + "#projects")
    return _list_page(request, one, form, reading, status=status)


def _understood(one: PurchasePlan, form: ListForm) -> PlanReading:
    """The list as projects; what the plan could not hold is a problem, too."""
    reading = read_plan(form.cleaned_data["text"], one.fiscal_year)
    if reading.problems or _came_in(one, form, list(reading.rows)):
        return reading
    faults = plans.faults_of(one, reading.rows)
    return PlanReading(reading.rows, tuple(Problem("", "", words) for words in faults))


def _came_in(one: PurchasePlan, form: ListForm, rows: list[PlanRow]) -> bool:
    """Whether this very list was saved by another press of the same button."""
    return form.seen < one.version and _holds(one, rows)


def _take(
    request: HttpRequest, one: PurchasePlan, form: ListForm, rows: list[PlanRow]
) -> int | None:
    """The status of the page that comes back: for a first look, or refused; None when saved."""
    if _came_in(one, form, rows):
        return None
    mark = hashlib.sha256(form.cleaned_data["text"].encode()).hexdigest()
    if form.cleaned_data["looked_at"] != mark:
        form.show_looked_at(mark)
        return 200
    if form.need_reason():
        return INVALID
    status = saved(form, lambda: plans.add(
        one, rows, by=request.user, seen=form.seen, reason=form.why, confirmed=form.keys
    ))  # fmt: skip
    if status is None:
        words = ngettext("%(count)d project is saved.", "%(count)d projects are saved.", len(rows))
        messages.success(request, words % {"count": len(rows)})
    return status


def _list_page(
    request: HttpRequest,
    one: PurchasePlan,
    form: ListForm,
    reading: PlanReading | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "plan": one,
        "form": form,
        "reading": reading,
        "ready": reading is not None and not reading.problems,
        "is_public": one.is_public(),
    }
    return render(request, "procurement/staff_plan_enter.html", context, status=status)
