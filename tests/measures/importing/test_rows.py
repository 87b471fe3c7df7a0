"""Groups, "as above", measures and rows of work."""

import datetime as dt

import pytest

from measures.importing.table import read_table
from tests.measures.importing.build import HEADINGS, ROW, document, workbook

FORMS = [workbook, document]


def step_row(title="", steps="ขั้นตอน", owner="กองคลัง", period="มี.ค. 66", result="ผล"):
    return [title or None, steps, owner, period, result]


def outline(table):
    return [
        (group.title, [(measure.title, len(measure.steps)) for measure in group.measures])
        for group in table.groups
    ]


@pytest.mark.parametrize("make", FORMS)
def test_a_group_row_ends_the_measure_above_it(make):
    rows = [
        HEADINGS,
        ["๑. หมวดแรก (IIT)"],
        step_row("ก"),
        step_row(),
        ["๒. หมวดสอง (OIT)"],
        step_row(),
        step_row("ข"),
        [None],
    ]
    padded = [[*row, *[None] * (5 - len(row))] for row in rows]
    table = read_table(make(padded))
    assert outline(table) == [
        ("๑. หมวดแรก (IIT)", [("ก", 2)]),
        ("๒. หมวดสอง (OIT)", [("", 1), ("ข", 1)]),
    ]
    assert [m.instrument for g in table.groups for m in g.measures] == ["IIT", "OIT", "OIT"]
    assert (table.row_count, table.group_row_count) == (6, 2)


@pytest.mark.parametrize("mark", ['"', "”", "''", '-"-', "〃", ",,", "do.", "- ” -"])
def test_ditto_marks_mean_as_above(mark):
    rows = [
        HEADINGS,
        step_row("ก"),
        [mark, "ขั้นตอน ข", mark, mark, mark],
        [mark, "ค", mark, mark, "ผล ค"],
    ]
    table = read_table(workbook(rows))
    assert outline(table) == [("", [("ก", 3)])]
    assert [step.owner for step in table.steps] == ["กองคลัง"] * 3
    assert [step.result for step in table.steps] == ["ผล", "ผล", "ผล ค"]
    assert {step.ends for step in table.steps} == {dt.date(2023, 3, 31)}


def test_a_dash_is_no_ditto_mark():
    table = read_table(workbook([HEADINGS, step_row("ก"), step_row(owner="-", result="-")]))
    assert (table.steps[1].owner, table.steps[1].result) == ("-", "-")


def test_a_measure_typed_again_in_each_row_is_one_measure():
    table = read_table(workbook([HEADINGS, step_row("ก"), step_row("ก"), step_row("ข")]))
    assert outline(table) == [("", [("ก", 2), ("ข", 1)])]


def test_a_row_numbered_below_its_group_names_a_measure():
    rows = [HEADINGS, ["๑. หมวด (EIT)"], ["๑.๑ มาตรการย่อย"], step_row(), ["๑.๒ อีกข้อ"], step_row()]
    table = read_table(workbook(rows))
    assert outline(table) == [("๑. หมวด (EIT)", [("๑.๑ มาตรการย่อย", 1), ("๑.๒ อีกข้อ", 1)])]
    assert [m.number for m in table.groups[0].measures] == ["๑.๑", "๑.๒"]
    assert table.group_row_count == 1


def test_a_question_below_its_indicator_names_a_measure():
    rows = [HEADINGS, ["ตัวชี้วัดที่ ๗ การสื่อสาร เครื่องมือ EIT"], ["e๖ คำถามทดสอบ"], step_row()]
    (group,) = read_table(workbook(rows)).groups
    assert (group.indicator, group.instrument) == ("7", "EIT")
    assert (group.measures[0].title, group.measures[0].questions) == ("e๖ คำถามทดสอบ", ("e6",))
    assert group.measures[0].steps[0].questions == ("e6",)


def test_indicators_under_an_instrument_s_row_belong_to_it():
    rows = [
        HEADINGS,
        ["เครื่องมือ IIT"],
        ["ตัวชี้วัดที่ ๑ การปฏิบัติหน้าที่"],
        step_row("ก"),
        ["ตัวชี้วัดที่ ๒ การใช้งบประมาณ"],
        step_row("ข"),
    ]
    table = read_table(workbook(rows))
    assert [(g.indicator, g.instrument) for g in table.groups] == [
        ("", "IIT"),
        ("1", "IIT"),
        ("2", "IIT"),
    ]
    assert ("No measure follows this row.", "sheet “มาตรการ”, row 2") in [
        (warning.message, warning.place) for warning in table.warnings
    ]


def test_a_number_column():
    rows = [
        ["ลำดับที่", *HEADINGS],
        ["๑", "หมวด (OIT)"],
        ["๑.๑", "ก", *ROW[1:]],
        [None, None, *ROW[1:]],
        ["๑.๒", "ข", *ROW[1:]],
        ["๒", "มาตรการเดี่ยว"],
        [None, None, *ROW[1:]],
        ["๓", None, *ROW[1:]],
    ]
    table = read_table(workbook(rows))
    (group,) = table.groups
    assert group.title == "๑ หมวด (OIT)"
    assert [(m.number, m.title, len(m.steps)) for m in group.measures] == [
        ("๑.๑", "ก", 2),
        ("๑.๒", "ข", 1),
        ("๒", "มาตรการเดี่ยว", 2),
    ]
    assert group.measures[2].steps[1].extra == {"ลำดับที่": "๓"}


