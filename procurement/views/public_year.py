"""The start of procurement for the public: a fiscal year, month by month and by method."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.thai.fiscal import FiscalYear, fiscal_year_of
from procurement import public
from procurement.models import PurchaseNotice
from website.lists import asked_number

LATEST = 5  # notices on this page


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The year that is asked for, this one unless told; years that hold nothing are a 404."""
    today = timezone.localdate()
    this = fiscal_year_of(today)
    year = asked_number(request.GET.get("year", "")) or this
    years = public.years(today)
    if year not in years:
        raise Http404
    figures = public.year_in_public(FiscalYear(year), today)
    context = {
        "year": year,
        "years": years,
        "figures": figures,
        "standing": public.standing_of(year),
        "notices": PurchaseNotice.objects.public().newest_first()[:LATEST],
    }
    return render(request, "procurement/start.html", context)
