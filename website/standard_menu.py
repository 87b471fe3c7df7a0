"""The menu that visitors of a local office expect, with drafts of the pages behind it."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from accounts.refusals import refuse_if
from portal.addresses import address_of
from publications import publishing
from publications.models import LivePage, Publication
from website import keeping, live_pages
from website.models import MenuItem, WebsiteEvent

# What the Government Website Standard (DGA, 2566 B.E.) and section 9 of the Official
# Information Act B.E. 2540 let people expect, in the order that offices have it.
DATA = Path(__file__).parent / "data" / "standard_menu.json"


def fill_standard(*, by: User, unit: Unit) -> int:
    """Lay out the usual menu over drafts of its pages, owned by `by` and `unit`.

    A page whose address exists already is taken as it is. Drafts are not public, and their
    entries appear to the public only with them. Gives the number of new drafts. Raises
    NotAllowed unless the menu is empty.
    """
    facts = json.loads(DATA.read_text(encoding="utf-8"))
    with keeping.turn(by):
        refuse_if([_("The menu has entries already.")] if MenuItem.objects.exists() else [])
        live_pages.ensure(unit, by)
        known = {one.slug: one for one in Publication.objects.of_kind("page")}
        new = [row for row in facts["pages"] if row["slug"] not in known]
        pages = known | {row["slug"]: _draft(row, unit, by) for row in new}
        _lay_out(facts["menu"], None, pages | _live())
        keeping.note(WebsiteEvent.Kind.MENU_FILLED, "", by=by)
    return len(new)


def _live() -> dict[str, Publication]:
    return {one.view_name: one for one in LivePage.objects.all()}


def _draft(row: dict[str, Any], unit: Unit, by: User) -> Publication:
    """Headings, and below each in brackets what belongs there."""
    body = "".join(
        f"<h2>{escape(heading)}</h2><p>[{escape(hint)}]</p>" for heading, hint in row["sections"]
    )
    names = ("title", "slug", "summary")
    facts = {name: row[name] for name in names} | {"body": body, "unit": unit, "owner": by}
    return publishing.create("page", facts=facts | {"document_date": timezone.localdate()}, by=by)


def _lay_out(rows: list[dict[str, Any]], parent: MenuItem | None, targets: dict) -> None:
    """The entries in their order; those of pages that this portal does not have are left out."""
    wanted = [row for row in rows if _leads_somewhere(row, targets)]
    for position, row in enumerate(wanted):
        target = targets.get(row.get("page") or row.get("live", ""))
        item = MenuItem.objects.create(
            parent=parent,
            position=position,
            label=row.get("label") or target.title[:120],
            label_en=row["label_en"],
            publication=target and Publication.objects.get(pk=target.pk),
            view_name=row.get("view", ""),
        )
        _lay_out(row.get("children", []), item, targets)


def _leads_somewhere(row: dict[str, Any], targets: dict) -> bool:
    if "view" in row:
        return bool(address_of(row["view"]))
    if "page" in row or "live" in row:
        return (row.get("page") or row["live"]) in targets
    return bool(row["children"])
