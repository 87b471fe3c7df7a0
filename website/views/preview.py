"""A draft for somebody who has its link: the page as it will be, kept out of every cache."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from publications import previews
from publications.models import Attachment, Publication
from website.reading import reading_of, whatever
from website.views.articles import shown

HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """The publication below a bar that says that nobody else reads it yet; 404 for a dead link."""
    found = _found(token)
    if found.kind == Publication.Kind.LIVE_PAGE:
        raise Http404
    one = whatever(found.kind, files=Attachment.objects.kept()).get(pk=found.pk)
    return _unkept(shown(request, reading_of(one, token), preview=True))


def _found(token: str) -> Publication:
    found = previews.find(token)
    if found is None:
        raise Http404
    return found


def _unkept(response: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response
