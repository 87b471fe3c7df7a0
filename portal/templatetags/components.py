"""Components that need more than an include: `{% load components %}`.

Their markup stands in templates/components/; templates/components/README.md shows each.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from django import template
from django.core.paginator import Page
from django.templatetags.static import static
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.holders import own_post
from portal.addresses import address_of
from portal.waiting import Waiting, waiting_for

register = template.Library()

HUES = ("teal", "indigo", "maroon", "green", "plum", "earth")


@dataclass(frozen=True)
class Look:
    """How a state looks: tone of the pill, its icon, and its words."""

    tone: str
    icon: str
    label: Promise


# One row for every state that a page may show; the model's own label may replace the words.
LOOKS = {
    "entry:submitted": Look("info", "send", pgettext_lazy("state", "Waiting for review")),
    "entry:accepted": Look("success", "check", pgettext_lazy("state", "Accepted")),
    "entry:returned": Look("danger", "undo", pgettext_lazy("state", "Returned")),
    "step:late": Look("danger", "alert", pgettext_lazy("state", "Late")),
    "step:due": Look("warning", "clock", pgettext_lazy("state", "Due")),
    "step:done": Look("success", "check", pgettext_lazy("state", "Done")),
    "step:upcoming": Look("quiet", "upcoming", pgettext_lazy("state", "Upcoming")),
    "report:draft": Look("quiet", "draft", pgettext_lazy("state", "Draft")),
    "report:in_chain": Look("info", "sign", pgettext_lazy("state", "Being signed")),
    "report:signed": Look("success", "check-double", pgettext_lazy("state", "Signed")),
    "rendering:waiting": Look("quiet", "clock", pgettext_lazy("state", "In the queue")),
    "rendering:running": Look("info", "running", pgettext_lazy("state", "Being made")),
    "rendering:done": Look("success", "file", pgettext_lazy("state", "Ready")),
    "rendering:failed": Look("danger", "cross", pgettext_lazy("state", "Failed")),
    "round:open": Look("info", "pen", pgettext_lazy("state", "Open")),
    "round:locked": Look("quiet", "lock", pgettext_lazy("state", "Locked")),
    "publication:draft": Look("quiet", "draft", pgettext_lazy("state", "Draft")),
    "publication:in_review": Look("info", "send", pgettext_lazy("state", "In review")),
    "publication:scheduled": Look("info", "clock", pgettext_lazy("state", "Scheduled")),
    "publication:published": Look("success", "globe", pgettext_lazy("state", "Public")),
    "publication:over": Look("quiet", "history", pgettext_lazy("state", "Over")),
    "publication:withdrawn": Look("danger", "undo", pgettext_lazy("state", "Withdrawn")),
    "case:received": Look("info", "mail", pgettext_lazy("state", "Received")),
    "case:acknowledged": Look("info", "send", pgettext_lazy("state", "Acknowledged")),
    "case:examining": Look("warning", "search", pgettext_lazy("state", "Being examined")),
    "case:closed": Look("quiet", "check", pgettext_lazy("state", "Closed")),
    "message:new": Look("info", "mail", pgettext_lazy("message", "New")),
    "message:handled": Look("success", "check", pgettext_lazy("message", "Handled")),
    "row:ready": Look("success", "check", pgettext_lazy("state", "Ready to import")),
    "row:check": Look("warning", "eye", pgettext_lazy("state", "To be checked")),
    "row:refused": Look("danger", "cross", pgettext_lazy("state", "Cannot be imported")),
}


@dataclass(frozen=True)
class Place:
    """A door in the staff navigation: where it leads and the right that opens it.

    `also` are the beginnings of the names of further pages that belong to it.
    """

    view_name: str
    label: Promise
    icon: str
    right: str
    also: tuple[str, ...] = ()

    def holds(self, page: str) -> bool:
        return page == self.view_name or page.startswith(self.also)


STAFF_PLACES = (
    (
        Place(
            "measures:mine",
            _("My work"),
            "work",
            "see_measures",
            also=("measures:step", "measures:record", "measures:entry"),
        ),
        Place("measures:review", _("Review of progress"), "check", "review_progress"),
        Place("measures:board", _("Board of the year"), "board", "see_measures"),
        Place("reports:list", _("Reports"), "sign", "see_reports", also=("reports:",)),
    ),
    (
        Place(
            "measures:plan",
            _("Plan of the year"),
            "plan",
            "see_measures",
            also=(
                *("measures:plan-", "measures:group-", "measures:measure-"),
                *("measures:step-", "measures:row-"),
            ),
        ),
        Place(
            "measures:import", _("Import a table"), "upload", "import_plan", ("measures:import",)
        ),
        Place("measures:rounds", _("Rounds"), "lock", "see_measures", ("measures:round",)),
        Place(
            "measures:catalogue",
            _("ITA catalogue and scores"),
            "score",
            "see_measures",
            also=("measures:catalogue", "measures:scores"),
        ),
        Place(
            "reports:layouts", _("Layouts of reports"), "file", "see_reports", ("reports:layout",)
        ),
    ),
    (
        Place(
            "publications:list",
            _("Website content"),
            "globe",
            "write_content",
            also=("publications:",),
        ),
        Place(
            "website-staff:menu",
            _("Menu and home page"),
            "menu",
            "edit_website",
            also=("website-staff:",),
        ),
    ),
    (
        Place(
            "procurement-staff:start",
            _("Procurement"),
            "cart",
            "keep_procurement",
            also=("procurement-staff:",),
        ),
    ),
    (
        Place(
            "complaints-staff:cases",
            _("Complaints of corruption"),
            "shield",
            "handle_complaints",
            also=("complaints-staff:",),
        ),
        Place(
            "complaints-staff:summary",
            _("Complaints in numbers"),
            "data",
            "see_complaint_numbers",
            also=("complaints-staff:summary",),
        ),
    ),
    (
        Place(
            "accounts:people",
            _("People and posts"),
            "people",
            "see_people",
            also=("accounts:",),
        ),
        Place(
            "accounts:me",
            _("My account"),
            "person",
            "see_staff_pages",
            also=("accounts:me", "accounts:password", "accounts:signature", "accounts:own-photo"),
        ),
        Place(
            "portal:organisation",
            _("Settings of the office"),
            "settings",
            "edit_organisation",
            also=("portal:emblem", "portal:emergency", "portal:day"),
        ),
        Place("portal:gallery", _("Gallery of components"), "eye", "edit_organisation"),
    ),
)


@register.simple_tag
def icon(name: str) -> SafeString:
    """The icon of static/img/icons.svg; silent for screen readers, words stand beside it."""
    return _drawn(name)


@lru_cache(maxsize=200)  # a page wears dozens, always the same
def _drawn(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


@register.inclusion_tag("components/pill.html")
def pill(state: str, label: str = "") -> dict[str, str | Promise]:
    """Where something stands: `{% pill "step:late" %}`; KeyError for an unknown state."""
    found = LOOKS[state]
    return {"tone": found.tone, "icon_name": found.icon, "label": label or found.label}


@register.inclusion_tag("components/nav_link.html", takes_context=True)
def nav_link(
    context: template.Context, view_name: str, label: str, icon: str = "", count: int = 0
) -> dict[str, str | int]:
    """A link to a page by name; nothing at all while no such page exists.

    `aria-current` is set on the page itself. `count` is what waits there; 0 shows nothing.
    """
    url = address_of(view_name)
    path = getattr(context.get("request"), "path", "")
    current = "page" if url and url == path else ""
    return {"url": url, "label": label, "icon_name": icon, "count": count, "current": current}


@register.inclusion_tag("components/staff_nav.html", takes_context=True)
def staff_nav(context: template.Context) -> dict[str, list]:
    """The work of the staff: what exists and what the person may see, in groups.

    The page's own entry is marked `aria-current="page"`; on a page that belongs to an
    entry (the longest name that begins like it wins) that entry is marked "true".
    """
    may = context.get("may")
    request = context.get("request")
    here = _place_of(getattr(getattr(request, "resolver_match", None), "view_name", ""))
    path = getattr(request, "path", "")
    waits: Counter[str] = Counter()
    for one in _waiting(context):  # two functions may speak of one room
        waits[one.view_name] += one.count
    groups = [
        [
            {
                "url": url,
                "label": place.label,
                "icon_name": place.icon,
                "count": waits.get(place.view_name, 0),
                "current": place is here and ("page" if path == url else "true"),
            }
            for place in group
            if (url := address_of(place.view_name)) and may is not None and may[place.right]
        ]
        for group in STAFF_PLACES
    ]
    return {"groups": [group for group in groups if group]}


@register.inclusion_tag("components/waiting.html", takes_context=True)
def waiting(context: template.Context) -> dict[str, list[Waiting]]:
    """What waits for the person in any room, each with its button; nothing when nothing does."""
    return {"waiting": _waiting(context)}


def _waiting(context: template.Context) -> list[Waiting]:
    request = context.get("request")
    user = getattr(request, "user", None)
    return waiting_for(request) if user is not None and user.is_authenticated else []


def _place_of(page: str) -> Place | None:
    """The entry that the page belongs to, the one with the longest fitting name."""

    def fit(place: Place) -> int:
        if page == place.view_name:
            return len(page) + 1
        return max(len(stem) for stem in place.also if page.startswith(stem))

    holding = [place for group in STAFF_PLACES for place in group if page and place.holds(page)]
    return max(holding, key=fit, default=None)


@register.simple_tag(takes_context=True)
def signed_in_post(context: template.Context) -> str:
    """The title of the post that the person holds today, or an empty text."""
    user = context["request"].user
    post = own_post(user, timezone.localdate()) if user.is_authenticated else None
    return post.title if post else ""


@register.simple_tag
def elided_pages(page: Page) -> list[int | str]:
    """The numbers of a list's pages, the far ones left out: 1 2 3 … 20."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
