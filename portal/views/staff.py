"""The staff home."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def home(request: HttpRequest) -> HttpResponse:
    """The work that waits begins with the measures of the year."""
    return redirect("measures:mine")
