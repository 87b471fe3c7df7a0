"""Workbooks that are awkward but right."""

import datetime as dt

import openpyxl

from measures.importing.table import read_table
from tests.measures.importing.build import HEADINGS, ROW, fill, raw_workbook, saved, workbook


def messages(table):
    return [(warning.message, warning.place) for warning in table.warnings]


def test_merged_group_rows_and_merged_measures():
    rows = [
        HEADINGS,
        ["๑. หมวดแรก (IIT)"],
        ["๑.๑ มาตรการหนึ่ง", "ขั้นตอน ก", "กองคลัง", "มี.ค. 66", "ผล ก"],
        [None, "ขั้นตอน ข", None, None, "ผล ข"],
        ["๒. หมวดสอง (OIT)"],
        [None, "ขั้นตอน ค", "กองช่าง", "เม.ย. 66", "ผล ค"],
    ]
    merges = ["A2:E2", "A3:A4", "C3:C4", "D3:D4", "A5:E5"]
    table = read_table(workbook(rows, merges=merges))
    first, second = table.groups
    assert (first.title, first.instrument) == ("๑. หมวดแรก (IIT)", "IIT")
    (measure,) = first.measures
    assert [step.steps for step in measure.steps] == ["ขั้นตอน ก", "ขั้นตอน ข"]
    assert [step.units for step in measure.steps] == [("กองคลัง",), ("กองคลัง",)]
    assert {step.starts for step in measure.steps} == {dt.date(2023, 3, 1)}
    assert [step.result for step in measure.steps] == ["ผล ก", "ผล ข"]
    assert second.measures[0].title == ""
    assert (table.row_count, table.group_row_count) == (5, 2)


def test_a_result_of_a_merged_cell_is_told_once():
    rows = [HEADINGS, ROW, [None, "ขั้นตอน ข", "กองช่าง", "เม.ย. 66", None]]
    table = read_table(workbook(rows, merges=["A2:A3", "E2:E3"]))
    assert [step.result for step in table.steps] == ["ทดสอบผล", ""]


def test_hidden_rows_and_columns_are_read_with_a_warning():
    book = openpyxl.Workbook()
    fill(book.active, [HEADINGS, ROW, ROW])
    book.active.title = "S"
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["D"].hidden = True
    table = read_table(saved(book))
    assert [step.period for step in table.steps] == ["มี.ค. 66", "มี.ค. 66"]
    assert (
        "Cells in hidden rows or columns are read too.",
        "sheet “S”, cell D1, D2, A3, B3, C3 …",
    ) in messages(table)


def test_only_the_sheets_with_a_known_heading_are_read():
    book = openpyxl.Workbook()
    book.active.title = "ปก"
    fill(book.active, [["ปกรายงาน"], ["ชื่อ", "ราคา"]])
    fill(book.create_sheet("หนึ่ง"), [["หัวเรื่อง"], HEADINGS, ROW])
    fill(book.create_sheet("สอง"), [HEADINGS, ["", *ROW[1:]]])
    hidden = book.create_sheet("ซ่อน")
    fill(hidden, [HEADINGS, ROW])
    hidden.sheet_state = "hidden"
    table = read_table(saved(book))
    assert [step.place for step in table.steps] == ["sheet “หนึ่ง”, row 3", "sheet “สอง”, row 2"]
    assert [len(group.measures) for group in table.groups] == [1, 1]
    assert table.groups[1].measures[0].title == ""
    assert ("No known heading: left out.", "sheet “ปก”") in messages(table)
    assert ("The sheet is hidden and was left out.", "sheet “ซ่อน”") in messages(table)


def test_formulas_give_their_last_value_with_a_warning():
    cells = "".join(f'<c t="str"><v>{text}</v></c>' for text in HEADINGS)
    row = (
        '<c t="str"><f>"ก"</f><v>มาตรการ ก</v></c><c t="str"><f>B9</f></c>'
        '<c t="inlineStr"><is><r><t>กอง</t></r><r><t>คลัง</t></r><rPh><t>x</t></rPh></is></c>'
        '<c t="e"><f>1/0</f><v>#DIV/0!</v></c><c><f>6*7</f><v>42</v></c>'
    )
    table = read_table(raw_workbook(f"<sheetData><row>{cells}</row><row>{row}</row></sheetData>"))
    (step,) = table.steps
    assert (table.groups[0].measures[0].title, step.steps) == ("มาตรการ ก", "")
    assert (step.owner, step.period, step.result) == ("กองคลัง", "#DIV/0!", "42")
    said = dict(messages(table))
    assert said["Formulas: the values they had when the file was saved are read."] == (
        "sheet “S”, cell A2, B2, D2, E2"
    )
    assert said["Formula errors are read as their text."] == "sheet “S”, cell D2"
    assert said["The row names no steps."] == "sheet “S”, row 2"


def test_dates_and_numbers_come_as_excel_shows_them():
    book = openpyxl.Workbook()
    sheet = book.active
    fill(sheet, [["ลำดับ", *HEADINGS], [1, *ROW], [2.0, *ROW]])
    sheet["E2"] = dt.date(2023, 3, 31)
    sheet["E2"].number_format = "[$-D07041E]d mmmm yyyy"
    sheet["F2"] = 0.875
    sheet["F2"].number_format = "0.0%"
    sheet["E3"] = dt.date(2023, 3, 1)
    sheet["E3"].number_format = "mmm-yy"
    sheet["F3"] = 1234567.5
    sheet["F3"].number_format = '#,##0.00" บาท"'
    first, second = read_table(saved(book)).steps
    assert (first.period, first.result) == ("๓๑ มีนาคม ๒๕๖๖", "87.5%")
    assert (second.period, second.result) == ("มีนาคม 2566", "1,234,567.50 บาท")
    assert first.ends == second.ends == dt.date(2023, 3, 31)


def test_shared_strings_keep_their_runs_blanks_and_breaks():
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + "".join(f"<si><t>{text}</t></si>" for text in HEADINGS)
        + '<si><r><t xml:space="preserve">- ข้อ  ๑ </t></r><r><t>ต่อ_x000D_\n- ข้อ ๒</t></r>'
        "<rPh><t>เสียง</t></rPh></si></sst>"
    )
    head = "".join(f'<c t="s"><v>{n}</v></c>' for n in range(5))
    rows = f'<row>{head}</row><row><c r="B2" t="s"><v>5</v></c></row>'
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="x/worksheet" Target="/xl/worksheets/sheet1.xml"/>'
        '<Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    more = {"xl/sharedStrings.xml": strings, "xl/_rels/workbook.xml.rels": links}
    (step,) = read_table(raw_workbook(f"<sheetData>{rows}</sheetData>", more)).steps
    assert step.steps == "- ข้อ  ๑ ต่อ\n- ข้อ ๒"


def test_thousands_of_empty_styled_rows_below_a_table_do_no_harm():
    head = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in HEADINGS)
    row = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ROW)
    empty = '<row><c s="1"/><c s="1"/></row>' * 50_000
    sheet = f"<sheetData><row>{head}</row><row>{row}</row>{empty}</sheetData>"
    assert read_table(raw_workbook(sheet)).row_count == 1
