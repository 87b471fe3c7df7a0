"""Files that are awkward, wrong or hostile: each with its message, in bounded time and memory."""

import io
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurement.intake.reading import read_file
from tests.measures.importing.build import document, raw_workbook
from tests.measures.importing.test_guard import REFUSED, bomb, stacked_merges
from tests.procurement.intake.sheets import (
    HEADINGS,
    LINE,
    ROW,
    a_month,
    as_office_writes,
    book,
    filed,
    line,
    saved,
)

IN_SHEET = replace(ROW, place="sheet “ต.ค. 68”, row 2")
# What the table of measures refuses by the guard that both share; the last of them are tables.
GUARDED = [
    *("empty archive", "truncated", "without its last byte", "encrypted by Office", "old .doc"),
    *(
        "old .xls",
        "macro by its part",
        "macro by its type",
        "OpenDocument",
        "other archive",
        "slides",
    ),
    *("name that climbs", "too many parts", "entity bomb", "entity from outside"),
    "string that does not exist",
]


@pytest.mark.parametrize("name", GUARDED)
def test_a_file_that_is_no_workbook_is_refused_with_its_reason(name):
    data, reason = REFUSED[name]
    reading = filed(data)
    (problem,) = reading.problems
    assert reason in problem.text
    assert problem.place
    assert reading.rows == ()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7\n", "This is a PDF or a picture."),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "This is a PDF or a picture."),
        (bytes(range(256)) * 10, "neither an Excel (.xlsx) file nor a table as text"),
        (document([HEADINGS, LINE]), "This is a Word file."),
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
        (b"x," * 500_001, "more than 1,000,000 characters"),
        (book([HEADINGS, *[line(reason="ก" * 30_000)] * 34]), "more than 1,000,000 characters"),
        ("ชื่อ,ราคา\nดินสอ,5".encode(), "The columns were not recognised"),
        (book([]), "There is no table in it."),
        (book([["ชื่อ", "ราคา"], ["ดินสอ", 5]]), "Found: “ชื่อ”, “ราคา”."),
        (book([HEADINGS]), "The table has no purchase."),
    ],
)
def test_a_wrong_file_is_refused_with_its_reason(data, reason):
    reading = filed(data)
    assert reading.rows == ()
    assert reason in reading.problems[0].text


def test_a_refusal_without_a_place_names_the_file():
    assert filed(b"%PDF-", "ตุลาคม.pdf").problems[0].place == "ตุลาคม.pdf"


def test_messages_are_thai():
    """What the room says of its own; the guard's sentences have their own tests."""
    with translation.override("th"):
        assert filed(b"").problems[0].text == "ไฟล์ว่างเปล่า"


def test_a_formula_gives_the_value_that_was_saved():
    heads = "".join(f'<c t="str"><v>{text}</v></c>' for text in HEADINGS)
    cells = [f'<c t="str"><v>{text}</v></c>' for text in LINE]
    cells[2] = "<c><f>6000*2</f><v>12000</v></c>"
    cells[7] = '<c t="str"><f>IF(FALSE,1,"")</f><v></v></c>'
    sheet = f"<sheetData><row>{heads}</row><row>{''.join(cells)}</row></sheetData>"
    reading = filed(raw_workbook(sheet))
    assert reading.problems == ()
    assert reading.rows[0].budget == Decimal(12000)
    assert reading.rows[0].reason == ""
    assert "Formulas: the values they had" in reading.notes[0].text


def test_a_formula_without_a_value_is_a_problem_at_its_cell():
    reading = filed(book([HEADINGS, line(budget="=6000*2")]))  # openpyxl computes nothing
    (problem,) = reading.problems
    assert (problem.place, problem.column, problem.cell) == (
        "sheet “ต.ค. 68”, row 2",
        HEADINGS[2],
        "C2",
    )
    assert "does not hold what this formula gives" in problem.text


