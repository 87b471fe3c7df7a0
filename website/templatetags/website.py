"""What the public's pages say in one word: `{% load website %}`."""

from __future__ import annotations

import re
from datetime import date, datetime

from django import template
from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.utils import dateformat, timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal.addresses import address_of
from portal.templatetags.components import icon
from portal.thai.dates import month_name

register = template.Library()

_THAI = re.compile("[\u0e01-\u0e4e]")
DEFAULT_ICON = "next"
# Icons that a tile may wear (static/img/icons.svg); the settings of the website offer them.
TILE_ICONS = (
    *("megaphone", "question", "form", "coins", "calendar", "phone", "mail", "pin", "people"),
    *("heart", "shield", "cart", "scale", "data", "home", "water", "road", "file", "photo"),
    *("person", "clock", "info", "alert", "check", "score", "search", "plan", "download"),
)


@register.simple_tag
def address(view_name: str, *args: object) -> str:
    """`{% address "qa_board:list" as url %}`: where it is, "" while there is no such page."""
    return address_of(view_name, *args)


@register.simple_tag
def tile_icon(name: str) -> SafeString:
    """The icon of a tile, an arrow where the name is none of TILE_ICONS."""
    return icon(name if name in TILE_ICONS else DEFAULT_ICON)


class KeepNode(template.Node):
    """Draws its nodes once for each `site` of the process (website.context)."""

    def __init__(self, nodes: template.NodeList, name: str) -> None:
        self.nodes, self.name = nodes, name

    def render(self, context: template.Context) -> str:
        site = context.get("site")
        # Django's sign-in view calls something else `site`.
        if not settings.KEEP_PARTS or not hasattr(site, "parts"):
            return self.nodes.render(context)
        if self.name not in site.parts:
            site.parts[self.name] = self.nodes.render(context)
        return site.parts[self.name]


@register.tag
def keep(parser: template.base.Parser, token: template.base.Token) -> KeepNode:
    """`{% keep "foot" %}…{% endkeep %}`: markup that follows from `site` and the office alone."""
    _tag, name = token.split_contents()
    nodes = parser.parse(("endkeep",))
    parser.delete_first_token()
    return KeepNode(nodes, name.strip("\"'"))


@register.filter
def dialled(number: str) -> str:
    """A telephone number as a link dials it: the digits of the first one (RFC 3966).

    Of "0-2000-0000 ต่อ 12" and of "0-2000-0000, 0-2000-0001" the link dials 0-2000-0000;
    Thai digits are read.
    """
    digits = ""
    for sign in number.strip():
        if sign.isdecimal():
            digits += str(int(sign))
        elif sign == "+" and not digits:
            digits = "+"
        elif sign not in "-() ." and digits:
            break
    return digits


@register.filter
def stamp(stored: FieldFile) -> str:
    """What changes when the file does, to be hung onto its address: no old picture is shown."""
    return (stored.name or "").rpartition("/")[2].partition(".")[0][-12:]


@register.filter
def month_words(day: date, style: str = "long") -> str:
    """The month's name in the language of the page."""
    if (get_language() or "").startswith("en"):
        return dateformat.format(day, "M" if style == "short" else "F")
    return month_name(day.month, short=style == "short")


@register.filter
def thai_mark(text: str) -> SafeString:
    """` lang="th"` for an element with Thai words on a page that is not Thai; else nothing.

    For texts that may be in either language, such as entries of the menu; what is always
    Thai has the attribute in its template.
    """
    here = (get_language() or "").startswith("th")
    return SafeString("" if here or not _THAI.search(str(text)) else ' lang="th"')


@register.filter
def unbroken(text: str) -> str:
    """The text with blanks at which no line ends: a date stays in one piece."""
    return str(text).replace(" ", "\u00a0")


@register.filter
def clock(moment: datetime) -> str:
    """Hours and minutes in Bangkok: 09.30 as Thai notices write them, 09:30 on English pages."""
    thai = (get_language() or "").startswith("th")
    return f"{timezone.localtime(moment):{'%H.%M' if thai else '%H:%M'}}"
