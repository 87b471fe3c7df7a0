"""The picture that a public form asks about."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal.human import challenges


@require_safe
def picture(request: HttpRequest, key: str) -> HttpResponse:
    """The digits of a waiting challenge, kept by nobody; 404 once it is answered or over."""
    drawn = challenges.picture(key)
    if drawn is None:
        raise Http404
    return HttpResponse(drawn, content_type="image/png", headers={"Cache-Control": "no-store"})
