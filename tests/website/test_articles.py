"""A publication as the public reads it: when, what beside it, and what its address says later."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from publications import previews, publishing
from tests import factories
from tests.website.conftest import add_file, add_picture

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    """What stands in the page's main part, without tags."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", main[0]).split())


# --- before and after its time ----------------------------------------------------------------


@pytest.mark.parametrize("kind", ["news", "album", "document", "page"])
def test_a_publication_is_read_at_its_address(client, publish, kind):
    one = publish(kind, title="เรื่องที่เผยแพร่แล้ว")
    answer = client.get(one.get_absolute_url())
    assert answer.status_code == 200
    assert "เรื่องที่เผยแพร่แล้ว" in text_of(answer)


def test_a_draft_is_nowhere(client, write):
    one = write()
    assert client.get(one.get_absolute_url()).status_code == 404
    assert one.title not in client.get(reverse("website:news-list")).content.decode()


def test_scheduled_both_ways_it_appears_and_ends_by_itself(client, publish):
    now = timezone.now()
    with travel(now, tick=False) as clock:
        one = publish(at=now + timedelta(hours=1), until=now + timedelta(hours=2))
        assert client.get(one.get_absolute_url()).status_code == 404
        clock.shift(timedelta(hours=1, seconds=1))
        assert client.get(one.get_absolute_url()).status_code == 200
        clock.shift(timedelta(hours=1))
        assert client.get(one.get_absolute_url()).status_code == 410


def test_a_kind_is_not_read_at_the_address_of_another(client, publish):
    one = publish("news")
    assert client.get(reverse("website:document", args=[one.pk])).status_code == 404


def test_withdrawn_it_tells_why_and_what_to_read_instead(client, publish, office):
    old, new = publish(title="ประกาศเดิม"), publish(title="ประกาศแก้ไขใหม่")
    publishing.withdraw(
        old, by=office.webmaster, seen=old.version, reason="ตัวเลขในตารางผิด", replaced_by=new
    )
    answer = client.get(old.get_absolute_url())
    assert answer.status_code == 410
    shown = text_of(answer)
    assert "ประกาศเดิม" in shown and "ตัวเลขในตารางผิด" in shown
    page = answer.content.decode()
    assert f'<a href="{new.get_absolute_url()}" lang="th">ประกาศแก้ไขใหม่</a>' in page
    assert f'action="{reverse("website:search")}"' in page

    publishing.withdraw(new, by=office.webmaster, seen=new.version, reason="ยกเลิก")
    assert new.get_absolute_url() not in client.get(old.get_absolute_url()).content.decode()


def test_a_page_that_never_was_offers_the_search(client, organisation):
    answer = client.get("/news/999999/")
    assert answer.status_code == 404
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.S)[0]
    assert f'action="{reverse("website:search")}"' in main


# --- what the page shows -------------------------------------------------------------------------


def test_title_and_words_are_never_markup(client, publish):
    one = publish(title="<script>alert(1)</script>", summary="<b onclick=x>", body="<p>ก</p>")
    page = client.get(one.get_absolute_url()).content.decode()
    assert "<script>alert" not in page and "<b onclick" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_pictures_come_in_sizes_with_their_words(client, publish):
    one = publish("album", photos=2)
    page = client.get(one.get_absolute_url()).content.decode()
    first = one.pictures.first()
    small = reverse("website:picture", args=[first.public_id, "small"])
    assert f"{small} 480w" in page
    assert f"{reverse('website:picture', args=[first.public_id, 'large'])} 2000w" in page
    assert 'width="2000" height="1500" alt="ภาพที่ 1"' in page
    assert page.count('loading="lazy"') == 1  # the first is what one came for


def test_pictures_that_are_not_ready_or_taken_away_are_not_shown(client, publish, office):
    one = publish("news")
    add_picture(one, alt="ยังไม่เสร็จ", state="waiting")
    gone = add_picture(one, alt="ลบแล้ว")
    gone.removed_at, gone.removed_by = timezone.now(), office.webmaster
    gone.save()
    page = client.get(one.get_absolute_url()).content.decode()
    assert "ยังไม่เสร็จ" not in page and "ลบแล้ว" not in page


def test_files_tell_their_kind_size_and_pages_and_a_pdf_is_shown(client, publish):
    one = publish("document", number="ทส ๑/๒๕๖๙")
    answer = client.get(one.get_absolute_url())
    shown, page = text_of(answer), answer.content.decode()
    file = one.attachments.get()
    assert "PDF · 117.2" in shown.replace("\xa0", " ") and "3" in shown and "ทส ๑/๒๕๖๙" in shown
    assert reverse("website:download", args=[file.public_id]) in page
    assert f'type="application/pdf" data="{reverse("website:file", args=[file.public_id])}' in page
    policy = answer.headers["Content-Security-Policy"]
    assert "object-src 'self'" in policy and "frame-src 'self'" in policy


def test_only_pages_with_a_pdf_let_its_viewer_in(client, publish):
    one = publish("news")
    assert "object-src" not in client.get(one.get_absolute_url()).headers["Content-Security-Policy"]


def test_a_file_that_came_later_waits_for_its_release(client, publish):
    one = publish("document")
    add_file(one, title="ยังไม่ปล่อย")
    assert "ยังไม่ปล่อย" not in client.get(one.get_absolute_url()).content.decode()


