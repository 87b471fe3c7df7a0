"""What the templates need beside Wagtail's own tags: `{% load office %}`."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django import template
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.html import format_html
from wagtail.models import Page

from bench.web.wagtail_site.models import BUDDHIST_ERA, TextPage
from bench.web.wagtail_site.snippets import Banner, MenuItem

register = template.Library()

ICONS = "/static/img/icons.svg"
SHORT = (
    *("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย."),
    *("ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."),
)
LONG = (
    *("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน"),
    *("กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"),
)


@register.simple_tag
def icon(name: str) -> str:
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        ICONS,
        name,
    )


@register.simple_tag(takes_context=True)
def menu(context: template.Context) -> list[MenuItem]:
    """The menu as a tree, in one query; each entry with `url`, `below` and `current`."""
    request, below = context["request"], defaultdict(list)
    shown = Q(link_page=None) | Q(link_page__live=True)
    needed = ("words", "parent", "link_suffix", "link_url", "link_page__url_path")
    for item in MenuItem.objects.filter(shown).select_related("link_page").only(*needed):
        item.url = item.href(request)
        item.current = item.url == request.path
        below[item.parent_id].append(item)
    for items in list(below.values()):
        for item in items:
            item.below = below.get(item.pk, ())
            item.holds_current = item.current or any(one.current for one in item.below)
    return below[None]


@register.simple_tag
def banners() -> list[Banner]:
    now = timezone.now()
    return list(Banner.objects.filter(starts_at__lte=now, ends_at__gt=now).order_by("-tone"))


@register.simple_tag
def policies() -> list[TextPage]:
    return list(TextPage.objects.live().filter(is_policy=True).only("title", "url_path"))


@register.simple_tag
def updated() -> datetime | None:
    return Page.objects.live().aggregate(last=Max("last_published_at"))["last"]


@register.simple_tag(takes_context=True)
def address(context: template.Context, linked: object) -> str:
    """Where a service leads."""
    return linked.href(context["request"])


@register.filter
def thai_date(day: date, style: str = "short") -> str:
    if isinstance(day, datetime):
        day = timezone.localtime(day)
    year = day.year + BUDDHIST_ERA
    if style == "long":
        return f"{day.day} {LONG[day.month - 1]} {year}"
    return f"{day.day} {SHORT[day.month - 1]} {year % 100:02}"


@register.filter
def thai_datetime(moment: datetime) -> str:
    return f"{thai_date(moment)} {timezone.localtime(moment):%H:%M} น."


@register.filter
def month(day: date) -> str:
    return SHORT[day.month - 1]


@register.filter
def dialled(number: str) -> str:
    return "".join(sign for sign in number if sign.isdecimal() or sign == "+")


@register.filter
def lines(text: str) -> list[str]:
    return text.splitlines()


@register.simple_tag
def elided(page: object) -> list[int | str]:
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
