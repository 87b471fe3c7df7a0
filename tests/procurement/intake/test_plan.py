"""A pasted plan as projects, in the shapes in which offices keep it; no database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.thai.fiscal import FiscalYear
from procurement.intake.cells import CellNotUnderstood
from procurement.intake.plan import month_of, read_plan
from tests.procurement.purchases import PATIENT

HEAD = "ลำดับที่\tรหัสแผนจัดซื้อจัดจ้าง\tชื่อโครงการ\tงบประมาณโครงการ (บาท)\tคาดว่าจะประกาศจัดซื้อจัดจ้าง (เดือน/ปี)"
ONE = "1\tP69100012345\tก่อสร้างถนน คสล. หมู่ 3\t450,000.00\t12/2569"


def test_the_columns_of_egp_are_read():
    (row,) = read_plan(f"{HEAD}\n{ONE}", 2570).rows
    assert (row.egp_code, row.title) == ("P69100012345", "ก่อสร้างถนน คสล. หมู่ 3")
    assert (row.budget, row.expected_month) == (Decimal("450000.00"), date(2026, 12, 1))
    assert row.place


def test_columns_stand_in_any_order_and_those_of_the_office_are_left_out():
    head = "โครงการ\tวงเงินงบประมาณ\tวิธีการจัดหา\tหน่วยงานรับผิดชอบ"
    (row,) = read_plan(f"แผนปี 2570\n{head}\nซื้อรถ\t๑,๐๐๐,๐๐๐.-\te-bidding\tกองช่าง", 2570).rows
    assert (row.title, row.budget, row.egp_code, row.expected_month) == (
        "ซื้อรถ", Decimal(1_000_000), "", None
    )  # fmt: skip


def test_without_a_heading_the_order_of_the_form_is_taken():
    (row,) = read_plan(ONE, 2570).rows
    assert row.title == "ก่อสร้างถนน คสล. หมู่ 3"
    assert read_plan("ซื้อรถ\t1,000", 2570).problems


def test_sums_numbers_of_columns_and_headings_of_later_pages_are_no_projects():
    lines = [HEAD, "(1)\t(2)\t(3)\t(4)\t(5)", ONE, HEAD, "กองช่าง\t\t\t\t",
             ONE.replace("45,", "46,").replace("12345", "12346"), "รวม\t\t\t900,000\t"]  # fmt: skip
    reading = read_plan("\n".join(lines), 2570)
    assert len(reading.rows) == 2 and not reading.problems


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("1\tP1\tซื้อรถ\tหนึ่งล้าน\t12/2569", "budget (baht)"),
        ("1\tP1\tซื้อรถ\t\t12/2569", "budget (baht)"),
        ("1\tP1\t\t1,000\t12/2569", "project"),
        ("1\tP1\tซื้อรถ\t1,000\t13/2569", "month of the announcement"),
        ("1\tP1\tซื้อรถ\t1,000\t12/2549", "month of the announcement"),
        ("1\t#REF!\tซื้อรถ\t1,000\t12/2569", "e-GP plan code"),
    ],
)
def test_what_is_wrong_is_told_with_row_and_column(line, column):
    reading = read_plan(f"{HEAD}\n{ONE}\n{line}", 2570)
    (problem,) = reading.problems
    assert problem.column == column
    assert problem.place == "row 3"


def test_a_code_that_stands_twice_is_told():
    (problem,) = read_plan(f"{HEAD}\n{ONE}\n{ONE}", 2570).problems
    assert "P69100012345" in problem.text


@pytest.mark.parametrize(
    "text",
    ["ตุลาคม 2569", "ต.ค. 69", "ต.ค.-69", "๑๐/๒๕๖๙", "10/69", "ตุลาคม", "10/2026", "5 ต.ค. 2569"],
)
def test_a_month_is_written_in_many_ways(text):
    assert month_of(text, FiscalYear(2570)) == date(2026, 10, 1)


def test_no_month_is_none_and_nonsense_is_refused():
    year = FiscalYear(2570)
    assert month_of(" - ", year) is None
    for text in ("ปลายปี", "0/2569", "99", "ตุลาคม 2600"):
        with pytest.raises(CellNotUnderstood):
            month_of(text, year)


@PATIENT
@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from([HEAD, ONE, "\t", "รวม", "<table>"])).map("\n".join)
)
def test_nothing_that_is_pasted_raises(text):
    reading = read_plan(text, 2570)
    assert reading.rows or reading.problems
