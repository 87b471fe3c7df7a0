"""The page of a case and those of its acts: what an officer sees, does, and is refused."""

from __future__ import annotations

import io
import logging
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.models import AuditRow, Case, Epoch, Item, SealedUpload, Wrap
from complaints.sealed import server, storing
from complaints.sealed.receiving import Incoming
from complaints.sealed.writing import write_text
from tests.complaints.conftest import flipped
from tests.complaints.offices import complain, unlock

pytestmark = pytest.mark.django_db
REASON = "ต้องนัดหมายพยานให้มาพบคณะกรรมการ"
PDF = b"%PDF-1.7 " + bytes(range(256)) * 40


def url(act: str, case: Case, *more) -> str:
    return reverse(f"complaints-staff:case{act and '-'}{act}", args=[case.pk, *more])


def form(case: Case, **typed) -> dict:
    """What the form of a page that is opened now sends."""
    case.refresh_from_db()
    return {"token": uuid4(), "version": case.version, "items": case.items_count} | typed


def page(client, case: Case, act: str = "") -> str:
    answer = client.get(url(act, case))
    assert answer.status_code == 200
    return answer.content.decode()


def chain(case: Case) -> list[str]:
    return [row.event[0] for row in AuditRow.objects.filter(event__2=case.pk.hex)]


@pytest.fixture
def sent(handling):
    return complain(
        "เรื่องที่เล่า\n<img src=x onerror=alert(1)>",
        details={"when": "เมื่อวาน"},
        accused_posts=[handling.office.posts.finance.pk],
        identity={"name": "สมหญิง ผู้แจ้ง", "contact": "๐๘๑-๐๐๐-๐๐๐๐"},
        files=[Incoming("หลักฐาน.pdf", "application/pdf", lambda: io.BytesIO(PDF))],
    )


@pytest.fixture
def head(client, handling):
    """The browser of an officer whose vault is open."""
    unlock(client, handling.head)
    return client


# --- what is seen ---------------------------------------------------------------------


def test_the_page_shows_the_case_as_text_and_names_the_posts(head, handling, sent):
    write_text(sent.case, Item.Kind.NOTE, handling.clerk.row.role, "เทียบกับ <b>สัญญา</b>")
    text = page(head, sent.case)
    assert "&lt;img src=x onerror=alert(1)&gt;" in text
    assert "<img src=x" not in text
    assert "&lt;b&gt;สัญญา&lt;/b&gt;" in text
    assert handling.office.posts.finance.title in text
    assert str(handling.clerk.person) in text
    assert "หลักฐาน.pdf" in text
    assert "สมหญิง" not in text
    assert "no-store" in head.get(url("", sent.case)).headers["Cache-Control"]


def test_a_case_of_fifty_items_asks_as_little_as_one_of_five(head, handling, sent):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(head, sent.case)
        return len(queries)

    page(head, sent.case)
    few = asked()
    for number in range(50):
        write_text(sent.case, Item.Kind.NOTE, handling.head.row.role, f"บันทึก {number}")
    page(head, sent.case)  # who left is read anew once the chain has grown
    assert asked() == few


def test_a_file_is_saved_never_shown_and_the_chain_knows(head, sent):
    row = SealedUpload.objects.get()
    answer = head.get(url("file", sent.case, row.pk))
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert chain(sent.case)[-1] == "file opened"


# --- what is done ---------------------------------------------------------------------


def test_the_usual_course_of_a_case(head, handling, sent):
    case = sent.case
    text = page(head, case, "acknowledge")
    assert text.count("<textarea") == 1
    assert head.post(url("acknowledge", case), form(case, words="ได้รับแล้ว")).status_code == 302
    assert head.post(url("begin", case), form(case)).status_code == 302
    officer = handling.clerk.row.pk
    assert head.post(url("assign", case), form(case, officer=officer)).status_code == 302
    assert head.post(url("note", case), form(case, words="ตรวจบัญชี")).status_code == 302
    typed = {"to": "สำนักงาน ป.ป.ช.", "on": "", "reference": "", "why": REASON}
    assert head.post(url("refer", case), form(case, **typed)).status_code == 422
    typed["on"] = "1/1/2500"  # before the case came
    assert head.post(url("refer", case), form(case, **typed)).status_code == 422
    closing = {"outcome": "referred", "words": "ส่งต่อแล้ว", "why": ""}
    answer = head.post(url("close", case), form(case, **closing))
    assert answer.status_code == 422  # no referral is recorded yet
    typed["on"] = head.get(url("refer", case)).context["form"].initial["on"].strftime("%d/%m/%Y")
    assert head.post(url("refer", case), form(case, **typed)).status_code == 302
    assert head.post(url("close", case), form(case, **closing)).status_code == 302
    case.refresh_from_db()
    assert (case.status, case.outcome, case.assigned_to) == (
        "closed",
        "referred",
        handling.clerk.row,
    )
    texts = [one.text for one in sent.reader.items(case, Item.Kind.MESSAGE)]
    assert texts == ["ได้รับแล้ว", "ส่งต่อแล้ว"]
    assert head.post(url("reopen", case), form(case, why=REASON)).status_code == 302
    case.refresh_from_db()
    assert case.status == "examining"
    assert "สำนักงาน ป.ป.ช." in page(head, case)


