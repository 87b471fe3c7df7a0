"""The four layouts that ship, and an office's own copies of them."""

from __future__ import annotations

import json
from pathlib import Path

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from reports.models import Layout

SHIPPED = Path(__file__).parent / "layout_data" / "layouts.json"
PARAGRAPHS = ("opening", "closing")

# What a column can show. The keys are those of `Layout.columns[…]["source"]`.
SOURCES = {
    "number": _("Number"),
    "measure": _("Measure"),
    "steps": _("Steps"),
    "owner": _("Responsible"),
    "period": _("Period"),
    "follow_up": _("Follow-up and due months"),
    "result": _("Result"),
    "problems": _("Problems and obstacles"),
    "suggestions": _("Suggestions"),
}


def shipped() -> list[dict]:
    """The layouts that come with the portal, as field values of `Layout`."""
    found = json.loads(SHIPPED.read_text(encoding="utf-8"))
    for layout in found:
        for field in PARAGRAPHS:
            layout[field] = "\n\n".join(layout[field])
    return found


def ensure_layouts() -> None:
    """Makes the shipped layouts, or brings them up to date; copies are left alone.

    One query, and nothing is written, once they are as they should be.
    """
    stored = {layout.code: layout for layout in Layout.objects.filter(shipped=True)}
    for fields in shipped():
        layout = stored.get(fields["code"])
        if layout is None or any(getattr(layout, name) != value for name, value in fields.items()):
            Layout.objects.update_or_create(
                code=fields["code"], defaults=fields | {"shipped": True}
            )


def layout_by_code(code: str) -> Layout:
    """The layout of the code; shipped ones are made on first use. Raises Layout.DoesNotExist."""
    ensure_layouts()
    return Layout.objects.get(code=code)


def copy_layout(layout: Layout, *, name: str) -> Layout:
    """An own copy that the office may change."""
    base = slugify(layout.code) or "layout"
    number = 2
    while Layout.objects.filter(code=f"{base}-{number}").exists():
        number += 1
    fields = {
        field.attname: getattr(layout, field.attname)
        for field in Layout._meta.concrete_fields
        if not field.primary_key
    }
    return Layout.objects.create(
        **fields | {"code": f"{base}-{number}", "name": name, "shipped": False}
    )
