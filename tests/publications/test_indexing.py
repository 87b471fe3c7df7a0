"""What is found, from when until when, and the index made anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from publications import indexing, publishing
from publications.models import Attachment, AttachmentPage, Publication
from search import indexing as index_of
from search.searching import Wanted, search

pytestmark = pytest.mark.django_db


def found(text: str) -> list[int]:
    return [hit.entry_id for hit in search(Wanted(text=text)).hits]


@pytest.fixture
def write(office):
    def make(title: str, **facts) -> Publication:
        return publishing.create(
            "news",
            facts={
                "title": title,
                "unit": office.units.office,
                "owner": office.webmaster,
                "document_date": timezone.localdate(),
            }
            | facts,
            by=office.webmaster,
        )

    return make


def test_a_draft_is_not_found_and_what_is_withdrawn_no_more(write, office):
    one = write("ประกาศรับสมัครพนักงานจ้าง", body="<p>ตำแหน่งคนงานทั่วไป</p>")
    assert found("พนักงานจ้าง") == []
    publishing.publish(one, by=office.webmaster, seen=one.version)
    assert found("พนักงานจ้าง") == found("คนงานทั่วไป") == [one.pk]
    publishing.withdraw(one, by=office.webmaster, seen=one.version, reason="ปิดรับ")
    assert found("พนักงานจ้าง") == []


def test_a_document_is_found_by_its_number_and_an_event_by_its_place(write, office):
    facts = {
        "title": "คำสั่งแต่งตั้งคณะกรรมการ",
        "unit": office.units.office,
        "owner": office.webmaster,
        "document_date": timezone.localdate(),
        "number": "ตย ๗๑๐๐๑/๔๕๘",
    }
    order = publishing.create("document", facts=facts, by=office.webmaster)
    Publication.objects.filter(pk=order.pk).update(state="published", publish_at=timezone.now())
    event = write("งานประจำปี", event_place="ลานวัดท่าข้าม", event_starts=timezone.now())
    publishing.publish(event, by=office.webmaster, seen=event.version)
    indexing.rebuild()
    assert found("71001/458") == [order.pk]
    assert found("วัดท่าข้าม") == [event.pk]


def test_new_words_are_found_and_the_old_ones_are_not(write, office):
    one = write("กำหนดการพ่นหมอกควัน")
    publishing.publish(one, by=office.webmaster, seen=one.version)
    publishing.change(
        one,
        facts={"title": "กำหนดการฉีดวัคซีนสุนัข"},
        by=office.webmaster,
        seen=one.version,
        reason="แก้",
    )
    assert found("วัคซีน") == [one.pk]
    assert found("หมอกควัน") == []


def test_what_is_scheduled_is_found_from_its_time_to_its_end(write, office):
    one = write("เปิดรับจดทะเบียนพาณิชย์")
    now = timezone.now()
    publishing.publish(
        one,
        by=office.webmaster,
        seen=one.version,
        at=now + timedelta(hours=1),
        until=now + timedelta(hours=3),
    )
    assert found("ทะเบียนพาณิชย์") == []
    with time_machine.travel(now + timedelta(hours=2), tick=False):
        assert found("ทะเบียนพาณิชย์") == [one.pk]
    with time_machine.travel(now + timedelta(hours=4), tick=False):
        assert found("ทะเบียนพาณิชย์") == []


def test_a_page_of_a_file_is_found_once_the_file_is_on_the_page(write, office):
    one = write("แผนดำเนินงาน")
    publishing.publish(one, by=office.webmaster, seen=one.version)
    file = Attachment.objects.create(
        publication_id=one.pk, title="เล่มแผน", file="x", kind="pdf", media_type="application/pdf",
        size=1, sha256="0" * 64, original_name="plan.pdf", text_state="done",
        uploaded_by=office.webmaster,
    )  # fmt: skip
    AttachmentPage.objects.create(attachment=file, number=3, text="โครงการขุดลอกคลองส่งน้ำ")
    assert found("ขุดลอกคลอง") == []
    publishing.release(file, by=office.webmaster, reason="เพิ่มเล่มแผน")
    (hit,) = search(Wanted(text="ขุดลอกคลอง")).hits
    assert (hit.entry_id, hit.page, hit.file_id) == (one.pk, 3, file.pk)


def test_the_index_is_made_anew_from_what_is_published(write, office, capsys):
    one, _draft = write("ตลาดนัดชุมชน"), write("ตลาดนัดร่าง")
    publishing.publish(one, by=office.webmaster, seen=one.version)
    index_of.remove(one.pk)
    assert found("ตลาดนัด") == []
    call_command("rebuild_search")
    assert "1" in capsys.readouterr().out
    assert found("ตลาดนัด") == [one.pk]