def test_the_usual_words_alone_close_nothing(head, sent):
    words = head.get(url("close", sent.case)).context["form"].initial["words"]
    typed = {"outcome": "thin", "words": words.replace("\n", "\r\n"), "why": ""}
    assert head.post(url("close", sent.case), form(sent.case, **typed)).status_code == 422
    sent.case.refresh_from_db()
    assert sent.case.status == "received"


def test_a_message_with_a_file_reaches_the_reporter_once(head, sent):
    def typed() -> dict:
        upload = SimpleUploadedFile("แบบ.pdf", PDF)
        return {"words": "โปรดอ่าน", "files": upload, "as_is": "on"}

    once = form(sent.case)
    assert head.post(url("message", sent.case), once | typed()).status_code == 302
    assert head.post(url("message", sent.case), once | typed()).status_code == 302
    (item,) = sent.case.items.filter(kind="message")
    upload = item.files.get()
    assert b"".join(sent.reader.content(upload)) == PDF
    assert sent.reader.about(upload).name == "แบบ.pdf"
    here = {path.name for path in server.files_folder().iterdir()}
    kept = {name.hex for name in SealedUpload.objects.values_list("stored_as", flat=True)}
    assert here >= kept
    assert not any(PDF[:40] in (server.files_folder() / name).read_bytes() for name in here)


def test_a_file_that_is_not_taken_stops_the_message_and_keeps_the_words(head, sent):
    typed = {"words": "ข้อความที่ยาว", "files": SimpleUploadedFile("a.exe", b"MZ")}
    before = len(list(server.files_folder().iterdir()))
    answer = head.post(url("message", sent.case), form(sent.case, **typed))
    assert answer.status_code == 422
    assert "ข้อความที่ยาว" in answer.content.decode()
    assert not sent.case.items.filter(kind="message").exists()
    assert len(list(server.files_folder().iterdir())) == before


def test_a_page_that_is_older_than_the_case_keeps_the_words_and_asks_to_look(head, handling, sent):
    case, before = sent.case, form(sent.case, words="ได้รับเรื่องแล้วครับ")
    head.post(url("begin", case), form(case))
    answer = head.post(url("acknowledge", case), before)
    assert answer.status_code == 409
    assert "ได้รับเรื่องแล้วครับ" in answer.content.decode()
    again = {name: answer.context["form"][name].value() for name in ("token", "version", "items")}
    assert head.post(url("acknowledge", case), again | {"words": "ได้รับ"}).status_code == 302
    assert chain(case).count("status changed") == 1  # it was being examined already


def test_the_name_needs_a_reason_and_stands_on_one_answer_alone(head, handling, sent):
    case = sent.case
    assert "สมหญิง" not in page(head, case, "reporter")
    assert head.post(url("reporter", case), form(case, why="ok")).status_code == 422
    assert "identity opened" not in chain(case)
    typed = form(case, why=REASON)
    text = head.post(url("reporter", case), typed).content.decode()
    assert "สมหญิง ผู้แจ้ง" in text
    assert "๐๘๑-๐๐๐-๐๐๐๐" in text
    again = head.post(url("reporter", case), typed)
    assert again.status_code == 422
    assert "สมหญิง" not in again.content.decode()
    assert chain(case).count("identity opened") == 1
    shown = page(head, case)
    assert "สมหญิง" not in shown
    assert REASON in shown
    assert str(handling.head.person) in shown


def test_the_case_on_paper_bears_the_numbers_of_the_chain_and_no_name(head, sent):
    case = sent.case
    assert "เรื่องที่เล่า" not in page(head, case, "print")
    answer = head.post(url("print", case), form(case))
    text = answer.content.decode()
    story = AuditRow.objects.get(event__4=case.items.get(kind="story").pk.hex)
    for words in ("เรื่องที่เล่า", "หลักฐาน.pdf", f"{case}", f" {story.number}<"):
        assert words in text
    assert "สมหญิง" not in text
    assert [line.number for line in answer.context["chronicle"]] == list(
        AuditRow.objects.exclude(event__2="").order_by("number").values_list("number", flat=True)
    )
    assert chain(case)[-1] == "case printed"
    refused = head.post(url("print", case), form(case, identity="on"))
    assert refused.status_code == 422
    named = head.post(url("print", case), form(case, identity="on", why=REASON)).content.decode()
    assert "สมหญิง ผู้แจ้ง" in named
    assert "identity opened" in chain(case)


