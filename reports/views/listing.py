"""The list of reports, and a new one."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.gate import requires
from accounts.models import User
from accounts.rights import Right
from measures.models import FiscalYear, Plan
from portal.thai.fiscal import fiscal_year_of
from reports import workflow
from reports.forms import NewReportForm, ReportFilter
from reports.models import Layout, Report

PER_PAGE = 30


@require_safe
@requires(Right.SEE_REPORTS)
def reports(request: HttpRequest) -> HttpResponse:
    """What waits for me first, then every report I may see."""
    visible = Report.objects.visible_to(request.user).with_waiting_post()
    form = ReportFilter(request.GET)
    found = form.apply(visible.select_related("fiscal_year", "layout", "author"))
    context = {
        "form": form,
        "waiting": visible.waiting_for(request.user).select_related("fiscal_year", "author"),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "years": FiscalYear.objects.filter(reports__isnull=False).distinct(),
        "filtered": any(request.GET.get(name) for name in ("q", "year", "state")),
    }
    return render(request, "reports/report_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE_REPORT)
def add(request: HttpRequest) -> HttpResponse:
    """A new draft, its texts written from the layout and the data."""
    form = NewReportForm(request.POST or None, initial=initial_of(request.user))
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "reports/report_add.html", {"form": form}, status=status)
    data = form.cleaned_data
    try:
        report = workflow.create_report(
            plan=data["plan"], span=form.span(), layout=data["layout"], unit=data["unit"],
            dated=data["dated"], by=request.user,
        )  # fmt: skip
    except workflow.NotAllowed as refusal:
        form.add_error(None, refusal.reasons)
        return render(request, "reports/report_add.html", {"form": form}, status=422)
    messages.success(request, _("The draft is ready; read it and change what you like."))
    return redirect("reports:edit", report.pk)


def initial_of(person: User) -> dict[str, object]:
    """What a new report begins with: this fiscal year, the own unit, today, the last layout."""
    today = timezone.localdate()
    plan = Plan.objects.filter(fiscal_year__year__lte=fiscal_year_of(today)).first()
    last = Report.objects.order_by("-pk").values_list("layout", flat=True).first()
    return {
        "plan": plan,
        "unit": person.unit_id,
        "dated": today,
        "layout": last or Layout.objects.order_by("code").values_list("pk", flat=True).first(),
    }
