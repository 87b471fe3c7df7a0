"""A single news item, album, document or page; or why it is not here any more."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from publications.kinds import KINDS
from publications.models import Publication
from website.reading import Reading, found, over_since, reading_of

# The list above each kind: the name of its address, and its words.
LISTS = {
    "news": ("website:news-list", _("News and announcements")),
    "album": ("website:album-list", _("Activities in pictures")),
    "document": ("website:document-list", _("Documents and forms")),
    # Of the room above, whose pages are drawn here like all others.
    "purchase_plan": ("procurement:start", _("Procurement")),
    "purchase_notice": ("procurement:notices", _("Procurement notices")),
    "purchase_month": ("procurement:start", _("Procurement")),
    "purchase_year": ("procurement:start", _("Procurement")),
}


@require_safe
def news(request: HttpRequest, pk: int) -> HttpResponse:
    return article(request, "news", "pk", pk)


@require_safe
def album(request: HttpRequest, pk: int) -> HttpResponse:
    return article(request, "album", "pk", pk)


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    return article(request, "document", "pk", pk)


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    return article(request, "page", "slug", slug)


def article(request: HttpRequest, kind: str, key: str, value: int | str) -> HttpResponse:
    """The article whose `key` (pk or slug) has the value; 410 with the reason when it is over;
    404 before its time."""
    one = found(kind, key, value)
    if one is None:
        raise Http404
    if one.is_public():
        return shown(request, reading_of(one))
    if one.is_over():
        return withdrawn(request, one)
    raise Http404


def shown(request: HttpRequest, reading: Reading, **more: object) -> HttpResponse:
    """The page of a publication; the browser's own PDF view is let in where there is a PDF."""
    kind = reading.publication.kind
    pdf = next((one for one in reading.files if one.kind == "pdf" and one.url), None)
    list_name, list_label = LISTS.get(kind, ("", ""))
    context = {
        "reading": reading,
        "publication": reading.publication,
        "pdf": pdf,
        "list_name": list_name,
        "list_label": list_label,
        "share_url": request.build_absolute_uri(request.path),
        **more,
    }
    response = render(request, KINDS[kind].template or f"website/{kind}.html", context)
    if pdf:
        response._csp_update = {"object-src": ["'self'"], "frame-src": ["'self'"]}
    return response


def withdrawn(request: HttpRequest, one: Publication) -> HttpResponse:
    """410: the reason, since when, and what to read instead where something replaced it."""
    instead = one.replaced_by if one.replaced_by and one.replaced_by.is_public() else None
    context = {"publication": one, "since": over_since(one), "instead": instead}
    return render(request, "website/withdrawn.html", context, status=410)
