"""Buddhist-era dates and years for templates; loaded everywhere as built-ins."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone

from portal.thai.dates import format_date

register = template.Library()


@register.filter
def thai_date(value: date | datetime | None, style: str = "short") -> str:
    """The date with a Buddhist-era year: `{{ step.due|thai_date }}`, `…|thai_date:"long"`."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return format_date(value, style=style)


@register.filter
def thai_datetime(value: datetime | None) -> str:
    """Date and clock time in Bangkok: 31 มี.ค. 66 14:05 น."""
    if not value:
        return ""
    local = timezone.localtime(value)
    return f"{format_date(local.date(), style='short')} {local:%H:%M} น."


@register.filter
def era(value: date | int) -> int:
    """The Buddhist-era year of a date, or of a year of the Common Era."""
    return (value if isinstance(value, int) else value.year) + 543
