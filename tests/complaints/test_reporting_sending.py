"""The review with its receipt, and the sending: once, whole, and never in part."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client

from complaints import sealing
from complaints.models import AuditRow, Case, Draft, DraftFile, Item, SealedUpload, Wrap
from complaints.reporting import drafts
from complaints.sealed import receiving, recording, server, storing
from complaints.sealed.receiving import LocatorTaken
from tests.complaints.conftest import flipped
from tests.complaints.form_pages import (
    HERE,
    STORY,
    pdf,
    post,
    send,
    shown_receipt,
    texts,
    token_of,
    written,
)
from tests.complaints.offices import complainant
from tests.human import answer_to

pytestmark = pytest.mark.django_db


# --- the review


def test_the_review_shows_everything_and_the_receipt(citizen, handling):
    review = written(citizen, where="หลังอาคาร", name="ชื่อผู้แจ้ง", files=pdf())
    content = review.page.content.decode()
    for words in (STORY, "หลังอาคาร", "ชื่อผู้แจ้ง", "สัญญา.pdf"):
        assert words in content
    assert sealing.read_receipt(review.receipt).printed() == review.receipt
    assert not Case.objects.exists()


def test_the_wrong_digits_send_nothing(citizen, handling):
    review = written(citizen)
    wrong = f"{(int(review.receipt[-4:]) + 1) % 10_000:04}"
    for digits in (wrong, "", "12", "๑๒๓"):
        page = send(citizen, review, digits or " ")
        assert page.status_code == 422
        assert shown_receipt(page) == review.receipt
    assert not Case.objects.exists()


@pytest.mark.parametrize("typed", ["{last}", " {last} ", "{thai}", "{whole}"])
def test_digits_may_be_typed_in_any_way(citizen, handling, typed):
    review = written(citizen)
    last = review.receipt[-4:]
    thai = last.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    page = send(citizen, review, typed.format(last=last, thai=thai, whole=review.receipt[-9:]))
    assert page.status_code == 200
    assert Case.objects.count() == 1


def test_a_text_that_contains_the_receipt_is_refused(citizen, handling):
    review = written(citizen)
    for field in ("story", "contact", "accused"):
        spelled = review.receipt.replace("-", " ")
        page = post(
            citizen, "review", token=review.token, **{"story": STORY, field: f"รหัส {spelled} นะ"}
        )
        assert page.status_code == 422
        assert "Your receipt stands in this text." in page.content.decode()
    assert drafts.read(review.token).words["story"] == STORY


def test_where_all_officers_are_complained_of_it_says_who_is_left(citizen, handling):
    posts = handling.office.posts
    both = written(citizen, accused_posts=[posts.head.pk, posts.clerk.pk])
    assert b"only two of the three custodians" in both.page.content
    one = written(citizen, accused_posts=[posts.head.pk])
    assert b"only two of the three custodians" not in one.page.content
    send(citizen, both)
    assert set(Wrap.objects.values_list("role", flat=True)) == {"complainant", "recovery"}


# --- sending


def test_the_slip_says_the_receipt_once_more_and_how_to_follow(citizen, handling):
    review = written(citizen)
    page = send(citizen, review)
    assert shown_receipt(page) == review.receipt
    assert "http://testserver/complaints/" in page.content.decode()
    assert STORY not in page.content.decode()


def test_sent_again_it_is_the_same_case_and_the_same_page(citizen, handling):
    review = written(citizen, files=pdf())
    first = send(citizen, review)
    for step in ("send", "form", "review"):
        again = post(citizen, step, token=review.token, digits="", story="อื่น")
        assert shown_receipt(again) == review.receipt
        assert again.status_code == first.status_code == 200
    assert Case.objects.count() == 1
    assert texts(review.receipt) == {"story": STORY}


def test_once_sent_the_draft_holds_no_word(citizen, handling, django_capture_on_commit_callbacks):
    review = written(citizen, files=pdf())
    with django_capture_on_commit_callbacks(execute=True):
        send(citizen, review)
    content = drafts.read(review.token)
    assert (content.words, content.files) == ({}, [])
    assert not DraftFile.objects.exists()
    kept = {one.stored_as.hex for one in Case.objects.get().items.get().files.all()}
    assert {path.name for path in server.files_folder().iterdir()} == kept


def test_a_locator_taken_meanwhile_gives_a_new_receipt(citizen, handling, monkeypatch):
    review = written(citizen)

    def taken(*_args) -> None:
        raise LocatorTaken

    with monkeypatch.context() as patched:
        patched.setattr(receiving, "receive", taken)
        page = send(citizen, review)
    assert page.status_code == 409
    new = shown_receipt(page)
    assert new != review.receipt
    assert "The receipt had to be changed." in page.content.decode()
    review.receipt = new
    assert send(citizen, review).status_code == 200
    assert texts(new) == {"story": STORY}


@pytest.mark.parametrize("fault", [OperationalError("ลับ"), OSError(28, "ลับ"), sealing.Busy()])
def test_what_fails_while_sending_loses_nothing(citizen, handling, monkeypatch, caplog, fault):
    review = written(citizen, files=pdf())

    def fail(*_args, **_facts) -> None:
        raise fault

    with monkeypatch.context() as patched:
        patched.setattr(recording, "record", fail)
        page = send(citizen, review)
    assert page.status_code == 503
    assert "Nothing is lost" in page.content.decode()
    assert shown_receipt(page) == review.receipt
    assert not Case.objects.exists()
    assert not Item.objects.exists()
    assert {path.name for path in server.files_folder().iterdir()} == {
        one.stored_as.hex for one in drafts.read(review.token).files
    }
    assert "ลับ" not in caplog.text
    assert send(citizen, review).status_code == 200


def test_closed_while_writing_it_says_so_and_keeps_the_draft(citizen, handling):
    review = written(citizen)
    handling.recovery.row.active = False
    handling.recovery.row.save()
    page = send(citizen, review)
    assert (page.status_code, b"1205" in page.content) == (503, True)
    assert drafts.read(review.token).words["story"] == STORY


@pytest.mark.parametrize("token", ["", "0" * 64, "x", "ก" * 64])
def test_sending_nothing_says_that_the_time_is_over(citizen, handling, token):
    page = post(citizen, "send", token=token, digits="1234")
    assert page.status_code == 410
    assert b"The time of this page is over" in page.content


def test_a_changed_draft_is_never_a_case(citizen, handling):
    review = written(citizen)
    row = Draft.objects.get()
    blob = bytearray(bytes(row.blob))
    blob[500] ^= 1
    Draft.objects.update(blob=bytes(blob))
    assert send(citizen, review).status_code == 410
    assert post(citizen, "form", token=review.token).status_code == 410
    assert not Case.objects.exists()


def test_a_file_changed_on_the_disk_is_never_sent(citizen, handling):
    review = written(citizen, files=pdf())
    path = storing.path_of(drafts.read(review.token).files[0].stored_as)
    path.write_bytes(flipped(path.read_bytes(), -1))
    page = send(citizen, review)
    assert page.status_code == 503
    assert not Case.objects.exists()


def test_another_citizen_without_the_token_gets_nothing(citizen, handling):
    review = written(citizen)
    assert post(Client(), "form", token=drafts.new_token()).status_code == 410
    stranger = post(Client(), "form").content.decode()
    assert STORY not in stranger
    assert review.token not in stranger


@pytest.mark.django_db(transaction=True)
def test_twenty_presses_at_once_make_one_case(citizen, handling, race):
    review = written(citizen, files=pdf(b"x" * 100_000))

    def press(_number: int) -> tuple[int, str]:
        page = send(Client(), review)
        return page.status_code, shown_receipt(page)

    outcomes = race(press, 20)
    assert [one.error for one in outcomes] == [None] * 20
    assert {one.value for one in outcomes} == {(200, review.receipt)}
    assert Case.objects.count() == 1
    assert [row.event[0] for row in AuditRow.objects.exclude(event__2="")] == [
        "case received", "epoch begun", "item written", "file written",
    ]  # fmt: skip
    kept = {one.stored_as.hex for one in Case.objects.get().items.get().files.all()}
    assert {path.name for path in server.files_folder().iterdir()} == kept
    assert texts(review.receipt) == {"story": STORY}


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_twice_at_once_is_one_draft(citizen, handling, race):
    form = post(citizen, "form")
    fields = {"token": token_of(form), "story": STORY} | answer_to(form.content)

    def press(_number: int) -> int:
        return post(Client(), "review", **fields, files=pdf()).status_code

    outcomes = race(press, 4)
    assert [one.error for one in outcomes] == [None] * 4
    assert Draft.objects.count() == 1
    assert len(list(server.files_folder().iterdir())) == 1
    assert drafts.read(fields["token"]).receipt


# --- two windows


def case_files(receipt: str) -> set[str]:
    reader = complainant(Case.objects.get(), sealing.read_receipt(receipt))
    return {reader.about(file)[0] for file in SealedUpload.objects.all()}


def test_a_file_added_in_another_window_while_it_is_sent_is_named(
    citizen, handling, monkeypatch, django_capture_on_commit_callbacks
):
    review = written(citizen, files=pdf())
    real, other = receiving.receive, Client()

    def slowly(*facts):
        fields = {"story": STORY, "token": review.token, "stay": "1"}
        late = other.post(HERE, {"step": "review", "files": pdf(b"%PDF-1.7 b", "ช้า.pdf")} | fields)
        assert "ช้า.pdf" in late.content.decode()
        return real(*facts)

    monkeypatch.setattr(receiving, "receive", slowly)
    with django_capture_on_commit_callbacks(execute=True):
        page = send(citizen, review)
    for shown in (page, post(other, "form", token=review.token), send(other, review)):
        assert "ช้า.pdf" in shown.content.decode()
        assert shown_receipt(shown) == review.receipt
    assert case_files(review.receipt) == {"สัญญา.pdf"}
    assert nothing_lies_about()


def test_words_changed_in_another_window_while_it_is_sent_are_told(citizen, handling, monkeypatch):
    review = written(citizen)
    real = receiving.receive

    def slowly(*facts):
        post(Client(), "review", token=review.token, story="อีกเรื่องหนึ่งทั้งหมด")
        return real(*facts)

    monkeypatch.setattr(receiving, "receive", slowly)
    assert "before the last changes" in send(citizen, review).content.decode()
    assert texts(review.receipt) == {"story": STORY}


def test_a_file_that_comes_after_it_was_sent_is_said_to_be_missing(
    citizen, handling, django_capture_on_commit_callbacks
):
    review = written(citizen)
    with django_capture_on_commit_callbacks(execute=True):
        assert "too late" not in send(citizen, review).content.decode()
        late = {"files": pdf(name="ช้า.pdf"), "story": STORY, "token": review.token}
        page = post(citizen, "review", **late)
    assert "are not in the complaint, which had been sent: ช้า.pdf" in page.content.decode()
    assert shown_receipt(page) == review.receipt
    assert nothing_lies_about()


def nothing_lies_about() -> bool:
    needed = {one.stored_as.hex for one in SealedUpload.objects.all()}
    lying = {path.name for path in server.files_folder().iterdir()}
    return lying == needed and not DraftFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_file_added_at_the_moment_of_sending_is_in_the_case_or_named(citizen, handling, race):
    review = written(citizen, files=pdf())

    def act(number: int):
        if number:
            return send(Client(), review)
        late = {"files": pdf(b"%PDF-1.7 b", "ช้า.pdf"), "story": STORY, "token": review.token}
        return post(Client(), "review", stay="1", **late)

    adding, sending = race(act, 2)
    assert (adding.error, sending.error) == (None, None)
    inside = case_files(review.receipt)
    told = post(citizen, "form", token=review.token).content.decode() + "".join(
        one.value.content.decode() for one in (adding, sending) if b"too late" in one.value.content
    )
    assert ("ช้า.pdf" in inside) != ("ช้า.pdf" in told)
    assert "สัญญา.pdf" in inside
    assert nothing_lies_about()
