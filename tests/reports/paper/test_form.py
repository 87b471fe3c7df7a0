"""The memorandum's form, measured on the printed page: letter นร 0106/ว 2019 (2553)."""

import os
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import pytest

from portal.thai.digits import to_thai
from reports.paper.document import Block, BlockKind, Head
from reports.paper.form import paper_html
from tests.paper.reading import (
    CM,
    LEFT,
    LINE,
    RIGHT,
    dots,
    find,
    ink,
    page_texts,
    pages,
    picture,
    rules,
    run_of,
    signs,
    squeezed,
)
from tests.reports.paper import papers
from tests.reports.paper.papers import printed
from tests.tree import REPOSITORY

MILLIMETRE = CM / 10
MEMO = papers.memo()
TWO_LINES = replace(
    MEMO,
    head=replace(
        MEMO.head,
        subject="รายงานผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใสของหน่วยงาน "
        "ประจำปีงบประมาณ พ.ศ. ๒๕๖๖ รอบ ๖ เดือน",
    ),
)


def near(value):
    return pytest.approx(value, abs=MILLIMETRE)


def test_the_garuda_stands_upper_left_one_and_a_half_centimetres_high():
    left, top, _, bottom = ink(printed(MEMO), (40, 20, 200, 95))
    assert (left, top, bottom) == (near(3 * CM), near(1.5 * CM), near(3 * CM))


def test_another_garuda_takes_the_place_of_the_packaged_one():
    _, images = paper_html(papers.memo(garuda=papers.photo(60, 90, 1)))
    assert papers.photo(60, 90, 1) in images.values()
    assert not any(b"karuda" in image or b"<path transform" in image for image in images.values())
    assert ink(printed(papers.memo(garuda=papers.photo(60, 90, 1))), (40, 20, 200, 95))[3] == near(
        3 * CM
    )


def test_the_title_is_bold_29_points_centred_with_its_foot_at_the_garudas():
    title = run_of(signs(printed(MEMO)), "บันทึกข้อความ")
    assert {(sign.size, sign.bold) for sign in title} == {(29.0, True)}
    assert title[0].y == near(3 * CM)
    left, _, right, _ = ink(printed(MEMO), (200, 55, 450, 95))
    assert (left + right) / 2 == near((LEFT + RIGHT) / 2)


@pytest.mark.parametrize("label", ["ส่วนราชการ", "ที่", "วันที่", "เรื่อง"])
def test_labels_are_bold_20_points(label):
    # "ที่" first stands as its own label: the values before it do not contain it.
    after_title = signs(printed(MEMO))[len("บันทึกข้อความ") :]
    assert {(sign.size, sign.bold) for sign in run_of(after_title, label)} == {(20.0, True)}


@pytest.mark.parametrize("value", ["issuer", "reference", "date_text", "subject", "addressee"])
def test_values_are_regular_16_points(value):
    run = run_of(signs(printed(MEMO)), getattr(MEMO.head, value))
    assert {(sign.size, sign.bold) for sign in run} == {(16.0, False)}


def test_reference_and_date_stand_on_one_row_with_the_date_under_the_title():
    found = signs(printed(MEMO))
    title = run_of(found, "บันทึกข้อความ")
    label, value = find(found, "วันที่"), find(found, MEMO.head.date_text)
    assert find(found, MEMO.head.reference).y == near(label.y) == value.y
    assert label.x == near(find(title, "ข").x)
    assert value.x >= ink(printed(MEMO), (title[-1].x, 60, 450, 95))[2] - MILLIMETRE


def header_line_ends(paper):
    """The foot of each header line that ends in dots and where its text ends."""
    found = signs(printed(paper))
    head = paper.head
    for value, left, right in (
        (head.issuer, LEFT, RIGHT),
        (head.reference, LEFT, 296),
        (head.date_text, 296, RIGHT),
        (head.subject, LEFT, RIGHT),
    ):
        last = run_of(found, value)[-1]
        yield last.y, max(left, last.x + last.size * 0.6), right


@pytest.mark.parametrize("paper", [MEMO, TWO_LINES], ids=["one line", "two lines"])
def test_even_dots_fill_every_header_line_to_its_end(paper):
    for foot, left, right in header_line_ends(paper):
        starts = dots(printed(paper), foot, left, right)
        steps = {round(b - a, 1) for a, b in pairwise(starts)}
        assert len(starts) >= (right - left) / 3 - 5, foot
        assert starts[-1] > right - 8, foot
        assert max(steps) - min(steps) <= 0.51, foot


