"""Rich text on a page: `{% load prose %}<div class="prose">{{ body|prose }}</div>`."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from publications.richtext import drawn

register = template.Library()


@register.filter
def prose(body: str | None, how: str = "") -> SafeString:
    """Rich text cleaned again and drawn; `{{ body|prose:"anchors" }}` gives headings ids.

    The only place of the product that marks rich text safe: whatever got into the table
    past `clean` still meets the list of allowed elements here.
    """
    return mark_safe(drawn(body or "", anchors=how == "anchors"))  # noqa: S308
