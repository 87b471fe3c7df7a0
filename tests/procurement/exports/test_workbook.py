import io
import re
import time
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from procurement.exports.workbook import month_workbook, year_workbook
from procurement.form import HEADINGS, NOTHING_BOUGHT
from procurement.intake.reading import read_file
from procurement.rows import Award, Offer
from tests.procurement.purchases import OCTOBER, PATIENT, any_row, purchase

OFFICE = "องค์การบริหารส่วนตำบลตัวอย่าง"
DAY = date(2025, 11, 3)
FIRST = 6  # three lines of titles, two of headings


def month_sheet(*rows, **more):
    return openpyxl.load_workbook(
        io.BytesIO(month_workbook(OFFICE, OCTOBER, DAY, rows, **more))
    ).active


def line(sheet, number):
    """The values of a line; dates without the hour that a spreadsheet gives them."""
    values = [cell.value for cell in sheet[number]]
    return [value.date() if isinstance(value, datetime) else value for value in values]


def test_the_form_has_its_lines_and_its_nine_headings_in_order():
    sheet = month_sheet(purchase())
    assert [sheet.cell(row, 1).value for row in (1, 2, 3)] == [
        "สรุปผลการดำเนินการจัดซื้อจัดจ้างในรอบเดือนตุลาคม 2568",
        OFFICE,
        "วันที่ 3 เดือน พฤศจิกายน พ.ศ. 2568 (แบบ สขร.1)",
    ]
    assert [value for value in line(sheet, 4) if value] == list(HEADINGS)
    assert {"A1:K1", "G4:H4", "J4:K4", "A4:A5"} <= {str(one) for one in sheet.merged_cells.ranges}
    assert [sheet["G5"].value, sheet["H5"].value, sheet["J5"].value, sheet["K5"].value] == [
        *("ผู้ได้รับการคัดเลือก", "ราคาที่ตกลงซื้อหรือจ้าง", "เลขที่", "วันที่")
    ]


def test_numbers_are_numbers_and_dates_are_dates_of_the_buddhist_era():
    sheet = month_sheet(purchase("1234567.05", reference_price=None))
    cells = sheet[FIRST]
    assert line(sheet, FIRST) == [
        1,
        "ซื้อวัสดุสำนักงาน",
        1234567.05,
        "-",
        "วิธีเฉพาะเจาะจง",
        "ร้านทองดีพาณิชย์ 1,234,567.05 บาท",
        "ร้านทองดีพาณิชย์",
        1234567.05,
        "ราคาต่ำกว่าราคากลางและมีคุณสมบัติถูกต้อง",
        "12/2569",
        date(2025, 10, 15),
    ]
    assert [cells[place].number_format for place in (2, 7)] == ["#,##0.00"] * 2
    assert cells[10].number_format == "[$-107041E]d mmm yyyy;@"
    assert cells[10].is_date


def test_several_bidders_are_lines_and_several_contracts_keep_theirs():
    offers = (Offer("ร้าน ก", Decimal(100)), Offer("ร้าน ข"))
    awards = (
        Award("ร้าน ก", Decimal("60.50"), "1/2569", date(2025, 10, 3)),
        Award("ร้าน ข", Decimal(40), "", None),
    )
    cells = month_sheet(purchase(offers=offers, awards=awards))[FIRST]
    assert cells[5].value == "ร้าน ก 100.00 บาท\nร้าน ข"
    assert cells[6].value == "ร้าน ก 60.50 บาท\nร้าน ข 40.00 บาท"
    assert cells[7].value == 100.5
    assert (cells[9].value, cells[10].value) == ("1/2569\n-", "3 ต.ค. 68\n-")
    assert cells[5].alignment.wrap_text
    assert month_sheet(purchase(day=date(1899, 1, 1)))[FIRST][10].value == "1 ม.ค. 42"


def test_the_last_line_sums_up_in_figures_and_words():
    sheet = month_sheet(purchase("100.25"), purchase("200"), purchase(None))
    last = line(sheet, FIRST + 3)
    assert last[0] == "รวม 3 รายการ"
    assert last[7] == 300.25
    assert last[8] == "(สามร้อยบาทยี่สิบห้าสตางค์) ไม่รวม 1 รายการที่ไม่ระบุราคา"


def test_a_month_without_purchases_says_so_only_when_it_is_so():
    assert month_sheet(nothing_bought=True).cell(FIRST, 1).value == NOTHING_BOUGHT
    assert month_sheet().max_row == FIRST - 1