def test_numbers_and_days_of_a_workbook():
    cells = list(line(contract="ใบสั่งซื้อ 1/2569"))
    cells[2:4] = [12000, 12000.004]
    reading = filed(book([[*HEADINGS, "ลงวันที่"], [*cells, date(2568, 10, 15)]]))
    assert reading.rows == (IN_SHEET,)
    assert [(one.cell, one.text) for one in reading.notes] == [
        ("D2", "12,000.004 was rounded to 12,000.00 baht.")
    ]


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (date(2025, 10, 15), "This is a date, not an amount"),
        (-5, "cannot be below zero"),
        (1e15, "larger than can be right"),
        (True, "“TRUE” is not an amount"),
        ("สิบสอง", "“สิบสอง” is not an amount"),
    ],
)
@pytest.mark.parametrize("column", [3, 4])
def test_what_is_no_amount_in_a_workbook(value, why, column):
    cells = list(LINE)
    cells[column - 1] = value
    (problem,) = filed(book([HEADINGS, cells])).problems
    assert (problem.place, problem.cell) == ("sheet “ต.ค. 68”, row 2", f"{' ABCD'[column]}2")
    assert why in problem.text


def test_a_contract_number_of_which_the_workbook_made_a_day():
    headings = [*HEADINGS[:8], "เลขที่สัญญา", "ลงวันที่"]
    cells = [*LINE[:8], date(2569, 12, 1), "15/10/68"]
    (problem,) = filed(book([headings, cells])).problems
    assert problem.cell == "I2"
    assert "made a date of this number" in problem.text


def test_merged_headings():
    upper = [*HEADINGS[:5], "ผู้เสนอราคา", None, "ผู้ได้รับการคัดเลือก", None, "เหตุผล", "สัญญา", None]
    lower = [None] * 5 + ["ชื่อ", "ราคา", "ชื่อ", "ราคาที่ตกลง", None, "เลขที่", "วันที่"]
    cells = [*LINE[:5], "ร้านทดสอบพาณิชย์", 12000, "ร้านทดสอบพาณิชย์", 12000, LINE[7]]
    cells += ["ใบสั่งซื้อ 1/2569", date(2025, 10, 15)]
    merges = [f"{letter}1:{letter}2" for letter in "ABCDEJ"] + ["F1:G1", "H1:I1", "K1:L1"]
    reading = filed(book([upper, lower, cells], merges=merges))
    assert reading.rows == (replace(IN_SHEET, place="sheet “ต.ค. 68”, row 3"),)


def test_a_heading_inside_the_purchases_is_a_title():
    wide = ["จัดซื้อ"]
    reading = filed(book([HEADINGS, wide, LINE, ["จัดจ้าง"], line(number="2")], merges=["A2:I2"]))
    assert len(reading.rows) == 2
    assert [one.text for one in reading.ignored] == ["จัดซื้อ", "จัดจ้าง"]


def months() -> bytes:
    made = openpyxl.Workbook()
    made.active.title = "ปก"
    made.active["A1"] = "รายงาน"
    for name, work in (("ต.ค. 68", "ซื้อน้ำมัน"), ("พ.ย. 68", "ซื้อกระดาษ")):
        sheet = made.create_sheet(name)
        sheet.append(HEADINGS)
        sheet.append(line(title=work))
    return saved(made)


def test_one_sheet_of_a_workbook_is_read():
    first = filed(months())
    assert [row.title for row in first.rows] == ["ซื้อน้ำมัน"]
    assert first.sheets == ("ต.ค. 68", "พ.ย. 68")
    assert "Other sheets hold such a table" in first.notes[0].text
    second = filed(months(), sheet="พ.ย. 68")
    assert [row.title for row in second.rows] == ["ซื้อกระดาษ"]
    assert second.notes == ()
    assert "no such sheet" in filed(months(), sheet="ปก").problems[0].text


def test_a_page_that_calls_itself_a_workbook():
    cells = "".join(f"<td>{text}</td>" for text in LINE)
    heads = "".join(f"<td>{text}</td>" for text in HEADINGS)
    page = f"<html><body><table><tr>{heads}</tr><tr>{cells}</tr></table></body></html>"
    assert filed(page.encode("cp874"), "รายงาน.xls").rows == (ROW,)


