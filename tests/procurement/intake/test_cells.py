"""Words, amounts and days of single cells."""

from datetime import date
from decimal import Decimal

import pytest

from procurement.intake.cells import (
    CellNotUnderstood,
    amount,
    day,
    in_either_era,
    plain,
    stored_amount,
    whole_number,
)


@pytest.mark.parametrize(
    ("text", "baht"),
    [
        ("12000", "12000"),
        ("12,000", "12000"),
        ("12,000.5", "12000.50"),
        ("๑๒,๐๐๐.-", "12000"),
        ("12,000.-", "12000"),
        ("12,000,-", "12000"),
        ("12,000 .- บาท", "12000"),
        ("12,000 บาทถ้วน", "12000"),
        ("฿ 1,234,567.89", "1234567.89"),
        ("  12,000.00 บาท\n(หนึ่งหมื่นสองพันบาทถ้วน)", "12000"),
        ("\u200b12,000\u00a0", "12000"),
        ("0", "0"),
        ("1.10", "1.10"),
        ("999,999,999,999.99", "999999999999.99"),
    ],
)
def test_amounts_as_offices_type_them(text, baht):
    assert amount(text) == Decimal(baht)


@pytest.mark.parametrize("text", ["", " ", "-", "–", "- -", "ไม่มี", "ไม่มีราคากลาง", "-ไม่มี-", "N/A"])
def test_nothing_is_no_amount(text):
    assert amount(text) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("สิบสองพัน", "is not an amount"),
        ("12,50", "is not an amount"),
        ("12.000,50", "is not an amount"),
        ("1,2000", "is not an amount"),
        ("12,000 บาท/เดือน", "is not an amount"),
        ("-500", "is not an amount"),
        ("12 000 และ 5", "is not an amount"),
        ("1.234", "more than two decimals"),
        ("1" + "0" * 12, "larger than can be right"),
        ("9" * 30, "is not an amount"),
        ("########", "Only #### was copied"),
        ("#REF!", "gives an error"),
        ("(" + "บาท" * 50_000, "is not an amount"),
    ],
)
def test_what_is_no_amount_is_refused_and_not_guessed(text, why):
    with pytest.raises(CellNotUnderstood, match=why):
        amount(text)


def test_numbers_of_a_workbook_are_rounded_to_satang():
    assert stored_amount(Decimal("1234.565")) == Decimal("1234.57")
    for wrong in (Decimal(-1), Decimal("1e12"), Decimal("1e300")):
        with pytest.raises(CellNotUnderstood):
            stored_amount(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "15 ต.ค. 68",
        "15 ต.ค.2568",
        "15 ตุลาคม 2568",
        "๑๕ ตุลาคม ๒๕๖๘",
        "15 ตุลาคม พ.ศ. 2568",
        "วันที่ 15 ตุลาคม 2568",
        "ลงวันที่ 15/10/2568",
        "ลว. 15/10/68",
        "15-10-2568",
        "15/10/2025",
        "2025-10-15",
        "15-Oct-25",
        "45945",  # as Excel counts days
        "244272",  # the same, typed with a Buddhist-era year
    ],
)
def test_days_in_either_era(text):
    assert day(text) == date(2025, 10, 15)


def test_a_day_of_a_workbook_may_lie_543_years_ahead():
    assert (
        in_either_era(date(2568, 10, 15)) == in_either_era(date(2025, 10, 15)) == date(2025, 10, 15)
    )
    with pytest.raises(CellNotUnderstood, match="has no 29 February"):
        in_either_era(date(2568, 2, 29))


@pytest.mark.parametrize(
    "text", ["31 ก.พ. 2569", "15/13/2568", "ตุลาคม", "12345", "1" * 100, "พรุ่งนี้"]
)
def test_impossible_days_are_refused(text):
    with pytest.raises(CellNotUnderstood):
        day(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<b>ซื้อ</b><br>วัสดุ<script>x</script>", "ซื้อ\nวัสดุx"),
        ("ขนาด <5 นิ้ว และ 3 > 2", "ขนาด <5 นิ้ว และ 3 > 2"),
        ("ก\u200bข\ufeff\u00adค\u00a0\u00a0ง\x00\x0bจ", "กขค ง จ"),
        ("ทํางาน", "ทำงาน"),
        (" ก \r\n\r\n ข\rค ", "ก\nข\nค"),
    ],
)
def test_a_cell_keeps_its_words_and_nothing_else(text, words):
    assert plain(text) == words


def test_project_numbers():
    assert whole_number("68109-123-456") == "68109123456"
    assert whole_number("เลขที่ ๖๘๑๐๙๑๒๓๔๕๖") == "68109123456"
    assert whole_number("-") == ""
    with pytest.raises(CellNotUnderstood, match="lost its digits"):
        whole_number("6.81091E+10")
