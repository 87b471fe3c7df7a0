"""Calendar, contact, site map, the office's pictures."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from portal.models import EmergencyNumber
from website.calendar import asked_month, month_of
from website.models import MenuItem
from website.templatetags.website import dialled

pytestmark = pytest.mark.django_db

CALENDAR = reverse("website:calendar")


def at(day: int, hour: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=timezone.get_current_timezone())


# --- calendar -----------------------------------------------------------------------------------


@travel("2026-11-21 12:00+07:00", tick=False)
@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2569-11", date(2026, 11, 1)),
        ("2570-01", date(2027, 1, 1)),
        ("", date(2026, 11, 1)),
        ("2569-13", date(2026, 11, 1)),
        ("9999-01", date(2026, 11, 1)),
        ("2026-11", date(2026, 11, 1)),
        ("2569-11; DROP", date(2026, 11, 1)),
    ],
)
def test_month_is_asked_for_in_buddhist_years(client, text, month):
    assert client.get(CALENDAR, {"month": text}).context["month"].first == month
    assert asked_month(text, date(2026, 11, 21)) == month


def test_an_event_stands_on_each_of_its_days(publish):
    one = publish(event_starts=at(30, 9), event_ends=at(2, 16, month=12))
    month = month_of(date(2026, 11, 1))
    days = [day.date.day for week in month.weeks for day in week if one.newsitem in day.events]
    assert days == [30, 1, 2]  # the last week of the grid reaches into December
    assert [day.date.day for day in month.days_with_events] == [30]
    assert [day.date.day for day in month_of(date(2026, 12, 1)).days_with_events] == [1, 2]


def test_what_ends_at_midnight_is_over_when_the_next_day_begins(publish):
    evening = publish(event_starts=at(24, 18), event_ends=at(25, 0))
    over = publish(event_starts=at(31, 18, month=10), event_ends=at(1, 0))
    moment = publish(event_starts=at(26, 0), event_ends=at(26, 0))
    month = month_of(date(2026, 11, 1))
    days = {
        one.pk: [day.date.day for day in month.days_with_events if one.newsitem in day.events]
        for one in (evening, over, moment)
    }
    assert days == {evening.pk: [24], over.pk: [], moment.pk: [26]}
    # The next month's grid begins on 29 November.
    publish(event_starts=at(28, 18), event_ends=at(29, 0))
    first = month_of(date(2026, 12, 1)).weeks[0][0]
    assert (first.date.day, first.events) == (29, ())


def test_weeks_begin_on_sunday_and_lead_on(client):
    month = month_of(date(2026, 11, 1))
    assert {week[0].date.weekday() for week in month.weeks} == {6}
    page = client.get(CALENDAR, {"month": "2570-01"}).content.decode()
    assert "?month=2569-12" in page and "?month=2570-02" in page


def test_calendar_shows_public_events_and_says_when_there_are_none(client, publish, write):
    publish(title="ประชุมประชาคม", event_starts=at(25, 9), event_place="ศาลา")
    write(title="ร่างงาน", event_starts=at(26, 9))
    page = client.get(CALENDAR, {"month": "2569-11"}).content.decode()
    assert "ประชุมประชาคม" in page and "ศาลา" in page and "ร่างงาน" not in page
    assert 'class="empty"' in client.get(CALENDAR, {"month": "2569-10"}).content.decode()


# --- contact and site map -----------------------------------------------------------------------


def test_contact_tells_every_way_to_the_office(client, organisation, office):
    organisation.address, organisation.hours = "๙๙ หมู่ ๔", "จันทร์ถึงศุกร์"
    organisation.map_alt, organisation.map_url = "ติดโรงเรียน", "https://map.example/"
    organisation.line_url = "https://line.example/x"
    organisation.save()
    office.units.finance.phone = "0-2000-0002"
    office.units.finance.save()
    EmergencyNumber.objects.create(name="ดับเพลิง", number="199")
    page = client.get(reverse("website:contact")).content.decode()
    for words in ("๙๙ หมู่ ๔", "จันทร์ถึงศุกร์", "ติดโรงเรียน", "https://map.example/", "กองคลัง",
                  'href="tel:020000002"', 'href="tel:199"', "https://line.example/x"):  # fmt: skip
        assert words in page


def test_site_map_holds_menu_and_every_page(client, publish):
    inside, outside = publish("page", title="ในเมนู"), publish("page", title="นอกเมนู", slug="out")
    about = MenuItem.objects.create(label="เกี่ยวกับ")
    MenuItem.objects.create(label="ในเมนู", parent=about, publication=inside)
    page = client.get(reverse("website:site-map")).content.decode()
    main = re.search(r"<main.*?</main>", page, re.S)[0]
    assert main.count(inside.get_absolute_url()) == 1
    assert main.count(outside.get_absolute_url()) == 1
    assert main.count("<h1") == 1


def test_seal_and_map_are_pictures_and_nothing_else(client, organisation):
    assert client.get(reverse("website:seal")).status_code == 404
    organisation.seal.save("seal.png", ContentFile(b"\x89PNG"))
    answer = client.get(reverse("website:seal"))
    assert answer.headers["Content-Type"] == "image/png"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert b"".join(answer.streaming_content) == b"\x89PNG"
    organisation.map_picture.save("map.html", ContentFile(b"<script>"))
    assert client.get(reverse("website:map")).status_code == 404
    assert reverse("website:seal") in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        ("0-2000-0000", "020000000"),
        ("๐-๒๐๐๐-๐๐๐๐ ต่อ ๑๒", "020000000"),
        ("0-2000-0000, 0-2000-0001", "020000000"),
        ("+66 2000 0000", "+6620000000"),
        ("1669", "1669"),
        ("โทร. 191", "191"),
        ("", ""),
    ],
)
def test_numbers_are_dialled_as_they_are_meant(number, digits):
    assert dialled(number) == digits
