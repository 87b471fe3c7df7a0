"""The report of a fiscal year: its figures beside the months, its words, and the way out."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.gate import requires
from accounts.refusals import NotAllowed, tell
from accounts.rights import Right
from portal.thai.fiscal import month_end
from procurement import years
from procurement.forms_year import DrawForm, WordsForm
from procurement.models import PurchaseMonth, PurchaseYear
from procurement.views.fetching import ASKED, INVALID, unit_of_procurement
from procurement.views.telling import saved
from publications import publishing
from publications.overview import state_of


def fetch_year(request: HttpRequest, pk: int) -> PurchaseYear:
    """The report as the person may see it; 404 for none."""
    visible = PurchaseYear.objects.visible_to(request.user).select_related("unit", "owner")
    return get_object_or_404(visible, pk=pk)


@require_POST
@requires(Right.KEEP_PROCUREMENT)
def begin(request: HttpRequest, year: int) -> HttpResponse:
    """A draft of the report, its figures drawn; the one that is there, where there is one."""
    if not years.EARLIEST <= year <= years.LATEST:
        raise Http404
    unit = unit_of_procurement(request.user)
    try:
        if unit is None:
            raise NotAllowed([_("The office has no unit yet whose matter the report could be.")])
        one = years.begin(year, unit=unit, by=request.user)
    except NotAllowed as refusal:
        tell(request, refusal)
        return redirect(f"{reverse('procurement-staff:start')}?year={year}")
    if not one.figures and len(years.months_left_out(year)) < 12:
        _draw_first(one, request)
    return redirect("procurement-staff:year", one.pk)


def _draw_first(one: PurchaseYear, request: HttpRequest) -> None:
    """The first figures come along; who cannot draw them finds the button on the page."""
    try:
        years.draw(one, by=request.user, seen=one.version)
    except NotAllowed as refusal:
        tell(request, refusal)


@require_http_methods(ASKED)
@requires(Right.KEEP_PROCUREMENT)
def year(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; what is sent to it are the two texts."""
    one = fetch_year(request, pk)
    if request.method != "POST":
        return year_page(request, one)
    form = WordsForm(request.POST, publication=one)
    status = INVALID
    if form.is_valid():
        texts = {name: form.cleaned_data[name] for name in ("problems", "suggestions")}
        status = saved(form, lambda: years.write(
            fetch_year(request, pk), **texts, by=request.user, seen=form.seen,
            reason=form.why, confirmed=form.keys,
        ))  # fmt: skip
    if status is None:
        messages.success(request, _("Saved."))
        return redirect("procurement-staff:year", pk)
    return year_page(request, one, words=form, status=status)


@require_http_methods(ASKED)
@requires(Right.KEEP_PROCUREMENT)
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the figures from the months again."""
    one = fetch_year(request, pk)
    if request.method != "POST":  # the address alone, or back after signing in
        return redirect("procurement-staff:year", pk)
    form = DrawForm(request.POST, publication=one)
    status = INVALID
    if form.is_valid():
        if one.figures and form.seen < one.version and not years.has_moved(one):  # pressed twice
            messages.info(request, _("The figures are those of the months already."))
            return redirect("procurement-staff:year", pk)
        status = saved(form, lambda: years.draw(
            fetch_year(request, pk), by=request.user, seen=form.seen, reason=form.why,
            confirmed=form.keys,
        ))  # fmt: skip
    if status is None:
        messages.success(request, _("The figures are drawn from the months."))
        return redirect("procurement-staff:year", pk)
    return year_page(request, one, drawing=form, status=status)


def year_page(
    request: HttpRequest,
    one: PurchaseYear,
    *,
    words: WordsForm | None = None,
    drawing: DrawForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page; a form is given when it comes back with errors."""
    absent = years.months_left_out(one.fiscal_year)
    late = [month for month in absent if month_end(month) < timezone.localdate()]
    begun = dict(PurchaseMonth.objects.filter(month__in=late).values_list("month", "pk"))
    context = {
        "report": one,
        "state": state_of(one),
        "is_public": one.is_public(),
        "figures": years.drawn_figures(one),
        "has_moved": years.has_moved(one),
        "absent": [(month, begun.get(month)) for month in late],
        "ahead": len(absent) - len(late),
        "any_public": len(absent) < 12,
        "words": words or WordsForm(publication=one),
        "drawing": drawing or DrawForm(publication=one),
        "reasons": years.what_is_missing(one),
        "writes": not publishing.blockers_of_change(one, by=request.user),
    }
    return render(request, "procurement/staff_year.html", context, status=status)
