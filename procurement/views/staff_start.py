"""Where the procurement of a fiscal year stands, and what to do next."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.gate import requires
from accounts.refusals import NotAllowed, tell
from accounts.rights import Right
from portal.addresses import address_of
from portal.thai.fiscal import FiscalYear, fiscal_year_of
from procurement import months
from procurement.forms_month import year_of
from procurement.models import PurchaseMonth, PurchaseNotice, PurchasePlan, PurchaseYear
from procurement.overview import months_of, years_with_months
from procurement.views.fetching import unit_of_procurement
from publications.overview import state_of

NOTICES = 10  # of the year, shown here; the list of contents has all


@require_safe
@requires(Right.KEEP_PROCUREMENT)
def start(request: HttpRequest) -> HttpResponse:
    """The months of a fiscal year with their plan, notices and report."""
    today = timezone.localdate()
    years = years_with_months(today)
    year = year_of(request.GET, fiscal_year_of(today), years)
    lines = months_of(FiscalYear(year), today)
    notices = PurchaseNotice.objects.visible_to(request.user).filter(fiscal_year=year)
    context = {
        "year": year,
        "years": years,
        "lines": lines,
        "missing": [line for line in lines if line.missing],
        "rows": sum(line.rows for line in lines),
        "agreed": sum((line.agreed for line in lines), Decimal()),
        "rooms": _rooms(year),
        "notices": [(one, f"publication:{state_of(one)}") for one in _newest(notices)],
        "notice_count": notices.count(),
    }
    return render(request, "procurement/staff_start.html", context)


def _newest(notices) -> list[PurchaseNotice]:
    return list(notices.order_by("-document_date", "-pk")[:NOTICES])


def _rooms(year: int) -> list[dict[str, object]]:
    """The plan and the report of the year: where they are, or where they are begun."""
    found = []
    for name, model, title in (
        ("plan", PurchasePlan, _("Plan of the year")),
        ("year", PurchaseYear, _("Report of the year")),
    ):
        one = model.objects.filter(slug=f"{name}-{year}").first()
        url = address_of(f"procurement-staff:{name}", one.pk) if one else ""
        found.append(
            {
                "title": title,
                "url": url,
                "begin": "" if one else address_of(f"procurement-staff:{name}-begin", year),
                "state": f"publication:{state_of(one)}" if one else "",
            }
        )
    return found


@require_POST
@requires(Right.KEEP_PROCUREMENT)
def begin(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """A draft of the month; the one that is there, where there is one."""
    unit = unit_of_procurement(request.user)
    try:
        if unit is None:
            raise NotAllowed([_("The office has no unit yet whose matter the month could be.")])
        one = months.begin(_first_of(year, month), unit=unit, by=request.user)
    except NotAllowed as refusal:
        tell(request, refusal)
        return redirect(_start_of(year))
    return redirect("procurement-staff:month", one.pk)


@require_POST
@requires(Right.KEEP_PROCUREMENT)
def nothing_bought(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The public reads at once that nothing was bought in the month."""
    first, unit = _first_of(year, month), unit_of_procurement(request.user)
    there = PurchaseMonth.objects.public().filter(month=first, nothing_bought=True).first()
    if there and not there.purchases.kept().exists():  # pressed twice
        messages.info(request, _("The public reads already that nothing was bought."))
        return redirect(_start_of(year))
    try:
        if unit is None:
            raise NotAllowed([_("The office has no unit yet whose matter the month could be.")])
        months.publish_nothing_bought(first, unit=unit, by=request.user)
    except NotAllowed as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The public reads now that nothing was bought in the month."))
    return redirect(_start_of(year))


def _first_of(year: int, month: int):
    try:
        return FiscalYear(year).first_of_month(month)
    except ValueError as error:
        raise Http404 from error


def _start_of(year: int) -> str:
    return f"{reverse('procurement-staff:start')}?year={year}"
