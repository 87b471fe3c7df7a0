"""The plan of a year as a table, and its rows made, changed, moved and taken out."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.urls.converters import StringConverter
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.gate import requires
from accounts.refusals import NotAllowed
from accounts.rights import Right
from measures import planning
from measures.carry_over import carry_over
from measures.catalogue import ensure_year
from measures.forms_plan import (
    GroupForm,
    MeasureForm,
    PlacedForm,
    PlanForm,
    PlanTitleForm,
    StepForm,
)
from measures.models import Measure, MeasureGroup, Plan, Step
from measures.permissions import may_edit_plan
from measures.planning import PlanRow
from measures.views.years import plan_of, to_current, years_with_plans
from measures.worklist import current_plan
from portal.thai.fiscal import fiscal_year_of

INVALID = 422
EDITS = ["GET", "HEAD", "POST"]
MODELS: dict[str, type[PlanRow]] = {"groups": MeasureGroup, "measures": Measure, "steps": Step}
KINDS = {model: kind for kind, model in MODELS.items()}
PLAN_OF: dict[type[PlanRow], Callable[..., Plan]] = {
    MeasureGroup: lambda row: row.plan,
    Measure: lambda row: row.group.plan,
    Step: lambda row: row.measure.group.plan,
}


class RowConverter(StringConverter):
    """The kinds of rows that a plan has, as addresses name them."""

    regex = "|".join(MODELS)


@require_safe
@requires(Right.SEE_MEASURES)
def current(request: HttpRequest) -> HttpResponse:
    return to_current(request, "measures:plan")


@require_safe
@requires(Right.SEE_MEASURES)
def plan(request: HttpRequest, year: int) -> HttpResponse:
    """The whole plan, grouped; the planner also gets the ways to change it."""
    found = plan_of(year)
    groups = found.groups.select_related("instrument").prefetch_related(
        "measures__steps__units", "measures__steps__deadlines"
    )
    context = {
        "plan": found,
        "year": year,
        "years": years_with_plans(),
        "groups": groups,
        "may_edit": may_edit_plan(request.user),
    }
    return render(request, "measures/plan.html", context)


@require_http_methods(EDITS)
@requires(Right.EDIT_PLAN)
def plan_add(request: HttpRequest) -> HttpResponse:
    """A plan for another year: empty, or carried over from an earlier one."""
    form = PlanForm(request.POST or None, initial=_suggested())
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        facts = {name: typed[name] for name in ("title", "target_grade")}
        facts |= {"year": ensure_year(typed["year"]), "by": request.user}
        try:
            if typed["source"]:
                carry_over(typed["source"], **facts)
            else:
                planning.make_plan(**facts)
        except NotAllowed as refusal:
            form.add_error(None, refusal.reasons)
        else:
            return redirect("measures:plan", year=typed["year"])
    status = INVALID if form.errors else 200
    return render(request, "measures/plan_add.html", {"form": form}, status=status)


def _suggested() -> dict[str, object]:
    """The next year without a plan, and last year's plan to carry over."""
    today = timezone.localdate()
    year, taken = fiscal_year_of(today), set(years_with_plans())
    while year in taken:
        year += 1
    latest = current_plan(today)
    earlier = latest and latest.fiscal_year.year < year
    source = latest.pk if earlier else None
    return {"year": year, "title": planning.usual_title(year), "source": source}


@require_http_methods(EDITS)
@requires(Right.EDIT_PLAN)
def plan_edit(request: HttpRequest, year: int) -> HttpResponse:
    found = plan_of(year)
    form = PlanTitleForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.instance.save(update_fields=["title", "target_grade"])
        return redirect("measures:plan", year=year)
    context = {"form": form, "plan": found, "year": year}
    return render(request, "measures/plan_edit.html", context, status=_status(form))


