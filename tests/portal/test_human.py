"""Whether a person fills in the form: each promise of portal/human."""

from __future__ import annotations

import base64
import html
import io
import json
import re
from datetime import timedelta

import pytest
from captcha.models import CaptchaStore
from django import forms
from django.template.loader import render_to_string
from django.test import override_settings
from django.utils import timezone, translation
from PIL import Image

from portal.human import HumanForm, challenges, checks, questions
from portal.human.challenges import Kind, pose, posed
from tests.human import answer_to, right_answer, worked

PURPOSE = "letter"


class LetterForm(HumanForm):
    words = forms.CharField(label="Words")


def letter(challenge, words="สวัสดี", **facts) -> LetterForm:
    facts = {"words": words, "human_key": challenge.key} | facts
    return LetterForm(facts, purpose=PURPOSE)


def answered(challenge) -> dict[str, str]:
    return {"human_answer": right_answer(challenge.key)}


@pytest.fixture(params=list(Kind))
def challenge(request, db):
    return pose(PURPOSE, request.param)


# --- answered


def test_right_answer_makes_the_form_valid(challenge):
    assert letter(challenge, **answered(challenge)).is_valid()


def test_work_of_the_browser_answers_too(challenge):
    assert letter(challenge, human_proof=worked(challenge.proof)).is_valid()


def test_right_answer_counts_beside_a_broken_proof(challenge):
    assert letter(challenge, human_proof="#", **answered(challenge)).is_valid()


@pytest.mark.parametrize("spell", [str, lambda text: f" {text} "])
def test_thai_digits_and_blanks_are_welcome(db, spell):
    challenge = pose(PURPOSE, Kind.PICTURE)
    thai = right_answer(challenge.key).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert letter(challenge, human_answer=spell(thai)).is_valid()


def test_sum_is_answered_in_words():
    with translation.override("en"):
        assert questions.read_number(" Eleven ") == "11"
        assert questions.read_number("๑๑") == "11"
        assert questions.read_number("eleventy") == "eleventy"


def test_every_sum_is_within_the_numbers_that_have_words():
    for _try in range(200):
        asked, result = questions.new_sum()
        assert 0 <= int(result) < len(questions.NUMBERS)
        one, sign, other = asked.split()
        assert int(result) == int(one) + int(other) * (1 if sign == "plus" else -1)


def test_question_says_the_sum_in_words(db):
    CaptchaStore.objects.all().delete()
    with translation.override("en"):
        assert questions.in_words("3 plus 5") == "How much is three plus five?"
        assert questions.in_words("9 minus 5") == "How much is nine minus five?"


# --- not answered


@pytest.mark.parametrize("facts", [{}, {"human_answer": ""}, {"human_proof": ""}])
def test_no_answer_is_refused_and_the_question_stays(challenge, facts):
    form = letter(challenge, **facts)
    assert not form.is_valid()
    assert list(form.errors) == ["human_answer"]
    assert form.human.key == challenge.key


def test_left_out_key_is_refused(db):
    form = LetterForm({"words": "สวัสดี", "human_answer": "12345"}, purpose=PURPOSE)
    assert not form.is_valid()


def test_wrong_answer_uses_the_question_up(challenge):
    right = answered(challenge)
    form = letter(challenge, human_answer="0")
    assert not form.is_valid()
    assert form.human.key != challenge.key
    assert form.human.kind == Kind.PICTURE
    assert form["words"].value() == "สวัสดี"
    assert form.typed_answer == ""
    assert not letter(challenge, **right).is_valid()


def test_new_question_is_asked_in_the_same_way(db):
    challenge = pose(PURPOSE, Kind.WORDS)
    form = letter(challenge, human_answer="99", human_kind="words")
    assert not form.is_valid()
    assert form.human.kind == Kind.WORDS
    assert form.human.question


def test_answer_counts_once(challenge):
    right = answered(challenge)
    assert letter(challenge, **right).is_valid()
    assert not letter(challenge, **right).is_valid()


def test_work_counts_once(challenge):
    done = worked(challenge.proof)
    assert letter(challenge, human_proof=done).is_valid()
    assert not letter(challenge, human_proof=done).is_valid()


def test_answer_for_one_form_is_none_for_another(challenge):
    facts = {"words": "สวัสดี", "human_key": challenge.key, **answered(challenge)}
    assert not LetterForm(facts, purpose="complaint").is_valid()


def test_work_for_one_form_is_none_for_another(challenge):
    facts = {"words": "x", "human_key": challenge.key, "human_proof": worked(challenge.proof)}
    assert not LetterForm(facts, purpose="complaint").is_valid()


