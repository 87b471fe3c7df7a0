"""The officers' list of cases."""

from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from complaints.handling import listing
from complaints.handling.forms_case import CaseFilter, SearchForm
from complaints.models import Case
from complaints.officers.vault import unlocked
from complaints.querysets import CaseQuerySet

A_PAGE = 300


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def cases(request: HttpRequest) -> HttpResponse:
    """What the officer may read, the most pressing first; a POST looks for words."""
    vault = request.vault
    everything = Case.objects.readable_by(vault.officer)
    form = CaseFilter(request.GET, years=_years(everything))
    search = SearchForm(request.POST if request.method == "POST" else None)
    rows = _rows(request, form, search)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "search": search,
        "question": search.question,
        "filtered": form.is_filtering(),
        "page": page,
        "rows": listing.with_teasers(list(page), vault.reader),
        "beyond": _beyond(search, page),
        "overdue": sum(listing.is_overdue(clock) for _case, clock in rows),
    }
    return render(request, "complaints/staff_cases.html", context)


def _rows(request: HttpRequest, form: CaseFilter, search: SearchForm) -> list:
    vault = request.vault
    found = form.apply(listing.readable(vault.officer), vault.officer)
    if search.question:
        here = listing.holding(found, search.question, vault.reader)
        found = [case for case in found if case.pk in here]
    rows = listing.ordered(found, timezone.localdate())
    if form.wants_overdue:
        rows = [(case, clock) for case, clock in rows if listing.is_overdue(clock)]
    return rows


def _beyond(search: SearchForm, page: Page) -> int:
    """How many hits stand on no page: a search has one page, for its words have no address."""
    return max(0, page.paginator.count - A_PAGE) if search.question else 0


def _years(everything: CaseQuerySet) -> list[int]:
    years = everything.order_by("-fiscal_year").values_list("fiscal_year", flat=True)
    return list(years.distinct())
