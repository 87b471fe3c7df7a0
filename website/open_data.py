"""Every list of the website as data: what there is, what each column means, and the rows.

Another room adds its own by naming a list of `Dataset` in `settings.OPEN_DATA`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from accounts.holders import ACTING_WORDS
from accounts.models import Appointment, Unit
from portal.datasets import DATE, LINK, MOMENT, NUMBER, TEXT, Column, Dataset
from portal.models import EmergencyNumber
from publications.models import Attachment, Document, NewsItem, Publication
from website.models import Service

# A cell that begins so is a formula to a spreadsheet (OWASP, CSV injection).
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def datasets() -> dict[str, Dataset]:
    """All lists by their code, in the order of the settings."""
    found = [one for path in settings.OPEN_DATA for one in import_string(path)]
    return {one.code: one for one in found}


def as_json(dataset: Dataset, site: str) -> dict[str, Any]:
    """The list with its dictionary; dates as ISO 8601, times with their zone."""
    return {
        "dataset": dataset.code,
        "title": str(dataset.title),
        "description": str(dataset.summary),
        "generated_at": timezone.localtime().isoformat(timespec="seconds"),
        "columns": [
            {
                "name": one.name,
                "label": str(one.label),
                "type": one.type,
                "description": str(one.meaning),
            }
            for one in dataset.columns
        ],
        "rows": [
            {one.name: plain(row.get(one.name)) for one in dataset.columns}
            for row in dataset.rows(site)
        ],
    }


def as_csv(dataset: Dataset, site: str) -> str:
    """The list for a spreadsheet: names of columns first, no cell that counts as a formula."""
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow([one.name for one in dataset.columns])
    for row in dataset.rows(site):
        writer.writerow([_cell(plain(row.get(one.name))) for one in dataset.columns])
    return held.getvalue()


def plain(value: Any) -> Any:
    """A value as JSON has it: numbers stay, dates and moments become ISO 8601, None stays."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, (int, float)) else str(value)


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_SIGNS) else value


# --- the lists of this room ----------------------------------------------------------------

SHARED = (
    Column("id", _("Number"), NUMBER, _("stays the same for ever")),
    Column("title", _("Title")),
    Column("summary", _("Summary")),
    Column("date", _("Date"), DATE, _("the date that the office gave it")),
    Column("fiscal_year", _("Fiscal year"), NUMBER, _("Buddhist era; empty where there is none")),
    Column("unit", _("Unit"), TEXT, _("the unit that answers for it")),
    Column("category", _("Category")),
    Column("public_from", _("Public from"), MOMENT),
    Column("updated_at", _("Updated"), MOMENT, _("empty when never changed since")),
    Column("update_reason", _("Reason for the change")),
    Column("url", _("Address"), LINK),
)


def _shared(one: Publication, site: str) -> dict[str, Any]:
    return {
        "id": one.pk,
        "title": one.title,
        "summary": one.summary,
        "date": one.document_date,
        "fiscal_year": one.fiscal_year,
        "unit": one.unit.name,
        "category": one.category.name if one.category else None,
        "public_from": one.publish_at,
        "updated_at": one.updated_at,
        "update_reason": one.update_reason,
        "url": f"{site}{one.get_absolute_url()}",
    }


def _of(kind: str) -> Callable[[str], Iterable[dict[str, Any]]]:
    def rows(site: str) -> Iterable[dict[str, Any]]:
        found = Publication.objects.public().of_kind(kind).newest_first()
        return (_shared(one, site) for one in found.select_related("unit", "category"))

    return rows


def _documents(site: str) -> Iterable[dict[str, Any]]:
    found = Document.objects.public().newest_first().select_related("unit", "category")
    return ({**_shared(one, site), "number": one.number or None} for one in found)


def _events(site: str) -> Iterable[dict[str, Any]]:
    found = NewsItem.objects.public().filter(event_starts__isnull=False).order_by("event_starts")
    return (
        {
            "id": one.pk,
            "title": one.title,
            "starts": one.event_starts,
            "ends": one.event_ends,
            "place": one.event_place,
            "unit": one.unit.name,
            "url": f"{site}{one.get_absolute_url()}",
        }
        for one in found.select_related("unit")
    )


