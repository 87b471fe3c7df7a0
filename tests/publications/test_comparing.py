"""Two texts compared: nothing lost, nothing invented, and never for long."""

from __future__ import annotations

import time

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from publications.comparing import Piece, Words, compare, folded


def told(old: str, new: str) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (piece.change, [(words.change, words.text) for words in piece.words])
        for piece in compare(old, new)
    ]


def test_equal_texts_have_no_change():
    assert {piece.change for piece in compare("ก\nข", "ก\n\n ข ")} == {"same"}
    assert compare("", "") == []


def test_a_word_changed_in_a_paragraph_is_marked_alone():
    old = "หัวข้อ\nเปิดรับสมัครถึงวันที่ 15 มีนาคม 2569 ณ ที่ทำการ"
    new = "หัวข้อ\nเปิดรับสมัครถึงวันที่ 20 มีนาคม 2569 ณ ที่ทำการ"
    assert told(old, new) == [
        ("same", [("same", "หัวข้อ")]),
        (
            "changed",
            [
                ("same", "เปิดรับสมัครถึงวันที่ "),
                ("removed", "15"),
                ("added", "20"),
                ("same", " มีนาคม 2569 ณ ที่ทำการ"),
            ],
        ),
    ]


def test_thai_words_are_cut_not_signs():
    (piece,) = compare("เปิดรับสมัครพนักงาน", "ปิดรับสมัครพนักงาน")
    assert piece.words[:2] == (Words("removed", "เปิด"), Words("added", "ปิด"))


def test_paragraphs_put_in_and_taken_out():
    assert told("ก\nเรื่องเดิม\nค", "ก\nค\nฆ่าเชื้อ") == [
        ("same", [("same", "ก")]),
        ("removed", [("removed", "เรื่องเดิม")]),
        ("same", [("same", "ค")]),
        ("added", [("added", "ฆ่าเชื้อ")]),
    ]


def test_unlike_paragraphs_are_two_not_one():
    changes = [piece.change for piece in compare("ซ่อมถนนสายหนึ่ง", "รับสมัครพนักงานใหม่วันนี้")]
    assert changes == ["removed", "added"]


lines = st.lists(
    st.sampled_from(["ก", "ข้อหนึ่ง", "ข้อสอง แก้ไข", "ประกาศรับสมัครพนักงานจ้าง", "x 1", "x 2"])
    | st.text("กขค 12", max_size=6),
    max_size=12,
)


@settings(max_examples=300, deadline=None)
@given(lines, lines)
def test_both_texts_can_be_read_out_of_the_comparison(old, new):
    pieces = compare("\n".join(old), "\n".join(new))

    def side(without):
        texts = (
            "".join(words.text for words in piece.words if words.change != without)
            for piece in pieces
        )
        return [text for text in texts if text]

    def squeezed(paragraphs):
        return [line for raw in paragraphs if (line := " ".join(raw.split()))]

    assert side("added") == squeezed(old)
    assert side("removed") == squeezed(new)


def test_long_runs_without_a_change_are_counted():
    old = "\n".join(map(str, range(10)))
    new = old.replace("5", "ห้าร้อย")
    kept = folded(compare(old, new))
    assert [piece.gap for piece in kept] == [4, 0, 0, 0, 0, 3]
    assert kept[1] == Piece("same", (Words("same", "4"),))
    assert [piece.gap for piece in folded(compare("ก\nข", "ก\nข"))] == [2]


LONG = "องค์การบริหารส่วนตำบลประกาศรับสมัครพนักงานจ้าง "


@pytest.mark.parametrize(
    "old, new",
    [
        ("ก\n" * 30_000, "ก\nข\n" * 15_000),
        ("\n".join(map(str, range(30_000))), "\n".join(map(str, range(30_000, 0, -1)))),
        (LONG * 1400, (LONG + "ใหม่ ") * 1300),
        (
            "\n".join(f"{LONG}{n}" for n in range(1300)),
            "\n".join(f"{LONG}{n}ก" for n in range(1300)),
        ),
        ("กข" * 33_000, "ขก" * 33_000),
        ("a " * 66_000, "b " * 66_000),
    ],
    ids=["repeated", "reversed", "one-paragraph", "each-changed", "no-words", "all-new"],
)
def test_the_cost_is_bounded(old, new):
    start = time.process_time()
    pieces = compare(old, new)
    assert pieces
    assert time.process_time() - start < 10


def drawn(old: str, new: str) -> str:
    with translation.override("en"):
        pieces = folded(compare(old, new))
        return render_to_string("publications/_comparison.html", {"pieces": pieces})


def test_the_comparison_is_told_without_colour():
    html = drawn("<b>ก\nข\nค\nวันที่ 15 มีนาคม", "<b>ก\nข\nค\nวันที่ 20 มีนาคม")
    assert html.count("<del>") == html.count("<ins>") == 1
    assert html.index("Removed:") < html.index("15") < html.index("Added:") < html.index("20")
    assert "2 unchanged paragraphs" in html
    assert "<b>" not in html


def test_nothing_to_compare():
    assert "no text to compare" in drawn("", "")
