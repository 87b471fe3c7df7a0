"""What a page says of itself to those who share it or look it up: `{% load sharing %}`."""

from __future__ import annotations

from urllib.parse import urlencode

from django import template
from django.core.exceptions import DisallowedHost
from django.utils.translation import get_language

from portal.addresses import address_of

register = template.Library()

LOCALES = {"th": "th_TH", "en": "en_GB"}
# Of a query string, what makes another page of it; filters show parts of the same list.
KEPT = ("page", "month")


@register.inclusion_tag("components/share_tags.html", takes_context=True)
def share_tags(context: template.Context) -> dict[str, object]:
    """Canonical address, words and picture for a link that is shared, and the feeds.

    Nothing where there is no request, as on the page for a failing server; no words of a
    draft that is only previewed, nor of what was withdrawn.
    """
    request = context.get("request")
    if request is None or context.get("preview") or request.path.startswith("/staff/"):
        return {}
    try:
        site = f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:  # the page that says so must not fail of the same fault
        return {}
    publication, reading = context.get("publication"), context.get("reading")
    if publication is not None and not publication.is_public():
        return {}
    query = urlencode({name: request.GET[name] for name in KEPT if request.GET.get(name)})
    photo = next(iter(getattr(reading, "photos", ())), None)
    organisation = context.get("organisation")
    return {
        "url": f"{site}{request.path}{'?' + query if query else ''}",
        "publication": publication,
        "title": getattr(publication, "title", "") or getattr(organisation, "name", ""),
        "description": getattr(publication, "summary", "") or getattr(organisation, "vision", ""),
        "picture": _absolute(site, photo),
        "picture_alt": getattr(photo, "alt", ""),
        "organisation": organisation,
        "locale": LOCALES.get(get_language() or "", "th_TH"),
        "feed": _feed(publication),
    }


def _absolute(site: str, photo: object) -> str:
    url = getattr(photo, "medium", "")
    return f"{site}{url}" if url else ""


def _feed(publication: object) -> str:
    """The address of the feed of the page's kind, and of everything elsewhere."""
    kind = getattr(publication, "kind", "")
    if kind in ("news", "album", "document"):
        return address_of("website:feed-kind", kind)
    return address_of("website:feed")