PROBE = """
import json, re, sys, time
from pathlib import Path
from django.conf import settings
settings.configure(USE_I18N=False)
from procurement.intake.reading import read_file
began = time.process_time()
with open(sys.argv[1], "rb") as stream:
    reading = read_file("file", stream)
seconds = time.process_time() - began
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
said = [str(one) for one in reading.problems]
print(json.dumps({"said": said, "rows": len(reading.rows), "seconds": seconds, "megabytes": peak}))
"""


@pytest.fixture
def probe(tmp_path):
    """Read a file in a process of its own; what it said, the seconds and the peak memory."""

    def run(data: bytes) -> dict:
        path = tmp_path / "file"
        path.write_bytes(data)
        done = subprocess.run(
            [sys.executable, "-c", PROBE, str(path)], capture_output=True, text=True, check=True
        )
        return json.loads(done.stdout)

    return run


def many(rows: int) -> list[list[str]]:
    return [list(HEADINGS), *(line(number=str(at), title=f"ซื้อ {at}") for at in range(rows))]


def as_csv(lines) -> bytes:
    return "\n".join(";".join(cells) for cells in lines).encode()


def as_workbook(lines) -> bytes:
    """The same as openpyxl's, made in a moment."""
    rows = (f"<row>{''.join(map(_cell, cells))}</row>" for cells in lines)
    return raw_workbook(f"<sheetData>{''.join(rows)}</sheetData>")


def _cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def as_page(rows: int) -> bytes:
    cells = "".join(f"<td>{text}" for text in ("1", "ซื้อ"))
    return f"<table>{f'<tr>{cells}' * rows}".encode()


LARGE = {
    "a workbook of 50,000 rows": (
        lambda: as_workbook(many(50_000)),
        "sheet “S”, cell A5001: The table is longer than 5000 rows.",
    ),
    "text of 50,000 rows": (
        lambda: as_csv([cells[:2] for cells in many(50_000)]),
        "row 5001: The table is longer than 5000 rows.",
    ),
    "a page of 50,000 rows": (
        lambda: as_page(50_000),
        "row 5001: The table is longer than 5000 rows.",
    ),
    "1 GB of blanks": (lambda: bomb(b" " * 1024 * 1024, 1024), "more than 200 MB"),
    "merges upon one another": (lambda: stacked_merges(4000, 100_000), "damaged"),
    "one quoted field without end": (lambda: b'"' * 900_000, "not recognised"),
    "fields that begin with a quotation mark": (lambda: b'"a,\n' * 200_000, "longer than 5000"),
    "a cell of nothing but signs": (lambda: as_csv([HEADINGS, ["1", *["(" * 100_000] * 8]]), "(("),
    "a cell of nothing but blanks and digits": (
        lambda: as_csv([HEADINGS, line(offers="1 " * 9000, award="ก- " * 6000)]),
        "longer than 300 characters",
    ),
}


@pytest.mark.parametrize("name", LARGE)
def test_what_is_too_much_is_refused_within_two_seconds_and_200_megabytes(name, probe):
    make, reason = LARGE[name]
    seen = probe(make())
    assert any(reason in text for text in seen["said"])
    assert seen["seconds"] < 2
    assert seen["megabytes"] < 200


def test_a_table_of_thousands_of_rows_is_read_in_good_time(probe):
    seen = probe(book(as_office_writes(a_month(2000))))
    assert (seen["said"], seen["rows"]) == ([], 2000)
    assert seen["seconds"] < 6
    assert seen["megabytes"] < 200


WHOLE = [
    book(as_office_writes(a_month(5))),
    as_csv(many(5)),
    as_csv(many(5)).decode().encode("cp874"),
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_file_damaged_anywhere_is_read_or_refused_and_nothing_else(data):
    content = bytearray(data.draw(st.sampled_from(WHOLE)))
    for _ in range(data.draw(st.integers(0, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.one_of(st.none(), st.integers(0, len(content))))
    reading = read_file("file", io.BytesIO(bytes(content[:cut])))
    assert reading.rows or reading.problems
