"""Whatever is typed gets a sensible answer, soon."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import asking
from search.indexing import put
from search.searching import Found, Wanted, search
from tests.search.conftest import ask, made, numbers

NOTHING = (
    "",
    " ",
    "\n\t\u00a0",
    "\x00",
    "่้๊",
    "\u200b\u200b",
    '""',
    "'",
    "*",
    "()",
    "- : /",
    "ๆ ฯ",
    "\ud800",
)
STILL_THE_SAME = (
    '"ภาษีป้าย"',
    "'ภาษีป้าย'",
    "ภาษีป้าย*",
    "(ภาษีป้าย)",
    "ภาษี\x00ป้าย",
    "^ภาษีป้าย",
    "ภาษีป้าย:*",
    "!ภาษีป้าย",
    "ภาษีป้าย\\",
    "ภาษีป้าย ภาษีป้าย",
    "  ภาษีป้าย  ",
    "%ภาษีป้าย%",
)
OPERATORS = (
    "ภาษี AND ป้าย", "ภาษี OR", "NOT ภาษี", "NEAR(ภาษี ป้าย, 2)", "tokens : ภาษี", "ภาษี & ป้าย | !ถนน",
    "ภาษี <-> ป้าย", "'; DROP TABLE search_entry; --", '" OR 1=1 --', "{ภาษี} : ป้าย", "ภาษี + ป้าย",
)  # fmt: skip


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_asked_is_nothing_found(office, text):
    assert ask(text) == Found()


@pytest.mark.parametrize("text", STILL_THE_SAME)
def test_signs_around_a_word_change_nothing(office, text):
    assert numbers(text) == numbers("ภาษีป้าย") != []


@pytest.mark.parametrize("text", OPERATORS)
def test_operators_are_words_like_others(office, text):
    found = ask(text)
    assert found.total == sum(found.facets.values()) >= len(found.hits)
    assert numbers("ภาษีป้าย") != []


@pytest.mark.parametrize(
    "text",
    [
        "ก" * 10_000,
        "ภาษีป้าย " * 1_200,
        "กขคง" * 2_500,
        "a " * 5_000,
        "่" * 10_000,
        "1,2,3," * 1_700,
        "ไข้เลือกออกผู้สูงอายูภาษีทีดิน" * 300,
    ],
    ids=range(7),
)
def test_ten_thousand_signs_are_answered_soon(office, text):
    started = time.perf_counter()
    ask(text)
    assert time.perf_counter() - started < 5


def test_a_long_question_is_asked_by_its_beginning(office):
    assert numbers("ภาษีป้าย " * 1_200) == numbers("ภาษีป้าย")
    question = asking.read("".join(f"คำ{number} " for number in range(10_000)))
    assert len(question.runs) <= asking.MOST_RUNS
    assert sum(len(run.words) for run in question.runs) <= asking.MOST_WORDS


def test_one_sign_finds_itself_alone(office):
    put(made(500, "ชั้น ก"))
    assert numbers("ก") == [500]


@pytest.mark.django_db
def test_two_signs_are_found_inside_words():
    put(made(1, "มหาวิทยาลัย"))
    assert numbers("วิ") == [1]
    assert numbers("ลัย") == [1]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=40))
def test_any_text_is_answered(office, text):
    found = search(Wanted(text=text))
    assert found.total >= len(found.hits)
    assert sum(found.facets.values()) == found.total


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(alphabet="กขนมรผู้ำเ่ีาไ๒5 \"'*()-:&|!\\<>\x00", max_size=30))
def test_any_thai_text_with_signs_is_answered(office, text):
    found = search(Wanted(text=text))
    assert found.total >= len(found.hits)