def test_it_says_when_and_why_it_was_changed(client, publish, office):
    one = publish()
    publishing.change(
        one, facts={"title": "ข่าวที่แก้แล้ว"}, by=office.webmaster, seen=one.version,
        reason="แก้วันที่ผิด",
    )  # fmt: skip
    assert "แก้วันที่ผิด" in text_of(client.get(one.get_absolute_url()))


def test_neighbours_are_of_the_same_kind_and_public(client, publish, write):
    older = publish(title="ก่อน", document_date=date(2026, 11, 1))
    one = publish(title="กลาง", document_date=date(2026, 11, 2))
    publish("album", title="อัลบั้ม", document_date=date(2026, 11, 2))
    write(title="ร่าง", document_date=date(2026, 11, 3))
    newer = publish(title="หลัง", document_date=date(2026, 11, 4))
    page = client.get(one.get_absolute_url()).content.decode()
    assert f'href="{older.get_absolute_url()}" rel="prev"' in page
    assert f'href="{newer.get_absolute_url()}" rel="next"' in page


def test_of_one_day_the_neighbours_follow_their_numbers(client, publish):
    first, second, third = publish(), publish(), publish()
    page = client.get(second.get_absolute_url()).content.decode()
    assert f'href="{first.get_absolute_url()}" rel="prev"' in page
    assert f'href="{third.get_absolute_url()}" rel="next"' in page


def test_an_event_tells_when_and_where(client, publish):
    starts = timezone.make_aware(timezone.datetime(2026, 12, 5, 9, 0))
    one = publish(
        event_starts=starts, event_ends=starts + timedelta(hours=3), event_place="ศาลาประชาคม"
    )
    shown = text_of(client.get(one.get_absolute_url()))
    assert "09.00" in shown and "12.00" in shown and "ศาลาประชาคม" in shown
    assert "5 ธันวาคม 2569" in shown
    client.cookies["language"] = "en"
    assert "from 09:00 to 12:00" in text_of(client.get(one.get_absolute_url()))


# --- who held the office -------------------------------------------------------------------------


@pytest.fixture
def earlier_mayor(office):
    """Held the post up to the end of fiscal year 2568; the mayor of today came after."""
    today = office.mayor.appointments.get()
    today.starts = date(2025, 10, 1)
    today.save()
    before = factories.make_user("before", title="นาย", first_name="เก่า", last_name="ก่อนหน้า")
    factories.appoint(before, office.posts.mayor, starts=date(2021, 1, 1), ends=date(2025, 9, 30))
    return before


@pytest.mark.parametrize(
    ("day", "told"),
    [(date(2025, 9, 30), True), (date(2025, 10, 1), False), (date(2019, 1, 1), False)],
)
def test_who_held_the_office_is_told_once_it_changed(client, publish, earlier_mayor, day, told):
    one = publish("page", document_date=day)
    shown = text_of(client.get(one.get_absolute_url()))
    assert (str(earlier_mayor) in shown) is told


def test_who_held_the_office_is_told_while_the_post_is_vacant(client, publish, office):
    one = publish(document_date=date(2025, 1, 1))
    held = office.mayor.appointments.get()
    held.ends = timezone.localdate() - timedelta(days=1)
    held.save()
    assert str(office.mayor) in text_of(client.get(one.get_absolute_url()))


# --- by a preview link -------------------------------------------------------------------------


def test_a_preview_shows_the_draft_to_whoever_has_the_link(client, write, office):
    one = write("news", title="ร่างที่ยังไม่เผยแพร่")
    picture, file = add_picture(one), add_file(one, title="ไฟล์ร่าง")
    key = previews.make(one, by=office.webmaster)
    answer = client.get(reverse("website:preview", args=[key]))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "ร่างที่ยังไม่เผยแพร่" in page and "ไฟล์ร่าง" in page
    for name, *args in (("picture", picture.public_id, "medium"), ("file", file.public_id)):
        assert f"{reverse(f'website:{name}', args=args)}?preview={key}" in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex' in page
    assert not answer.cookies


def test_a_wrong_or_stopped_link_shows_nothing(client, write, office):
    one = write()
    key = previews.make(one, by=office.webmaster)
    previews.stop(one.preview_links.get(), by=office.webmaster)
    assert client.get(reverse("website:preview", args=[key])).status_code == 404
    assert client.get(reverse("website:preview", args=["nothing"])).status_code == 404


def test_a_photo_is_out_of_sight_until_its_words_are_written(client, publish):
    one = publish("album", photos=1)
    add_picture(one, alt="", caption="มาใหม่")
    add_picture(one, alt="", decorative=True, caption="ลายเส้น")
    page = text_of(client.get(one.get_absolute_url()))
    assert "มาใหม่" not in page
    assert "ลายเส้น" in page


def test_what_ended_by_itself_says_so(client, publish):
    now = timezone.now()
    with travel(now, tick=False) as clock:
        one = publish(until=now + timedelta(hours=1))
        clock.shift(timedelta(hours=2))
        answer = client.get(one.get_absolute_url())
    assert answer.status_code == 410
    assert "ครบกำหนดเผยแพร่ในวันดังกล่าว" in text_of(answer)


@pytest.mark.parametrize(
    "address",
    [
        *("/news/{}/", "/activities/{}/", "/documents/{}/", "/news/{}/event.ics"),
        *("/feeds/unit/{}/", "/people/{}/photo/"),
    ],
)
@pytest.mark.parametrize("number", ["9" * 18, "9" * 19, "9" * 60])
def test_no_number_is_too_large_to_be_told_that_nothing_is_there(client, address, number):
    assert client.get(address.format(number)).status_code == 404
