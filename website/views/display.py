"""Text size and contrast, kept in the visitor's browser alone."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from website.context import CONTRASTS, TEXT_SIZES, display
from website.forms import DisplayForm

YEAR = 365 * 24 * 3600  # seconds
CHOICES = {"text": TEXT_SIZES, "contrast": CONTRASTS}


@never_cache
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """The questions; or, once answered, back to the page with the answers kept.

    By GET, so that no public page needs a cookie against forged forms: what a stranger could
    forge is the size of letters.
    """
    back = _safe(request, request.GET.get("next", "/"))
    chosen = {name: request.GET[name] for name in CHOICES if name in request.GET}
    if not chosen:
        now = {name: value or "normal" for name, value in display(request).items()}
        return render(
            request, "website/display.html", {"form": DisplayForm(initial=now), "back": back}
        )
    response = HttpResponseRedirect(back)
    for name, value in chosen.items():
        if value in CHOICES[name][1:]:
            response.set_cookie(
                name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.HTTPS
            )
        else:
            response.delete_cookie(name, samesite="Lax")
    return response


def _safe(request: HttpRequest, back: str) -> str:
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(back, hosts, require_https=request.is_secure())
    return back if safe and back.startswith("/") else "/"
