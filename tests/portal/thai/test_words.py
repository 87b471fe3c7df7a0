"""Thai words: cut where a reader would, whole again when joined."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.thai.words import DICTIONARIES, FOLDER, cut, cut_compound

THAI = st.text(st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B), max_size=80)


@settings(deadline=None)  # the first call reads the word lists
@given(st.text(max_size=120) | THAI)
def test_the_pieces_give_the_text_back(text: str) -> None:
    assert "".join(cut(text)) == text


@settings(deadline=None)
@given(THAI.filter(bool))
def test_the_parts_give_the_word_back(word: str) -> None:
    assert "".join(cut_compound(word)) == word


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("หน่วยงานวิเคราะห์ผล", ["หน่วยงาน", "วิเคราะห์", "ผล"]),
        ("ได้ขับเคลื่อนบุคลากร", ["ได้", "ขับเคลื่อน", "บุคลากร"]),
        ("ดำเนินการตามแผน", ["ดำเนินการตาม", "แผน"]),
        ("พ.ศ. ๒๕๖๖", ["พ.ศ.", " ", "๒๕๖๖"]),
        ("๓๑ มี.ค. ๖๖", ["๓๑", " ", "มี.ค.", " ", "๖๖"]),
        ("๑,๒๓๔.๕๐ บาท", ["๑,๒๓๔.๕๐", " ", "บาท"]),
        ("อบต.สวนตาล", ["อบต.", "สวน", "ตาล"]),
        ("ราคาที่ตกลงกับผู้มีส่วนได้ส่วนเสีย", ["ราคาที่ตกลง", "กับ", "ผู้มีส่วนได้ส่วนเสีย"]),
        ("ติดต่อ a.b@c.go.th", ["ติดต่อ", " ", "a.b@c.go.th"]),
        ("(ต่าง ๆ)", ["(", "ต่าง", " ", "ๆ", ")"]),
    ],
)
def test_words_numbers_and_signs_are_told_apart(text: str, pieces: list[str]) -> None:
    assert cut(text) == pieces


def test_a_sara_am_typed_as_two_signs_is_the_same_word() -> None:
    typed = "ทําทุกเดือน"
    assert cut(typed) == [typed[:3], *cut("ทุกเดือน")]


def test_a_long_compound_has_parts() -> None:
    assert cut_compound("ดำเนินการตาม") == ["ดำเนิน", "การ", "ตาม"]
    assert cut_compound("องค์การบริหารส่วนตำบล") == ["องค์การ", "บริหาร", "ส่วน", "ตำบล"]


def test_the_word_lists_hold_one_word_a_line() -> None:
    for name in DICTIONARIES:
        words = (FOLDER / name).read_text(encoding="utf-8").splitlines()
        assert words == [word.strip() for word in words]
        assert all(words)


def test_threads_cut_alike() -> None:
    texts = [f"องค์การบริหารส่วนตำบลรายงานผลครั้งที่ {number}" for number in range(40)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(cut, texts)) == [cut(text) for text in texts]
