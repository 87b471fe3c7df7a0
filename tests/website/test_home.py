"""The home page: what one comes for first, what is new, who is in charge; every page's frame."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal import freshness
from portal.models import EmergencyNumber
from publications import publishing
from tests import factories
from website.context import read_site
from website.models import Banner, MenuItem, Service

pytestmark = pytest.mark.django_db


def home(client: Client) -> str:
    return client.get(reverse("website:home")).content.decode()


def section(page: str, heading: str) -> str:
    """The part of the home page under the heading with this id; "" where there is none."""
    found = re.search(rf'<section[^>]*aria-labelledby="{heading}".*?</section>', page, re.S)
    return found[0] if found else ""


def test_an_empty_office_has_a_home_without_empty_shells(client):
    page = home(client)
    assert page.count("<h1") == 1
    # Corruption can be reported from the first day on; all else waits for the office's words.
    assert re.findall(r'<section[^>]*aria-labelledby="(\w+)"', page) == ["say"]
    assert "website:" not in page


def test_corruption_is_reported_from_the_home_page(client):
    doors = section(home(client), "say")
    assert re.findall(r'<a href="([^"]+)"', doors) == [reverse("complaints:start")]


def test_name_is_the_one_first_heading(client, organisation):
    page = home(client)
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", page) == [organisation.name]
    lists = client.get(reverse("website:news-list")).content.decode()
    assert lists.count("<h1") == 1


def test_numbers_to_call_stand_first_and_can_be_dialled(client, organisation):
    organisation.hotline = "0-2000-0009"
    organisation.save()
    EmergencyNumber.objects.create(name="กู้ชีพ", number="1669", position=1)
    EmergencyNumber.objects.create(name="รพ.สต.", number="๐-๒๐๐๐-๐๔๐๐ ต่อ ๑๒", position=2)
    page = home(client)
    strip = section(page, "emergency")
    assert re.findall(r'href="tel:(\d+)"', strip) == ["020000009", "1669", "020000400"]
    assert page.index(strip) < page.index('id="main"')


def test_tiles_lead_where_they_say_and_are_six_at_most(client):
    for number in range(8):
        Service.objects.create(
            title=f"บริการ {number}", url="https://service.example/", on_home=True, position=number
        )
    Service.objects.create(title="ไม่มีหน้า", view_name="nowhere:at-all", on_home=True)
    tiles = section(home(client), "do")
    assert re.findall(r">(บริการ \d)<", tiles) == [f"บริการ {number}" for number in range(6)]
    assert "ไม่มีหน้า" not in tiles


def test_what_matters_now_stands_apart_until_its_day_is_over(client, publish):
    today = timezone.localdate()
    publish(title="น้ำท่วมวันนี้", important_until=today)
    publish(title="น้ำท่วมเมื่อวาน", important_until=today - timedelta(days=1))
    page = home(client)
    assert "น้ำท่วมวันนี้" in section(page, "now")
    assert "น้ำท่วมวันนี้" not in section(page, "news")
    assert "น้ำท่วมเมื่อวาน" in section(page, "news")
    assert "น้ำท่วมเมื่อวาน" not in section(page, "now")


def test_newest_item_with_a_picture_leads(client, publish):
    publish(title="เก่ามีภาพ", photos=1, document_date=date(2026, 11, 1))
    publish(title="ใหม่มีภาพ", photos=1, document_date=date(2026, 11, 18))
    publish(title="ใหม่สุดไม่มีภาพ", document_date=date(2026, 11, 19))
    news = section(home(client), "news")
    lead = re.search(r"<article.*?</article>", news, re.S)[0]
    assert "ใหม่มีภาพ" in lead and "<img" in lead
    assert "ใหม่สุดไม่มีภาพ" in news.replace(lead, "")


def test_a_lead_without_a_picture_is_the_newest(client, publish):
    publish(title="เก่า", document_date=date(2026, 11, 1))
    publish(title="ใหม่", document_date=date(2026, 11, 2))
    assert "ใหม่" in re.search(r"<article.*?</article>", home(client), re.S)[0]


def test_coming_events_stand_in_the_order_of_their_days(client, publish):
    now = timezone.now()
    publish(title="งานสัปดาห์หน้า", event_starts=now + timedelta(days=7))
    publish(title="งานพรุ่งนี้", event_starts=now + timedelta(days=1))
    publish(title="งานเมื่อวาน", event_starts=now - timedelta(days=1))
    coming = re.search(r'class="home-coming".*?</div>\s*</section>', home(client), re.S)[0]
    assert coming.index("งานพรุ่งนี้") < coming.index("งานสัปดาห์หน้า")
    assert "งานเมื่อวาน" not in coming


def test_albums_and_documents_show_once_there_are_some(client, publish):
    assert not section(home(client), "albums") and not section(home(client), "documents")
    album, document = publish("album", title="อัลบั้ม"), publish("document", title="เอกสาร")
    page = home(client)
    assert album.get_absolute_url() in section(page, "albums")
    assert document.get_absolute_url() in section(page, "documents")
    assert "PDF" in section(page, "documents")


def test_nothing_is_shown_before_or_after_its_time(client, publish, write, office):
    soon = timezone.now() + timedelta(hours=1)
    write(title="ร่างข่าว")
    publish(title="ข่าวตั้งเวลา", at=soon)
    gone = publish(title="ข่าวที่ถอน")
    publishing.withdraw(gone, by=office.webmaster, seen=gone.version, reason="ผิด")
    page = home(client)
    assert not [one for one in ("ร่างข่าว", "ข่าวตั้งเวลา", "ข่าวที่ถอน") if one in page]


def test_survey_is_offered_with_a_code_that_the_office_draws_itself(client, organisation):
    assert "eit" not in section(home(client), "say")
    assert client.get(reverse("website:eit-qr")).status_code == 404
    organisation.eit_url = "https://itas.example/go/eit/1"
    organisation.save()
    assert 'href="https://itas.example/go/eit/1"' in section(home(client), "say")
    drawing = client.get(reverse("website:eit-qr"))
    assert drawing.headers["Content-Type"] == "image/svg+xml"
    assert b"<svg" in drawing.content and b"<path" in drawing.content


def test_executives_and_vision_close_the_page(client, organisation, office):
    people = section(home(client), "people")
    assert "ตำบลน่าอยู่" in people
    assert str(office.mayor) in people
    assert f"รักษาราชการแทน{office.posts.palad.title}" in people
    assert str(office.clerk) not in people


def test_a_vacant_post_says_so(client, organisation, office):
    office.mayor.appointments.all().delete()
    people = section(home(client), "people")
    assert "person-vacant" in people and office.posts.mayor.title in people


# --- the frame ------------------------------------------------------------------------------------


def test_banners_show_in_their_time_emergencies_first(client, office):
    now = timezone.now()
    hour = timedelta(hours=1)
    for text, tone, starts in (
        ("ปิดทำการวันหยุด", "notice", now - hour),
        ("พายุเข้า", "urgent", now - 2 * hour),
        ("ยังไม่ถึงเวลา", "urgent", now + hour),
        ("จบแล้ว", "urgent", now - 9 * hour),
    ):
        Banner.objects.create(
            text=text, tone=tone, starts_at=starts, ends_at=starts + 5 * hour,
            link_url="/news/", made_by=office.webmaster,
        )  # fmt: skip
    page = client.get(reverse("website:contact")).content.decode()
    assert page.index("พายุเข้า") < page.index("ปิดทำการวันหยุด")
    assert "ยังไม่ถึงเวลา" not in page and "จบแล้ว" not in page


def menu_of(client: Client, path: str = "/") -> str:
    found = re.search(r'<nav class="site-nav".*?</nav>', client.get(path).content.decode(), re.S)
    return found[0] if found else ""


def test_menu_is_a_tree_of_three_levels(client, publish):
    page = publish("page", title="วิสัยทัศน์")
    about = MenuItem.objects.create(label="เกี่ยวกับเรา")
    general = MenuItem.objects.create(label="ข้อมูลทั่วไป", parent=about)
    MenuItem.objects.create(label="วิสัยทัศน์และพันธกิจ", parent=general, publication=page)
    MenuItem.objects.create(label="ข่าวจ้างงาน", view_name="website:news-list", query="category=1")
    menu = menu_of(client)
    assert re.findall(r"<summary[^>]*>(.*?)<svg", menu) == ["เกี่ยวกับเรา"]
    assert f'<a href="{page.get_absolute_url()}">วิสัยทัศน์และพันธกิจ</a>' in menu
    assert f'href="{reverse("website:news-list")}?category=1"' in menu


def test_menu_leaves_out_what_leads_nowhere(client, publish, write, office):
    gone, draft = publish("page", title="เก่า"), write("page", title="ร่าง", slug="draft")
    publishing.withdraw(gone, by=office.webmaster, seen=gone.version, reason="เลิกใช้")
    MenuItem.objects.create(label="หน้าที่ถอน", publication=gone)
    MenuItem.objects.create(label="หน้าร่าง", publication=draft)
    MenuItem.objects.create(label="หน้าที่ไม่มี", view_name="nowhere:at-all")
    MenuItem.objects.create(label="หัวข้อว่าง")
    MenuItem.objects.create(label="ซ่อนไว้", view_name="website:contact", active=False)
    assert menu_of(client) == ""
    MenuItem.objects.create(label="ติดต่อ", view_name="website:contact")
    assert re.findall(r">([^<>\n]+)</a>", menu_of(client)) == ["ติดต่อ"]


def test_menu_and_trail_say_where_one_is(client, publish):
    page = publish("page", title="อำนาจหน้าที่")
    about = MenuItem.objects.create(label="เกี่ยวกับเรา")
    MenuItem.objects.create(label="อำนาจ", parent=about, publication=page)
    answer = client.get(page.get_absolute_url()).content.decode()
    assert f'href="{page.get_absolute_url()}" aria-current="page"' in answer
    trail = re.search(r'<nav class="breadcrumbs".*?</nav>', answer, re.S)[0]
    assert "เกี่ยวกับเรา" in trail and "อำนาจ<" not in trail


@pytest.mark.parametrize("kept", [False, True])
def test_no_entry_is_where_one_is_when_the_menu_does_not_lead_there(
    client, publish, settings, kept
):
    settings.KEEP_PARTS = kept
    page, one = publish("page", title="อำนาจหน้าที่"), publish("news", title="ข่าวเดี่ยว")
    about = MenuItem.objects.create(label="เกี่ยวกับเรา")
    MenuItem.objects.create(label="อำนาจ", parent=about, publication=page)
    freshness.touch_now()
    answer = client.get(one.get_absolute_url()).content.decode()
    assert "เกี่ยวกับเรา" in answer and "is-current" not in answer
    trail = re.search(r'<nav class="breadcrumbs".*?</nav>', answer, re.S)[0]
    assert reverse("website:news-list") in trail and "เกี่ยวกับเรา" not in trail
    here = client.get(page.get_absolute_url()).content.decode()
    assert here.count("is-current") == 1


def test_menu_speaks_english_where_words_were_given(client):
    MenuItem.objects.create(label="ติดต่อเรา", label_en="Contact", view_name="website:contact")
    MenuItem.objects.create(label="ข่าว", view_name="website:news-list")
    client.cookies["language"] = "en"
    assert re.findall(r">([^<>\n]+)</a>", menu_of(client)) == ["Contact", "ข่าว"]


def test_foot_tells_policies_and_when_the_contents_changed(client, organisation, publish, office):
    assert read_site().updated is None
    one = publish("page", title="นโยบายเว็บไซต์", slug="website-policy")
    assert read_site().updated == one.publish_at
    publishing.change(
        one, facts={"summary": "ใหม่"}, by=office.webmaster, seen=one.version, reason="เพิ่มบทสรุป"
    )
    one.refresh_from_db()
    assert read_site().updated == one.updated_at
    page = home(client)
    foot = re.search(r"<footer.*?</footer>", page, re.S)[0]
    assert f'<a href="{one.get_absolute_url()}" lang="th">นโยบายเว็บไซต์</a>' in foot
    assert reverse("accounts:sign-in") in foot


def test_english_visitors_get_english_words_around_thai_contents(client, organisation, publish):
    publish(title="ข่าวภาษาไทย")
    client.cookies["language"] = "en"
    page = home(client)
    assert '<html lang="en">' in page
    assert "News and announcements" in page and "ข่าวภาษาไทย" in page


def test_language_is_chosen_by_a_link(client):
    address = reverse("portal:language")
    answer = client.get(address, {"language": "en", "next": "/news/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/news/")
    assert answer.cookies["language"].value == "en"
    elsewhere = client.get(address, {"language": "xx", "next": "https://evil.example/"})
    assert elsewhere.headers["Location"] == "/" and not elsewhere.cookies


def test_former_staff_are_not_introduced(client, organisation, office):
    one = factories.make_user("gone", first_name="พ้นจาก", last_name="ตำแหน่ง")
    factories.appoint(one, factories.make_post("deputy_mayor", "รองนายก"), ends=date(2025, 1, 1))
    assert str(one) not in home(client)


def test_thai_contents_are_marked_as_thai_on_english_pages(client, publish):
    one = publish(title="ข่าวไทย", body="<p>เนื้อความ</p>")
    client.cookies["language"] = "en"
    assert '<p class="entry-title" lang="th">' in client.get("/news/").content.decode()
    page = client.get(one.get_absolute_url()).content.decode()
    assert '<h1 lang="th">' in page and '<div class="prose" lang="th">' in page
