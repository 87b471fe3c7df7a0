"""What the complainant does in the case: messages, files, the verdict, the way out."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from complaints import sealing
from complaints.models import Case, Item, SealedUpload, VaultSession
from complaints.reporting import following, replying
from complaints.sealed import storing
from complaints.views import following as pages
from tests.complaints.conftest import flipped
from tests.complaints.following.visits import ADDRESS, close, hidden, officer_writes, step, text_of
from tests.complaints.offices import complain

Kind = Item.Kind


# --- messages ---------------------------------------------------------------------------


def test_message_with_a_file_reaches_the_officers(client, told, visit, handling):
    page = step(client, "case", token=visit.token)
    upload = SimpleUploadedFile("พยาน.pdf", b"%PDF-1.7 seen", "application/pdf")
    response = step(
        client, "message", token=visit.token, key=hidden(page, "key", "message"),
        words="มีพยานอีกคน", files=upload,
    )  # fmt: skip
    assert response.status_code == 200
    assert "Your message has been sent" in text_of(response)
    assert "พยาน.pdf" in text_of(response)
    (read,) = handling.head.reader.items(told.case, Kind.MESSAGE)
    assert read.text == "มีพยานอีกคน"
    (kept,) = SealedUpload.objects.all()
    assert b"".join(handling.head.reader.content(kept)) == b"%PDF-1.7 seen"
    # What the file lay in on its way is gone.
    assert [path.name for path in storing.path_of(kept.stored_as).parent.iterdir()].count(
        kept.stored_as.hex
    ) == 1


def test_message_sent_twice_is_there_once(client, told, visit):
    facts = {"token": visit.token, "key": uuid4(), "words": "ครั้งเดียว"}
    for _press in range(2):
        assert step(client, "message", **facts).status_code == 200
    assert Item.objects.filter(kind=Kind.MESSAGE).count() == 1


def test_file_alone_is_a_message(client, told, visit):
    upload = SimpleUploadedFile("a.pdf", b"%PDF", "application/pdf")
    response = step(client, "message", token=visit.token, key=uuid4(), words="", files=upload)
    assert response.status_code == 200
    assert SealedUpload.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"words": " "}, "Write something, or choose a file."),
        ({"words": "ก" * 10_001}, "10,001 signs"),
        ({"words": "สวัสดี", "files": ("virus.exe", b"MZ")}, "not taken"),
    ],
)
def test_refused_message_is_written_nowhere_and_keeps_what_was_typed(
    client, told, visit, facts, words
):
    facts = dict(facts)
    if "files" in facts:
        facts["files"] = SimpleUploadedFile(*facts["files"])
    response = step(client, "message", token=visit.token, key=uuid4(), **facts)
    assert response.status_code == 422
    assert words in text_of(response)
    assert facts["words"].strip() in text_of(response)
    assert Item.objects.count() == 1
    assert not SealedUpload.objects.exists()


@pytest.mark.parametrize("where", ["words", "file name"])
def test_receipt_in_a_message_is_refused(client, told, visit, where):
    printed = told.receipt.printed()
    facts = {"words": f"รหัส {printed}"} if where == "words" else {
        "words": "ดูไฟล์", "files": SimpleUploadedFile(f"{printed}.pdf", b"%PDF")
    }  # fmt: skip
    response = step(client, "message", token=visit.token, key=uuid4(), **facts)
    assert response.status_code == 422
    assert "Your receipt stands in it" in text_of(response)
    assert Item.objects.count() == 1


def test_message_that_cannot_be_stored_says_so_and_keeps_the_words(
    client, told, visit, monkeypatch, caplog
):
    def fail(*_facts, **_more):
        raise sealing.Tampered

    monkeypatch.setattr(replying, "write", fail)
    response = step(client, "message", token=visit.token, key=uuid4(), words="ยังอยู่ไหม")
    assert response.status_code == 422
    assert "Nothing was sent" in text_of(response)
    assert "ยังอยู่ไหม" in text_of(response)
    assert "ยังอยู่ไหม" not in caplog.text


def test_flood_of_messages_is_slowed_down(client, told, visit, monkeypatch):
    monkeypatch.setattr(pages.MESSAGES, "capacity", 2)
    answers = [
        step(client, "message", token=visit.token, key=uuid4(), words=f"ข้อความ {n}").status_code
        for n in range(4)
    ]
    assert answers == [200, 200, 422, 422]
    assert Item.objects.filter(kind=Kind.MESSAGE).count() == 2


# --- files ------------------------------------------------------------------------------


def test_officers_file_is_saved_and_never_shown(client, told, visit, handling):
    content = b"<script>alert(1)</script>" * 5000
    officer_writes(told.case, handling.head, "ดูไฟล์", 'ผล "ตรวจ".html', content)
    (kept,) = SealedUpload.objects.all()
    response = step(client, "file", token=visit.token, file=kept.pk)
    assert b"".join(response) == content
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment; filename")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Length"] == str(len(content))


@pytest.mark.parametrize("pk", ["", "x", "0e2b35b4-8d6c-4b4e-9d0e-5d3a0e6f7a11"])
def test_file_that_is_not_there(client, told, visit, pk):
    response = step(client, "file", token=visit.token, file=pk)
    assert response.status_code == 404
    assert "This file is not there" in text_of(response)


def test_file_of_somebody_elses_case_is_not_there(client, told, visit, handling):
    other = complain("อีกเรื่อง")
    officer_writes(other.case, handling.head, "ไฟล์ของเขา", "x.pdf")
    (kept,) = SealedUpload.objects.all()
    assert step(client, "file", token=visit.token, file=kept.pk).status_code == 404


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_damaged_file_gives_words_and_not_one_byte(client, told, visit, handling, harm):
    officer_writes(told.case, handling.head, "ดูไฟล์", "a.pdf", b"answer")
    (kept,) = SealedUpload.objects.all()
    path = storing.path_of(kept.stored_as)
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(flipped(path.read_bytes(), -1))
    response = step(client, "file", token=visit.token, file=kept.pk)
    assert response.status_code == 409
    assert "cannot be opened" in text_of(response)


# --- the verdict ------------------------------------------------------------------------


def test_verdict_is_asked_for_at_the_end_alone(client, told, visit):
    assert 'value="verdict"' not in step(client, "case", token=visit.token).content.decode()
    close(told.case)
    assert 'value="verdict"' in step(client, "case", token=visit.token).content.decode()


def test_verdict_is_given_changed_and_then_stands(client, told, visit, handling):
    close(told.case)
    page = step(client, "case", token=visit.token)
    for choice in ("not_dealt_with", "dealt_with"):
        facts = {name: hidden(page, name, "verdict") for name in ("key", "seen")}
        page = step(client, "verdict", token=visit.token, verdict=choice, reasons="เหตุผล", **facts)
        assert page.status_code == 200
        assert "Your verdict has been noted" in text_of(page)
    assert Case.objects.get().verdict == "dealt_with"
    assert 'value="verdict"' not in page.content.decode()
    assert [one.text for one in handling.head.reader.items(told.case, Kind.VERDICT)] == [
        "เหตุผล", "เหตุผล",
    ]  # fmt: skip


@pytest.mark.parametrize("verdict", ["", "great"])
def test_verdict_is_one_of_three(client, told, visit, verdict):
    close(told.case)
    response = step(
        client, "verdict", token=visit.token, key=uuid4(), verdict=verdict, reasons="เก็บไว้"
    )
    assert response.status_code == 422
    assert "เก็บไว้" in text_of(response)
    assert Case.objects.get().verdict == ""


def test_receipt_in_the_words_of_a_verdict_is_refused(client, told, visit):
    close(told.case)
    response = step(
        client, "verdict", token=visit.token, key=uuid4(), verdict="partly",
        reasons=told.receipt.printed(),
    )  # fmt: skip
    assert response.status_code == 422
    assert Case.objects.get().verdict == ""


def test_verdict_on_an_open_case_is_refused(client, told, visit):
    response = step(client, "verdict", token=visit.token, key=uuid4(), verdict="partly")
    assert response.status_code == 422
    assert "There is no result yet" in text_of(response)


# --- the way out ------------------------------------------------------------------------


def test_way_out_stands_on_every_page(client, told, visit):
    for response in (
        client.get(ADDRESS), step(client, "follow"), step(client, "form"),
        step(client, "case", token=visit.token), step(client, "case"),
    ):  # fmt: skip
        assert f'action="{reverse("complaints:leave")}"' in response.content.decode()


def test_leaving_ends_the_visit_and_makes_the_browser_forget(client, told, visit):
    response = client.post(reverse("complaints:leave"), {"token": visit.token})
    assert response.status_code == 303
    assert response.headers["Location"] == "/"
    assert response.headers["Clear-Site-Data"] == '"*"'
    assert response.headers["Cache-Control"] == "no-store"
    assert step(client, "case", token=visit.token).status_code == 403


def test_leaving_works_without_any_cookie(told, visit):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("complaints:leave"), {"token": visit.token}).status_code == 303
    assert strict.get(reverse("complaints:leave")).status_code == 303
    assert not VaultSession.objects.exists()


@pytest.mark.parametrize(
    "asked", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-dest": "image"}], ids=str
)
def test_neither_another_site_nor_a_picture_makes_a_browser_forget(client, db, asked):
    response = client.get(reverse("complaints:leave"), headers=asked)
    assert "Clear-Site-Data" not in response.headers


# --- who must not -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["follow", "case", "message", "file", "verdict", "close"])
def test_no_step_without_the_mark_against_forged_forms(told, visit, name):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    response = strict.post(ADDRESS, {"step": name, "token": visit.token, "words": "x"})
    assert response.status_code == 403
    assert following.resume(visit.token)
    assert Item.objects.count() == 1


@pytest.mark.parametrize("who", ["webmaster", "mayor", "head"])
def test_staff_see_no_case_without_its_receipt(client, told, handling, who):
    client.force_login(getattr(handling.office, who))
    response = step(client, "case", token="")
    assert response.status_code == 403
    assert "เห็นรถหลวง" not in text_of(response)