def test_work_under_one_key_is_none_under_another(challenge):
    other = pose(PURPOSE, Kind.PICTURE)
    assert not letter(other, human_proof=worked(challenge.proof)).is_valid()


def test_answer_of_one_question_is_none_of_another(db):
    one, other = pose(PURPOSE, Kind.PICTURE), pose(PURPOSE, Kind.PICTURE)
    assert right_answer(one.key) != right_answer(other.key)
    assert not letter(other, **answered(one)).is_valid()


def test_question_is_over_after_ten_minutes(challenge):
    right, done = answered(challenge), worked(challenge.proof)
    over = timezone.now() - timedelta(seconds=1)
    row = CaptchaStore.objects.get(hashkey=challenge.key)
    # To the next full five minutes: the row does not tell when it was asked.
    assert timedelta(minutes=9) < row.expiration - timezone.now() <= timedelta(minutes=15)
    CaptchaStore.objects.update(expiration=over)
    assert not letter(challenge, **right).is_valid()
    assert not letter(challenge, human_proof=done).is_valid()
    assert challenges.picture(challenge.key) is None


def test_work_is_over_with_its_question(db, monkeypatch):
    challenge = pose(PURPOSE, Kind.PICTURE, timedelta(minutes=-6))
    done = worked(challenge.proof)
    CaptchaStore.objects.update(expiration=timezone.now() + timedelta(minutes=5))
    assert not letter(challenge, human_proof=done).is_valid()


@pytest.mark.parametrize(
    "made_up",
    [
        "x",
        "[]",
        base64.b64encode(b"[1]").decode(),
        base64.b64encode(b"{}").decode(),
        base64.b64encode(b"[" * 1200).decode(),
        base64.b64encode(json.dumps({"number": True}).encode()).decode(),
    ],
)
def test_made_up_work_is_refused(challenge, made_up):
    assert not letter(challenge, human_proof=made_up).is_valid()


def test_work_signed_by_somebody_else_is_refused(challenge):
    told = json.loads(base64.b64decode(worked(challenge.proof)))
    told["signature"] = "0" * 64
    forged = base64.b64encode(json.dumps(told).encode()).decode()
    assert not letter(challenge, human_proof=forged).is_valid()


@pytest.mark.parametrize("kind", list(Kind))
def test_of_many_at_once_one_is_accepted(race, kind):
    challenge = pose(PURPOSE, kind)
    right = answered(challenge)
    outcomes = race(lambda: letter(challenge, **right).is_valid(), 8)
    assert sorted(outcome.value for outcome in outcomes) == [False] * 7 + [True]


def test_field_that_people_do_not_see_gives_a_program_away(challenge):
    right = answered(challenge)
    form = letter(challenge, homepage="https://spam.example", **right)
    assert not form.is_valid()
    assert list(form.errors) == ["human_answer"]
    # Nothing tells the program which field it was.
    assert "homepage" not in str(form.errors) and "spam" not in str(form.errors)
    assert not letter(challenge, **right).is_valid()


# --- nothing typed is lost


def test_question_is_judged_last_and_kept_while_something_else_is_wrong(challenge):
    right = answered(challenge)
    form = letter(challenge, words="", **right)
    assert not form.is_valid()
    assert list(form.errors) == ["words"]
    assert form.human.key == challenge.key
    assert form.typed_answer == right["human_answer"]
    assert letter(challenge, **right).is_valid()


@pytest.mark.parametrize("asked", list(Kind))
def test_asking_in_another_way_judges_nothing(challenge, asked):
    form = letter(challenge, words="", human_ask=asked.value, **answered(challenge))
    assert form.is_asking
    assert not form.is_valid()
    assert not form.errors
    assert form.human.kind == asked
    assert form.human.key != challenge.key


def test_unknown_way_of_asking_is_none(challenge):
    form = letter(challenge, human_ask="sound", **answered(challenge))
    assert not form.is_asking
    assert form.is_valid()


def test_form_that_does_not_ask_needs_no_answer():
    form = LetterForm({"words": "สวัสดี"}, purpose=PURPOSE, asked=False)
    assert form.is_valid()
    assert [field.name for field in form.own_fields] == ["words"]


def test_form_with_a_prefix(challenge):
    facts = {"a-words": "x", "a-human_key": challenge.key}
    facts["a-human_answer"] = right_answer(challenge.key)
    assert LetterForm(facts, purpose=PURPOSE, prefix="a").is_valid()


# --- shown


def shown(form: HumanForm) -> str:
    return render_to_string("components/human.html", {"form": form})