def test_whoever_steps_aside_sees_the_case_no_more(head, handling, sent):
    answer = head.post(url("step-aside", sent.case), form(sent.case, why=REASON))
    assert answer.status_code == 200
    assert "1205" not in answer.content.decode()
    assert head.get(url("", sent.case)).status_code == 404
    unlock(head, handling.clerk)
    assert REASON in page(head, sent.case)
    last = head.post(url("step-aside", sent.case), form(sent.case, why=REASON))
    assert "1205" in last.content.decode()  # nobody is left: who is responsible outside


def test_a_colleague_is_left_out_on_the_word_of_another(head, handling, sent):
    clerk, case = handling.clerk, sent.case
    choices = head.get(url("leave-out", case)).context["form"].fields["officer"].queryset
    assert list(choices) == [clerk.row]
    typed = form(case, officer=clerk.row.pk, why=REASON)
    assert head.post(url("leave-out", case), typed).status_code == 302
    unlock(head, clerk)
    assert head.get(url("", case)).status_code == 404


def test_two_reports_of_one_matter_are_joined(head, handling, sent):
    second = complain("เรื่องเดียวกัน")
    typed = form(second.case, into=sent.case.pk, words="รวมแล้ว")
    assert head.post(url("merge", second.case), typed).status_code == 302
    assert f"{sent.case}" in page(head, second.case)
    assert url("", second.case) in page(head, sent.case)
    closing = form(sent.case, outcome="founded", words="จบแล้ว", why="", tell_joined="on")
    assert head.post(url("close", sent.case), closing).status_code == 302
    assert [one.text for one in second.reader.items(second.case)][-1] == "จบแล้ว"


# --- changed around the portal --------------------------------------------------------


def flip(row, field: str, place: int) -> None:
    setattr(row, field, flipped(getattr(row, field), place))
    row.save(update_fields=[field])


@pytest.mark.parametrize(
    "broken",
    [
        (Item, "mark", 0), (Item, "mark", 1), (Item, "mark", 9), (Item, "blob", 0),
        (Item, "blob", 40), (Item, "wrapped_key", 0), (Item, "wrapped_key", 50),
        (SealedUpload, "mark", 5), (SealedUpload, "head", 0), (SealedUpload, "digest", 3),
        (SealedUpload, "wrapped_key", 9), (SealedUpload, "about", 30),
        (SealedUpload, "about_mark", 4), (SealedUpload, "about_key", 12),
        (Wrap, "blob", 0), (Wrap, "blob", 60), (Epoch, "mark", 7), (Epoch, "public", 3),
    ],
)  # fmt: skip
def test_a_flipped_bit_is_told_and_never_read_or_a_fault(head, handling, sent, caplog, broken):
    model, field, place = broken
    write_text(sent.case, Item.Kind.NOTE, handling.head.row.role, "บันทึกที่ดี")
    rows = {
        Item: sent.case.items.filter(kind="story"),
        SealedUpload: SealedUpload.objects.all(),
        Wrap: Wrap.objects.filter(role=handling.head.row.role),
        Epoch: Epoch.objects.all(),
    }
    row = rows[model].get()
    flip(row, field, place)
    with caplog.at_level(logging.ERROR, "portal.security"):
        text = page(head, sent.case)
        head.get(reverse("complaints-staff:cases"))
        file = head.get(url("file", sent.case, SealedUpload.objects.get().pk))
        assert not file.streaming or b"".join(file) == PDF  # whole or not at all
    if model in (Item, SealedUpload):
        assert "บันทึกที่ดี" in text
    if model is Item:
        assert "เรื่องที่เล่า" not in text
        assert 'class="case-alarm"' in text
    if model in (SealedUpload, Wrap, Epoch):
        assert file.status_code == 302
    assert "เรื่องที่เล่า" not in caplog.text
    for act in ("note", "close", "print", "reporter", "step-aside", "leave-out"):
        assert head.get(url(act, sent.case)).status_code == 200
    typed = {
        "words": "บันทึกใหม่", "why": REASON, "officer": handling.clerk.row.pk,
        "outcome": "thin",
    }  # fmt: skip
    for act in ("note", "reporter", "print", "close", "leave-out", "step-aside"):
        answer = head.post(url(act, sent.case), form(sent.case, **typed))
        assert answer.status_code in (200, 302, 422)


def test_a_file_that_was_exchanged_on_the_disk_is_not_given_out(head, sent):
    row = SealedUpload.objects.get()
    path = storing.path_of(row.stored_as)
    path.write_bytes(flipped(path.read_bytes(), 500))
    assert head.get(url("file", sent.case, row.pk)).status_code == 302
    path.unlink()
    assert head.get(url("file", sent.case, row.pk)).status_code == 302
    assert "file opened" not in chain(sent.case)