def test_it_prints_on_landscape_a4_with_the_headings_on_every_page():
    sheet = month_sheet(*[purchase()] * 40)
    setup = sheet.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight) == (
        *("landscape", 9, 1, 0),
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$4:$5"
    assert sheet.freeze_panes == "C6"


def test_a_row_is_as_high_as_its_longest_cell():
    short, long = month_sheet(purchase(title="ก")), month_sheet(purchase(title="กำกับ " * 60))
    height = [sheet.row_dimensions[FIRST].height for sheet in (short, long)]
    assert height[0] * 4 < height[1] < 409


ACTING = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1+1",
    "－1",
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("text", ACTING)
def test_no_cell_is_a_formula(text):
    award = Award(text, Decimal(5), text, OCTOBER)
    row = purchase(
        title=text, offers=(Offer(text),), awards=(award,), reason=text, project_number=text
    )
    for data in (
        month_workbook(text, OCTOBER, DAY, [row]),
        year_workbook(text, 2569, DAY, [(OCTOBER, row)]),
    ):
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        typed = [cell for cells in sheet.iter_rows() for cell in cells if cell.value is not None]
        assert {cell.data_type for cell in typed} <= {"s", "n", "d"}
        assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
        acting = [cell for cell in typed if str(cell.value).strip() == text.strip()]
        assert len(acting) >= 5
        assert all(cell.quotePrefix for cell in acting)


def test_texts_come_back_whole_and_what_xml_lacks_is_left_out():
    row = purchase(title="_x0041_ ก\x00\x0b\ud800ข\r\nค & <ง>", reason="ก" * 40_000)
    sheet = month_sheet(row)
    # Excel unescapes a text, which openpyxl leaves to its caller.
    assert unescape(sheet.cell(FIRST, 2).value) == "_x0041_ กข\nค & <ง>"
    assert sheet.cell(FIRST, 9).value == "ก" * 32_766 + "…"


def test_the_same_month_gives_the_same_bytes_whatever_the_clock_says(monkeypatch):
    rows = [purchase(), purchase(None)]
    first = month_workbook(OFFICE, OCTOBER, DAY, rows)
    now = time.localtime()
    later = time.struct_time((now.tm_year + 1, *tuple(now)[1:]))
    monkeypatch.setattr(time, "localtime", lambda *_seconds: later)
    time.sleep(1.1)  # the second that the properties would tell
    assert month_workbook(OFFICE, OCTOBER, DAY, rows) == first
    assert month_workbook(OFFICE, OCTOBER, DAY, rows[:1]) != first
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {one.date_time for one in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\d", core)) == {"2025-11-03"}
    assert "openpyxl" not in core


def test_a_month_taken_back_in_is_the_same_month():
    rows = [
        purchase(f"{1000 + number}.{number:02}", number=f"{number}/2569", reference_price=None)
        for number in range(1, 11)
    ]
    rows += [
        purchase(day=None, number="", reason=""),
        purchase(offers=(Offer("ร้าน ก", Decimal(5)), Offer("บริษัท ข จำกัด"), Offer("หจก. ค"))),
    ]
    read = read_file("month.xlsx", io.BytesIO(month_workbook(OFFICE, OCTOBER, DAY, rows)))
    assert not read.problems
    assert [replace(row, place="") for row in read.rows] == rows


def test_a_year_is_one_table_with_its_months_and_a_filter():
    purchases = [(OCTOBER, purchase("100")), (date(2026, 1, 20), purchase("50"))]
    data = year_workbook(OFFICE, 2569, date(2026, 10, 3), purchases)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet["A1"].value == "รายการจัดซื้อจัดจ้าง ประจำปีงบประมาณ พ.ศ. 2569"
    assert sheet["A3"].value == "ข้อมูล ณ วันที่ 3 ตุลาคม 2569"
    assert line(sheet, FIRST)[:2] == [1, date(2025, 10, 1)]
    assert line(sheet, FIRST + 1)[:2] == [2, date(2026, 1, 1)]
    assert sheet.cell(FIRST, 2).number_format == "[$-107041E]mmm yyyy;@"
    assert sheet.auto_filter.ref == "A5:L7"
    assert line(sheet, FIRST + 2)[8] == 150
    empty = openpyxl.load_workbook(io.BytesIO(year_workbook(OFFICE, 2569, DAY, []))).active
    assert empty.max_row == FIRST - 1


@settings(PATIENT, max_examples=25)
@given(st.lists(any_row, max_size=5))
def test_any_rows_make_a_file_that_opens_with_a_line_each(rows):
    sheet = month_sheet(*(replace(row) for row in rows))
    assert [sheet.cell(FIRST + place, 1).value for place in range(len(rows))] == list(
        range(1, len(rows) + 1)
    )
