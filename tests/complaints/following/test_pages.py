"""Following a case on its pages: one address, nothing kept, nothing told without the receipt."""

from __future__ import annotations

import html
import re
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from complaints import sealing
from complaints.models import Case, Item, VaultSession
from complaints.reporting import following
from complaints.sealed.writing import write_text
from complaints.views import following as pages
from tests.complaints.conftest import flipped
from tests.complaints.following.visits import (
    ADDRESS,
    close,
    enter,
    hidden,
    officer_writes,
    step,
    text_of,
)
from tests.human import answer_to

Kind = Item.Kind


# --- the receipt ------------------------------------------------------------------------


def test_page_asks_for_the_receipt(client, db):
    response = step(client, "follow")
    assert response.status_code == 200
    assert 'name="receipt"' in response.content.decode()
    assert "If the receipt is lost" in text_of(response)


@pytest.mark.parametrize(
    "spell",
    [
        str,
        lambda printed: printed.replace("-", ""),
        lambda printed: printed.replace("-", " "),
        lambda printed: printed.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")),
        lambda printed: f"  {printed.replace('-', ' – ')} ",
    ],
)
def test_receipt_opens_the_case_however_it_is_typed(client, told, spell):
    response = enter(client, spell(told.receipt.printed()))
    assert response.status_code == 200
    assert "เห็นรถหลวงขนทราย" in text_of(response)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Please type the receipt."),
        ("1234", "20 digits are missing"),
        ("1" * 23, "One digit is missing"),
        ("๑" * 22, "2 digits are missing"),
        ("1" * 25, "one digit too many"),
        ("1" * 27, "3 digits too many"),
        ("1234-5678-9012-3456-7890-123O", "digits only"),
        ("1111-1111-1111-1111-1111-1112", "A digit is wrong"),
    ],
)
def test_mistyped_receipt_is_told_what_is_wrong(client, db, monkeypatch, typed, words):
    monkeypatch.setattr(following, "enter", lambda receipt: pytest.fail("nothing may be tried"))
    response = enter(client, typed)
    assert response.status_code == 422
    assert words in text_of(response)
    assert pages.TRIES.wait(response.wsgi_request) == 0
    if typed:
        assert f'value="{typed}"' in response.content.decode()


def test_wrong_and_unknown_receipts_get_the_same_page(client, told):
    digits = told.receipt.printed().replace("-", "")
    wrong = sealing.Receipt(told.receipt.locator, f"{(int(digits[7:23]) + 1) % 10**16:016}")
    answers = []
    for receipt in (wrong, sealing.new_receipt()):
        response = enter(client, receipt.printed())
        assert response.status_code == 422
        page = response.content.decode().replace(receipt.printed(), "")
        answers.append(re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page))
    assert answers[0] == answers[1]
    assert "This receipt opens nothing" in html.unescape(answers[0])


def test_erased_case_gets_the_page_of_an_unknown_one(client, told):
    close(told.case, erased_on=timezone.localdate())
    response = enter(client, told.receipt.printed())
    assert response.status_code == 422
    assert "This receipt opens nothing" in text_of(response)


@pytest.mark.parametrize("fault", [sealing.Busy(), sealing.KeyMissing()])
def test_server_that_cannot_open_says_so(client, told, monkeypatch, fault):
    def fail(receipt):
        raise fault

    monkeypatch.setattr(following, "enter", fail)
    response = enter(client, told.receipt.printed())
    assert response.status_code == 503
    assert "Try again" in text_of(response) or "Your receipt stays good" in text_of(response)


def test_after_ten_tries_a_person_is_asked_and_still_gets_in(client, told):
    for _try in range(10):
        assert enter(client, sealing.new_receipt().printed()).status_code == 422
    refused = enter(client, told.receipt.printed())
    assert refused.status_code == 429
    assert "เห็นรถหลวง" not in text_of(refused)
    assert "Many receipts were tried" in text_of(refused)
    opened = enter(client, told.receipt.printed(), **answer_to(refused.content))
    assert opened.status_code == 200
    assert "เห็นรถหลวงขนทราย" in text_of(opened)


def test_guesser_needs_an_answer_for_each_further_try(client, handling, monkeypatch):
    tried = []
    real = following.enter
    monkeypatch.setattr(following, "enter", lambda receipt: tried.append(1) or real(receipt))
    answers = [enter(client, sealing.new_receipt().printed()).status_code for _try in range(30)]
    assert answers == [422] * 10 + [429] * 20
    assert len(tried) == 10
    page = enter(client, sealing.new_receipt().printed())
    answer = answer_to(page.content)
    assert enter(client, sealing.new_receipt().printed(), **answer).status_code == 422
    assert enter(client, sealing.new_receipt().printed(), **answer).status_code == 429
    assert len(tried) == 11


def test_asking_in_words_judges_nothing(client, db):
    for _try in range(10):
        pages.TRIES.take(SimpleNamespace(META={"REMOTE_ADDR": "127.0.0.1"}, headers={}))
    response = enter(client, "12", human_ask="words")
    assert response.status_code == 200
    assert "How much is" in text_of(response)
    assert 'value="12"' in response.content.decode()


