"""Reporting: what is known before, and what the form takes, keeps and refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from complaints.models import Case, Draft, DraftFile, Wrap
from complaints.reporting import drafts, uploads
from complaints.sealed import server, storing
from complaints.views import reporting
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
from tests.e2e.html import assert_valid
from tests.human import answer_to

pytestmark = pytest.mark.django_db


# --- before


def test_before_any_field_it_says_what_is_protected_and_what_is_not(citizen, handling):
    page = citizen.get(HERE).content.decode()
    told = [page.index(words) for words in (
        "What is protected", "What we cannot protect", "What happens next",
        "Other places to turn to", "Write a complaint", "Follow with a receipt",
    )]  # fmt: skip
    assert told == sorted(told)
    for words in ("1205", "1206", "1567", "Tor Browser", "Within 15 days", "section 24 (4)"):
        assert words in page
    assert "textarea" not in page


def test_closed_it_shows_the_other_ways_and_takes_nothing(citizen, db):
    page = citizen.get(HERE)
    assert (page.status_code, b"1205" in page.content) == (200, True)
    assert b"Write a complaint" not in page.content
    for step in ("form", "review"):
        refused = post(citizen, step, story=STORY, files=pdf())
        assert (refused.status_code, b"1205" in refused.content) == (503, True)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("step", ["form", "review", "send", "", "?"])
def test_no_answer_is_kept_and_no_cookie_lasts(citizen, handling, step):
    review = written(citizen)
    for response in (citizen.get(HERE), post(citizen, step, token=review.token)):
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Referrer-Policy"] == "same-origin"
        for name, cookie in response.cookies.items():
            assert (name, cookie["max-age"], cookie["expires"]) == ("csrf", "", "")


# --- the form


def test_the_story_alone_is_enough(citizen, handling):
    review = written(citizen)
    done = send(citizen, review)
    assert done.status_code == 200
    assert texts(review.receipt) == {"story": STORY}
    case = Case.objects.get()
    assert (case.category, case.channel, case.items_count) == ("other", "web", 1)


def test_everything_arrives_where_it_belongs(citizen, handling):
    head = handling.office.posts.head
    review = written(
        citizen, category="bribery", accused="บริษัทหนึ่ง", accused_posts=[head.pk],
        when="มีนาคม", where="หลังอาคาร", elsewhere="ป.ป.ช.", name="ชื่อผู้แจ้ง", contact="0-0000",
        files=[pdf(), pdf(b"two", "สอง.pdf")],
    )  # fmt: skip
    send(citizen, review)
    assert texts(review.receipt) == {
        "story": STORY,
        "details": (
            '{"when": "มีนาคม", "where": "หลังอาคาร", "elsewhere": "ป.ป.ช.",'
            f' "accused": "บริษัทหนึ่ง", "posts": [{head.pk}]}}'
        ),
        "identity": '{"name": "ชื่อผู้แจ้ง", "contact": "0-0000"}',
    }
    case = Case.objects.get()
    assert case.category == "bribery"
    reader = handling.clerk.reader
    files = case.items.get(kind="story").files.all()
    assert {reader.about(one).name: b"".join(reader.content(one)) for one in files} == {
        "สัญญา.pdf": b"%PDF-1.7 contract", "สอง.pdf": b"two",
    }  # fmt: skip
    roles = set(Wrap.objects.values_list("role", flat=True))
    assert roles == {"complainant", "recovery", handling.clerk.row.role}


def test_without_a_story_it_says_so_and_keeps_all_else(citizen, handling):
    form = post(citizen, "form")
    token = token_of(form)
    page = post(citizen, "review", token=token, where="หลัง <b>อาคาร</b>", files=pdf())
    content = page.content.decode()
    assert page.status_code == 422
    assert "Please write what happened." in content
    assert "หลัง &lt;b&gt;อาคาร&lt;/b&gt;" in content
    assert "สัญญา.pdf" in content
    assert token_of(page) == token
    assert Draft.objects.get().files.count() == 1
    assert not Case.objects.exists()


def test_the_question_is_not_used_up_by_another_slip(citizen, handling):
    form = post(citizen, "form")
    fields = {"token": token_of(form)} | answer_to(form.content)
    assert post(citizen, "review", **fields).status_code == 422
    assert post(citizen, "review", **fields, story=STORY).status_code == 200


def test_without_an_answer_there_is_no_receipt(citizen, handling):
    form = post(citizen, "form")
    page = post(citizen, "review", token=token_of(form), story=STORY, files=pdf())
    assert page.status_code == 422
    assert STORY in page.content.decode()
    assert drafts.read(token_of(form)).receipt == ""
    sent = post(citizen, "send", token=token_of(form), digits="")
    assert "What happened?" in sent.content.decode()
    assert not Case.objects.exists()


def test_whoever_answered_once_is_not_asked_again(citizen, handling):
    review = written(citizen)
    again = post(citizen, "form", token=review.token)
    assert answer_to(again.content) == {}
    assert STORY in again.content.decode()
    page = post(citizen, "review", token=review.token, story="เรื่องที่แก้แล้ว")
    assert shown_receipt(page) == review.receipt
    send(citizen, review)
    assert texts(review.receipt) == {"story": "เรื่องที่แก้แล้ว"}


def test_a_story_too_long_is_counted_and_kept(citizen, handling):
    form = post(citizen, "form")
    long = "ก" * 20_001
    page = post(citizen, "review", token=token_of(form), story=long).content.decode()
    assert "There are 20,001 signs here; at most 20,000 can be sent." in page
    assert long in page


def test_lines_count_once_and_control_signs_are_left_out(citizen, handling):
    review = written(citizen, story="ก\r\nข\r\n\x07" + "ค" * 19_996)
    send(citizen, review)
    assert texts(review.receipt)["story"] == "ก\nข\n" + "ค" * 19_996


def test_markup_in_any_field_is_shown_as_text(citizen, handling):
    evil = '<script>alert("x")</script><img src=x onerror=alert(1)>'
    fields = ("story", "accused", "when", "where", "elsewhere", "name", "contact")
    review = written(
        citizen, files=pdf(name='"><script>1.pdf'), **dict.fromkeys(fields, evil)
    )  # fmt: skip
    for page in (review.page, post(citizen, "form", token=review.token)):
        content = page.content.decode()
        assert "<script>a" not in content
        assert "<script>1" not in content
        assert "<img src=x" not in content
        assert content.count("&lt;script&gt;alert") >= len(fields)


def test_files_come_one_by_one_without_the_story(citizen, handling):
    form = post(citizen, "form")
    token = token_of(form)
    for number in (1, 2):
        page = post(
            citizen, "review", token=token, stay="1", story="",
            files=pdf(b"x%d" % number, f"{number}.pdf"),
        )  # fmt: skip
        assert page.status_code == 200
        assert "Please write what happened." not in page.content.decode()
    assert [one.name for one in drafts.read(token).files] == ["1.pdf", "2.pdf"]


def test_a_ticked_file_is_not_sent(citizen, handling, django_capture_on_commit_callbacks):
    review = written(citizen, files=[pdf(), pdf(b"two", "สอง.pdf")])
    away = drafts.read(review.token).files[0].stored_as
    with django_capture_on_commit_callbacks(execute=True):
        page = post(
            citizen, "review", token=review.token, story=STORY, remove=[away.hex, "?", "f" * 32]
        )
    assert "สัญญา.pdf" not in page.content.decode()
    assert [one.name for one in drafts.read(review.token).files] == ["สอง.pdf"]
    assert not storing.path_of(away).exists()


def test_a_page_loaded_again_adds_no_file_twice(citizen, handling):
    form = post(citizen, "form")
    fields = {"token": token_of(form), "story": STORY} | answer_to(form.content)
    first = post(citizen, "review", **fields, files=pdf())
    again = post(citizen, "review", **fields, files=pdf())
    assert shown_receipt(again) == shown_receipt(first)
    assert DraftFile.objects.count() == 1
    assert len(list(server.files_folder().iterdir())) == 1


def test_of_all_files_together_no_more_than_the_limit(citizen, handling, monkeypatch):
    review = written(citizen, files=pdf(b"x" * 700_000))
    for module in ("complaints.reporting.uploads", "complaints.reporting.submission"):
        monkeypatch.setattr(f"{module}.MAX_TOGETHER", 1)
    page = post(
        citizen, "review", token=review.token, story="แก้", files=pdf(b"y" * 700_000, "สอง.pdf")
    )
    assert page.status_code == 422
    assert "สอง.pdf: All files together are larger than 1 MB." in page.content.decode()
    assert [one.name for one in drafts.read(review.token).files] == ["สัญญา.pdf"]
    assert len(list(server.files_folder().iterdir())) == 1


def test_far_too_much_is_refused_with_the_words_kept(citizen, handling, monkeypatch):
    form = post(citizen, "form")
    monkeypatch.setattr(uploads, "LONGEST_REQUEST", 100_000)
    page = post(citizen, "review", token=token_of(form), story=STORY, files=pdf(b"x" * 200_000))
    assert page.status_code == 422
    assert "The files were too large to be read." in page.content.decode()
    assert STORY in page.content.decode()
    assert list(server.files_folder().iterdir()) == []


def test_when_a_draft_is_over_the_words_are_not(citizen, handling):
    review = written(citizen, files=pdf())
    Draft.objects.update(until=timezone.now() - timedelta(seconds=1))
    page = post(citizen, "review", token=review.token, story="เขียนต่อ")
    assert "The files that you added earlier are no longer kept." in page.content.decode()
    assert "เขียนต่อ" in page.content.decode()
    assert token_of(page) != review.token


def test_too_many_forms_are_asked_to_wait(citizen, handling, monkeypatch):
    monkeypatch.setattr(reporting, "COMPLAINTS", reporting.Bucket("few", 1, 600))
    first = written(citizen)
    form = post(citizen, "form")
    fields = {"token": token_of(form), "story": "เรื่องที่สอง"} | answer_to(form.content)
    page = post(citizen, "review", **fields, files=pdf())
    assert "press the button again in 10 minutes" in page.content.decode()
    assert "เรื่องที่สอง" in page.content.decode()
    assert drafts.read(token_of(page)).files[0].name == "สัญญา.pdf"
    assert send(citizen, first).status_code == 200  # whoever has a receipt goes on


def test_a_flood_of_forms_is_stopped(citizen, handling, monkeypatch):
    monkeypatch.setattr(reporting, "FORMS", reporting.Bucket("none", 0.5, 600))
    page = post(citizen, "review", story=STORY)
    assert page.status_code == 429
    assert STORY in page.content.decode()


# --- as HTML


def test_every_page_is_valid_html(citizen, handling):
    posts = [handling.office.posts.head.pk, handling.office.posts.clerk.pk]
    review = written(citizen, accused_posts=posts, name="ก", files=[pdf(), pdf(b"2", "สอง.pdf")])
    pages = {
        "start": citizen.get(HERE),
        "form": post(citizen, "form"),
        "errors": post(citizen, "review", files=pdf(name="x.exe"), keep_photos="on"),
        "review": review.page,
        "wrong": send(citizen, review, "x"),
        "again": post(citizen, "form", token=review.token),
        "sent": send(citizen, review),
        "gone": post(citizen, "send", token="0" * 64),
    }
    handling.recovery.row.active = False
    handling.recovery.row.save()
    assert_valid(pages | {"closed": citizen.get(HERE)})
