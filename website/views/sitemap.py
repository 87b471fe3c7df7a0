"""Everything there is, on one page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from publications.models import Publication


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """The menu with all its entries, the lists, and every page that stands."""
    pages = Publication.objects.public().of_kind("page").order_by("title")
    return render(request, "website/site_map.html", {"pages": pages})
