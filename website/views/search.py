"""The search page."""

from __future__ import annotations

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Unit
from publications.models import Publication
from search.searching import Found, Wanted, search
from website.finding import Result, counted, kinds_of, results_of
from website.forms import SearchForm
from website.lists import CountedPaginator, asked_number

PER_PAGE = 10
LAST_PAGE = 100  # nobody reads on, and a machine that does gets no further


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What was found, or how to ask better; without a question the empty box."""
    form = SearchForm(request.GET, years=_years(), units=Unit.objects.active().divisions())
    form.is_valid()
    text = form.cleaned_data.get("q", "")
    context = {"form": form, "text": text, "page": None}
    if text:
        context |= _found(form, text, request.GET.get("page", ""))
    response = render(request, "website/search.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _found(form: SearchForm, text: str, asked: str) -> dict[str, object]:
    number = min(asked_number(asked) or 1, LAST_PAGE)
    found = search(_wanted(form, text), offset=(number - 1) * PER_PAGE, limit=PER_PAGE)
    return {
        "found": found,
        "page": _page(found, results_of(found.hits), number),
        "kinds": counted(found.facets),
    }


def _wanted(form: SearchForm, text: str) -> Wanted:
    chosen = form.cleaned_data
    return Wanted(
        text=text,
        kinds=kinds_of(chosen.get("kind", "")),
        unit_id=int(chosen["unit"]) if chosen.get("unit") else None,
        year=int(chosen["year"]) if chosen.get("year") else None,
        newest_first=chosen.get("order") == "newest",
    )


def _page(found: Found, results: list[Result], number: int) -> Page:
    pages = CountedPaginator(results, PER_PAGE, count=min(found.total, PER_PAGE * LAST_PAGE))
    return Page(results, min(number, max(pages.num_pages, 1)), pages)


def _years() -> list[int]:
    years = Publication.objects.public().exclude(fiscal_year=None).order_by("-fiscal_year")
    return list(years.values_list("fiscal_year", flat=True).distinct())
