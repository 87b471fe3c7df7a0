"""Personal data in texts: found in whatever way it was typed, and nothing else found."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from files.personal import find_personal_data, is_id_number

# Made by the check digit's rule; no person has them.
ID = "1234567890121"


def kinds(text: str, *known: str) -> list[str]:
    return [find.kind for find in find_personal_data(text, frozenset(known))]


def test_the_check_digit():
    assert is_id_number(ID)
    assert not any(is_id_number(ID[:-1] + digit) for digit in "023456789")
    assert not is_id_number(ID[:-1])


@pytest.mark.parametrize(
    "written",
    [
        "1234567890121",
        "1-2345-67890-12-1",
        "1 2345 67890 12 1",
        "1.2345.67890.12.1",
        "1–2345–67890–12–1",
        "1 - 2345 - 67890 - 12 - 1",
        "๑-๒๓๔๕-๖๗๘๙๐-๑๒-๑",
        "๑๒๓๔๕๖๗๘๙๐๑๒๑",
        "1 2 3 4 5 6 7 8 9 0 1 2 1",
        "1|2|3|4|5|6|7|8|9|0|1|2|1",
        "1-2345-678901-21",
        "123456-7890121",
        "1-2345-67890-\n12-1",
        "1234\u200b567890121",
        "1-2345\u00a067890-12-1",
        "123 4567890121",
        "1234567  890121",
        "1 2345 67890 1 21",
        "1 2345 6789 012 1",
        "12 345 678 901 21",
        "1    2345 67890 12 1",
        "1•2345•67890•12•1",
        "๑ 2345 ๖๗๘๙๐\u00a012 1",
        "1\u034f2345\u202a678\u2063 90121",
    ],
)
@pytest.mark.parametrize("around", ["{}", "เลขประจำตัวประชาชน{}ครับ", "ข้อ ก. {} และ", "({}),25"])
def test_an_id_number_is_found(written, around):
    finds = find_personal_data(around.format(written))
    assert [find.kind for find in finds] == ["id_number"]
    found = around.format(written)[finds[0].start : finds[0].end]
    assert found == written


CARD = ("", "-", " ", " - ", ".", "–", "/", "\u00a0", "\n")
numbers = st.text("0123456789", min_size=11, max_size=11).flatmap(
    lambda rest: st.sampled_from("12345678").map(lambda first: first + rest)
)


def whole(twelve: str) -> str:
    return next(twelve + digit for digit in "0123456789" if is_id_number(twelve + digit))


@settings(max_examples=300, deadline=None)
@given(
    numbers,
    st.lists(st.sampled_from(CARD), min_size=4, max_size=4),
    st.booleans(),
    st.sampled_from(["", "ที่ ", "ปี 2569 ", "1 ", "บ้านเลขที่ 12/3 "]),
)
def test_every_id_number_with_separators_of_the_card_is_found(twelve, between, thai, before):
    digits = whole(twelve)
    parts = (digits[0], digits[1:5], digits[5:10], digits[10:12], digits[12])
    written = "".join(a + b for a, b in zip(parts, [*between, ""], strict=True))
    if thai:
        written = written.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert "id_number" in kinds(before + written)


@settings(max_examples=200, deadline=None)
@given(numbers, st.lists(st.sampled_from(["", "-"]), min_size=12, max_size=12))
def test_hyphens_may_stand_anywhere(twelve, between):
    written = "".join(a + b for a, b in zip(whole(twelve), [*between, ""], strict=True))
    assert kinds(f"บัตร {written} ออกให้") == ["id_number"]


@pytest.mark.parametrize(
    "written",
    [
        "0812345678",
        "081-234-5678",
        "081-2345678",
        "08-1234-5678",
        "081 234 5678",
        "081.234.5678",
        "๐๘๑-๒๓๔-๕๖๗๘",
        "0 8 1 2 3 4 5 6 7 8",
        "061-234-5678",
        "+66812345678",
        "+66 81 234 5678",
        "+66 (0)81 234 5678",
        "(+66) 81-234-5678"[1:],
        "0066 81 234 5678",
        "02-123-4567",
        "0-2123-4567",
        "0 2123 4567",
        "(02) 123-4567",
        "044-251234",
        "0-4425-1234",
        "044 251 234",
        "077-251-234",
    ],
)
def test_a_telephone_number_is_found(written):
    assert kinds(f"ติดต่อ โทร.{written} ในวันราชการ") == ["phone"]


def test_several_in_a_row():
    assert kinds("โทร 081-234-5678, 044-251234/0898765432 ต่อ 12") == ["phone"] * 3
    assert kinds(f"{ID},0812345678,a.b@example.com") == ["id_number", "phone", "email"]


@pytest.mark.parametrize(
    "written",
    [
        "somchai.j@example.com", "a_b-c+d@mail.example.co.th", "X9@example.org.", "q@example.com,",
        "somchai (at) example.co.th", "somchai[at]example.com", "somchai {AT} example.com",
        "somchai(แอท)example.co.th", "somchai @ example.com", "somchai＠ｅxample.com",
        "somchai (at) example (dot) co (dot) th", "somchai at example dot com",
        "somchai﹫example．com", "s\u200bomchai@example.com",
    ],
)  # fmt: skip
def test_an_address_is_found(written):
    finds = find_personal_data(f"อีเมล{written} ได้")
    assert [find.kind for find in finds] == ["email"]
    assert finds[0].end - finds[0].start == len(written.rstrip(".,"))


@pytest.mark.parametrize(
    "text",
    [
        "งบประมาณ 1,234,567,890,121.00 บาท",
        "งบประมาณ 1234567890121.50 บาท",
        "ราคากลาง 812,345,678.00 บาท",
        "เลขที่โครงการ 69039123456",
        "เลขคุมสัญญา 690301012345",
        "ที่ นม 77601/ว 1234 ลงวันที่ 15 มีนาคม 2569",
        "ที่ มท 0808.2/ว 1234",
        "วันที่ 03-11-2569 2 คน",
        "02/03/2569 - 05/07/2569",
        "03-04-2569 05-06-2569",
        "เลขประจำตัวผู้เสียภาษี 0-1055-36000-12-9",
        "เลขประจำตัวผู้เสียภาษี 0994000123451",
        "บัญชีเลขที่ 0812345678",
        "ธนาคาร ธ.ก.ส. 012-3-45678-9 และ 081-2-34567-8",
        "ร้องเรียน 1567 เหตุด่วน 191 ฉุกเฉิน 1669 และ 1130",
        "1234567890123",
        "12345678901210",
        "91234567890121",
        "คะแนน 5 4 3 5 4 5 5 4 3 5 4 5 5 4",
        "0 25 36 41 57 และ 08 12 34 56 78",
        "พิกัด 104.0812345678",
        "ภาพ @2x และ @ชื่อ กับ name@host",
        "ISBN 978-974-12-3456-7",
        # Their 13 digits fit the check digit; what they are says that they are no number.
        "ปี 2569 123456789",
        "4123456 2569 16",
        "15.03.2569 12340",
        "พิกัด 16.821112 10253",
        "ราคา 12345678901.55 บาท",
        "1 2 345 6 789 01 21",
        "look at example.com or meet at example.org",
        "ราคา 50 @ 3.50 บาท",
    ],
)
def test_what_is_no_personal_data_is_not_found(text):
    assert kinds(text) == []


def test_whose_13_digits_are_a_persons():
    def with_check(twelve):
        return whole(twelve)

    assert kinds(with_check("010553600012")) == []
    assert kinds(with_check("001234567890")) == ["id_number"]
    assert kinds(with_check("030018912345")) == ["id_number"]


def test_the_offices_own_numbers_are_no_finding():
    text = "โทร 0-4425-1234 หรือ 081-234-5678 อีเมล Office@example.go.th"
    assert kinds(text) == ["phone", "phone", "email"]
    own = ("044-251234 ต่อ 101", "+66 81 234 5678", "office@example.go.th")
    assert kinds(text, *own) == []
    assert kinds("โทร 044-251235", *own) == ["phone"]


def test_what_is_shown_tells_where_and_not_what():
    text = f"นายทดสอบ เลข 1-2345-67890-12-1 โทร 081-234-5678 อีเมล somchai@example.com {'ก' * 90}"
    number, phone, address = find_personal_data(text)
    assert number.shown == "1-2345-xxxxx-xx-1"
    assert phone.shown == "081-xxx-xx78"
    assert address.shown == "sxxxxxi@example.com"
    assert number.excerpt == f"นายทดสอบ เลข {number.shown} โทร {phone.shown} อีเมล sxxxxx…"
    for find in (number, phone, address):
        assert not any(secret in find.excerpt for secret in ("67890", "234-56", "somchai"))
    assert text[phone.start : phone.end] == "081-234-5678"
    (hidden,) = find_personal_data("somchai [at] example.com")
    assert hidden.shown == "sxxxxxi [at] example.com"


@given(st.text("0123456789๐๑ -.@/ก a\u200b+()", max_size=200))
def test_any_text_is_read_and_places_hold(text):
    last = 0
    for find in find_personal_data(text):
        assert last <= find.start < find.end <= len(text)
        assert len(find.shown) == find.end - find.start
        last = find.end


HARD = [
    "1 - ",
    "1-",
    "1 ",
    "0 8 ",
    "0-",
    "a@",
    "@",
    "a" * 64 + "@",
    "a.",
    "123456789012-",
    "1\u200b",
    "081-234-5678 ",
    ID + " ",
    "+66",
    "บัญชี ",
    "12 .",
    "a (at) ",
    " at ",
    "a at b dot ",
    "a[at]" + "b" * 60 + ".",
]


@pytest.mark.parametrize("piece", HARD, ids=range(len(HARD)))
def test_a_megabyte_takes_seconds_at_most(piece):
    text = (piece * (1_000_000 // len(piece) + 1))[:1_000_000]

    def seconds(length):
        start = time.process_time()
        find_personal_data(text[:length])
        return time.process_time() - start

    assert seconds(1_000_000) < 20 * max(seconds(125_000), 0.05)  # 8 times the text
