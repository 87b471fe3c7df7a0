"""What a workbook's cells hold beneath the text that Excel shows."""

import datetime as dt
from decimal import Decimal

import pytest

from files.packages import PackageRefused, open_package
from files.sheets.grid import Limits, SheetRefused, reference
from files.sheets.xlsx import read_sheets
from tests.measures.importing.build import raw_workbook, workbook


def cells_of(data: bytes):
    (grid,), _left_out = read_sheets(open_package(data))
    return grid.rows[0].cells


def test_numbers_and_days_are_exact_whatever_is_shown():
    shown, day, text = cells_of(workbook([[1234.56, dt.date(2025, 10, 15), "12"]]))
    assert (shown.text, shown.value) == ("1234.56", Decimal("1234.56"))
    assert (day.text, day.value) == ("15 ตุลาคม 2568", dt.date(2025, 10, 15))
    assert (text.text, text.value) == ("12", None)


def test_a_formula_whose_value_was_not_saved_is_told_from_one_that_gives_no_text():
    row = '<c><f>1+1</f></c><c t="str"><f>""</f><v></v></c><c><f>1+1</f><v>2</v></c>'
    lost, empty, good = cells_of(raw_workbook(f"<sheetData><row>{row}</row></sheetData>"))
    assert (lost.unsaved, lost.text) == (True, "")
    assert (empty.unsaved, empty.text) == (False, "")
    assert (good.unsaved, good.value) == (False, Decimal(2))


def test_rows_know_their_numbers_and_sheets_their_names():
    (grid,), _left_out = read_sheets(open_package(workbook([["a"], [], ["b"]], title="ต.ค.")))
    assert [row.number for row in grid.rows] == [1, 3]
    assert grid.name == "ต.ค."


def test_limits_are_the_caller_s():
    package = open_package(workbook([["a"], ["b"], ["c"]]))
    assert len(read_sheets(package, limits=Limits(rows=3))[0][0].rows) == 3
    with pytest.raises(SheetRefused, match="longer than 2 rows"):
        read_sheets(package, limits=Limits(rows=2))


def test_merges_that_cover_more_than_the_sheet_are_damage():
    merges = '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="A1:B2"/></mergeCells>'
    data = '<row><c t="str"><v>x</v></c><c t="str"><v>y</v></c></row>' * 2
    sheet = f"<sheetData>{data}</sheetData>"
    with pytest.raises(PackageRefused):
        read_sheets(open_package(raw_workbook(sheet + merges)))


@pytest.mark.parametrize(
    ("column", "name"),
    [(1, "A7"), (26, "Z7"), (27, "AA7"), (52, "AZ7"), (702, "ZZ7"), (703, "AAA7")],
)
def test_cells_are_named_as_in_a_spreadsheet(column, name):
    assert reference(7, column) == name
