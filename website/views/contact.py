"""How to reach the office."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from website.contact import units_with_phones


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Address, hours, the way here, and the telephone of each unit."""
    return render(request, "website/contact.html", {"units": units_with_phones()})