def test_totals_and_signatures_below_the_table_are_left_out_with_a_warning():
    rows = [HEADINGS, step_row("ก"), ["รวม", None, "๕"], ["(ลงชื่อ)........"], ["(นายทดสอบ ระบบ)"]]
    table = read_table(workbook(rows))
    assert table.row_count == 1
    assert [(w.message, w.place) for w in table.warnings] == [
        ("A row of totals was left out.", "sheet “มาตรการ”, row 3"),
        (
            "The signatures below the table, from here on, were left out.",
            "sheet “มาตรการ”, row 4",
        ),
    ]


def test_a_step_about_signing_in_is_no_signature():
    table = read_table(workbook([HEADINGS, step_row("ก", "ลงชื่อเข้าใช้ระบบ"), step_row("ข")]))
    assert table.row_count == 2


@pytest.mark.parametrize("make", FORMS)
def test_blanks_around_a_text_go_and_those_inside_stay(make):
    table = read_table(make([HEADINGS, ["  ก ", " ๑.ข  ค\n\n- ง \n", *ROW[2:]], ["   ", *ROW[1:]]]))
    assert outline(table) == [("", [("ก", 2)])]
    assert table.steps[0].steps == "๑.ข  ค\n\n- ง"


def test_arabic_digits_and_a_year_from_the_title():
    rows = [
        ["มาตรการ ประจำปีงบประมาณ พ.ศ. 2566 รอบ 12 เดือน"],
        HEADINGS,
        step_row("ตัวชี้วัดที่ 9 การเปิดเผยข้อมูล", "1. ทดสอบ\n- ข้อย่อย", period="เดือนตุลาคม - ธันวาคม"),
    ]
    table = read_table(workbook(rows))
    (step,) = table.steps
    assert (table.fiscal_year, table.round) == (2566, "12")
    assert (step.starts, step.ends) == (dt.date(2022, 10, 1), dt.date(2022, 12, 31))
    assert step.topic == "1. ทดสอบ"
    assert table.groups[0].measures[0].indicators == ("9",)


def test_the_year_given_dates_months_without_one():
    rows = [["รายงาน ปีงบประมาณ ๒๕๖๖"], HEADINGS, step_row("ก", period="เมษายน")]
    (step,) = read_table(workbook(rows), fiscal_year=2567).steps
    assert step.starts == dt.date(2024, 4, 1)
    (step,) = read_table(workbook(rows[1:])).steps
    assert (step.starts, step.period) == (None, "เมษายน")


def test_what_could_not_be_read_is_kept_and_warned_about():
    rows = [
        HEADINGS,
        step_row("ก", owner="ผู้ดูแลระบบ", period="๓๑ ก.ย. ๖๖"),
        step_row(owner=None, steps=None),
    ]
    table = read_table(workbook(rows), filename="table.docx")
    assert (table.steps[0].owner, table.steps[0].period) == ("ผู้ดูแลระบบ", "๓๑ ก.ย. ๖๖")
    said = [(warning.message, warning.place) for warning in table.warnings]
    assert ("กันยายน 2566 has no day 31.", "sheet “มาตรการ”, row 2") in said
    assert (
        "No unit is recognised in “ผู้ดูแลระบบ”; it is kept as typed.",
        "sheet “มาตรการ”, row 2",
    ) in said
    assert ("The row names nobody responsible.", "sheet “มาตรการ”, row 3") in said
    assert ("The row names no steps.", "sheet “มาตรการ”, row 3") in said
    assert (
        "The file is named .docx but its content is .xlsx; it is read as that.",
        "table.docx",
    ) in said


def test_each_warning_is_given_once():
    table = read_table(workbook([HEADINGS, step_row("ก", owner="ไม่มีหน่วย")]))
    assert len(set(table.warnings)) == len(table.warnings) == 1


def test_periods_tell_the_year_that_the_title_does_not():
    heading = ["มาตรการ", "ขั้นตอน", "ระยะเวลาดำเนินการ"]
    first = ["ก", "ขั้นตอนแรก", "ต.ค. ๖๗ - มี.ค. ๖๘"]
    one_year = [heading, first, ["ข", "ขั้นตอนที่สอง", "เม.ย. ๖๘ - ก.ย. ๖๘"]]
    assert read_table(workbook(one_year)).fiscal_year == 2568
    assert read_table(workbook(one_year), fiscal_year=2571).fiscal_year == 2568
    two_years = [heading, first, ["ข", "ขั้นตอนที่สอง", "ต.ค. ๖๘ - มี.ค. ๖๙"]]
    assert read_table(workbook(two_years)).fiscal_year is None