@require_http_methods(EDITS)
@requires(Right.EDIT_PLAN)
def group_add(request: HttpRequest, year: int) -> HttpResponse:
    found = plan_of(year)
    return _row_page(request, MeasureGroup(plan=found), GroupForm, _("Add a group"))


@require_http_methods(EDITS)
@requires(Right.EDIT_PLAN)
def group_edit(request: HttpRequest, pk: int) -> HttpResponse:
    groups = MeasureGroup.objects.select_related("plan__fiscal_year")
    return _row_page(request, get_object_or_404(groups, pk=pk), GroupForm, _("Change the group"))


@require_http_methods(EDITS)
@requires(Right.EDIT_PLAN)
def measure_add(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(MeasureGroup.objects.select_related("plan__fiscal_year"), pk=pk)
    return _row_page(request, Measure(group=group), MeasureForm, _("Add a measure"))


@require_http_methods(EDITS)
@requires(Right.EDIT_PLAN)
def measure_edit(request: HttpRequest, pk: int) -> HttpResponse:
    measures = Measure.objects.select_related("group__plan__fiscal_year")
    found = get_object_or_404(measures, pk=pk)
    return _row_page(request, found, MeasureForm, _("Change the measure"))


@require_http_methods(EDITS)
@requires(Right.EDIT_PLAN)
def step_add(request: HttpRequest, pk: int) -> HttpResponse:
    measures = Measure.objects.select_related("group__plan__fiscal_year")
    measure = get_object_or_404(measures, pk=pk)
    return _row_page(request, Step(measure=measure), StepForm, _("Add a step"))


@require_http_methods(EDITS)
@requires(Right.EDIT_PLAN)
def step_edit(request: HttpRequest, pk: int) -> HttpResponse:
    steps = Step.objects.select_related("measure__group__plan__fiscal_year")
    return _row_page(request, get_object_or_404(steps, pk=pk), StepForm, _("Change the step"))


def _row_page(
    request: HttpRequest, row: PlanRow, form_class: type[PlacedForm], title: str
) -> HttpResponse:
    """The form of a row; saved, it leads back to the row's place in the plan."""
    new = row._state.adding
    shown = plan_row_plan(row)
    form = form_class(request.POST if request.method == "POST" else None, instance=row)
    if form.is_bound and form.is_valid():
        saved = form.save_row()
        messages.success(request, _("The plan was saved."))
        return redirect(plan_address(saved))
    context = {
        "form": form,
        "row": row,
        "kind": KINDS[type(row)],
        "title": title,
        "plan": shown,
        "year": shown.fiscal_year.year,
        "reasons": [] if new else planning.delete_blockers(row, by=request.user),
        "is_new": new,
    }
    return render(request, "measures/plan_row.html", context, status=_status(form))


@require_http_methods(EDITS)
@requires(Right.EDIT_PLAN)
def delete(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Ask, then take the row out of the plan; rows that were reported on stay."""
    row = get_object_or_404(MODELS[kind], pk=pk)
    shown = plan_row_plan(row)
    reasons = planning.delete_blockers(row, by=request.user)
    if request.method == "POST":
        try:
            planning.delete(row, by=request.user)
        except NotAllowed as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, _("Deleted from the plan: %(row)s") % {"row": row})
            return redirect("measures:plan", year=shown.fiscal_year.year)
    context = {"row": row, "kind": kind, "plan": shown, "year": shown.fiscal_year.year}
    context |= {"reasons": reasons, "steps": planning.steps_below(row)}
    status = 409 if request.method == "POST" else 200
    return render(request, "measures/plan_delete.html", context, status=status)


def plan_row_plan(row: PlanRow) -> Plan:
    return PLAN_OF[type(row)](row)


def plan_address(row: PlanRow) -> str:
    """The row's place in the plan."""
    year = plan_row_plan(row).fiscal_year.year
    return f"{reverse('measures:plan', args=[year])}#{KINDS[type(row)]}-{row.pk}"


def _status(form) -> int:
    return INVALID if form.errors else 200
