"""Columns are known by their headings, whatever their order and typing."""

import itertools

import pytest

from measures.importing.headings import recognise
from measures.importing.imported import FIELDS
from measures.importing.table import read_table
from tests.measures.importing.build import HEADINGS, ROW, document, workbook

LAYOUT_HEADINGS = {
    "A": ["มาตรการ/แนวทาง", "ขั้นตอน/วิธีการปฏิบัติ", "ผู้รับผิดชอบ", "ระยะเวลาดำเนินการ", "การรายงาน/ติดตามผล"],
    "B": ["มาตรการ/แนวทาง", "ขั้นตอนหรือวิธีการปฏิบัติ", "ระยะเวลาดำเนินการ", "การกำกับติดตาม", "ผู้รับผิดชอบ"],
    "C": [
        "ประเด็นที่ต้องปรับปรุงแก้ไข/ประเด็นที่ต้องพัฒนา",
        "ผู้รับผิดชอบ",
        "ขั้นตอนหรือวิธีการ/มาตรการ",
        "การรายงานผลและการกำกับติดตาม กำหนดเวลาแล้วเสร็จ",
        "การดำเนินการ",
    ],
    "D": ["มาตรการ", "วิธีการดำเนินการ", "ระยะเวลาดำเนินการ", "ผู้รับผิดชอบ", "ผลการดำเนินการ"],
}


def fields(table):
    return [column.field for column in table.columns]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ("มาตรการ", "measure"),
        ("มาตราการ", "measure"),
        ("ประเด็น ที่ต้อง\nปรับปรุงแก้ไข / ประเด็นที่ต้องพัฒนา", "measure"),
        ("ขั้นตอนหรือ วิธีการ / มาตรการ", "steps"),
        ("วิธีดําเนินการ", "steps"),
        ("ผู้รับผิดชอบ (สำนัก/กอง)", "owner"),
        ("ระยะ เวลา\nดำเนินการ", "period"),
        ("๔. ระยะเวลาดำเนินการ", "period"),
        ("กำหนดเวลาแล้วเสร็จ", "follow_up"),
        ("ผลการดําเนินงาน รอบ ๖ เดือน", "result"),
        ("ปัญหา/อุปสรรค", "problems"),
        ("ปัญหา อุปสรรค และข้อเสนอแนะ", "problems"),
        ("ข้อเสนอแนะ", "suggestions"),
        ("ลำดับ ที่", "number"),
        ("ที่", "number"),
        ("หมายเหตุ", ""),
        ("งบประมาณ", ""),
        ("ตัวชี้วัด", ""),
        ("", ""),
        ("มาตรการป้องกันการทุจริตที่หน่วยงานกำหนดขึ้นใหม่ในปีนี้", ""),
    ],
)
def test_what_a_heading_means(typed, field):
    assert recognise(typed)[0] == field
    assert field in ("", *FIELDS)


@pytest.mark.parametrize("layout", LAYOUT_HEADINGS)
def test_the_four_layouts_are_told_by_their_columns(layout):
    table = read_table(workbook([LAYOUT_HEADINGS[layout], ["ก", "ข", "ค", "ง", "จ"]]))
    assert table.layout == layout
    assert table.unknown_columns == ()
    assert "result" in fields(table)


def test_columns_in_any_order_give_the_same_rows():
    texts = dict(zip(HEADINGS, ROW, strict=True))
    for order in itertools.islice(itertools.permutations(HEADINGS), 0, None, 13):
        (step,) = read_table(workbook([order, [texts[name] for name in order]])).steps
        assert (step.steps, step.owner, step.period, step.result) == ROW[1:]


def test_reordered_columns_are_judged_by_grouping_and_wording():
    c = LAYOUT_HEADINGS["C"]
    rows = [[c[2], c[0], c[1], c[4], c[3]], ["ข", "ก", "กองคลัง", "ผล", "ทุกเดือน"]]
    assert read_table(workbook(rows)).layout == "C"
    a = LAYOUT_HEADINGS["A"]
    swapped = [a[1], a[0], a[2], a[3], a[4]]
    rows = [swapped, [None, "๑. หมวด (IIT)"], ["ข", "ก", "กองคลัง", "มี.ค. 66", "ผล"]]
    assert read_table(workbook(rows)).layout == "A"
    assert read_table(workbook([["มาตรการ", "ผล"], ["ก", "ข"]])).layout == ""


