"""The sample office's website: pages, news, albums, documents, menus, people's photos."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, time, timedelta
from html import escape
from io import BytesIO
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.models import User
from files.inspection import inspect_public
from files.photos import photo_sizes
from files.text import extract_text
from paper.pdf import render_pdf
from portal.models import EmergencyNumber, Organisation
from publications import publishing
from publications.models import (
    Attachment,
    AttachmentPage,
    Category,
    Picture,
    Publication,
)
from sample import pictures
from sample.clock import at
from sample.office import DATA, Office
from website import live_pages
from website.models import MenuItem, Service

PAPER = """
@page { size: A4; margin: 25mm 20mm 20mm 30mm }
body { font: 16pt/1.5 "Portal Sarabun" }
h1 { font-size: 20pt; text-align: center }
h2 { font-size: 16pt }
section { break-after: page }
"""


class WebsiteMaker:
    """Makes the website by the portal's own verbs, as the webmaster would over months."""

    def __init__(self, office: Office, today: date) -> None:
        self.office, self.today = office, today
        self.webmaster = office.people["webmaster"]
        self.facts = json.loads((Path(DATA) / "website.json").read_text(encoding="utf-8"))
        self.pages: dict[str, Publication] = {}
        self.categories: dict[str, list[Category]] = {}

    def make(self) -> None:
        self._organisation()
        self._people()
        self._categories()
        for row in self.facts["pages"]:
            self._page(row)
        with at(self._day({}), 10):
            live_pages.ensure(self.office.units["office"], self.webmaster)
        for row in reversed(self.facts["documents"]):
            self._document(row)
        for row in reversed(self.facts["albums"]):
            self._album(row)
        for row in reversed(self.facts["news"]):
            self._news(row)
        self._withdrawn(self.facts["withdrawn"])
        for row in self.facts["drafts"]:
            self._draft(row)
        self._services()
        self._menu(self.facts["menu"], None)

    # --- the office ---------------------------------------------------------------------------

    def _organisation(self) -> None:
        office = Organisation.current()
        for name, value in self.facts["organisation"].items():
            setattr(office, name, value)
        office.seal = ContentFile(pictures.seal(), name="seal.png")
        office.map_picture = ContentFile(pictures.map_sketch(), name="map.png")
        office.save()
        EmergencyNumber.objects.bulk_create(
            EmergencyNumber(name=name, number=number, position=place)
            for place, (name, number) in enumerate(self.facts["emergency"])
        )

    def _people(self) -> None:
        for seed, person in enumerate(self.office.people.values()):
            held = BytesIO()
            Image.open(BytesIO(pictures.portrait(seed))).save(held, "WEBP", quality=84)
            person.photo.save("", ContentFile(held.getvalue()), save=False)
            User.objects.filter(pk=person.pk).update(photo=person.photo.name)

    def _categories(self) -> None:
        for kind, names in self.facts["categories"].items():
            self.categories[kind] = [
                Category.objects.create(kind=kind, name=name, position=place)
                for place, name in enumerate(names)
            ]

    # --- publications -------------------------------------------------------------------------

    def _begin(self, kind: str, row: dict, *, by: User | None = None, **facts) -> Publication:
        by = by or self.webmaster
        return publishing.create(
            kind,
            facts={
                "title": row["title"],
                "summary": row.get("summary", ""),
                "body": row.get("body", ""),
                "unit": self.office.units[row["unit"]],
                "category": self._category(kind, row),
                "document_date": self._day(row),
                "owner": by,
            }
            | facts,
            by=by,
        )

    def _category(self, kind: str, row: dict) -> Category | None:
        return self.categories[kind][row["category"]] if "category" in row else None

    def _day(self, row: dict) -> date:
        return self.today - timedelta(days=row.get("days", 150))

    def _publish(self, one: Publication) -> Publication:
        one.refresh_from_db()
        publishing.publish(one, by=self.webmaster, seen=one.version)
        return one

    def _page(self, row: dict) -> None:
        with at(self._day(row), 9):
            one = self._begin(
                "page", row, slug=row["slug"], review_by=self.today + timedelta(days=200)
            )
            self.pages[row["slug"]] = self._publish(one)

    def _news(self, row: dict) -> None:
        facts = {}
        if until := row.get("important_days"):
            facts["important_until"] = self.today + timedelta(days=until)
        if event := row.get("event"):
            days, hour, minute, length = event
            starts = self._moment(self.today + timedelta(days=days), hour, minute)
            facts |= {
                "event_starts": starts,
                "event_ends": starts + timedelta(hours=length),
                "event_place": row["place"],
            }
        with at(self._day(row), 8, 45):
            one = self._begin("news", row, fiscal_year=None, **facts)
            if caption := row.get("photo"):
                self._photos(one, [caption])
            self._publish(one)

    def _album(self, row: dict) -> None:
        day = self._day(row)
        with at(day, 16):
            one = self._begin("album", row, taken_from=day, place=row["place"])
            self._photos(one, row["photos"])
            self._publish(one)

    def _document(self, row: dict) -> None:
        with at(self._day(row), 10):
            one = self._begin("document", row, number=row["number"], fiscal_year=row["year"])
            self._file(one, row["title"], paper(row["title"], row["pages"]))
            self._publish(one)

    def _photos(self, one: Publication, captions: list[str]) -> None:
        """Photos with their words, as the album's page keeps them."""
        for place, caption in enumerate(captions):
            photo = photo_sizes(pictures.photo(caption, sum(map(ord, caption))))
            row = Picture(
                publication_id=one.pk,
                position=place,
                alt=f"{caption} {one.title}"[:300],
                caption=caption,
                taken_on=one.document_date,
                state=Picture.State.READY,
                original_name=f"{place + 1:02}.jpg",
                width=photo.large.width,
                height=photo.large.height,
                sha256=photo.sha256,
                uploaded_by=self.webmaster,
            )
            for size in ("small", "medium", "large"):
                content = ContentFile(getattr(photo, size).data)
                getattr(row, size).save("", content, save=False)
            row.save()

    def _file(self, one: Publication, title: str, pdf: bytes) -> None:
        """A file taken in and read, as the document's page and its task do."""
        clean = inspect_public(SimpleUploadedFile("document.pdf", pdf, "application/pdf"))
        row = Attachment(
            publication_id=one.pk,
            title=title,
            kind=clean.kind,
            media_type=clean.media_type,
            size=len(clean.data),
            pages=clean.pages,
            sha256=hashlib.sha256(clean.data).hexdigest(),
            original_name=f"{title}.pdf"[-255:],
            uploaded_by=self.webmaster,
        )
        row.file.save("", ContentFile(clean.data), save=False)
        read = extract_text(Path(row.file.path), clean.media_type)
        row.has_text_layer, row.text_state = read.has_text_layer, Attachment.TextState.DONE
        row.save()
        AttachmentPage.objects.bulk_create(
            AttachmentPage(attachment=row, number=number, text=text)
            for number, text in enumerate(read.pages, start=1)
        )

    def _withdrawn(self, row: dict) -> None:
        with at(self._day(row), 9):
            one = self._publish(self._begin("news", row))
        with at(self._day(row) + timedelta(days=9), 15):
            publishing.withdraw(one, by=self.webmaster, seen=one.version, reason=row["reason"])

    def _draft(self, row: dict) -> None:
        by = self.office.people[row["by"]]
        one = self._begin(row["kind"], row, by=by)
        if row["state"] == "in_review":
            publishing.submit(one, by=by, seen=one.version)

    # --- what the website is put together from ------------------------------------------------

    def _services(self) -> None:
        for place, row in enumerate(self.facts["services"]):
            Service.objects.create(position=place, **row)

    def _menu(self, rows: list[dict], parent: MenuItem | None) -> None:
        for place, row in enumerate(rows):
            category = row.get("category")
            query = f"category={self.categories['document'][category].pk}" if category else ""
            item = MenuItem.objects.create(
                parent=parent, position=place, label=row["label"], label_en=row["label_en"],
                publication=self.pages.get(row.get("page", "")),
                view_name=row.get("view", ""), query=query,
            )  # fmt: skip
            self._menu(row.get("children", []), item)

    @staticmethod
    def _moment(day: date, hour: int, minute: int) -> datetime:
        return datetime.combine(day, time(hour, minute), timezone.get_default_timezone())


def paper(title: str, pages: list[str]) -> bytes:
    """A PDF of the office with exact Thai text: a page for each of the texts, under its heading."""
    filler = "องค์การบริหารส่วนตำบลตัวอย่างจัดทำเอกสารนี้เพื่อให้ประชาชนตรวจสอบได้ตามกฎหมาย "
    sections = "".join(
        f"<section>{f'<h1>{escape(title)}</h1>' if number == 0 else ''}"
        f"<h2>{escape(text)}</h2><p>{escape(filler * 6)}</p></section>"
        for number, text in enumerate(pages)
    )
    head = f"<head><title>{escape(title)}</title><style>{PAPER}</style></head>"
    html = f'<html lang="th">{head}<body>{sections}</body></html>'
    return render_pdf(html, title=title)
