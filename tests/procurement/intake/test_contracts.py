"""Numbers and days of contracts in one cell, or in two beside one another."""

from datetime import date

import pytest

from procurement.intake.cells import CellNotUnderstood
from procurement.intake.contracts import contracts, contracts_beside

OCT = date(2025, 10, 15)


def read(text):
    return [(one.number, one.date) for one in contracts(text)]


@pytest.mark.parametrize(
    "text",
    [
        "12/2569 ลงวันที่ 15 ตุลาคม 2568",
        "เลขที่ 12/2569 ลงวันที่ 15 ตุลาคม พ.ศ. 2568",
        "เลขที่ 12/2569\nลงวันที่ 15 ต.ค. 68",
        "เลขที่\n12/2569\nลงวันที่\n15 ต.ค. 2568",
        "๑๒/๒๕๖๙ ลว. ๑๕ ต.ค. ๖๘",
        "12/2569 (15 ต.ค. 68)",
        "12/2569, 15/10/2568",
        "12/2569\n15/10/2568",
        "12/2569 2025-10-15",
        "1. 12/2569 ลงวันที่ 15 ต.ค. 2568",
        "12/2569 ลงวันที่ 15 ต.ค. 2568 (ครบกำหนด 30 วัน)",
    ],
)
def test_a_number_and_its_day(text):
    assert read(text) == [("12/2569", OCT)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ใบสั่งซื้อเลขที่ 5/2569 ลว. 15 ต.ค. 68", ("ใบสั่งซื้อ 5/2569", OCT)),
        ("สัญญาจ้างเลขที่ 3/2569 ลงวันที่ 15/10/68", ("สัญญาจ้าง 3/2569", OCT)),
        ("CNTR-0012/69", ("CNTR-0012/69", None)),
        ("681014123456 15/10/68", ("681014123456", OCT)),
        ("1/2569", ("1/2569", None)),
        ("15 ต.ค. 2568", ("", OCT)),
        ("เลขที่ 12/2569 ลงวันที่", ("12/2569", None)),
    ],
)
def test_the_kind_of_paper_stays_with_its_number(text, found):
    """An order to buy and an order to hire are counted apart: 1/2569 may be there twice."""
    assert read(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "1/69 ลว. 15/10/68\n2/69 ลว. 16/10/68",
        "1. 1/69 ลว. 15/10/68\n2. 2/69 ลว. 16/10/68",
        "1/69\n15/10/68\n2/69\n16/10/68",
        "1/69\n2/69\n15/10/68\n16/10/68",
    ],
)
def test_several_contracts_in_a_cell(text):
    assert read(text) == [("1/69", OCT), ("2/69", date(2025, 10, 16))]


def test_nothing_is_no_contract():
    assert read("-") == read("") == read("เลขที่ - ลงวันที่ -") == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("12/2569 ลงวันที่ 31 ก.พ. 2569", "has no day 31"),
        ("12/2569 ลงวันที่ 15/13/2568", "is not a month"),
        ("12/2569 ลงวันที่ เร็ว ๆ นี้", "is not a date"),
        ("ก" * 101, "longer than 100 characters"),
        ("12/2569\n" * 1000, "too long for a cell"),
    ],
)
def test_impossible_contracts_are_refused(text, why):
    with pytest.raises(CellNotUnderstood, match=why):
        contracts(text)


def test_days_beside_the_numbers():
    other = date(2025, 10, 16)
    pairs = [(one.number, one.date) for one in contracts_beside("1/69\n2/69", [OCT, other])]
    assert pairs == [("1/69", OCT), ("2/69", other)]
    assert [one.date for one in contracts_beside("1/69\n2/69", [OCT])] == [OCT, OCT]
    assert [one.date for one in contracts_beside("1/69", [])] == [None]
    gaps = contracts_beside("-\n2/69", [None, OCT])
    assert [(one.number, one.date) for one in gaps] == [("", None), ("2/69", OCT)]
    assert [one.number for one in contracts_beside("-\n2/69", [])] == ["", "2/69"]
    assert contracts_beside("-", [None]) == contracts_beside("", []) == ()
    with pytest.raises(CellNotUnderstood, match="3 numbers and 2 days"):
        contracts_beside("1/69\n2/69\n3/69", [OCT, other])
