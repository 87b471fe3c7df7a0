"""The stylesheets and fonts of a page: `{% load bundles %}`."""

from __future__ import annotations

from functools import cache

from django import template
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.bundles import FONTS, bundle_name, sources
from portal.templatetags.components import HUES

register = template.Library()


@register.simple_tag(takes_context=True)
def stylesheets(context: template.Context, name: str) -> SafeString:
    """The links of a bundle of portal.bundles, in the hue of the office.

    One link where static files were gathered for a server, else one for each file.
    KeyError for a bundle that is not there.
    """
    chosen = getattr(context.get("organisation"), "hue", "")
    return _links(name, chosen if chosen in HUES else HUES[0], _joined())


@cache  # as many as there are bundles and hues
def _links(name: str, hue: str, joined: bool) -> SafeString:
    paths = [bundle_name(name, hue)] if joined else sources(name, hue)
    links = ((static(path),) for path in paths)
    return format_html_join("\n  ", '<link rel="stylesheet" href="{}">', links)


@register.simple_tag
def first_links() -> SafeString:
    """The icon, and the fonts of the first screen before the stylesheet has named them."""
    return _first_links()


@cache
def _first_links() -> SafeString:
    icon = format_html(
        '<link rel="icon" href="{}" type="image/svg+xml">\n  ', static("img/icon.svg")
    )
    font = '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>'
    return icon + format_html_join("\n  ", font, ((static(path),) for path in FONTS))


def _joined() -> bool:
    return getattr(staticfiles_storage, "serves_bundles", False) and not settings.DEBUG
