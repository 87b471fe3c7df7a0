"""Amounts and months as pages of the procurement write them: `{% load procurement_words %}`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django import template
from django.utils import dateformat
from django.utils.translation import get_language

from portal.thai.baht import format_baht
from portal.thai.dates import be_year, month_name
from procurement.figures import YearFigures
from procurement.methods import methods
from procurement.models import Purchase, PurchaseYear

register = template.Library()


@register.filter
def baht(amount: Decimal | int | None) -> str:
    """The amount with satang: 12,000.50; nothing for none."""
    return "" if amount is None else format_baht(amount)


@register.filter
def month_named(day: date) -> str:
    """Month and Buddhist-era year in the language of the page: ตุลาคม 2569."""
    if (get_language() or "").startswith("en"):
        return f"{dateformat.format(day, 'F')} {be_year(day)}"
    return f"{month_name(day.month)} {be_year(day)}"


@register.filter
def of_year(address: str, year: int) -> str:
    """The address of the start page for a fiscal year."""
    return f"{address}?year={year}"


@register.filter
def method_named(code: str) -> str:
    """The name of a method in the language of the page; "" for a code that the law has not."""
    method = methods().get(code)
    return method.name if method else ""


@register.filter
def agreed_sum(purchases: Iterable[Purchase]) -> Decimal:
    """What was agreed on for all of them."""
    return sum((one.agreed for one in purchases if one.agreed is not None), Decimal())


@register.filter
def year_figures(report: PurchaseYear) -> YearFigures | None:
    """The figures that the report froze; None while it has none."""
    return YearFigures.from_json(report.figures) if report.figures else None
