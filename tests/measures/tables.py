"""Imported tables made by hand, for tests that look at one thing in them."""

from __future__ import annotations

from measures.importing.imported import (
    Column,
    ImportedGroup,
    ImportedMeasure,
    ImportedStep,
    ImportedTable,
)

HEADINGS = {
    "number": "ที่",
    "measure": "มาตรการ",
    "steps": "ขั้นตอน",
    "owner": "ผู้รับผิดชอบ",
    "period": "ระยะเวลา",
    "follow_up": "การติดตาม",
    "result": "ผลการดำเนินการ",
    "problems": "ปัญหาและอุปสรรค",
    "suggestions": "ข้อเสนอแนะ",
}


def make_row(steps: str = "จัดทำแผนผังขั้นตอน", **fields) -> ImportedStep:
    fields = {"place": "row 3", "number": 1} | fields
    return ImportedStep(steps=steps, **fields)


def make_table(
    *rows: ImportedStep, group: dict | None = None, measure: dict | None = None, **fields
) -> ImportedTable:
    """A table of one group and one measure with the rows given."""
    measures = (ImportedMeasure(**{"title": "๑.๑ มาตรการบริการ", "steps": rows} | (measure or {})),)
    groups = (ImportedGroup(**{"title": "๑. กลุ่มบริการ", "measures": measures} | (group or {})),)
    columns = tuple(
        Column(field, heading, index) for index, (field, heading) in enumerate(HEADINGS.items())
    )
    fields = {
        "title_lines": ("มาตรการของสำนักงานทดสอบ",),
        "columns": columns,
        "groups": groups,
        "warnings": (),
        "unknown_columns": (),
        "layout": "",
        "fiscal_year": None,
        "round": "",
        "row_count": len(rows) + 1,
        "group_row_count": 1,
    } | fields
    return ImportedTable(**fields)
