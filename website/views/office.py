"""Pictures of the office itself: seal, map, the QR code of the citizens' survey."""

from __future__ import annotations

import io
from pathlib import PurePosixPath

import segno
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.serving import sealed
from portal.models import Organisation

# What the settings of the office let in; anything else was never meant to be shown.
MEDIA_TYPES = {".png": "image/png", ".webp": "image/webp", ".jpg": "image/jpeg"}


@require_safe
def seal(request: HttpRequest) -> HttpResponse:
    return _picture(Organisation.current().seal)


@require_safe
def map_picture(request: HttpRequest) -> HttpResponse:
    return _picture(Organisation.current().map_picture)


@require_safe
def eit_qr(request: HttpRequest) -> HttpResponse:
    """The address of the survey as a QR code (ISO/IEC 18004) that prints at any size."""
    address = Organisation.current().eit_url
    if not address:
        raise Http404
    drawing = io.BytesIO()
    segno.make(address, error="m").save(
        drawing, kind="svg", xmldecl=False, border=4, dark="#000", light="#fff", omitsize=True
    )
    response = HttpResponse(drawing.getvalue(), content_type="image/svg+xml")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _picture(stored: FieldFile) -> HttpResponse:
    media_type = MEDIA_TYPES.get(PurePosixPath(stored.name or "").suffix.lower())
    if media_type is None:
        raise Http404
    response = sealed(stored, media_type)
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
