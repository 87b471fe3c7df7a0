"""Purchases and notices, searched; one purchase from plan to contract."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from procurement import public
from procurement.exports.table_csv import purchases_csv
from procurement.finding import NoticeSearch, PurchaseSearch, totals_of
from procurement.models import Purchase, PurchaseNotice
from procurement.ocds.gathering import year_as_bytes
from procurement.ocds.package import NothingToRelease
from procurement.story import story_of

A_PAGE = 30
MOST_IN_CSV = 5000  # purchases; a file of some two megabytes


@require_safe
def purchases(request: HttpRequest) -> HttpResponse:
    """Every public purchase, newest month first."""
    form = _search(request)
    found = form.apply(Purchase.objects.public())
    totals = totals_of(found)
    ordered = found.order_by("-month__month", "position", "pk").whole()
    page = Paginator(ordered, A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "totals": totals, "filtered": form.is_filtering()}
    return render(request, "procurement/purchases.html", context)


@require_safe
def purchases_as_csv(request: HttpRequest) -> HttpResponse:
    """What was found, as a table; the oldest month first."""
    found = _search(request).apply(Purchase.objects.public())
    ordered = found.order_by("month__month", "position", "pk").whole()[:MOST_IN_CSV]
    content = purchases_csv((one.month.month, one.row()) for one in ordered)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="purchases.csv"'
    return response


def _search(request: HttpRequest) -> PurchaseSearch:
    return PurchaseSearch(request.GET or None, years=public.years(timezone.localdate()))


@require_safe
def purchase(request: HttpRequest, pk: int) -> HttpResponse:
    """One purchase from plan to contract; 410 with its month when it was taken out of it."""
    one = get_object_or_404(
        Purchase.objects.select_related("month__unit", "plan_item__plan"), pk=pk
    )
    if not one.month.was_public():
        raise Http404
    context = {"purchase": one, "month": one.month}
    if one.removed_at or not one.month.is_public():
        return render(request, "procurement/purchase_gone.html", context, status=410)
    return render(request, "procurement/purchase.html", context | {"story": story_of(one)})


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Every public notice, newest first."""
    form = NoticeSearch(request.GET or None, years=_notice_years())
    found = form.apply(PurchaseNotice.objects.public()).select_related("unit").newest_first()
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "filtered": form.is_filtering()}
    return render(request, "procurement/notices.html", context)


def _notice_years() -> list[int]:
    years = PurchaseNotice.objects.public().exclude(fiscal_year=None).order_by("-fiscal_year")
    return list(years.values_list("fiscal_year", flat=True).distinct())


@require_safe
def ocds(request: HttpRequest, year: int) -> HttpResponse:
    """The year as one OCDS release package; 404 while nothing of it is public."""
    site = f"{request.scheme}://{request.get_host()}"
    try:
        content = year_as_bytes(year, site=site)
    except NothingToRelease as nothing:
        raise Http404 from nothing
    response = HttpResponse(content, content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="ocds-{year}.json"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