def test_receipt_is_tried_by_no_get(client, told):
    response = client.get(ADDRESS, {"step": "follow", "receipt": told.receipt.printed()})
    assert "เห็นรถหลวงขนทราย" not in text_of(response)
    assert not VaultSession.objects.exists()


# --- nothing is kept --------------------------------------------------------------------


def test_every_page_is_kept_by_nobody_and_sets_no_cookie_that_lasts(client, told, visit):
    close(told.case)
    facts = {"token": visit.token}
    answers = [
        step(client, "follow"),
        enter(client, told.receipt.printed()),
        enter(client, "1"),
        step(client, "case", **facts),
        step(client, "message", **facts, key=uuid4(), words="สวัสดี"),
        step(client, "verdict", **facts, key=uuid4(), verdict="partly"),
        step(client, "file", **facts, file=uuid4()),
        step(client, "close", **facts),
        step(client, "case", **facts),
    ]
    for response in answers:
        assert response.headers["Cache-Control"] == "no-store"
        assert set(response.cookies) <= {"csrf"}
        assert all(not cookie["max-age"] for cookie in response.cookies.values())
    assert "session" not in client.cookies


def test_neither_receipt_nor_token_is_in_an_address_or_the_log(client, told, caplog):
    caplog.set_level("DEBUG")
    response = enter(client, told.receipt.printed())
    token = hidden(response, "token", "case")
    step(client, "case", token=token)
    told_digits = told.receipt.printed().replace("-", "")
    for secret in (token, told.receipt.printed(), told_digits, told.receipt.secret):
        assert secret not in caplog.text
    links = re.findall(r'(?:href|action|src)="([^"]+)"', response.content.decode())
    assert not [link for link in links if token in link or told_digits in link]
    actions = set(re.findall(r'<form[^>]* action="([^"]+)"', response.content.decode()))
    assert actions >= {ADDRESS}
    assert not [one for one in actions if one.startswith("/complaints") and one not in (
        ADDRESS, reverse("complaints:leave")
    )]  # fmt: skip


def test_receipt_stands_on_no_page_of_the_case(client, told):
    response = enter(client, told.receipt.printed())
    assert told.receipt.printed() not in text_of(response)
    assert told.receipt.secret not in text_of(response)


# --- the case ---------------------------------------------------------------------------


def test_words_are_text_and_officers_have_no_name(client, told, visit, handling):
    officer_writes(told.case, handling.head, "ขอพยาน <b>ด่วน</b>")
    response = step(client, "case", token=visit.token)
    page = response.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page and "<script>alert" not in page
    assert "&lt;b&gt;ด่วน&lt;/b&gt;" in page
    for person in (handling.head.person, handling.clerk.person):
        assert person.first_name not in page and person.last_name not in page
    assert handling.head.row.role not in page


def test_page_says_where_it_stands_and_what_is_next_by_when(client, told, visit):
    page = text_of(step(client, "case", token=visit.token))
    assert "Your complaint has arrived" in page
    assert "at the latest you are answered here" in page
    Case.objects.update(status="acknowledged", acknowledged_on=timezone.localdate())
    page = text_of(step(client, "case", token=visit.token))
    assert "The officers have read your complaint" in page
    assert "there should be a result" in page
    Case.objects.update(status="examining", examined_on=timezone.localdate())
    assert "is being examined" in text_of(step(client, "case", token=visit.token))
    close(told.case)
    page = text_of(step(client, "case", token=visit.token))
    assert "There is a result" in page
    assert "found to be true, and was acted upon" in page


def test_officers_notes_are_on_no_page(client, told, visit, handling):
    write_text(told.case, Kind.NOTE, handling.head.row.role, "สงสัยคนใกล้ตัว")
    write_text(told.case, Kind.RECORD, handling.head.row.role, "บันทึกภายใน")
    page = text_of(step(client, "case", token=visit.token))
    assert "สงสัยคนใกล้ตัว" not in page and "บันทึกภายใน" not in page


def test_row_that_the_portal_did_not_write_raises_alarm_on_the_page(client, told, visit):
    story = Item.objects.get(kind=Kind.STORY)
    Item.objects.filter(pk=story.pk).update(blob=flipped(bytes(story.blob), -1))
    response = step(client, "case", token=visit.token)
    assert response.status_code == 200
    assert "was not written by the portal" in text_of(response)


@pytest.mark.parametrize("name", ["case", "message", "file", "verdict", "close"])
@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
def test_without_the_token_nothing_opens(client, told, name, token):
    response = step(client, name, token=token, words="ที่พิมพ์ไว้ยาวมาก", key=uuid4())
    assert response.status_code == 403
    assert "closed for your safety" in text_of(response)
    assert "เห็นรถหลวง" not in text_of(response)
    assert Item.objects.count() == 1


def test_what_was_typed_too_late_is_shown_to_be_copied(client, told):
    response = step(client, "message", token="0" * 64, words="<i>สิ่งที่พิมพ์</i>", key=uuid4())
    assert "&lt;i&gt;สิ่งที่พิมพ์&lt;/i&gt;" in response.content.decode()


def test_closed_visit_opens_no_more(client, told, visit):
    assert step(client, "close", token=visit.token).status_code == 200
    assert step(client, "case", token=visit.token).status_code == 403
    assert not VaultSession.objects.exists()
