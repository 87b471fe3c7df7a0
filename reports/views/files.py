"""The PDF of a report: how far it is, its pages as pictures, the file."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.gate import requires
from accounts.rights import Right
from accounts.serving import sealed
from portal.thai.digits import to_arabic
from reports import rendering as making
from reports.models import Rendering, Report
from reports.pages import page_image


def visible(request: HttpRequest, public_id: UUID) -> Rendering:
    """The rendering of a report the person may see; otherwise 404."""
    reports = Report.objects.visible_to(request.user)
    found = Rendering.objects.select_related("report__fiscal_year")
    rendering = get_object_or_404(found, public_id=public_id, report__in=reports)
    return making.give_up_if_lost(rendering)


@require_safe
@requires(Right.SEE_REPORTS)
def progress(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The part of the page that says how far the PDF is; asked again until it is done."""
    rendering = visible(request, public_id)
    return render(request, "reports/_rendering.html", {"rendering": rendering})


@require_POST
@requires(Right.SEE_REPORTS)
def retry(request: HttpRequest, public_id: UUID) -> HttpResponse:
    rendering = visible(request, public_id)
    making.retry(rendering)
    return redirect(rendering.report)


@require_safe
@requires(Right.SEE_REPORTS)
def pdf(request: HttpRequest, public_id: UUID) -> FileResponse:
    rendering = _done(request, public_id)
    return sealed(rendering.file, "application/pdf", name=file_name(rendering), attachment=True)


@require_safe
@requires(Right.SEE_REPORTS)
def page(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """A page as a picture; like every staff page it stays out of every cache."""
    rendering = _done(request, public_id)
    try:
        image = page_image(rendering, number)
    except IndexError:
        raise Http404 from None
    return HttpResponse(image, content_type="image/webp")


def _done(request: HttpRequest, public_id: UUID) -> Rendering:
    rendering = visible(request, public_id)
    if rendering.state != Rendering.State.DONE:
        raise Http404
    return rendering


def file_name(rendering: Rendering) -> str:
    """A name that sorts and says what it is: รายงาน-2569-6เดือน-ฉบับร่าง.pdf."""
    report = rendering.report
    span = f"{report.round_code}เดือน" if report.round_code else "ช่วงเวลาอื่น"
    mark = "-ฉบับร่าง" if rendering.draft else ""
    return to_arabic(f"รายงานมาตรการ-{report.fiscal_year}-{span}-{report.pk}{mark}.pdf")
