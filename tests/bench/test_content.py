"""What another site is filled with is what the portal's public pages show."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.utils import timezone

from bench.web.content import content
from portal.models import Organisation
from publications import publishing
from publications.models import Category
from tests.website.conftest import add_file, add_picture
from website import menus

ENTRY = {"label_en": "", "publication": None, "view_name": "", "query": "", "url": ""}


@pytest.fixture
def news(office):
    """One public item with everything that hangs on one, and a draft beside it."""
    Organisation.objects.create(pk=1, name="อบต.ทดสอบ", hotline="0-2000-0009")
    facts = {
        "title": "ซ่อมถนน", "summary": "หมู่ที่ 1", "body": "<p>เนื้อหา</p>",
        "unit": office.units.office, "owner": office.webmaster,
        "category": Category.objects.create(kind="news", name="ประกาศทดสอบ"),
        "document_date": date(2026, 11, 20), "important_until": date(2026, 12, 31),
    }  # fmt: skip
    item = publishing.create("news", facts=facts, by=office.webmaster)
    add_picture(item, alt="ถนน", caption="ก่อนซ่อม")
    add_file(item, title="ประกาศ")
    publishing.publish(item, by=office.webmaster, seen=item.version)
    publishing.create("news", facts=facts | {"title": "ร่าง"}, by=office.webmaster)
    return item


def test_public_item_comes_with_all_that_its_page_shows(news):
    (told,) = content()["news"]
    photo, file = told.pop("photos")[0], told.pop("files")[0]
    assert told == {
        "title": "ซ่อมถนน", "summary": "หมู่ที่ 1", "body": "<p>เนื้อหา</p>",
        "document_date": "2026-11-20", "fiscal_year": news.fiscal_year, "number": news.pk,
        "unit": news.unit.name, "category": "ประกาศทดสอบ",
        "published": timezone.localdate().isoformat(), "important_until": "2026-12-31",
        "event_starts": None, "event_ends": None, "event_place": "",
    }  # fmt: skip
    assert (photo["alt"], photo["caption"]) == ("ถนน", "ก่อนซ่อม")
    assert photo["file"].endswith("pictures/l.webp")
    assert (file["title"], file["original_name"]) == ("ประกาศ", "f.pdf")


def test_menu_comes_as_the_visitor_sees_it(news, office):
    above = menus.add(facts=ENTRY | {"label": "ข่าว"}, parent=None, by=office.webmaster)
    below = ENTRY | {"label": "ทั้งหมด", "view_name": "website:news-list"}
    menus.add(facts=below, parent=above, by=office.webmaster)
    last = {"words": "ทั้งหมด", "url": "/news/", "children": []}
    assert content()["menu"] == [{"words": "ข่าว", "url": "", "children": [last]}]


def test_everything_can_be_written_as_json(news):
    told = json.loads(json.dumps(content()))
    assert told["office"]["hotline"] == "0-2000-0009"
    assert told["office"]["seal"] is None
    assert {one["name"] for one in told["units"]} >= {news.unit.name}
