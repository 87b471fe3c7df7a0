"""The scores of a year, what they come to, and what other scores would."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.gate import requires
from accounts.rights import Right, may
from measures.forms_scores import ScoresForm, WhatIfForm, catalogue_years
from measures.models import FiscalYear
from measures.scorecard import Scorecard, record_scores, scorecard


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.SEE_MEASURES)
def show(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The scorecard of a year (the latest unless named), with its forms."""
    years = catalogue_years()
    if year is None and not years:
        return render(request, "measures/scores_none.html")
    with_catalogue = FiscalYear.objects.filter(instruments__isnull=False).distinct()
    found = get_object_or_404(with_catalogue, year=year or years[0])
    card = scorecard(found)
    if request.method == "POST":
        return _record(request, card)
    return _page(request, card, ScoresForm(card=card))


@requires(Right.EDIT_CATALOGUE)
def _record(request: HttpRequest, card: Scorecard) -> HttpResponse:
    form = ScoresForm(request.POST, card=card)
    if not form.is_valid():
        return _page(request, card, form, status=422)
    record_scores(card.fiscal_year, instruments=form.instruments, indicators=form.indicators)
    messages.success(request, _("The scores are saved."))
    return redirect("measures:scores", year=card.fiscal_year.year)


def _page(
    request: HttpRequest, card: Scorecard, form: ScoresForm, status: int = 200
) -> HttpResponse:
    asked = any(name == "target" or name.startswith("if_") for name in request.GET)
    what_if = WhatIfForm(request.GET if asked else None, card=card)
    context = {
        "card": card,
        "form": form if may(request.user, Right.EDIT_CATALOGUE) else None,
        "other_years": [year for year in catalogue_years() if year != card.fiscal_year.year],
        "what_if": what_if,
        "trial": _trial(card, what_if),
        "distance": card.distance_to(_target(card, what_if)),
    }
    return render(request, "measures/scores_show.html", context, status=status)


def _trial(card: Scorecard, what_if: WhatIfForm) -> dict | None:
    """Total and grade of the scores being tried, and how far they are from the real ones."""
    if not what_if.is_valid() or what_if.values == card.values:
        return None
    tried = card.total_of(what_if.values)
    if tried is None:
        return None
    change = None if card.total is None else tried - card.total
    return {"total": tried, "grade": card.grade_of(what_if.values), "change": change}


def _target(card: Scorecard, what_if: WhatIfForm) -> str:
    """The grade aimed at: the one chosen, the plan's, else the best one not reached."""
    if what_if.is_bound and what_if.is_valid() and what_if.cleaned_data["target"]:
        return what_if.cleaned_data["target"]
    plan = getattr(card.fiscal_year, "plan", None)
    grades = [band.grade for band in card.bands]
    if plan and plan.target_grade in grades:
        return plan.target_grade
    return grades[0] if grades else ""
