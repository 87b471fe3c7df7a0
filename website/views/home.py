"""The home page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from website.context import kept
from website.front import front
from website.people import EXECUTIVES, seats


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What a visitor comes for first, then what is new, then who is in charge."""
    now, today = timezone.now(), timezone.localdate()
    context = {
        "front": front(now, today),
        "executives": kept.get(("executives", today), lambda: seats(today, EXECUTIVES)),
        "is_home": True,
    }
    return render(request, "website/home.html", context)
