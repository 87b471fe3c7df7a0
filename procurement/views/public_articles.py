"""The plan, a notice, a month, the report of a year: publications, drawn like all others."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from portal.models import Organisation
from procurement import papers
from procurement.exports.table_csv import purchases_csv
from procurement.models import PurchaseMonth, PurchaseYear
from website.views.articles import article

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def plan(request: HttpRequest, year: int) -> HttpResponse:
    return article(request, "purchase_plan", "slug", f"plan-{year}")


@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    return article(request, "purchase_notice", "pk", pk)


@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    return article(request, "purchase_month", "slug", f"month-{year}-{month}")


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    return article(request, "purchase_year", "slug", f"year-{year}")


@require_safe
def month_pdf(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The official form on paper, as the month reads now."""
    one = _public_month(year, month)
    return _given_out(papers.month_pdf_of(one), "application/pdf", _file_name(one, "pdf"))


@require_safe
def month_xlsx(request: HttpRequest, year: int, month: int) -> HttpResponse:
    # openpyxl is 5 MB of every process that loads it.
    from procurement.exports.workbook import month_workbook  # noqa: PLC0415

    one = _public_month(year, month)
    rows = [purchase.row() for purchase in one.purchases.kept().whole()]
    book = month_workbook(
        Organisation.current().name, one.month, one.document_date, rows,
        nothing_bought=one.nothing_bought,
    )  # fmt: skip
    return _given_out(book, XLSX, _file_name(one, "xlsx"))


@require_safe
def month_csv(request: HttpRequest, year: int, month: int) -> HttpResponse:
    one = _public_month(year, month)
    rows = ((one.month, purchase.row()) for purchase in one.purchases.kept().whole())
    return _given_out(purchases_csv(rows), "text/csv; charset=utf-8", _file_name(one, "csv"))


@require_safe
def year_pdf(request: HttpRequest, year: int) -> HttpResponse:
    """The report of the year on paper."""
    public = PurchaseYear.objects.public().exclude(figures={})
    one = get_object_or_404(public, slug=f"year-{year}")
    return _given_out(papers.year_pdf_of(one), "application/pdf", f"procurement-{year}.pdf")


def _public_month(year: int, month: int) -> PurchaseMonth:
    if not 1 <= month <= 12:
        raise Http404
    public = PurchaseMonth.objects.public()
    return get_object_or_404(public, slug=f"month-{year}-{month}")


def _file_name(one: PurchaseMonth, ending: str) -> str:
    return f"sor-kho-ro-1-{one.slug.removeprefix('month-')}.{ending}"


def _given_out(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