def _files(site: str) -> Iterable[dict[str, Any]]:
    public = Publication.objects.public().newest_first().select_related("unit")
    kept = Prefetch("attachments", Attachment.objects.released())
    return (
        {
            "publication_id": one.pk,
            "publication": one.title,
            "title": file.title,
            "type": file.media_type,
            "bytes": file.size,
            "pages": file.pages,
            "sha256": file.sha256,
            "url": f"{site}/files/{file.public_id}/",
        }
        for one in public.prefetch_related(kept)
        for file in one.attachments.all()
    )


def _people(site: str) -> Iterable[dict[str, Any]]:
    today = timezone.localdate()
    held = Appointment.objects.on(today).filter(post__active=True)
    return (
        {
            "name": str(one.person),
            "post": f"{ACTING_WORDS.get(one.kind, '')}{one.post.title}",
            "unit": one.post.unit.name if one.post.unit else None,
            "since": one.starts,
        }
        for one in held.select_related("person", "post__unit").order_by(
            "post__position", "kind", "starts"
        )
    )


def _units(site: str) -> Iterable[dict[str, Any]]:
    units = Unit.objects.filter(active=True).select_related("parent")
    return (
        {"name": one.name, "part_of": one.parent.name if one.parent else None, "phone": one.phone}
        for one in units
    )


def _numbers(site: str) -> Iterable[dict[str, Any]]:
    return ({"name": one.name, "number": one.number} for one in EmergencyNumber.objects.all())


def _services(site: str) -> Iterable[dict[str, Any]]:
    return (
        {
            "title": one.title,
            "description": one.description,
            "url": one.url or f"{site}{one.address()}",
        }
        for one in Service.objects.filter(active=True)
        if one.address()
    )


DATASETS = (
    Dataset("news", _("News"), _("All news that is public."), SHARED, _of("news")),
    Dataset("activities", _("Activities"), _("All albums that are public."), SHARED, _of("album")),
    Dataset(
        "documents",
        _("Documents"),
        _("All documents that are public."),
        (*SHARED, Column("number", _("Document number"))),
        _documents,
    ),
    Dataset("pages", _("Standing pages"), _("The pages that stand."), SHARED, _of("page")),
    Dataset(
        "files",
        _("Files"),
        _("Every file to be taken away, with the sum that proves it unchanged."),
        (
            Column("publication_id", _("Number of the publication"), NUMBER),
            Column("publication", _("Title of the publication")),
            Column("title", _("Title")),
            Column("type", _("Type"), TEXT, _("media type (IANA)")),
            Column("bytes", _("Size"), NUMBER, _("in bytes")),
            Column("pages", _("Pages"), NUMBER, _("of a PDF")),
            Column("sha256", "SHA-256"),
            Column("url", _("Address"), LINK),
        ),
        _files,
    ),
    Dataset(
        "events",
        _("Calendar"),
        _("Everything with a date and a place."),
        (
            Column("id", _("Number"), NUMBER, _("stays the same for ever")),
            Column("title", _("Title")),
            Column("starts", _("Begins"), MOMENT),
            Column("ends", _("Ends"), MOMENT),
            Column("place", _("Place")),
            Column("unit", _("Unit")),
            Column("url", _("Address"), LINK),
        ),
        _events,
    ),
    Dataset(
        "people",
        _("People and posts"),
        _("Who holds which post today."),
        (
            Column("name", _("Name")),
            Column("post", _("Post"), TEXT, _("with the words for who acts in it")),
            Column("unit", _("Unit")),
            Column("since", _("In office since"), DATE),
        ),
        _people,
    ),
    Dataset(
        "units",
        _("Units"),
        _("The units of the office and how to call them."),
        (
            Column("name", _("Name")),
            Column("part_of", _("Part of")),
            Column("phone", _("Phone")),
        ),
        _units,
    ),
    Dataset(
        "emergency-numbers",
        _("Emergency numbers"),
        _("Whom to call in need."),
        (Column("name", _("Name")), Column("number", _("Number to call"))),
        _numbers,
    ),
    Dataset(
        "services",
        _("Services"),
        _("What people come to do, and where."),
        (
            Column("title", _("Service")),
            Column("description", _("What it is for")),
            Column("url", _("Address"), LINK),
        ),
        _services,
    ),
)
