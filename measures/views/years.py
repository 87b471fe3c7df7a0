"""The plan that an address speaks of, by its Buddhist-era year."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from measures.models import Plan
from measures.worklist import current_plan


def plan_of(year: int) -> Plan:
    """The plan of the year with its rounds; 404 where there is none."""
    plans = Plan.objects.select_related("fiscal_year").prefetch_related("rounds")
    return get_object_or_404(plans, fiscal_year__year=year)


def to_current(request: HttpRequest, view_name: str) -> HttpResponse:
    """From an address without a year to the same page of the year that is worked on."""
    plan = current_plan(timezone.localdate())
    if plan is None:
        return render(request, "measures/no_plan.html")
    return redirect(view_name, year=plan.fiscal_year.year)


def years_with_plans() -> list[int]:
    return list(Plan.objects.values_list("fiscal_year__year", flat=True))
