"""Pages of the portal that menu entries and tiles may lead to, in the office's words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.addresses import address_of
from publications.models import Category

PLACES: dict[str, Promise] = {
    "website:home": _("Home page"),
    "website:news-list": _("News and announcements"),
    "website:album-list": _("Activities in pictures"),
    "website:document-list": _("Documents and forms"),
    "website:calendar": _("Calendar"),
    "website:people": _("Structure and people"),
    "website:contact": _("Contact and map"),
    "website:services": _("Online services"),
    "website:search": _("Search"),
    "website:site-map": _("Site map"),
    "website:open-data": _("Open data"),
    "website:message": _("Write to the office"),
    "procurement:start": _("Procurement"),
    "complaints:start": _("Report corruption or misconduct"),
    "complaints:statistics": _("Statistics of corruption complaints"),
}
# Lists that can be narrowed to one of their categories, by the category's kind.
_LISTS = {
    "news": "website:news-list",
    "album": "website:album-list",
    "document": "website:document-list",
}


def places() -> list[tuple[str, str]]:
    """Choices: `view_name` and its words, for pages that exist."""
    return [(name, str(words)) for name, words in PLACES.items() if address_of(name)]


def narrowed_places() -> list[tuple[str, str]]:
    """Choices: `view_name?query` and words, for each category of each list."""
    found = Category.objects.filter(active=True)
    return [
        (f"{_LISTS[one.kind]}?category={one.pk}", f"{PLACES[_LISTS[one.kind]]}: {one.name}")
        for one in found
    ]


def words_of(view_name: str, query: str = "") -> str:
    """What the place is called; its name where it is none of PLACES."""
    words = str(PLACES.get(view_name, view_name))
    return f"{words} (?{query})" if query else words
