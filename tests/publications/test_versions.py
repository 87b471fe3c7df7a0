"""Versions: kept at each save, compared, and brought back."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.refusals import NotAllowed
from publications import publishing, versions
from publications.models import Category
from publications.moving import NotConfirmed
from publications.readings import differences, readings_of


def version(one, number):
    return one.versions.get(number=number)


def test_each_save_is_kept_with_who_and_why(office, write):
    one = write(title="เดิม", body="<p>หนึ่ง</p>")
    publishing.change(one, facts={"title": "ใหม่"}, by=office.webmaster, seen=1)
    publishing.publish(one, by=office.webmaster, seen=2)
    publishing.change(
        one, facts={"body": "<p>สอง</p>"}, by=office.webmaster, seen=3, reason="แก้เนื้อหา"
    )
    kept = [(one.number, one.by.username, one.reason) for one in one.versions.order_by("number")]
    assert kept == [
        (1, "clerk", ""), (2, "webmaster", ""), (3, "webmaster", ""),
        (4, "webmaster", "แก้เนื้อหา"),
    ]  # fmt: skip
    assert [version(one, n).content["title"] for n in (1, 2, 4)] == ["เดิม", "ใหม่", "ใหม่"]
    with pytest.raises(TypeError):
        version(one, 1).delete()


def test_list_of_versions_leaves_out_what_reads_the_same(sign_in, office, write):
    one = write(title="เดิม")
    publishing.submit(one, by=office.clerk, seen=1)
    publishing.publish(one, by=office.webmaster, seen=2)
    publishing.change(
        one, facts={"title": "ใหม่", "document_date": date(2026, 12, 1)}, by=office.webmaster,
        seen=3, reason="เลื่อน",
    )  # fmt: skip
    readings = readings_of(one)
    assert [(reading.version.number, reading.before) for reading in readings] == [(4, 1), (1, None)]
    assert len(readings[0].differs_in) == 2
    page = sign_in("outsider").get(reverse("publications:versions", args=[one.pk]))
    assert "เลื่อน" in page.content.decode()
    assert reverse("publications:compare", args=[one.pk, 1, 4]) in page.content.decode()


def test_two_versions_are_shown_side_by_side(sign_in, office, write):
    drawer = Category.objects.create(kind="news", name="งานช่าง")
    one = write(title="ปิดถนนสายหลัก", body="<p>ปิดวันจันทร์</p><p>ใช้ทางเลี่ยง</p>")
    publishing.change(
        one,
        facts={
            "title": "ปิดถนนสายรอง", "body": "<p>ปิดวันอังคาร</p><p>ใช้ทางเลี่ยง</p>",
            "category": drawer, "document_date": date(2026, 12, 1), "unit": office.units.works,
        },
        by=office.webmaster, seen=1,
    )  # fmt: skip
    found = {one.label: one for one in differences(version(one, 1), version(one, 2))}
    assert len(found) == 5
    sides = {(one.before, one.after) for one in found.values() if not one.pieces}
    assert sides == {
        ("–", "งานช่าง"), ("20 พฤศจิกายน 2569", "1 ธันวาคม 2569"), ("กองคลัง", "กองช่าง"),
    }  # fmt: skip
    words = [
        (words.change, words.text)
        for one in found.values()
        for piece in one.pieces
        for words in piece.words
        if words.change != "same"
    ]
    assert [change for change, _text in words] == ["removed", "added"] * 2
    assert "หลัก" in words[0][1] and "รอง" in words[1][1]
    page = sign_in("webmaster").get(reverse("publications:compare", args=[one.pk, 2, 1]))
    shown = page.content.decode()
    assert "<del>" in shown and "<ins>" in shown
    assert page.context["before"].number == 1  # the older one first, however it was asked


def test_a_change_of_form_alone_is_said(office, write):
    one = write(body="<p>ปิดถนน</p>")
    publishing.change(one, facts={"body": "<p><strong>ปิดถนน</strong></p>"}, by=office.clerk, seen=1)
    (found,) = differences(version(one, 1), version(one, 2))
    assert found.only_form


def test_versions_that_do_not_exist_are_not_found(sign_in, write):
    one, client = write(), sign_in("clerk")
    for name, args in (("compare", [one.pk, 1, 9]), ("restore", [one.pk, 9])):
        assert client.get(reverse(f"publications:{name}", args=args)).status_code == 404
    strangers = sign_in("outsider")
    for name, args in (("compare", [one.pk, 1, 1]), ("restore", [one.pk, 1])):
        assert strangers.get(reverse(f"publications:{name}", args=args)).status_code == 404
    assert strangers.post(reverse("publications:restore", args=[one.pk, 1])).status_code == 404


def test_earlier_texts_come_back_as_a_new_version(sign_in, office, write):
    one = write(title="เดิม", body="<p>เนื้อหาเดิม</p>")
    publishing.change(
        one, facts={"title": "ใหม่", "body": "<p>ผิด</p>", "unit": office.units.works},
        by=office.webmaster, seen=1,
    )  # fmt: skip
    client = sign_in("webmaster")
    address = reverse("publications:restore", args=[one.pk, 1])
    assert client.get(address).status_code == 200
    client.post(address, {"version": 2})
    one.refresh_from_db()
    assert (one.title, one.body, one.version) == ("เดิม", "<p>เนื้อหาเดิม</p>", 3)
    assert one.unit == office.units.works  # stays as it is today
    event = one.events.order_by("-pk").first()
    assert (event.kind, event.words) == ("restored", "1")
    assert one.versions.count() == 3


def test_dates_and_times_come_back_as_they_were(office, write, time_machine):
    time_machine.move_to("2026-11-21 09:00 +0700")
    starts = timezone.now()
    one = write(event_starts=starts, important_until=date(2026, 12, 31))
    change = {"event_starts": None, "important_until": None}
    publishing.change(one, facts=change, by=office.clerk, seen=1)
    publishing.restore(one, version(one, 1), by=office.clerk, seen=2)
    one.newsitem.refresh_from_db()
    assert one.newsitem.event_starts == starts
    assert one.newsitem.important_until == date(2026, 12, 31)
    assert not publishing.restore(one, version(one, 1), by=office.clerk, seen=3)


def test_address_and_next_reading_are_not_brought_back(office, write):
    one = write("page", slug="old-name", review_by=date(2027, 1, 1))
    publishing.change(
        one, facts={"slug": "new-name", "review_by": date(2028, 1, 1), "title": "ใหม่"},
        by=office.clerk, seen=1,
    )  # fmt: skip
    assert {"slug", "review_by"}.isdisjoint(versions.texts_of(version(one, 1)))
    publishing.restore(one, version(one, 1), by=office.clerk, seen=2)
    assert (one.slug, one.review_by) == ("new-name", date(2028, 1, 1))
    assert one.title != "ใหม่"


def test_bringing_back_what_is_public_needs_a_reason_and_passes_the_guard(sign_in, office, write):
    one = write(body="<p>โทร 081-234-5678</p>")
    publishing.change(one, facts={"body": "<p>ไม่มีเบอร์</p>"}, by=office.clerk, seen=1)
    publishing.publish(one, by=office.webmaster, seen=2)
    with pytest.raises(NotAllowed):
        publishing.restore(one, version(one, 1), by=office.webmaster, seen=3)
    with pytest.raises(NotConfirmed):
        publishing.restore(one, version(one, 1), by=office.webmaster, seen=3, reason="กลับ")
    client = sign_in("webmaster")
    address = reverse("publications:restore", args=[one.pk, 1])
    assert client.post(address, {"version": 3}).status_code == 422
    asked = client.post(address, {"version": 3, "reason": "กลับไปใช้ข้อความเดิม"})
    form = asked.context["form"]
    assert asked.status_code == 422 and len(form.found) == 1
    assert form["reason"].value() == "กลับไปใช้ข้อความเดิม"
    keys = form["confirmed"].value()
    sent = {"version": 3, "reason": "กลับ", "confirmed": keys, "looked": "on"}
    assert client.post(address, sent).status_code == 302
    one.refresh_from_db()
    assert "081-234-5678" in one.body
    assert one.update_reason == "กลับ"


def test_old_page_brings_nothing_back(sign_in, office, write):
    one = write(title="เดิม")
    publishing.change(one, facts={"title": "สอง"}, by=office.clerk, seen=1)
    publishing.change(one, facts={"title": "สาม"}, by=office.clerk, seen=2)
    answer = sign_in("clerk").post(
        reverse("publications:restore", args=[one.pk, 1]), {"version": 2}
    )
    assert answer.status_code == 409
    one.refresh_from_db()
    assert one.title == "สาม"
