"""What programs read: feeds, calendars, open data, sitemap; nothing in it that is not public."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from portal.models import EmergencyNumber, Organisation
from publications import previews, publishing
from publications.models import Publication
from website.models import Service
from website.open_data import datasets
from website.views.machines import Publications

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def write(office):
    """`write("news", "หัวเรื่อง", …)`: published by the webmaster, or left a draft."""
    Organisation.objects.create(pk=1, name="อบต.ทดสอบ")

    def make(kind: str, title: str, *, public=True, at=None, **facts) -> Publication:
        one = publishing.create(
            kind,
            facts={
                "title": title,
                "unit": office.units.office,
                "owner": office.webmaster,
                "document_date": timezone.localdate(),
            }
            | facts,
            by=office.webmaster,
        )
        if public:
            publishing.publish(one, by=office.webmaster, seen=one.version, at=at)
        return one

    return make


def titles(client, name, *args) -> list[str]:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return [
        entry.find(f"{ATOM}title").text
        for entry in ET.fromstring(answer.content).iter(f"{ATOM}entry")
    ]


def test_signs_that_no_xml_may_hold_end_no_feed(client, write, office):
    write("news", "ก\x0bข\x02ค\uffff", summary="\x01สรุป")
    unit = office.units.office
    type(unit).objects.filter(pk=unit.pk).update(name="สำนัก\x1fปลัด")
    for name, args in (("feed", ()), ("feed-kind", ("news",)), ("feed-unit", (unit.pk,))):
        assert titles(client, f"website:{name}", *args) == ["ก ข ค "]


def test_feeds_hold_what_is_public_and_nothing_else(client, write, office):
    write("news", "ข่าวหนึ่ง")
    write("page", "หน้าเดียว", slug="one")
    write("news", "ร่าง", public=False)
    write("news", "พรุ่งนี้", at=timezone.now() + timedelta(days=1))
    other = write("news", "กองคลัง", unit=office.units.finance)
    gone = write("news", "ถอนแล้ว")
    publishing.withdraw(gone, by=office.webmaster, seen=gone.version, reason="ซ้ำ")
    assert titles(client, "website:feed") == ["กองคลัง", "ข่าวหนึ่ง"]
    assert titles(client, "website:feed-kind", "news") == ["กองคลัง", "ข่าวหนึ่ง"]
    assert titles(client, "website:feed-kind", "document") == []
    assert titles(client, "website:feed-unit", other.unit_id) == ["กองคลัง"]


@pytest.mark.parametrize("kind", ["page", "nothing"])
def test_there_is_no_feed_of_what_stands(client, kind, office):
    assert client.get(reverse("website:feed-kind", args=[kind])).status_code == 404


def test_a_feed_carries_words_as_words(client, write):
    write("news", "<script>alert(1)</script> & “คำ”", summary="<b>ไม่ใช่ตัวหนา</b>")
    assert titles(client, "website:feed") == ["<script>alert(1)</script> & “คำ”"]
    assert b"<script>" not in client.get(reverse("website:feed")).content


def test_an_event_goes_into_ones_own_calendar(client, write):
    starts = timezone.now().replace(microsecond=0) + timedelta(days=3)
    one = write(
        "news",
        "งานลอยกระทง; ตอนที่ 1, เย็น",
        event_starts=starts,
        event_ends=starts + timedelta(hours=3),
        event_place="ลานหน้าที่ทำการ",
    )
    write("news", "ไม่มีวัน")
    for name, args in (("website:event-ics", [one.pk]), ("website:calendar-ics", [])):
        answer = client.get(reverse(name, args=args))
        assert answer["Content-Type"].startswith("text/calendar")
        (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
        assert str(event["summary"]) == "งานลอยกระทง; ตอนที่ 1, เย็น"
        assert event["dtstart"].dt == starts
        assert event["dtend"].dt - event["dtstart"].dt == timedelta(hours=3)
        assert str(event["location"]) == "ลานหน้าที่ทำการ"
        assert str(event["url"]).endswith(one.get_absolute_url())


def names(client, address: str, **asked) -> list[str]:
    """What the things in a feed or a calendar are called by programs."""
    answer = client.get(address, **asked)
    assert answer.status_code == 200
    if answer["Content-Type"].startswith("text/calendar"):
        return [str(one["uid"]) for one in Calendar.from_ical(answer.content).walk("VEVENT")]
    return [one.text for one in ET.fromstring(answer.content).iter(f"{ATOM}id")]


def test_things_keep_their_names_whatever_host_is_asked(client, write, office, settings):
    """Two subscriptions under two domains hold the same things once; a move doubles nothing."""
    settings.ALLOWED_HOSTS = ["testserver", "www.office.example"]
    starts = timezone.now() + timedelta(days=3)
    one = write("news", "งานลอยกระทง", event_starts=starts)
    write("news", "ประชุม", event_starts=starts)
    places = [("feed",), ("feed-kind", "news"), ("feed-unit", office.units.office.pk)]
    places += [("calendar-ics",), ("event-ics", one.pk)]
    given = []
    for name, *args in places:
        address = reverse(f"website:{name}", args=args)
        first = names(client, address)
        other = names(client, address, secure=True, headers={"host": "www.office.example"})
        assert first == other and len(set(first)) == len(first)
        given.append(first)
    assert [len(found) for found in given] == [3, 3, 3, 2, 1]
    feeds = [found[0] for found in given[:3]]
    assert len(set(feeds)) == 3  # each feed has a name of its own, its entries theirs
    assert len({tuple(found[1:]) for found in given[:3]}) == 1
    assert all(name.startswith("urn:uuid:") for found in given[:3] for name in found)
    Organisation.objects.filter(pk=1).update(name="อบต.ชื่อใหม่")
    assert names(client, reverse("website:feed")) == given[0]


def test_two_websites_call_their_things_differently(client, write):
    write("news", "ข่าว")
    before = names(client, reverse("website:feed"))
    Organisation.objects.filter(pk=1).update(site_id=uuid4())
    assert not set(before) & set(names(client, reverse("website:feed")))


def test_news_without_a_date_and_drafts_are_no_events(client, write):
    plain = write("news", "ไม่มีวัน")
    draft = write("news", "ร่าง", public=False, event_starts=timezone.now())
    for one in (plain, draft):
        assert client.get(reverse("website:event-ics", args=[one.pk])).status_code == 404


def test_an_event_is_offered_to_ones_own_calendar_once_it_is_public(client, write, office):
    draft = write("news", "ร่าง", public=False, event_starts=timezone.now() + timedelta(days=3))
    ics = reverse("website:event-ics", args=[draft.pk])
    key = previews.make(draft, by=office.webmaster)
    assert ics not in client.get(reverse("website:preview", args=[key])).content.decode()
    publishing.publish(draft, by=office.webmaster, seen=draft.version)
    assert ics in client.get(draft.get_absolute_url()).content.decode()


def test_the_sitemap_names_what_is_public(client, write):
    shown = write("news", "ข่าว")
    page = write("page", "หน้า", slug="about-us")
    hidden = write("news", "ร่าง", public=False)
    found = ET.fromstring(client.get(reverse("website:sitemap")).content)
    places = [one.text for one in found.iter(f"{SITEMAP}loc")]
    assert f"http://testserver{shown.get_absolute_url()}" in places
    assert f"http://testserver{page.get_absolute_url()}" in places
    assert f"http://testserver{reverse('website:home')}" in places
    assert not any(hidden.get_absolute_url() in place for place in places)


def locations(client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200
    return [one.text for one in ET.fromstring(answer.content).iter(f"{SITEMAP}loc")]


def test_a_sitemap_too_long_for_one_file_is_an_index_of_all(client, write, monkeypatch):
    monkeypatch.setattr(Publications, "limit", 2)
    shown = [write("news", f"ข่าว {number}") for number in range(5)]
    write("news", "ร่าง", public=False)
    files = locations(client, reverse("website:sitemap"))
    assert len(files) == 4  # the standing pages, and five publications by two
    places = [place for file in files for place in locations(client, file)]
    assert len(places) == len(set(places))
    here = "http://testserver"
    assert {here + one.get_absolute_url() for one in shown} < set(places)
    assert here + reverse("website:home") in places
    unknown = reverse("website:sitemap-section", args=["drafts"])
    assert client.get(unknown).status_code == 404


def test_the_index_of_a_sitemap_asks_a_few_questions(
    client, write, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(Publications, "limit", 1)
    for number in range(6):
        write("news", f"ข่าว {number}")
    with django_assert_max_num_queries(3):
        client.get(reverse("website:sitemap"))


def test_robots_are_told_where_and_where_not(client, office):
    lines = client.get(reverse("website:robots")).content.decode().splitlines()
    assert "Disallow: /staff/" in lines
    assert f"Sitemap: http://testserver{reverse('website:sitemap')}" in lines


def rows_of(client, code: str) -> tuple[list[dict], list[dict]]:
    """The rows of a list by CSV and by JSON."""
    table = client.get(reverse("website:open-data-csv", args=[code])).content.decode("utf-8-sig")
    facts = json.loads(client.get(reverse("website:open-data-json", args=[code])).content)
    return list(csv.DictReader(io.StringIO(table))), facts["rows"]


def test_every_list_comes_in_both_forms_with_its_dictionary(client, write):
    write("news", "ข่าว", event_starts=timezone.now(), event_place="วัด")
    write("page", "หน้า", slug="one")
    EmergencyNumber.objects.create(name="กู้ชีพ", number="1669")
    Service.objects.create(title="แบบฟอร์ม", view_name="website:document-list")
    page = client.get(reverse("website:open-data")).content.decode()
    filled = set()
    for code, dataset in datasets().items():
        table, facts = rows_of(client, code)
        names = [one.name for one in dataset.columns]
        assert len(table) == len(facts)
        for row, fact in zip(table, facts, strict=True):
            assert list(row) == list(fact) == names
        if facts:
            filled.add(code)
        assert f'id="{code}"' in page
        assert str(dataset.title) in page
        assert all(f"<code>{name}</code>" in page for name in names)
    assert filled >= {"news", "pages", "events", "people", "units", "emergency-numbers", "services"}


def test_open_data_holds_no_draft_and_no_formula(client, write):
    write("news", "=HYPERLINK(1)", summary="+66")
    write("news", "ร่าง", public=False)
    (row,), (fact,) = rows_of(client, "news")
    assert (row["title"], row["summary"]) == ("'=HYPERLINK(1)", "'+66")
    assert fact["title"] == "=HYPERLINK(1)"
    assert fact["date"] == timezone.localdate().isoformat()


def test_open_data_gives_the_number_that_a_document_bears(client, write):
    one = write("document", "คำสั่ง", public=False, number="ตย 71001/458")
    Publication.objects.filter(pk=one.pk).update(state="published", publish_at=timezone.now())
    answer = client.get(reverse("website:open-data-json", args=["documents"])).json()
    assert [row["number"] for row in answer["rows"]] == ["ตย 71001/458"]


def test_open_data_is_open_and_an_unknown_list_is_not_there(client, write):
    answer = client.get(reverse("website:open-data-json", args=["news"]))
    assert answer["Access-Control-Allow-Origin"] == "*"
    for name in ("website:open-data-json", "website:open-data-csv"):
        assert client.get(reverse(name, args=["users"])).status_code == 404


def test_open_data_asks_the_same_number_of_questions_for_300(
    client, write, django_assert_max_num_queries
):
    for number in range(30):
        write("news", f"ข่าว {number}", event_starts=timezone.now())
    for code in datasets():
        with django_assert_max_num_queries(4):
            client.get(reverse("website:open-data-json", args=[code]))


def test_posts_out_of_use_are_no_data_as_they_are_on_no_page(client, office):
    address = reverse("website:open-data-json", args=["people"])
    assert str(office.clerk) in client.get(address).content.decode()
    office.posts.clerk.active = False
    office.posts.clerk.save()
    assert str(office.clerk) not in client.get(address).content.decode()
    assert str(office.clerk) not in client.get(reverse("website:people")).content.decode()
