"""The ITA catalogue of a year: browse it, correct it, carry it to the next year."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls.converters import StringConverter
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import requires
from accounts.refusals import NotAllowed, tell
from accounts.rights import Right
from measures.browsing import tree
from measures.catalogue import ensure_year, shipped_years
from measures.corrections import remove_row, uses, year_of
from measures.forms_catalogue import (
    CatalogueFilter,
    IndicatorForm,
    ItemForm,
    QuestionForm,
    YearFactsForm,
    form_for,
)
from measures.forms_grades import GradesForm
from measures.forms_scores import catalogue_years
from measures.models import FiscalYear, Indicator, OitItem, Question
from portal.thai.fiscal import fiscal_year_of

FORMS = {"indicators": IndicatorForm, "questions": QuestionForm, "items": ItemForm}
MODELS: dict[str, type[Model]] = {
    "indicators": Indicator,
    "questions": Question,
    "items": OitItem,
}


class KindConverter(StringConverter):
    """A kind of row in an address; other words are no address."""

    regex = "|".join(FORMS)


@require_safe
@requires(Right.SEE_MEASURES)
def browse(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The catalogue of a year: the one named, else this fiscal year's, else the latest."""
    years, now = catalogue_years(), fiscal_year_of(timezone.localdate())
    addable = sorted({now, *shipped_years()} - set(years), reverse=True)
    if year is None and not years:
        return render(request, "measures/catalogue_none.html", {"addable": addable, "now": now})
    found = _year(year or (now if now in years else years[0]))
    instruments = list(found.instruments.order_by("position"))
    form = CatalogueFilter(request.GET, instruments=instruments)
    chosen = form.cleaned_data if form.is_valid() else {}
    trunks = tree(found, words=chosen.get("q", ""), instrument=chosen.get("instrument", ""))
    context = {
        "year": found,
        "instruments": instruments,
        "other_years": [other for other in years if other != found.year],
        "addable": addable,
        "next_year": found.year + 1 if found.year + 1 not in years else None,
        "form": form,
        "filtered": any(chosen.values()),
        "trunks": trunks,
        "count": sum(trunk.count for trunk in trunks),
    }
    return render(request, "measures/catalogue_browse.html", context)


@require_POST
@requires(Right.EDIT_CATALOGUE)
def open_year(request: HttpRequest, year: int) -> HttpResponse:
    """Make the catalogue of a year: the shipped one, else a copy of the year before."""
    try:
        found = ensure_year(year)
    except ValueError:
        raise Http404 from None
    messages.success(request, _("The catalogue of {year} is there.").format(year=found.year))
    return redirect("measures:catalogue", year=found.year)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_CATALOGUE)
def facts(request: HttpRequest, year: int) -> HttpResponse:
    """The year's grade scale, items of the measures, note, instruments and weights."""
    found = _year(year)
    form = YearFactsForm(request.POST if request.method == "POST" else None, instance=found)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("measures:catalogue", year=year)
    context = {"year": found, "form": form, "bands": found.grade_scale.bands.all()}
    status = 422 if form.errors else 200
    return render(request, "measures/catalogue_facts.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_CATALOGUE)
def grades(request: HttpRequest, year: int) -> HttpResponse:
    """The bands of the year's grade scale."""
    found = _year(year)
    form = GradesForm(request.POST if request.method == "POST" else None, fiscal_year=found)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("measures:catalogue-facts", year=year)
    shared = [form[name] for name in ("name", "source", "only_this_year")]
    context = {"year": found, "form": form, "shared": shared}
    status = 422 if form.errors else 200
    return render(request, "measures/catalogue_grades.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_CATALOGUE)
def add(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """A new indicator, question or item of a year."""
    found = _year(year)
    sent = request.POST if request.method == "POST" else None
    initial = {name: request.GET[name] for name in ("indicator",) if name in request.GET}
    form = FORMS[kind](sent, fiscal_year=found, initial=initial)
    if form.is_valid():
        row = form.save()
        messages.success(request, _("{code} is in the catalogue.").format(code=row.code))
        return redirect("measures:catalogue", year=year)
    context = {"year": found, "form": form, "kind": kind}
    status = 422 if form.errors else 200
    return render(request, "measures/catalogue_row.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_CATALOGUE)
def edit(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Correct an indicator, question or item."""
    row = get_object_or_404(MODELS[kind], pk=pk)
    year = year_of(row)
    form = form_for(row, request.POST if request.method == "POST" else None)
    if form.is_valid():
        form.save()
        messages.success(request, _("{code} is corrected.").format(code=row.code))
        return redirect("measures:catalogue", year=year.year)
    context = {"year": year, "form": form, "kind": kind, "row": row, "uses": uses(row)}
    status = 422 if form.errors else 200
    return render(request, "measures/catalogue_row.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_CATALOGUE)
def remove(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Ask, then remove a row that nothing refers to."""
    row = get_object_or_404(MODELS[kind], pk=pk)
    year = year_of(row)
    if request.method == "POST":
        try:
            remove_row(row)
        except NotAllowed as refusal:
            tell(request, refusal)
        else:
            messages.success(request, _("{code} is removed.").format(code=row.code))
            return redirect("measures:catalogue", year=year.year)
    context = {"year": year, "kind": kind, "row": row, "uses": uses(row)}
    return render(request, "measures/catalogue_remove.html", context)


def _year(year: int) -> FiscalYear:
    with_catalogue = FiscalYear.objects.filter(instruments__isnull=False).distinct()
    return get_object_or_404(with_catalogue.select_related("grade_scale"), year=year)
