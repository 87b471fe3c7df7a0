"""A draft for somebody who has its link: the page as it will be, kept out of every cache."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.serving import sealed
from publications import previews
from publications.models import Attachment, Publication
from website.photos import SIZES
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


@require_safe
def picture(request: HttpRequest, token: str, public_id: UUID, size: str) -> HttpResponse:
    """A picture of the publication that the link shows."""
    if size not in SIZES:
        raise Http404
    one = get_object_or_404(_found(token).pictures.shown(), public_id=public_id)
    return _unkept(sealed(getattr(one, size), "image/webp"))


@require_safe
def file(request: HttpRequest, token: str, public_id: UUID) -> HttpResponse:
    """A file of the publication that the link shows, to be taken away."""
    one = get_object_or_404(_found(token).attachments.kept(), public_id=public_id)
    return _unkept(sealed(one.file, one.media_type, name=one.original_name, attachment=True))


def _found(token: str) -> Publication:
    found = previews.find(token)
    if found is None:
        raise Http404
    return found


def _unkept(response: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response