def test_page_shows_what_answers_the_form(db):
    page = shown(LetterForm(purpose=PURPOSE))
    facts = {"words": "x", **answer_to(page)}
    assert LetterForm(facts, purpose=PURPOSE).is_valid()
    assert CaptchaStore.objects.count() == 0


def test_page_tells_neither_answer_nor_digits(db):
    form = LetterForm(purpose=PURPOSE)
    page = shown(form)
    assert right_answer(form.human.key) not in re.sub(r"[0-9a-f]{40,}|expires=\d+", "", page)
    row = CaptchaStore.objects.get()
    assert row.response not in page


def test_page_carries_the_work_for_the_browser(db):
    form = LetterForm(purpose=PURPOSE)
    proof = html.unescape(re.search(r'data-proof="([^"]+)"', shown(form))[1])
    assert letter(form.human, human_proof=worked(proof)).is_valid()


def test_picture_says_in_words_what_to_do_without_seeing_it(db):
    with translation.override("en"):
        assert re.search(
            r'<img [^>]*alt="A picture of five digits\.[^"]+asked in words',
            shown(LetterForm(purpose=PURPOSE)),
        )


def test_error_is_tied_to_the_field(challenge):
    form = letter(challenge, human_answer="0")
    form.is_valid()
    page = shown(form)
    field = re.search(r"<input [^>]*name=\"human_answer\"[^>]*>", page)[0]
    assert 'aria-invalid="true"' in field
    described = re.search(r'aria-describedby="([^"]+)"', field)[1].split()
    assert all(f'id="{name}"' in page for name in described)


def test_typed_markup_stays_text(challenge):
    form = letter(challenge, words="", human_answer='"><script>alert(1)</script>')
    assert not form.is_valid()
    assert "<script>" not in shown(form)


def test_nothing_is_shown_where_nothing_is_asked(db):
    assert shown(LetterForm(purpose=PURPOSE, asked=False)).strip() == ""
    assert CaptchaStore.objects.count() == 0


def test_form_as_a_whole_leaves_our_fields_to_the_component(db):
    drawn = str(LetterForm(purpose=PURPOSE))
    assert 'name="words"' in drawn
    assert "human_" not in drawn and "homepage" not in drawn


# --- the picture


def test_picture_is_drawn_and_kept_by_nobody(client, db):
    challenge = pose(PURPOSE, Kind.PICTURE)
    response = client.get(f"/human/{challenge.key}.png")
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies
    picture = Image.open(io.BytesIO(response.content))
    assert picture.size == (300, 100)
    assert picture.histogram()[40] > 400  # the ink of the digits, which nothing else is drawn in


def test_picture_looks_different_each_time(client, db):
    challenge = pose(PURPOSE, Kind.PICTURE)
    address = f"/human/{challenge.key}.png"
    assert client.get(address).content != client.get(address).content


def test_no_picture_of_a_used_unknown_or_worded_question(client, db):
    used, worded = pose(PURPOSE, Kind.PICTURE), pose(PURPOSE, Kind.WORDS)
    challenges.use_up(used.key)
    for key in (used.key, worded.key, "0" * 40, "x"):
        assert client.get(f"/human/{key}.png").status_code == 404
    assert client.post(f"/human/{worded.key}.png").status_code == 405


def test_waiting_question_is_found_as_it_was_asked(challenge):
    again = posed(PURPOSE, challenge.key)
    assert (again.key, again.kind, again.question) == (
        challenge.key, challenge.kind, challenge.question,
    )  # fmt: skip
    assert letter(again, human_proof=worked(again.proof)).is_valid()


# --- the check at the start


def faults() -> list[str]:
    return [fault.id for fault in checks.people_are_asked(None)]


def test_portal_as_it_is_passes_the_check():
    assert faults() == []


@override_settings(CAPTCHA_TEST_MODE=True)
def test_test_mode_stops_the_start():
    assert faults() == ["portal.E011"]


def test_form_that_asks_nobody_stops_the_start(monkeypatch):
    monkeypatch.setattr(HumanForm, "_post_clean", lambda self: None)
    assert faults() == ["portal.E012"]


def test_work_that_is_not_looked_at_stops_the_start(monkeypatch):
    monkeypatch.setattr("altcha.verify_solution_v1", lambda *_facts: (True, None))
    assert faults() == ["portal.E013"]


@override_settings(CAPTCHA_FONT_PATH="/nowhere.ttf")
def test_picture_that_cannot_be_drawn_stops_the_start():
    assert faults() == ["portal.E014"]
