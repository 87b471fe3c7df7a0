"""What officers paste: from Excel, LibreOffice, Google Sheets, Word; with and without heading."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from procurement.intake.reading import MOST_TOLD, read_paste
from procurement.intake.taken import Reading
from procurement.rows import Award
from tests.procurement.intake.sheets import (
    HEADINGS,
    LINE,
    ROW,
    TITLES,
    clipboard,
    line,
    pasted,
)


def said(reading: Reading) -> list[tuple[str, str, str]]:
    return [(one.place, one.cell, one.text) for one in reading.problems]


def test_a_line_below_its_heading():
    reading = pasted(LINE)
    assert reading.rows == (ROW,)
    assert reading.problems == reading.notes == reading.ignored == ()
    assert [column.heading for column in reading.headings] == list(HEADINGS)


def test_titles_total_repeated_heading_and_signatures_are_left_out():
    text = clipboard(
        [
            *TITLES,
            HEADINGS,
            [f"({number})" for number in range(1, 10)],
            LINE,
            [],
            HEADINGS,
            line(number="2", title="จ้างซ่อมรถ"),
            ["3", "", "", "", "", "", "", "", ""],
            ["", "รวมทั้งสิ้น 2 รายการ", "24,000.00"],
            ["", "", "", "", "ลงชื่อ .............. ผู้รายงาน"],
            ["", "", "", "", "(นายทดสอบ ตัวอย่าง)"],
            ["", "", "", "", "นักวิชาการพัสดุ", "", "12"],
        ]
    )
    reading = read_paste(text)
    assert [row.title for row in reading.rows] == ["ซื้อวัสดุสำนักงาน", "จ้างซ่อมรถ"]
    assert [row.place for row in reading.rows] == ["row 6", "row 9"]
    assert reading.problems == ()
    assert [one.why for one in reading.ignored] == [
        *["title line"] * 3,
        "repeated heading",
        "a number without a purchase",
        "total",
        "signature",
        "below the signatures",
        "below the signatures",
    ]
    assert reading.month == date(2025, 10, 1)


@pytest.mark.parametrize(
    ("title", "month"),
    [
        ("ประจำเดือน ต.ค. 68", date(2025, 10, 1)),
        ("รอบเดือนมกราคม พ.ศ. ๒๕๖๙", date(2026, 1, 1)),
        ("ประจำเดือน ตุลาคม ปีงบประมาณ 2569", date(2025, 10, 1)),
        ("ประจำเดือน มกราคม ปีงบประมาณ พ.ศ. 2569", date(2026, 1, 1)),
        ("สรุปผลการจัดซื้อจัดจ้าง", None),
    ],
)
def test_the_month_that_a_title_names(title, month):
    assert read_paste(clipboard([[title], HEADINGS, LINE])).month == month


def test_without_a_heading_the_official_order_is_taken():
    reading = read_paste(clipboard([LINE, line(number="2")]))
    assert reading.rows == (replace(ROW, place="row 1"), replace(ROW, place="row 2"))
    assert "no heading" in reading.notes[0].text
    apart = [*LINE[:8], "ใบสั่งซื้อ 1/2569", "15 ต.ค. 2568"]
    assert read_paste(clipboard([apart])).rows == (replace(ROW, place="row 1"),)
    assert read_paste(clipboard([LINE[1:]])).rows == (replace(ROW, place="row 1"),)
    assert read_paste(clipboard([apart[1:]])).rows == (replace(ROW, place="row 1"),)


@pytest.mark.parametrize(
    "lines",
    [[["ก", "ข"], ["1", "2"]], [["x"] * 9], [["1", "ก", "ข", "ค", "ง", "จ", "ฉ", "ช", "ซ"]]],
)
def test_columns_that_nobody_knows_are_not_guessed(lines):
    reading = read_paste(clipboard(lines))
    assert reading.rows == ()
    assert "The columns were not recognised" in reading.problems[0].text
    assert f"“{lines[0][0]}”" in reading.problems[0].text


def test_headings_stand_in_any_order():
    order = [4, 8, 1, 7, 2, 0, 6, 3, 5]
    reading = pasted([LINE[at] for at in order], headings=[HEADINGS[at] for at in order])
    assert reading.rows == (ROW,)


def test_other_words_for_the_columns_and_columns_of_the_office():
    headings = [
        "ที่",
        "รายการ",
        "วงเงินงบประมาณ\n(บาท)",
        "ราคากลาง (บาท)",
        "วิธีการจัดซื้อจัดจ้าง",
        "ผู้เสนอราคา",
        "ราคาที่เสนอ",
        "ผู้ชนะ",
        "ราคา",
        "เหตุผล",
        "เลขที่สัญญา",
        "วันที่ทำสัญญา",
        "เลขที่โครงการ",
        "หมายเหตุ",
    ]
    cells = [*LINE[:5], "ร้านทดสอบพาณิชย์", "12,000", "ร้านทดสอบพาณิชย์", "12,000", LINE[7]]
    cells += ["ใบสั่งซื้อ 1/2569", "15/10/68", "68109123456", "ส่งแล้ว"]
    reading = pasted(cells, headings=headings)
    assert reading.rows == (replace(ROW, project_number="68109123456"),)
    assert [one.text for one in reading.notes] == [
        "Columns that the form does not have were left out: “หมายเหตุ”."
    ]


TWO_ROWS = (
    ["ลำดับ", "งานที่จัดซื้อ", "วงเงิน", "ราคากลาง", "วิธี", "ผู้เสนอราคา", "", "ผู้ได้รับการคัดเลือก", "", "เหตุผล"],
    ["", "", "", "", "", "ชื่อ", "ราคา", "ชื่อ", "ราคาที่ตกลง", "", "เลขที่", "ลงวันที่"],
)


def test_a_heading_of_two_rows():
    upper, lower = TWO_ROWS
    cells = [*LINE[:5], "ร้านทดสอบพาณิชย์", "12,000", "ร้านทดสอบพาณิชย์", "12,000", LINE[7]]
    cells += ["ใบสั่งซื้อ 1/2569", "15/10/68"]
    text = clipboard([[*upper, "สัญญา", ""], lower, cells])
    assert read_paste(text).rows == (replace(ROW, place="row 3"),)


def test_one_heading_over_two_columns():
    headings = [*HEADINGS[:6], "", HEADINGS[6], "", HEADINGS[7], HEADINGS[8], ""]
    cells = [*LINE[:5], "ร้านทดสอบพาณิชย์", "12,000", "ร้านทดสอบพาณิชย์", "12,000", LINE[7]]
    cells += ["ใบสั่งซื้อ 1/2569", "15/10/68"]
    assert pasted(cells, headings=headings).rows == (ROW,)


def test_several_bidders_in_a_cell_and_several_lines_a_purchase():
    in_a_cell = pasted(line(offers="1. ร้าน ก. 12,000 บาท\n2. ร้าน ข. 13,000 บาท"))
    below = pasted(
        line(offers="ร้าน ก. 12,000"), ["", "", "", "", "", "ร้าน ข. 13,000"], line(number="2")
    )
    assert in_a_cell.rows[0].offers == below.rows[0].offers
    assert [str(one.price) for one in below.rows[0].offers] == ["12000.00", "13000.00"]
    assert len(below.rows) == 2


def test_a_line_that_says_the_number_and_the_work_again_goes_on():
    reading = pasted(LINE, ["1", LINE[1], LINE[2], "", "", "ร้าน ข. 13,000"])
    assert [one.name for one in reading.rows[0].offers] == ["ร้านทดสอบพาณิชย์", "ร้าน ข."]
    assert reading.problems == ()


def test_the_second_line_of_a_work_goes_on_with_a_note():
    reading = pasted(LINE, ["", "จำนวน 12 รายการ"])
    assert reading.rows[0].title == "ซื้อวัสดุสำนักงาน จำนวน 12 รายการ"
    assert "going on" in reading.notes[0].text


def test_several_winners_each_with_a_contract():
    reading = pasted(
        line(
            award="ร้าน ก. 5,000\nร้าน ข. 7,000",
            contract="1/2569 ลว. 15/10/68\n2/2569 ลว. 16/10/68",
        )
    )
    assert reading.rows[0].awards == (
        Award("ร้าน ก.", Decimal(5000), "1/2569", date(2025, 10, 15)),
        Award("ร้าน ข.", Decimal(7000), "2/2569", date(2025, 10, 16)),
    )
    assert reading.rows[0].agreed == Decimal(12000)


def test_a_table_of_word_with_paragraphs_in_its_cells():
    """Word puts each paragraph on a line of its own, without quotes."""
    several = line(
        offers="ร้าน ก. 12,000 บาท\nร้าน ข. 13,000 บาท",
        reason="ราคาต่ำสุด\nและส่งทันเวลา",
        contract="ใบสั่งซื้อเลขที่ 1/2569\nลงวันที่ 15 ตุลาคม 2568",
    )
    lines = [HEADINGS, several, line(number="2"), [*several[:1], *several[1:]]]
    lines[3][0] = "3"
    text = "\r\n".join("\t".join(cells) for cells in lines) + "\r\n(ลงชื่อ) ............ ผู้รายงาน\r\n"
    reading = read_paste(text)
    assert reading.problems == ()
    assert [len(row.offers) for row in reading.rows] == [2, 1, 2]
    assert reading.rows[0].reason == "ราคาต่ำสุด และส่งทันเวลา"
    assert {row.awards for row in reading.rows} == {ROW.awards}
    assert [one.why for one in reading.ignored] == ["signature"]


def test_a_heading_of_word_in_several_paragraphs():
    headings = [HEADINGS[0].replace("ที่", "\nที่"), *HEADINGS[1:5], "รายชื่อผู้เสนอราคา\nและราคาที่เสนอ"]
    headings += HEADINGS[6:]
    reading = read_paste("\n".join("\t".join(cells) for cells in (headings, LINE)))
    assert [replace(row, place="row 2") for row in reading.rows] == [ROW]


def test_one_contract_for_several_winners_is_noted():
    reading = pasted(line(award="ร้าน ก. 5,000\nร้าน ข. 7,000", contract="1/2569 ลว. 15/10/68"))
    assert [one.contract_number for one in reading.rows[0].awards] == ["1/2569", "1/2569"]
    assert "taken for all" in reading.notes[0].text


@pytest.mark.parametrize("statement", ["ไม่มี", "- ไม่มี -", "เดือนนี้ไม่มีการจัดซื้อจัดจ้าง"])
def test_a_month_without_purchases_says_so_itself(statement):
    reading = pasted(["-", statement, *["-"] * 7])
    assert (reading.rows, reading.problems, reading.nothing_bought) == ((), (), True)


def test_a_project_number_inside_the_work():
    reading = pasted(line(title="ซื้อวัสดุ (เลขที่โครงการ 68109123456)"))
    assert reading.rows[0].project_number == "68109123456"


@pytest.mark.parametrize(
    ("changes", "cell", "why"),
    [
        ({"title": ""}, "B2", "does not say what was bought"),
        ({"title": "ก" * 1001}, "B2", "longer than 1000 characters"),
        ({"budget": "สิบสอง"}, "C2", "“สิบสอง” is not an amount"),
        ({"reference": "######"}, "D2", "Only #### was copied"),
        ({"offers": "ร้าน ก.\nร้าน ข.\n12,000"}, "F2", "do not pair"),
        ({"award": "12,000 บาท"}, "G2", "do not pair"),
        ({"award": "-"}, "I2", "nobody was chosen"),
        ({"contract": "1/2569 ลงวันที่ 31 เมษายน 2569"}, "I2", "has no day 31"),
        ({"contract": "1/69 ลว. 1/10/68\n2/69 ลว. 1/10/68"}, "I2", "there are 2 contracts"),
        ({"reason": "#REF!"}, "H2", "gives an error"),
    ],
)
def test_a_problem_names_row_column_and_cell(changes, cell, why):
    reading = pasted(line(**changes))
    (problem,) = reading.problems
    assert (problem.place, problem.cell) == ("row 2", cell)
    assert problem.column == HEADINGS[ord(cell[0]) - ord("A")]
    assert why in problem.text
    assert str(problem).startswith(f"row 2, {problem.column}, cell {cell}: ")


def test_an_unknown_method_is_noted_and_left_to_the_officer():
    reading = pasted(line(method="วิธีพิเศษ"))
    assert reading.rows[0].method == ""
    assert "“วิธีพิเศษ” is no method" in reading.notes[0].text
    assert reading.problems == ()


def test_two_different_amounts_of_one_purchase_are_a_problem():
    reading = pasted(LINE, ["", "", "13,000", "", "", "ร้าน ข. 13,000"])
    assert said(reading) == [("row 3", "C3", "The purchase has another amount above: 12,000.00.")]


@pytest.mark.parametrize("month", ["ธ.ค.-69", "Dec-69", "ธันวาคม-2569"])
def test_a_contract_number_of_which_the_spreadsheet_made_a_month(month):
    headings = [*HEADINGS[:8], "เลขที่สัญญา", "ลงวันที่"]
    reading = pasted([*LINE[:8], month, "15/10/68"], headings=headings)
    assert ["made a date of this number" in text for _place, _cell, text in said(reading)] == [True]


def test_a_line_of_a_purchase_before_any_purchase():
    reading = pasted(["", "", "12,000", "", "", "ร้าน ก. 12,000"])
    assert said(reading)[0][:2] == ("row 2", "")
    assert reading.rows == ()


def test_more_problems_than_anybody_reads_are_counted():
    reading = pasted(*(line(number=str(at), budget="x") for at in range(1, 201)))
    assert len(reading.problems) == MOST_TOLD + 1
    assert reading.problems[-1].text == "And 100 more."


def test_quotation_marks_of_names_stay():
    title = '"โครงการตัวอย่าง" ปี 2569 ขนาด 12"'
    assert pasted(line(title=title)).rows[0].title == title
    assert pasted(line(title=f"ซื้อ\n{title}")).rows[0].title == f"ซื้อ {title}"


def test_what_came_through_html_keeps_nothing_but_text():
    cells = "".join(f"<td class=x onclick='y'><p><b>{text}</b></p></td>" for text in LINE)
    heads = "".join(f"<th>{text}</th>" for text in HEADINGS)
    page = (
        "<html><head><style>td{color:red}</style></head><body><!--StartFragment--><table>"
        f"<tr>{heads}</tr><tr>{cells}</tr></table><script>alert(1)</script></body></html>"
    )
    reading = read_paste(page)
    assert reading.rows == (ROW,)
    assert pasted(line(title="<b>ซื้อ</b>วัสดุ<script>1</script>")).rows[0].title == "ซื้อวัสดุ1"


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\t\t\r\n", "\ufeff"])
def test_nothing_pasted(text):
    assert [one.text for one in read_paste(text).problems] == ["There is no table in it."]


MARKS = ("\t", "\t", "\n", "\r\n", "\x00", '"', "-", ";", ",", "(", ")", "<td>", "<table>")
WORDS = ("รวม", "1", "12,50", "บาท", "ลงวันที่", "31/2/2569", "#REF!", "ไม่มี", "๑๒", "ร้าน ก. 5")
PIECES = st.sampled_from([*HEADINGS, *LINE, *MARKS, *WORDS])


@settings(max_examples=200, deadline=None)
@example('"')
@example("<table><td>")
@example("sep=;\n")
@given(st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join)))
def test_no_text_ever_raises(text):
    for given_text in (text, clipboard([HEADINGS]) + text):
        reading = read_paste(given_text)
        assert reading.rows or reading.problems or reading.nothing_bought
        assert all(one.text for one in reading.problems)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(PIECES, max_size=3).map("".join), min_size=9, max_size=9))
def test_no_cell_ever_raises(cells):
    pasted(cells, line(number="2"))
