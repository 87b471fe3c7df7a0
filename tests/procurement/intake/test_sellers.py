"""Several names and prices in one cell, or in two beside one another."""

from decimal import Decimal

import pytest

from procurement.intake.cells import CellNotUnderstood
from procurement.intake.sellers import sellers


def read(text, prices=None):
    return [
        (one.name, None if one.price is None else str(one.price)) for one in sellers(text, prices)
    ]


TWO = [("ร้าน ก.", "12000.00"), ("ร้าน ข.", "13000.50")]


@pytest.mark.parametrize(
    "text",
    [
        "1. ร้าน ก. 12,000 บาท\n2. ร้าน ข. 13,000.50 บาท",
        "1. ร้าน ก. 12,000 บาท 2. ร้าน ข. 13,000.50 บาท",
        "1) ร้าน ก. 12,000.-\n2) ร้าน ข. 13,000.50",
        "(๑) ร้าน ก. ๑๒,๐๐๐.- บาท\n(๒) ร้าน ข. ๑๓,๐๐๐.๕๐ บาท",
        "- ร้าน ก. - 12,000\n- ร้าน ข. - 13,000.50",
        "ร้าน ก. / 12,000\nร้าน ข. / 13,000.50",
        "ร้าน ก.: 12000\nร้าน ข. = 13000.50",
        "ร้าน ก. เสนอราคา 12,000.00 บาท\nร้าน ข. เสนอ 13,000.50 บาท",
        "ร้าน ก. เป็นเงิน 12,000 บาท (หนึ่งหมื่นสองพันบาทถ้วน)\nร้าน ข. (13,000.50 บาท)",
        "ร้าน ก. 12,000 บาท, ร้าน ข. 13,000.50 บาท",
        "ร้าน ก.\n12,000\nร้าน ข.\n13,000.50",
        "ร้าน ก.\nร้าน ข.\n12,000\n13,000.50",
        "ร้าน ก. 12,000 (รวมภาษีมูลค่าเพิ่ม)\nร้าน ข. 13,000.50 (รวม VAT)",
    ],
)
def test_several_sellers_in_a_cell(text):
    assert read(text) == TWO


@pytest.mark.parametrize(
    ("names", "prices"),
    [
        ("ร้าน ก.\nร้าน ข.", "12,000\n13,000.50"),
        ("1. ร้าน ก.\n2. ร้าน ข.", "1. 12,000 บาท\n2. 13,000.50 บาท"),
        ("ร้าน ก. 12,000 บาท\nร้าน ข.", "12,000\n13,000.50"),
        ("ร้าน ก. 12,000 บาท\nร้าน ข. 13,000.50 บาท", "-"),
        ("ร้าน ก. 12,000 บาท\nร้าน ข. 13,000.50 บาท", "25,000.50"),  # their sum
    ],
)
def test_prices_line_by_line_beside_the_names(names, prices):
    assert read(names, prices) == TWO


@pytest.mark.parametrize(
    ("text", "prices", "name"),
    [
        ("บริษัท ก่อสร้างทดสอบ\nจำกัด (มหาชน)", "12,000", "บริษัท ก่อสร้างทดสอบ จำกัด (มหาชน)"),
        ("ห้างหุ้นส่วนจำกัด สมบูรณ์\nการโยธา\n12,000.00", None, "ห้างหุ้นส่วนจำกัด สมบูรณ์ การโยธา"),
        ("หจก. ก้าวหน้า 2559\n12,000 บาท", None, "หจก. ก้าวหน้า 2559"),
        ("ร้าน 99 การค้า 12,000", None, "ร้าน 99 การค้า"),
        ("ร้านทดสอบ สาขา 2", "12,000", "ร้านทดสอบ สาขา 2"),
        ("นายทดสอบ ตัวอย่าง ราคา ๑๒,๐๐๐ บาทถ้วน", None, "นายทดสอบ ตัวอย่าง"),
        ("บริษัท เอ บี (1999) จำกัด 12,000", None, "บริษัท เอ บี (1999) จำกัด"),
        ("ร้าน ก. 12000", None, "ร้าน ก."),
    ],
)
def test_one_name_however_it_is_written(text, prices, name):
    assert read(text, prices) == [(name, "12000.00")]


def test_names_without_prices_and_nothing_at_all():
    assert read("ร้าน ก.\nร้านทดสอบ สาขา 2") == [("ร้าน ก.", None), ("ร้านทดสอบ สาขา 2", None)]
    assert read("ร้าน ก.\nร้าน ข.", "12,000\n-") == [("ร้าน ก.", "12000.00"), ("ร้าน ข.", None)]
    assert read("-") == read("") == read("", "") == read("-", "-") == []


@pytest.mark.parametrize(
    ("text", "prices", "why"),
    [
        ("ร้าน ก.\nร้าน ข.\n12,000", None, "2 names and 1 prices"),
        ("ร้าน ก.", "12,000\n13,000", "1 names and 2 prices"),
        ("12,000", None, "0 names and 1 prices"),
        ("", "12,000", "0 names and 1 prices"),
        ("ร้าน ก. 12,50 บาท", None, "is not an amount"),
        ("ร้าน ก. 12,000 บาท/เดือน", None, "is not an amount"),
        ("ร้าน ก. 12,000.555", None, "more than two decimals"),
        ("ร้าน ก.", "ไม่แพง", "is not an amount"),
        ("ร้าน ก. 12,000 บาท", "13,000", "12,000.00, is not the one beside it, 13,000.00"),
        ("ร้าน ก. 12,000 บาท\nร้าน ข. 13,000 บาท", "20,000", "2 names and 1 prices"),
        ("#N/A", None, "gives an error"),
        ("ก" * 301, None, "longer than 300 characters"),
        ("ร้าน ก. 12,000 บาท\n" * 201, None, "More than 200 sellers"),
        ("x" * 20_001, None, "too long for a cell"),
    ],
)
def test_what_does_not_pair_is_said_and_not_guessed(text, prices, why):
    with pytest.raises(CellNotUnderstood, match=why):
        sellers(text, prices)


def test_prices_are_exact():
    assert sellers("ร้าน ก. 1,234,567.89 บาท")[0].price == Decimal("1234567.89")
