"""Buddhist-era dates and years for templates; loaded everywhere as built-ins."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import dateformat, timezone
from django.utils.translation import get_language

from portal.thai.dates import be_year, format_date
from portal.thai.shortening import shorten

register = template.Library()


@register.filter
def thai_date(value: date | datetime | None, style: str = "short") -> str:
    """The date with a Buddhist-era year: `{{ step.due|thai_date }}`, `…|thai_date:"long"`.

    Months are named in the language of the page.
    """
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    if _in_english():
        return f"{dateformat.format(value, 'j M' if style == 'short' else 'j F')} {be_year(value)}"
    return format_date(value, style=style)


@register.filter
def thai_datetime(value: datetime | None) -> str:
    """Date and clock time in Bangkok: 31 มี.ค. 66 14.05 น., with the น. kept on its line."""
    if not value:
        return ""
    moment = timezone.localtime(value)
    if _in_english():
        return f"{thai_date(value)} {moment:%H:%M}"
    return f"{thai_date(value)} {moment:%H.%M}\u00a0น."


@register.filter
def unbroken(text: str) -> str:
    """A date that stays whole on a narrow screen: `{{ clock.due|thai_date|unbroken }}`."""
    return str(text).replace(" ", "\u00a0")


@register.filter
def era(value: date | int) -> int:
    """The Buddhist-era year of a date, or of a year of the Common Era."""
    return (value if isinstance(value, int) else value.year) + 543


@register.filter
def shortened(text: str, most: int) -> str:
    """The beginning of a text, at most so many signs: `{{ one.summary|shortened:140 }}`."""
    return shorten(str(text), most)


def _in_english() -> bool:
    return (get_language() or "").startswith("en")
