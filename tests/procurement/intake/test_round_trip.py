"""A month as an office writes it, there and back."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from procurement.exports.workbook import month_workbook
from procurement.intake.reading import read_paste
from procurement.rows import Award
from tests.procurement.intake.sheets import a_month, as_office_writes, book, clipboard, filed


def without_places(rows):
    return [replace(row, place="") for row in rows]


def test_forty_purchases_in_a_workbook():
    month = a_month(40)
    reading = filed(book(as_office_writes(month), merges=["A1:I1", "A2:I2", "A3:I3"]))
    assert reading.problems == ()
    assert without_places(reading.rows) == month
    assert reading.rows[0].place == "sheet “ต.ค. 68”, row 5"
    assert reading.month == date(2025, 10, 1)


@pytest.mark.parametrize("count", [1, 40])
def test_the_same_on_the_clipboard(count):
    month = a_month(count)
    reading = read_paste(clipboard(as_office_writes(month)))
    assert (reading.problems, without_places(reading.rows)) == ((), month)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_same_as_delimited_text(encoding, delimiter):
    month = a_month(40)
    lines = []
    for cells in as_office_writes(month):
        texts = ("" if cell is None else str(cell) for cell in cells)
        lines.append(delimiter.join('"' + text.replace('"', '""') + '"' for text in texts))
    reading = filed("\r\n".join(lines).encode(encoding), "ต.ค. 68.csv")
    assert (reading.problems, without_places(reading.rows)) == ((), month)


def test_the_portal_s_own_workbook_comes_back():
    """All but the e-GP number, for which the form has no column."""
    shared = replace(
        a_month(1)[0],
        awards=(
            Award("ร้านทดสอบ หนึ่ง", Decimal(5000), "1/2569", date(2025, 10, 2)),
            Award("ร้านทดสอบ สอง", Decimal("4000.50"), "", None),
        ),
    )
    month = [replace(row, project_number="") for row in (*a_month(40), shared)]
    exported = month_workbook("อบต.ทดสอบ", date(2025, 10, 1), date(2025, 11, 3), month)
    reading = filed(exported)
    assert (reading.problems, without_places(reading.rows)) == ((), month)
    assert reading.month == date(2025, 10, 1)
    empty = month_workbook(
        "อบต.ทดสอบ", date(2025, 10, 1), date(2025, 11, 3), [], nothing_bought=True
    )
    assert filed(empty).nothing_bought


def test_bidders_in_merged_rows():
    """One purchase over three rows: everything but the bidders merged."""
    month = a_month(3)[2:]
    head, line = as_office_writes(month)[3:5]
    offers = month[0].offers
    line[5] = f"{offers[0].name} {offers[0].price:,.2f}"
    below = [[None] * 5 + [f"{one.name} {one.price:,.2f}"] for one in offers[1:]]
    merges = [f"{column}2:{column}4" for column in "ABCDEGHI"]
    reading = filed(book([head, line, *below], merges=merges))
    assert (reading.problems, without_places(reading.rows)) == ((), month)


def test_what_openpyxl_writes_of_numbers_and_days_comes_back_exactly():
    (row,) = a_month(1)
    head, line = as_office_writes([row])[3:5]
    head[8:9] = ["เลขที่สัญญา", "วันที่สัญญา"]
    award = row.awards[0]
    line[8:9] = [award.contract_number, award.contract_date]
    line[2] = float(row.budget)
    data = book([head, line])
    loaded = openpyxl.load_workbook(io.BytesIO(data))
    loaded.active["C2"].number_format = "#,##0"  # shows no satang
    loaded.active["J2"].number_format = "[$-D07041E]d mmm yy"
    again = io.BytesIO()
    loaded.save(again)
    assert without_places(filed(again.getvalue()).rows) == [row]