def test_only_the_last_line_of_a_long_subject_ends_in_dots():
    run = run_of(signs(printed(TWO_LINES)), TWO_LINES.head.subject)
    first = [sign for sign in run if sign.y == run[0].y]
    assert run[-1].y > run[0].y + LINE - 1
    assert not dots(printed(TWO_LINES), run[0].y, first[-1].x + 14, RIGHT)
    assert find(run, run[len(first)].text).size == 16.0
    assert run[len(first)].x == near(run[0].x)


@pytest.mark.parametrize("length", range(59, 64))
def test_a_full_header_line_gets_no_dotted_line_of_its_own(length):
    head = replace(MEMO.head, subject="น" * length)
    found = signs(printed(papers.memo(head=head, table=None, notes=(), cue=False)))
    last = run_of(found, head.subject)[-1]
    assert find(found, "เรียน").y - last.y < 30


def test_no_rule_parts_the_head_from_the_text():
    found = signs(printed(MEMO))
    table = find(found, "มาตรการเดียว").y
    assert [y for y in rules(printed(MEMO), 300) if y < table - 60] == []


def test_dots_are_drawn_and_never_read():
    draft = printed(replace(papers.draft(), cue=False))
    assert ".." not in "".join(page_texts(draft))


def test_an_empty_head_leaves_dotted_lines_to_fill_in():
    found = signs(printed(papers.draft()))
    for label, right in (("ส่วนราชการ", RIGHT), ("เรื่อง", RIGHT), ("เรียน", RIGHT)):
        sign = run_of(found, label)[-1]
        assert len(dots(printed(papers.draft()), sign.y, sign.x + 25, right)) > 110, label


def test_paragraphs_are_indented_spaced_and_justified():
    paper = papers.memo(opening=(Block(papers.OPENING * 2), Block(papers.OPENING)), table=None)
    found = signs(printed(paper))
    to, first = find(found, "เรียน"), find(found, "ตามที่องค์การ")
    assert to.y - find(found, "เรื่อง").y == pytest.approx(6 + LINE + 4, abs=3)
    assert first.y - to.y == pytest.approx(LINE + 6, abs=0.5)
    assert first.x == near(LEFT + 2.5 * CM)
    body = [sign for sign in found if first.y <= sign.y <= first.y + 3.5 * LINE]
    feet = sorted({sign.y for sign in body})
    assert [b - a for a, b in pairwise(feet)] == pytest.approx([LINE] * 3, abs=0.1)
    assert all(min(s.x for s in body if s.y == foot) == near(LEFT) for foot in feet[1:])
    for foot in feet:
        assert ink(printed(paper), (LEFT, foot - 6, 590, foot))[2] == near(RIGHT)


def test_everything_keeps_to_the_margins():
    for at, (width, height) in enumerate(pages(printed(papers.layout_a()))):
        left, top, right, bottom = ink(
            printed(papers.layout_a()), (0, 0, width * CM, height * CM), at
        )
        assert left >= LEFT - MILLIMETRE, at
        assert right <= RIGHT + MILLIMETRE, at
        assert top >= (1.5 if at == 0 else 1.0) * CM - MILLIMETRE
        assert bottom <= (height - 0.8) * CM


def test_list_lines_hang_after_their_marker_at_each_level():
    text = "รวบรวมข้อมูลจากทุกส่วนราชการแล้วสรุปเสนอผู้บังคับบัญชาตามลำดับชั้นเพื่อพิจารณาลงนามในรายงาน"
    markers = ("๑. ", "๑.๑ ", "(๑) ")
    paper = papers.memo(
        opening=tuple(
            Block(f"{marker}{text}", BlockKind.LIST, level)
            for level, marker in enumerate(markers, start=1)
        ),
        table=None,
    )
    found = signs(printed(paper))
    starts = []
    for marker in markers:
        run = run_of(found, marker + text)
        begin = run[len(marker.strip())]
        below = next(sign for sign in run if sign.y > run[0].y + 5)
        starts.append(run[0].x)
        assert below.x == pytest.approx(begin.x, abs=6), marker
    assert starts == sorted(set(starts))


def test_pages_are_numbered_in_thai_from_the_second_on():
    texts = page_texts(printed(papers.layout_a()))
    assert len(texts) > 7
    assert "-๑-" not in squeezed(texts[0])
    for at, text in enumerate(texts[1:], start=2):
        assert f"- {to_thai(at)} -" in text.split("\n"), at
    number = run_of(signs(printed(papers.layout_a()), 1), "-๒-")
    assert number[0].y < 2.5 * CM
    assert (number[0].x + number[-1].x + 3.5) / 2 == near((LEFT + RIGHT) / 2)


