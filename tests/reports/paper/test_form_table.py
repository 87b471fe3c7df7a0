"""The table on the paper: headings on every page, rows that hold, merged and level cells."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from portal.thai.digits import to_thai
from reports.paper.document import Cell, Column, Row, Table
from reports.paper.form import paper_html
from reports.paper.rows import column_shares, font_size
from tests.paper.reading import (
    CM,
    LEFT,
    RIGHT,
    find,
    ink,
    page_of,
    page_texts,
    pages,
    rules,
    run_of,
    signs,
    signs_of_text,
    squeezed,
)
from tests.reports.paper import papers
from tests.reports.paper.papers import printed

LAYOUTS = {
    "A": papers.layout_a,
    "B": papers.layout_b,
    "C": papers.layout_c,
}


def pushed_down(table, way):
    """A memorandum whose table begins further down."""
    return papers.memo(opening=papers.filling(way), table=table, cue=False)


def heading_line(table):
    return squeezed("".join(column.heading for column in table.columns))


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_every_sign_of_a_real_table_is_printed_once(layout):
    paper = replace(layout(), cue=False, notes=(), closing=(), opening=())
    texts = page_texts(printed(paper))
    headings = Counter(heading_line(paper.table))
    expected = Counter()
    for row in paper.table.rows:
        expected += signs_of_text([cell.text for cell in row.cells if cell])
    if paper.head:
        labels = ["บันทึกข้อความส่วนราชการที่วันที่เรื่องเรียน"]
        expected += signs_of_text(labels + list(vars(paper.head).values()))
    expected += signs_of_text(list(paper.title_lines))
    for at in range(len(texts)):
        expected += headings
        if at:
            expected += signs_of_text(["-", to_thai(at + 1), "-"])
    assert signs_of_text(texts) == expected


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_the_heading_row_stands_on_every_page_of_the_table(layout):
    paper = layout()
    texts = [squeezed(text) for text in page_texts(printed(paper))]
    first = page_of(printed(paper), paper.table.columns[-1].heading)
    last = page_of(printed(paper), paper.closing[0].text) if paper.closing else len(texts) - 1
    assert last - first >= 4
    for at in range(first, last + 1):
        assert heading_line(paper.table) in texts[at], at


def test_two_hundred_rows_keep_their_headings_and_their_order():
    table = papers.long_table()
    paper = papers.memo(table=table, cue=False)
    texts = [squeezed(text) for text in page_texts(printed(paper))]
    assert len(texts) >= 60
    whole = "".join(texts)
    places = [whole.index(squeezed(f"มาตรการที่ {at} 1.")) for at in (1, 2, 57, 110, 199, 200)]
    assert places == sorted(places)
    assert all(heading_line(table) in text for text in texts[:-2])


def test_a_group_row_is_bold_over_the_whole_width():
    table = papers.long_table(11, 4)
    pdf = printed(papers.memo(table=table, cue=False))
    group = run_of(signs(pdf, page_of(pdf, "กลุ่มมาตรการที่ 2")), "กลุ่มมาตรการที่ 2")
    assert all(sign.bold for sign in group)
    html, _ = paper_html(papers.memo(table=table))
    assert html.count('<tr class="group"><td colspan="5">') == 2


@pytest.mark.parametrize("way", papers.pushes(445, 540, 10))
def test_a_group_row_is_never_last_on_a_page(way):
    group = Row((Cell("กลุ่มที่ ๙"),), group=True)
    first = papers.row("มาตรการแรก", "ขั้นหนึ่ง\nขั้นสอง", "ผู้รับ", "ปีนี้", "แล้ว")
    pdf = printed(pushed_down(papers.plain_table((papers.row(*"กขคงจ"), group, first)), way))
    assert page_of(pdf, "กลุ่มที่ ๙") == page_of(pdf, "มาตรการแรก")


@pytest.mark.parametrize("way", papers.pushes(470, 560, 16))
def test_a_row_never_leaves_its_first_line_alone_at_a_pages_foot(way):
    steps = "\n".join(f"{at}. ขั้น{at}" for at in range(1, 13))
    long = "เริ่มผล " + "เขียนยาวต่อเนื่องกันไปหลายบรรทัดเพื่อให้แถวนี้สูงกว่าที่เหลือของหน้า " * 3
    three_lines = "มาตรการหนึ่ง เพื่อความโปร่งใสของหน่วยงาน"
    row = papers.row(three_lines, steps, "คนทำ", "ปีนี้", long.strip())
    pdf = printed(pushed_down(papers.plain_table((row, papers.row(*"กขคงจ"))), way))
    found = signs(pdf, page_of(pdf, "มาตรการหนึ่ง"))
    level = find(found, "มาตรการหนึ่ง").y
    assert {find(found, word).y for word in ("คนทำ", "ปีนี้", "1.ขั้น1", "เริ่มผล")} == {level}
    assert find(found, "2.ขั้น2").y > level
    for column in ("มาตรการหนึ่ง", "เริ่มผล"):
        left = find(found, column).x
        inside = [s for s in found if left - 1 < s.x < left + 60 and s.y > level + 1]
        assert inside, column


@pytest.mark.parametrize("way", papers.pushes(300, 340, 5))
def test_no_cell_of_a_short_row_goes_over_to_the_next_page_alone(way):
    rows = tuple(
        papers.row(f"ข้อ{at}ก", "ทำตามขั้นตอน\nแล้วรายงาน\nให้ทราบ", f"ข้อ{at}ข", "มีนาคม", f"ข้อ{at}ค")
        for at in range(20)
    )
    texts = [
        squeezed(text) for text in page_texts(printed(pushed_down(papers.plain_table(rows), way)))
    ]
    whole = [
        all(f"ข้อ{at}{sign}" in text for sign in "กขค") and text.count("ให้ทราบ")
        for text in texts
        for at in range(20)
        if f"ข้อ{at}ก" in text
    ]
    assert len(whole) == 20
    assert all(whole)
    for text in texts:
        assert (
            text.count("ทำตามขั้นตอน")
            == text.count("ให้ทราบ")
            == text.count("มีนาคม") - ("วันที่" in text)
        )


def spanning(measure, count):
    first = Row((Cell(measure, count), *[Cell(f"ขั้น0{sign}") for sign in "กขคง"]))
    others = [Row((None, *[Cell(f"ขั้น{at}{sign}") for sign in "กขคง"])) for at in range(1, count)]
    return papers.plain_table((first, *others))


@pytest.mark.parametrize("words", [2, 9, 150], ids=["short", "taller than its row", "very tall"])
def test_a_merged_cell_runs_beside_its_rows_over_pages(words):
    measure = " ".join(f"คำ{at}ของมาตรการ" for at in range(words))
    paper = papers.memo(table=spanning(measure, 60), cue=False)
    whole = squeezed("".join(page_texts(printed(paper))))
    assert len(pages(printed(paper))) >= 3
    for at in range(60):
        assert whole.count(f"ขั้น{at}ก") == 1
    assert all(whole.count(f"คำ{at}ของ") == 1 for at in range(words))


def test_rows_beside_a_taller_merged_cell_stand_close():
    measure = " ".join(f"คำ{at}ของมาตรการ" for at in range(9))
    found = signs(printed(papers.memo(table=spanning(measure, 20))))
    feet = [find(found, f"ขั้น{at}ก").y for at in range(10)]
    assert max(b - a for a, b in pairwise(feet)) < 25
    assert find(found, "คำ8ของ").y > feet[4]


@pytest.mark.parametrize("measure", ["สั้น", "มาตรการที่มีคำอธิบายยาวกว่าแถวแรกของตนอยู่หลายบรรทัด " * 2])
def test_no_line_parts_the_rows_under_a_merged_cell(measure):
    pdf = printed(papers.memo(table=spanning(measure.strip(), 5)))
    found = signs(pdf)
    left = find(found, "ขั้น0ก").x
    top, bottom = find(found, "ขั้น0ก").y, find(found, "ขั้น4ก").y
    inside = [y for y in rules(pdf, LEFT + 30) if top < y < bottom]
    assert inside == []
    assert len([y for y in rules(pdf, left + 60) if top < y < bottom]) == 4


def test_joined_rows_stand_level_without_lines_between():
    paper = papers.layout_d()
    pdf = printed(paper)
    found = signs(pdf)
    for _, bullets in papers.FAMILIES:
        for method, _period, _owner in bullets:
            level = find(found, f"-{method}").y
            assert find(found, f"-ได้{method}").y == pytest.approx(level, abs=0.1)
    first, last = papers.FAMILIES[0][1][0], papers.FAMILIES[0][1][-1]
    top, bottom = find(found, f"-{first[0]}").y, find(found, f"-{last[0]}").y
    assert [y for y in rules(pdf, 200) if top < y < bottom] == []
    assert len(rules(pdf, 200)) == 5  # above and below the headings, after each family


def test_lines_of_a_cell_hang_after_their_marker_and_stay_as_typed():
    text = "๑.รวบรวมข้อมูลจากทุกส่วนราชการแล้วสรุปเสนอ\n- ประชุมชี้แจงแผนการใช้จ่ายเงินแก่บุคลากรทุกกอง"
    pdf = printed(papers.memo(table=papers.plain_table((papers.row("ก", text, "ข", "ค", "ง"),))))
    found = signs(pdf)
    for marker, words in (("๑.", "รวบรวมข้อมูล"), ("-", "ประชุมชี้แจง")):
        line = run_of(found, marker + words)
        body = line[len(marker)]
        below = [s for s in found if body.y + 10 < s.y < body.y + 25 and s.x > body.x - 12]
        assert below[0].x == pytest.approx(body.x, abs=0.6), marker
        assert line[0].x < body.x


def test_nothing_hangs_where_the_column_is_too_narrow_for_it():
    columns = (Column("a", "แคบ", 1.0), Column("b", "กว้าง", 5.0))
    text = "๑.๑.๑ เพิ่มคุณภาพงานในหน่วยงาน"
    pdf = printed(papers.memo(table=Table(columns, (Row((Cell(text), Cell(text))),))))
    found = signs(pdf)
    marker = find(found, "๑.๑.๑")
    column = [s for s in found if marker.x - 1 < s.x < marker.x + 55 and s.y > marker.y + 1]
    assert min(sign.x for sign in column) == pytest.approx(marker.x, abs=0.5)


def test_a_wide_table_lies_on_its_side_and_the_memorandum_stays_upright():
    table = replace(papers.long_table(12), landscape=True)
    pdf = printed(papers.memo(table=table))
    wide = [width > height for width, height in pages(pdf)]
    assert wide[0] is False
    assert wide[1] is True
    assert wide[-1] is False
    assert page_of(pdf, "มาตรการที่ 1 1.") == 1
    right = ink(pdf, (0, 0, 29.7 * CM, 21 * CM), 1)[2]
    assert right == pytest.approx(27.7 * CM, abs=2)


def test_a_wide_plain_report_is_wide_from_its_title_on():
    paper = papers.layout_c()
    sizes = pages(printed(replace(paper, table=replace(paper.table, landscape=True))))
    assert all(width > height for width, height in sizes)
    first = page_texts(printed(replace(paper, table=replace(paper.table, landscape=True))))[0]
    assert heading_line(paper.table) in squeezed(first)


@pytest.mark.parametrize(
    ("count", "landscape", "size"),
    [(3, False, 16), (4, False, 15), (5, False, 14), (5, True, 16), (6, True, 15), (8, True, 14)],
)
def test_the_size_of_the_table_leaves_its_columns_room(count, landscape, size):
    columns = tuple(Column(f"c{at}", f"หัว{at}") for at in range(count))
    table = Table(columns, (Row(tuple(Cell(f"ช่อง{at}") for at in range(count))),), landscape)
    assert font_size(table) == size
    pdf = printed(papers.memo(table=table, cue=False))
    page = page_of(pdf, "ช่อง0")
    assert find(signs(pdf, page), "ช่อง0").size == size


def test_columns_share_the_width_by_weight():
    columns = (Column("a", "แคบ", 1.0), Column("b", "กว้าง", 3.0))
    pdf = printed(papers.memo(table=Table(columns, (Row((Cell("ก๑"), Cell("ข๑"))),))))
    found = signs(pdf)
    assert find(found, "ข๑").x - find(found, "ก๑").x == pytest.approx((RIGHT - LEFT) / 4, abs=0.5)


def test_an_endless_word_takes_no_room_from_the_other_columns():
    headings = {"ระยะเวลาดำเนินการ": 0.8, "ผลการดำเนินการ": 1.9, "ผู้รับผิดชอบ": 0.9}
    columns = tuple(Column(heading, heading, weight) for heading, weight in headings.items())
    plain = Row((Cell("มีนาคม"), Cell("แล้วเสร็จ"), Cell("กองคลัง")))
    endless = replace(plain, cells=(Cell("มีนาคม"), Cell("www." + "ก" * 200), Cell("กองคลัง")))
    assert column_shares(Table(columns, (endless,))) == column_shares(Table(columns, (plain,)))


def test_words_longer_than_their_column_stay_inside_it():
    address = "https://www.example.go.th/" + "a" * 300
    cells = ("Supercalifragilisticexpialidocious" * 3, "ก" * 200, address, "ป" * 40, "จบ")
    pdf = printed(papers.memo(table=papers.plain_table((papers.row(*cells),))))
    whole = squeezed("".join(page_texts(pdf)))
    assert whole.count("a") >= 300
    left, _, right, _ = ink(pdf, (0, 300, 21 * CM, 29.7 * CM))
    assert left >= LEFT - 1
    assert right <= RIGHT + 1


def test_a_table_without_rows_still_shows_its_headings():
    pdf = printed(papers.memo(table=papers.plain_table(())))
    assert heading_line(papers.plain_table(())) in squeezed(page_texts(pdf)[0])


def test_the_table_is_closed_at_the_foot_of_every_page():
    paper = papers.layout_a()
    pdf = printed(paper)
    for at in range(2, 6):
        lowest = max(sign.y for sign in signs(pdf, at) if sign.y < 27.7 * CM)
        for x in (LEFT + 20, 300, RIGHT - 30):
            assert max(rules(pdf, x, at)) > lowest, (at, x)
