"""What the public's pages show: publications made through the verbs, pictures and files as rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from portal.models import Organisation
from publications import publishing
from publications.models import Attachment, Picture, Publication

DAY = date(2026, 11, 20)


@pytest.fixture
def organisation(db) -> Organisation:
    return Organisation.objects.create(
        pk=1, name="องค์การบริหารส่วนตำบลทดสอบ", district="ทดสอบ", province="ทดสอบ",
        phone="0-2000-0000", vision="ตำบลน่าอยู่",
    )  # fmt: skip


@pytest.fixture
def write(office: SimpleNamespace) -> Callable[..., Publication]:
    """`write("news", title=…)`: a draft of the webmaster's."""

    def make(kind: str = "news", **facts: Any) -> Publication:
        usual = {
            "title": "ข่าวทดสอบ", "unit": office.units.office, "owner": office.webmaster,
            "document_date": DAY,
        }  # fmt: skip
        if kind == "page":
            usual["slug"] = "vision"
        return publishing.create(kind, facts=usual | facts, by=office.webmaster)

    return make


@pytest.fixture
def publish(office: SimpleNamespace, write: Callable) -> Callable[..., Publication]:
    """`publish("document", files=2, photos=1, at=…, until=…)`: it is public."""

    def make(
        kind: str = "news", *, photos: int = 0, files: int = 0, at=None, until=None, **facts: Any
    ) -> Publication:
        one = write(kind, **facts)
        photos = photos or int(kind == "album")
        files = files or int(kind == "document")
        for number in range(photos):
            add_picture(one, alt=f"ภาพที่ {number + 1}", position=number)
        for number in range(files):
            add_file(one, title=f"ไฟล์ที่ {number + 1}", position=number)
        publishing.publish(one, by=office.webmaster, seen=one.version, at=at, until=until)
        one.refresh_from_db()
        return one

    return make


def add_picture(one: Publication, **facts: Any) -> Picture:
    usual = {
        "alt": "ภาพ", "state": "ready", "width": 2000, "height": 1500, "original_name": "p.jpg",
        "sha256": uuid4().hex, "uploaded_by": one.created_by,
        "small": "pictures/s.webp", "medium": "pictures/m.webp", "large": "pictures/l.webp",
    }  # fmt: skip
    return Picture.objects.create(publication_id=one.pk, **(usual | facts))


def add_file(one: Publication, **facts: Any) -> Attachment:
    usual = {
        "title": "แบบฟอร์ม", "kind": "pdf", "media_type": "application/pdf", "size": 120_000,
        "pages": 3, "sha256": uuid4().hex, "original_name": "f.pdf", "file": "attachments/f",
        "text_state": "done", "has_text_layer": True, "uploaded_by": one.created_by,
    }  # fmt: skip
    return Attachment.objects.create(publication_id=one.pk, **(usual | facts))