def test_later_pages_begin_two_and_a_half_centimetres_down():
    paper = papers.memo(opening=tuple(Block(papers.OPENING) for _ in range(12)), table=None)
    body = [sign for sign in signs(printed(paper), 1) if sign.y > 2.5 * CM]
    assert min(sign.y for sign in body) - 13.7 == pytest.approx(2.5 * CM, abs=7)


def test_text_is_read_in_the_order_in_which_it_stands():
    text = squeezed("".join(page_texts(printed(MEMO))))
    head = MEMO.head
    pieces = [
        "บันทึกข้อความ",
        "ส่วนราชการ" + head.issuer,
        "ที่" + head.reference,
        "วันที่" + head.date_text,
        "เรื่อง" + head.subject,
        "เรียน" + head.addressee,
        papers.OPENING,
        "มาตรการขั้นตอนผู้รับผิดชอบระยะเวลาผลการดำเนินการ",
        "มาตรการเดียวทำทีละขั้นสำนักปลัดมีนาคม๒๕๖๖แล้วเสร็จ",
        "จึงเรียนมาเพื่อโปรดทราบและพิจารณา",
        "(นางสาวตัวอย่างเขียนงาน)หัวหน้าสำนักปลัด",
        "ความเห็นปลัดองค์การบริหารส่วนตำบล",
        "(นายตัวอย่างใจดี)" + papers.MAYOR,
    ]
    places = [text.index(squeezed(piece)) for piece in pieces]
    assert places == sorted(places)


def test_typed_signs_are_printed_and_never_obeyed():
    nasty = '<b>หนา</b> & "อ้าง" <input type="checkbox"/> {{ paper }} </style><script>'
    paper = papers.memo(
        head=Head(nasty, nasty, nasty, nasty, nasty),
        opening=(Block(nasty),),
        table=papers.plain_table((papers.row(*[nasty] * 5),)),
    )
    assert squeezed("".join(page_texts(printed(paper)))).count(squeezed("</style><script>")) >= 7
    html, _ = paper_html(replace(paper, title=nasty))
    assert "<script>" not in html
    assert "<b>" not in html


def test_a_plain_report_has_bold_centred_title_lines_and_no_memorandum_head():
    paper = papers.layout_c()
    found = signs(printed(paper))
    for line in paper.title_lines:
        run = run_of(found, line)
        assert {(sign.size, sign.bold) for sign in run} == {(16.0, True)}
        assert (run[0].x + run[-1].x) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=8)
    assert "บันทึกข้อความ" not in page_texts(printed(paper))[0]
    assert min(sign.y for sign in found) > 2.5 * CM


def test_the_draft_mark_is_behind_the_text_and_not_read():
    draft = papers.draft()
    plain = replace(draft, watermark="")
    assert page_texts(printed(draft)) == page_texts(printed(plain))
    greys = picture(printed(draft)).histogram()
    assert sum(greys[220:240]) > 100_000 > sum(picture(printed(plain)).histogram()[220:240])


def test_the_form_needs_no_settings():
    code = (
        "from tests.reports.paper import papers\n"
        "from reports.paper.form import paper_html\n"
        "assert 'บันทึกข้อความ' in paper_html(papers.memo())[0]\n"
    )
    bare = {key: value for key, value in os.environ.items() if not key.startswith("DJANGO")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=REPOSITORY,
        env=bare,
        check=False,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def cue_of(text):
    """The cue on a page, empty when there is none."""
    return next((line for line in text.split("\n") if line.startswith("/")), "")


def test_a_page_that_goes_on_ends_with_the_first_words_of_the_next():
    pdf = printed(papers.layout_a())
    texts = page_texts(pdf)
    for at, (text, following) in enumerate(pairwise(texts)):
        cue = cue_of(text)
        assert cue.endswith("...."), at
        assert squeezed(cue[1:-4]) in squeezed(following)[:400], at
    assert cue_of(texts[-1]) == ""
    cue = run_of(signs(pdf), cue_of(texts[0]))
    assert cue[0].y > 27.7 * CM
    assert cue[-1].x + 3 == near(RIGHT)
    assert {sign.size for sign in cue} == {16.0}


def test_no_cue_where_the_office_writes_none_and_before_the_evidence():
    plain = page_texts(printed(replace(papers.layout_a(), cue=False)))
    assert [cue_of(text) for text in plain] == [""] * len(plain)
    assert [cue_of(text) for text in page_texts(printed(papers.layout_d()))] == [""] * 4
