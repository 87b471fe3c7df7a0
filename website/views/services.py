"""Everything that people come to do here, and where it is done."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from website.models import Service


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """All services that the webmaster shows, those of the home page among them."""
    shown = [one for one in Service.objects.filter(active=True) if one.address()]
    return render(request, "website/services.html", {"services": shown})
