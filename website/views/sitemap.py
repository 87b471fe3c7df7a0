"""Everything there is, on one page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from publications.models import Publication
from website.context import every_entry, read_site


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """The lists, the menu with all its entries, and the pages that it does not lead to."""
    site = read_site(request.path)
    in_menu = {entry.url for entry in every_entry(site.menu)}
    pages = Publication.objects.public().of_kind("page").order_by("title")
    others = [page for page in pages if page.get_absolute_url() not in in_menu]
    return render(request, "website/site_map.html", {"site": site, "pages": others})
