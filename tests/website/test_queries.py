"""How often a public page asks the database: as often with 300 publications as with three."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal import freshness
from publications.models import Album, Attachment, Document, NewsItem, Page, Picture, Publication
from website.models import Banner, MenuItem, Service

pytestmark = pytest.mark.django_db

KINDS = {"news": NewsItem, "album": Album, "document": Document, "page": Page}
# Each page and how many queries it may take.
MOST = {
    "home": 6, "news-list": 4, "album-list": 4, "document-list": 4, "news": 4, "album": 4,
    "document": 4, "page": 4, "calendar": 4, "contact": 4, "site-map": 4, "people": 6,
}  # fmt: skip


@pytest.fixture(params=[3, 300])
def website(request, office, organisation) -> dict[str, Publication]:
    """So many publications of the kinds in turn, each with photos and a file; one of each kind."""
    connection.features.supports_json_field  # noqa: B018  asked once a process
    made = {}
    kinds = list(KINDS)
    for number in range(max(request.param, len(kinds))):
        kind = kinds[number % len(kinds)]
        made[kind] = grown(kind, number, office)
    for number in range(12):
        parent = MenuItem.objects.create(label=f"เมนู {number}")
        for child in made.values():
            MenuItem.objects.create(label="ย่อย", parent=parent, publication=child)
        Service.objects.create(title="บริการ", view_name="website:contact", on_home=True)
    now = timezone.now()
    for _ in range(2):
        Banner.objects.create(
            text="ประกาศ", starts_at=now, ends_at=now + timedelta(hours=1), made_by=office.webmaster
        )
    return made


def grown(kind: str, number: int, office) -> Publication:
    person = office.webmaster
    one = KINDS[kind].objects.create(
        kind=kind, title=f"{kind} {number}", slug=f"p{number}" if kind == "page" else "",
        unit=office.units.finance, owner=person, created_by=person, state="published",
        document_date=date(2025, 1, 1) + timedelta(days=number), fiscal_year=2570,
        publish_at=timezone.now() - timedelta(days=1),
        **({"event_starts": timezone.now() + timedelta(days=2)} if kind == "news" else {}),
    )  # fmt: skip
    for position in range(3):
        Picture.objects.create(
            publication=one, state="ready", alt="ภาพ", width=800, height=600, position=position,
            original_name="p", sha256=uuid4().hex, uploaded_by=person, small="s", medium="m",
            large="l",
        )  # fmt: skip
    Attachment.objects.create(
        publication=one, title="ไฟล์", kind="pdf", media_type="application/pdf", size=1, pages=1,
        sha256=uuid4().hex, original_name="f", file="f", released_at=timezone.now(),
        uploaded_by=person,
    )  # fmt: skip
    return one


def test_each_page_asks_no_more_than_it_may(website):
    over = {}
    for name, most in MOST.items():
        one = website.get(name)
        address = one.get_absolute_url() if one else reverse(f"website:{name}")
        with CaptureQueriesContext(connection) as asked:
            assert Client().get(address).status_code == 200
        if len(asked) > most:
            over[name] = [query["sql"][:120] for query in asked.captured_queries]
    assert not over


@pytest.mark.parametrize(("kept", "most"), [(False, 4), (True, 1)])
def test_article_of_every_kind_shows_photos_and_files_in_few(website, settings, kept, most):
    """In one, where what all pages share is kept in the process, as on a server."""
    settings.KEEP_PARTS = kept
    freshness.touch_now()
    for one in website.values():
        Client().get(one.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            page = Client().get(one.get_absolute_url()).content.decode()
        assert len(asked) <= most
        assert page.count("/media/pictures/") >= 3 and "/files/" in page
