"""Pages for what went wrong, each with the next step."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came back too late or from elsewhere: what was typed is still in the browser."""
    return _never_kept(render(request, "errors/csrf.html", status=403))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def wrong_method(request: HttpRequest) -> HttpResponse:
    """The address of a button, opened by hand."""
    return render(request, "errors/405.html", status=405)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _never_kept(render(request, "errors/400.html", status=400))


def server_error(request: HttpRequest) -> HttpResponse:
    """Without context processors: the database may be what failed."""
    return _never_kept(render(None, "errors/500.html", status=500))


def _never_kept(response: HttpResponse) -> HttpResponse:
    """Whatever page it came from, no browser or proxy keeps that somebody was there."""
    response.headers["Cache-Control"] = "no-store"
    return response