def test_an_unknown_column_is_kept_under_its_heading_and_asked_about():
    rows = [[*HEADINGS, "งบประมาณ", "หมายเหตุ"], [*ROW, "๕,๐๐๐ บาท", None]]
    table = read_table(document(rows))
    assert [(column.heading, column.index) for column in table.unknown_columns] == [
        ("งบประมาณ", 5),
        ("หมายเหตุ", 6),
    ]
    assert dict(table.steps[0].extra) == {"งบประมาณ": "๕,๐๐๐ บาท"}


def test_a_column_without_a_heading_is_kept_too():
    table = read_table(workbook([HEADINGS, [*ROW, None, "ข้อความหลงมา"]]))
    assert dict(table.steps[0].extra) == {"column 7": "ข้อความหลงมา"}
    assert [column.index for column in table.unknown_columns] == [6]


def test_two_columns_of_one_kind_leave_the_second_to_be_asked_about():
    rows = [[*HEADINGS, "ผลการดำเนินการ รอบ ๑๒ เดือน"], [*ROW, "ผลปลายปี"]]
    table = read_table(workbook(rows))
    assert [column.index for column in table.unknown_columns] == [5]
    assert table.steps[0].extra == {"ผลการดำเนินการ รอบ ๑๒ เดือน": "ผลปลายปี"}
    answered = read_table(workbook(rows), mapping={5: "result"})
    assert answered.unknown_columns == ()
    assert answered.steps[0].result == "ทดสอบผล\nผลปลายปี"


def test_answers_go_before_what_the_headings_say():
    rows = [[*HEADINGS, "งบประมาณ", "หมายเหตุ"], [*ROW, "๕,๐๐๐ บาท", "ช้า"]]
    table = read_table(workbook(rows), mapping={5: "extra", 6: "problems", 4: "extra"})
    assert table.unknown_columns == ()
    (step,) = table.steps
    assert (step.problems, step.result) == ("ช้า", "")
    assert step.extra == {"ผลการดำเนินการ": "ทดสอบผล", "งบประมาณ": "๕,๐๐๐ บาท"}
    with pytest.raises(ValueError, match="not a field: price"):
        read_table(workbook(rows), mapping={5: "price"})


def test_answers_make_a_table_with_unknown_headings_readable():
    rows = [["รายงาน"], ["เรื่อง", "ทำอย่างไร", "ใคร"], ["ก", "ข", "กองคลัง"]]
    table = read_table(workbook(rows), mapping={0: "measure", 1: "steps", 2: "owner"})
    assert table.groups[0].measures[0].title == "ก"
    assert (table.steps[0].steps, table.steps[0].units) == ("ข", ("กองคลัง",))


def test_a_heading_of_two_rows_with_merged_cells():
    rows = [
        ["มาตรการ", "ขั้นตอน", "ผู้รับผิดชอบ", "การดำเนินงาน", None],
        [None, None, None, "ระยะเวลา", "ผลการดำเนินการ"],
        ["(๑)", "(๒)", "(๓)", "(๔)", "(๕)"],
        ROW,
    ]
    merges = ["A1:A2", "B1:B2", "C1:C2", "D1:E1"]
    for data in (workbook(rows, merges=merges), workbook(rows), document(rows)):
        table = read_table(data)
        assert fields(table) == ["measure", "steps", "owner", "period", "result"]
        assert table.row_count == 1
        assert table.steps[0].result == "ทดสอบผล"


def test_lower_headings_that_nobody_knows_are_told_with_the_one_above():
    rows = [
        ["มาตรการ", "ขั้นตอน", "ผู้รับผิดชอบ", "งบประมาณ", None],
        [None, None, None, "ตั้งไว้", "ใช้ไป"],
        ["ก", "ข", "กองคลัง", "๑๐", "๕"],
    ]
    table = read_table(workbook(rows, merges=["D1:E1"]))
    assert [column.heading for column in table.unknown_columns] == [
        "งบประมาณ ตั้งไว้",
        "งบประมาณ ใช้ไป",
    ]
    assert table.row_count == 1


def test_a_second_table_below_the_first_in_one_sheet():
    rows = [
        ["รอบ ๖ เดือน"],
        HEADINGS,
        ROW,
        HEADINGS,
        ["ข", *ROW[1:]],
        ["ผู้รับผิดชอบ", "มาตรการ", "ขั้นตอน", "หมายเหตุ"],
        ["กองช่าง", "ค", "ขั้นตอน ค", "ช้า"],
    ]
    table = read_table(workbook(rows))
    assert [m.title for group in table.groups for m in group.measures] == ["ทดสอบมาตรการ", "ข", "ค"]
    assert table.steps[2].units == ("กองช่าง",)
    assert table.steps[2].extra == {"หมายเหตุ": "ช้า"}
    assert (table.round, table.row_count) == ("6", 3)
