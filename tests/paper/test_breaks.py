"""Where a line may end: the levels of single places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper.breaks import CLUSTER, NEVER, PART, WORD, YEAR, break_levels, with_parts


def level(text: str) -> int:
    """The level of the place marked by a stroke in a text."""
    before, after = text.split("|")
    return break_levels(before + after)[len(before)]


@pytest.mark.parametrize(
    "text",
    [
        "การประเมิน|คุณธรรม",
        "งบประมาณ |พ.ศ. ๒๕๖๖",
        "และ/|หรือ",
        "คุณธรรม |(และความโปร่งใส)",
        "(และความโปร่งใส) |ภายใน",
        "รายงาน ITA |ภายใน",
        "ได้แก่ |๑) รายงาน",
        "“คำพูด” |ของ",
        "ตุลาคม ๒๕๖๕ – |มีนาคม ๒๕๖๖",
    ],
)
def test_a_line_may_end_between_words(text: str) -> None:
    assert level(text) == WORD


@pytest.mark.parametrize(
    "text",
    [
        "ต่าง |ๆ",
        "ตัวอย่าง โทร. |๐-๒๐๐๐-๐๐๐๑",
        "ต่าง|ๆ",
        "โครงการ|ฯ",
        "โครงการ |ฯ",
        "โปร่งใส|)",
        "(|และ",
        "“|คำพูด",
        "คำพูด|”",
        'กล่าว "|คำพูด',
        "ร้อยละ |๘๐",
        "พ.ศ. |๒๕๖๖",
        "๘๐ |คะแนน",
        "๓๑ |มีนาคม",
        "๓๑ |มี.ค.",
        "ครั้งที่ |๑/๒๕๖๖",
        "ข้อ |๕",
        "๑๐.๓๐ |น.",
        "ได้แก่ ๑) |รายงาน",
        "- |รายงาน",
        "๑ |- ๓",
        "ตุลาคม ๒๕๖๕ |– มีนาคม ๒๕๖๖",
        "น|้ำ",
        "เ|ปิด",
        "นาย|สมชาย",
        "ประชาสัม|พันธ์",
        "๒๕๖๖\u00a0|รอบ",
    ],
)
def test_a_line_does_not_end_here(text: str) -> None:
    assert level(text) < YEAR


@pytest.mark.parametrize("text", ["มีนาคม |๒๕๖๖", "มีนาคม |พ.ศ. ๒๕๖๖", "๓๑ |เดือน มีนาคม"])
def test_only_a_narrow_line_parts_a_long_date(text: str) -> None:
    assert level(text) == YEAR


def test_a_web_address_may_break_after_its_signs() -> None:
    address = "https://www.example.go.th/reports/2566/first-round.html"
    levels = break_levels(address)
    places = [place for place in range(1, len(address)) if levels[place] == WORD]
    assert {address[place - 1] for place in places} <= set("/.-")
    assert max(after - before for before, after in zip([0, *places], places, strict=False)) < 15


def test_a_compound_breaks_between_its_parts_before_it_breaks_elsewhere() -> None:
    text = "องค์การบริหารส่วนตำบล"
    levels = with_parts(text, break_levels(text))
    places = {place for place, found in enumerate(levels) if found == PART}
    assert places == {len("องค์การ"), len("องค์การบริหาร"), len("องค์การบริหารส่วน")}


@given(st.text(st.sampled_from("กขเแำ้่็ัิ ๆฯ()12๑.\nAz\u200b"), max_size=60))
def test_no_mark_ever_starts_a_line(text: str) -> None:
    levels = break_levels(text)
    assert len(levels) == len(text) + 1
    for place, sign in enumerate(text):
        if sign in "ำ้่็ัิๆฯ " and place:
            assert levels[place] == NEVER or text[place - 1] == "\n"
        if place and text[place - 1] in "เแ" and sign != "\n":
            assert levels[place] <= CLUSTER
