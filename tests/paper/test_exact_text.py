"""What is written is what four readers give back."""

from __future__ import annotations

import re
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paper.pdf import render_pdf

from .readers import READERS, bare, unread
from .sheets import CASES, case_body, case_cells, document
from .structure import Structure


@pytest.mark.parametrize("align", ["left", "justify"])
@pytest.mark.parametrize("name", CASES)
def test_every_cell_of_the_cases_comes_back(name: str, align: str) -> None:
    pdf = render_pdf(document(case_body(name, align)), title="x")
    cells = case_cells(name)
    assert len(cells) >= 40
    assert unread(pdf, cells) == {reader: [] for reader in READERS}


def read(body: str, style: str = "") -> dict[str, str]:
    """The whole text of a document by reader, white space apart."""
    pdf = render_pdf(document(body, style), title="x")
    return {
        name: bare("".join(reader(pdf))).removesuffix("-๑-").removeprefix("-๑-")
        for name, reader in READERS.items()
    }


@pytest.mark.parametrize(
    "text",
    [
        "น้ำ ก่ำ ค้ำ ย่ำ ป้ำ ฟ่ำ กำหนด จำนวน กำกับ",
        "การนำ ตำบล ค่า กาก ทำ ท่า",
        "ปั๊ม ป่า ป้า ฝ่าย ญัตติ ญู ฐานะ ฐุ กฎีกา ฎุ ฏู ฬึ",
        "จัดทําแผน นํ้า ป่ํา แล้วทำแผนน้ำ",  # SARA AM typed as two signs beside the true one
        "ฤๅ ฤา ฤกษ์ ฦๅ ฦา",
        "- \u2010 \u2011 – — … “ ” ‘ ’ • × ÷ ฿ ½",
        "ๆ ฯ ฯลฯ ๚ ๛ ๏ ๐๑๒๓๔๕๖๗๘๙ 0123456789",
        "AVATAR Type fi ffi fl office",
        "ข่าว✓ปี ☑ทำแล้ว →ต่อไป",
    ],
)
@pytest.mark.parametrize("style", ["", "p { font-weight: bold }", "p { font-style: italic }"])
def test_difficult_signs_come_back(text: str, style: str) -> None:
    found = read(f"<p>{text}</p>", style)
    assert found == dict.fromkeys(READERS, bare(text))


def test_the_first_sara_am_does_not_colour_the_rest() -> None:
    text = "ทำ มา กำ นา ดำ ตา น้ำ ล้า"
    backwards = "ล้า น้ำ ตา ดำ นา กำ มา ทำ"
    assert read(f"<p>{text}</p>")["PDFium"] == bare(text)
    assert read(f"<p>{backwards}</p>")["PDFium"] == bare(backwards)


@pytest.mark.parametrize(
    "style",
    [
        "p { letter-spacing: 1pt }",
        "p { text-decoration: underline }",
        "p { white-space: pre-wrap }",
        "p { opacity: 0.5 }",
        "p { text-align: center; width: 5cm }",
        "p { hyphens: auto }",
    ],
)
def test_every_way_of_setting_keeps_the_text(style: str) -> None:
    text = "นำน้ำตาลมาทำขนมในตำบลเพื่อจำหน่ายและกำหนดราคาไว้ในประกาศ"
    assert read(f"<p>{text}</p>", style) == dict.fromkeys(READERS, text)


def test_a_word_set_apart_among_others_keeps_its_text() -> None:
    body = "<p>ทำน้ำ <u>ทำน้ำ</u> <s>ทำน้ำ</s> <b>ทำ</b>น้ำ <span class=far>ทำน้ำ</span></p>"
    style = ".far { letter-spacing: 2pt; word-spacing: 3pt }"
    assert read(body, style) == dict.fromkeys(READERS, "ทำน้ำ" * 5)


def test_pages_are_numbered_in_thai_digits() -> None:
    body = '<div style="break-after: page">ก</div>' * 12
    pdf = render_pdf(document(body), title="x")
    digits = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
    for reader in READERS.values():
        for number, page in enumerate(reader(pdf)[:12], start=1):
            assert f"-{number}-".translate(digits) in bare(page)


SIGNS = st.sampled_from("กขคงจญฐดตนบปฝพฟมยรลวศสหอฤๆฯ") | st.sampled_from("ัิีึืฺุู็่้๊๋์ํำาะเแโใไ")
# Three marks on one letter before SARA AM are no Thai; the shaper's order of them is lost.
HEAPED = re.compile("[ัิ-ฺ็-๎]{3,}ำ")
MIXED = (
    st.lists(SIGNS | st.sampled_from(" ๑9.-()“”/Aézfi"), min_size=1, max_size=90)
    .map("".join)
    .filter(lambda text: not HEAPED.search(text))
)


@settings(deadline=None, max_examples=25)
@given(MIXED, st.sampled_from(["left", "justify"]), st.integers(2, 17))
def test_any_thai_text_comes_back(text: str, align: str, width: int) -> None:
    style = f"p {{ text-align: {align}; width: {width}cm }}"
    pdf = render_pdf(document(f"<p>{escape(text)}</p>", style), title="x")
    assert bare(Structure(pdf).text()) == bare(text)
