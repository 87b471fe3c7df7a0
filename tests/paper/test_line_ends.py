"""Lines end between words; narrow places give way without losing a sign."""

from __future__ import annotations

from contextlib import closing

import pypdfium2
import pytest
import weasyprint
from weasyprint.formatting_structure import boxes

from paper.pdf import lay_out, render_pdf
from paper.resources import ResourceFetcher
from paper.textmap import PaperFonts

from .plain import plain_layout
from .readers import READERS, line_ends
from .sheets import CASES, case_body, document

NEVER_FIRST = tuple("ๆฯ)]}”’,.;:!?%") + tuple("ะัาำิีึืฺุู็่้๊๋์")


def laid_out(html: str):
    return lay_out(html, ResourceFetcher({}))


def lines_of(html: str) -> list[str]:
    found: list[str] = []

    def walk(box) -> None:
        if isinstance(box, boxes.LineBox):
            found.append(
                "".join(
                    child.text for child in box.descendants() if isinstance(child, boxes.TextBox)
                )
            )
        for child in getattr(box, "children", ()):
            walk(child)

    for page in laid_out(html).pages:
        walk(page._page_box.children[0])
    return [line for line in found if line]


def test_the_cases_break_no_word_in_a_thousand_lines() -> None:
    ends, plain = [], []
    for name in CASES:
        html = document(case_body(name))
        ends += line_ends(laid_out(html))
        plain += line_ends(plain_layout(html))
    split = [end for end in ends if end.split]
    assert len(ends) > 800
    assert len(split) * 1000 < len(ends), split
    # The same measure finds what it looks for where nobody minds the words.
    assert sum(end.split is not None for end in plain) > len(plain) / 10


@pytest.mark.parametrize("name", CASES)
def test_no_line_of_the_cases_starts_with_a_sign_that_follows(name: str) -> None:
    for end in line_ends(laid_out(document(case_body(name)))):
        assert not end.after.lstrip().startswith(NEVER_FIRST), end
        assert not end.before.rstrip().endswith(("(", "“", "เ", "แ", "โ", "ใ", "ไ")), end


def test_a_number_stays_with_its_unit_at_any_width() -> None:
    text = "ผลการประเมินร้อยละ ๘๐ ในปี พ.ศ. ๒๕๖๖ ณ วันที่ ๓๑ มีนาคม รวม ๑๒ คน " * 3
    for width in range(60, 160, 7):
        lines = lines_of(document(f'<div style="width: {width}mm">{text}</div>'))
        for line in lines[:-1]:
            assert not line.rstrip().endswith(("ร้อยละ", "พ.ศ.", "๓๑", "วันที่", "๑๒")), line


def test_a_long_date_breaks_only_before_its_year() -> None:
    assert lines_of(document('<div style="width: 2.3cm">๓๑ มีนาคม ๒๕๖๖</div>')) == [
        "๓๑ มีนาคม",
        "๒๕๖๖",
    ]


def right_edge(html: str) -> float:
    """The right edge of the last ink of the first page, in points."""
    pdf = pypdfium2.PdfDocument(render_pdf(html, title="x"))
    with closing(pdf), closing(pdf[0]) as page, closing(page.get_textpage()) as text:
        return max(text.get_rect(index)[2] for index in range(text.count_rects()))


@pytest.mark.parametrize(
    "word",
    [
        "https://www.example.go.th/this/is/a/very/long/address?with=parameters",
        "someone.with.a.long.name@an-office-with-a-long-name.go.th",
        "องค์การบริหารส่วนตำบลองค์การบริหารส่วนตำบล",
        "กกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกก",
        "W" * 60,
    ],
)
def test_nothing_runs_out_of_a_narrow_cell(word: str) -> None:
    style = "@page { @top-center { content: none } }"
    html = document(f'<table style="width: 3cm"><tr><td>ดูที่ {word} ต่อ</td></tr></table>', style)
    assert right_edge(html) <= (1.5 + 3) / 2.54 * 72 + 0.5


def test_a_justified_line_fills_its_width_without_spaces_to_stretch() -> None:
    text = "การขับเคลื่อนการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงานของเรา" * 3
    html = document(f'<p style="width: 9cm; text-indent: 0">{text}</p>')
    document_ = laid_out(html)
    lines = [
        box for box in document_.pages[0]._page_box.descendants() if isinstance(box, boxes.LineBox)
    ][:-1]
    widths = [line.children[0].width for line in lines if line.element.tag == "p"]
    assert len(widths) >= 3
    assert widths[:-1] == pytest.approx([9 / 2.54 * 96] * (len(widths) - 1), abs=0.5)


def test_words_are_cut_across_inline_elements() -> None:
    text = "ก" * 5 + "<b>ประชา</b>สัมพันธ์"
    for width in range(10, 40):
        lines = lines_of(document(f'<div style="width: {width}mm">{text}</div>'))
        assert "ประชา" not in [line.strip()[-5:] for line in lines[:-1]] or width < 22


def test_forced_line_ends_are_kept() -> None:
    assert lines_of(document('<div style="white-space: pre-line">ก\nข\n\nค</div>')) == [
        "ก",
        "ข",
        "ค",
    ]


def test_a_br_ends_a_line_once() -> None:
    assert lines_of(document("<div>ก<br>ข<b>ค<br></b>ง<br><br>จ</div>"))[:3] == ["ก", "ขค", "ง"]


def test_soft_hyphens_leave_no_trace() -> None:
    text = "ประชา\u00adสัมพันธ์"
    assert lines_of(document(f'<div style="width: 1.4cm">{text}</div>')) == [
        "ประชา\u00ad",
        "สัมพันธ์",
    ]
    pdf = render_pdf(document(f"<p>{text}</p>"), title="x")
    assert READERS["PDFium"](pdf)[0].startswith("ประชาสัมพันธ์")


def test_documents_that_are_not_papers_are_laid_out_as_before() -> None:
    html = document(case_body(CASES[0]))
    page = weasyprint.HTML(string=html).render().pages[0]
    texts = [box for box in page._page_box.descendants() if isinstance(box, boxes.TextBox)]
    assert texts
    assert not any(isinstance(box.style.font_config, PaperFonts) for box in texts)
    assert all(hasattr(box.pango_layout, "set_text") for box in texts)
