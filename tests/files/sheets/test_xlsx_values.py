"""What Excel shows for what it stores, and what it stores."""

import datetime as dt
from decimal import Decimal

import pytest

from files.sheets.xlsx_values import number_format, shown_number, stored_value


@pytest.mark.parametrize(
    ("stored", "pattern", "shown"),
    [
        ("3", "General", "3"),
        ("3.0", "General", "3"),
        ("0.1", "General", "0.1"),
        ("1234567890123", "General", "1234567890123"),
        ("-2.5", "0", "-3"),
        ("7", "000", "007"),
        ("1234.5", "#,##0", "1,235"),
        ("1e300", "0.00", "1e+300"),
        ("1234.5", "#,##0.00", "1,234.50"),
        ("-1234.5", "#,##0.00;(#,##0.00)", "(1,234.50)"),
        ("1.5", "0.0#", "1.5"),
        ("1.25", "0.0#", "1.25"),
        ("0.5", "0%", "50%"),
        ("12", "t0", "๑๒"),
        ("2566", "[$-D000000]0", "๒๕๖๖"),
        ("5", '0" ครั้ง"', "5 ครั้ง"),
        ("5", "[Red]0\\ ข้อ", "5 ข้อ"),
        ("45016", "d/m/yyyy", "31 มีนาคม 2566"),
        ("45016", "d-mmm-yy", "31 มี.ค. 66"),
        ("45016.5", "d mmmm yyyy h:mm", "31 มีนาคม 2566 12:00"),
        ("0.5", "h:mm", "12:00"),
        ("45000", "mmm yy", "มีนาคม 2566"),
        ("-1", "d/m/yyyy", "-1"),
        ("1e300", "d/m/yyyy", "1e+300"),
        ("ทดสอบ", "0.00", "ทดสอบ"),
        ("4.5", "0.00E+00", "4.5"),
    ],
)
def test_what_excel_shows(stored, pattern, shown):
    assert shown_number(stored, pattern) == shown


def test_days_are_counted_from_1904_where_the_workbook_says_so():
    assert shown_number("43554", "d/m/yyyy", from_1904=True) == "31 มีนาคม 2566"


def test_formats_by_their_number():
    assert number_format(10, {}) == "0.00%"
    assert number_format(164, {164: "0.0"}) == "0.0"
    assert number_format(71, {}) == "d mmmm yyyy"
    assert number_format(9999, {}) == "General"


@pytest.mark.parametrize(
    ("stored", "pattern", "value"),
    [
        ("1234.5", "#,##0", Decimal("1234.5")),  # nothing is rounded as on the screen
        ("0.30000000000000004", "General", Decimal("0.3")),
        ("68109123456", "General", Decimal("68109123456")),
        ("45945", "d mmm yy", dt.date(2025, 10, 15)),
        ("45945.75", "d/m/yyyy h:mm", dt.date(2025, 10, 15)),
        ("0.5", "h:mm", None),
        ("ทดสอบ", "0.00", None),
        ("inf", "0.00", None),
        ("nan", "0.00", None),
        ("-1", "d/m/yyyy", None),
    ],
)
def test_what_excel_stores(stored, pattern, value):
    assert stored_value(stored, pattern) == value
