from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.thai.baht import (
    BahtNotUnderstood,
    baht_in_words,
    format_baht,
    number_in_words,
    parse_baht,
)
from portal.thai.digits import to_thai

# A busy machine is no failure.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
AMOUNTS = st.decimals(
    min_value=0, max_value=10**14, places=2, allow_nan=False, allow_infinity=False
)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "ศูนย์บาทถ้วน"),
        ("0.01", "หนึ่งสตางค์"),
        ("0.21", "ยี่สิบเอ็ดสตางค์"),
        ("1", "หนึ่งบาทถ้วน"),
        ("10", "สิบบาทถ้วน"),
        ("11.11", "สิบเอ็ดบาทสิบเอ็ดสตางค์"),
        ("21", "ยี่สิบเอ็ดบาทถ้วน"),
        ("101", "หนึ่งร้อยเอ็ดบาทถ้วน"),
        ("1001.10", "หนึ่งพันเอ็ดบาทสิบสตางค์"),
        ("120000", "หนึ่งแสนสองหมื่นบาทถ้วน"),
        ("1200000.50", "หนึ่งล้านสองแสนบาทห้าสิบสตางค์"),
        ("1000001", "หนึ่งล้านเอ็ดบาทถ้วน"),
        ("21000000", "ยี่สิบเอ็ดล้านบาทถ้วน"),
        ("101000000", "หนึ่งร้อยเอ็ดล้านบาทถ้วน"),
        ("1000000000000", "หนึ่งล้านล้านบาทถ้วน"),
        ("1000001000001", "หนึ่งล้านเอ็ดล้านเอ็ดบาทถ้วน"),
        ("-1.50", "ลบหนึ่งบาทห้าสิบสตางค์"),
    ],
)
def test_amounts_are_read_as_the_royal_institute_reads_them(amount, words):
    assert baht_in_words(Decimal(amount)) == words


# --- a reader of words, which knows nothing of how they are written --------------------------

ONES = {"หนึ่ง": 1, "เอ็ด": 1, "สอง": 2, "ยี่": 2, "สาม": 3, "สี่": 4, "ห้า": 5, "หก": 6}
ONES |= {"เจ็ด": 7, "แปด": 8, "เก้า": 9}
PLACES = {"แสน": 100_000, "หมื่น": 10_000, "พัน": 1_000, "ร้อย": 100, "สิบ": 10}


def heard(words: str) -> int:
    """The number that a clerk writes down who hears the words one after the other."""
    if words == "ศูนย์":
        return 0
    done, here, digit = 0, 0, None
    while words:
        word = next(one for one in (*ONES, *PLACES, "ล้าน") if words.startswith(one))
        words = words.removeprefix(word)
        if word in ONES:
            assert digit is None
            digit = ONES[word]
        elif word in PLACES:
            here, digit = here + (1 if digit is None else digit) * PLACES[word], None
        else:
            done, here, digit = (done + here + (digit or 0)) * 1_000_000, 0, None
    return done + here + (digit or 0)


@PATIENT
@given(st.integers(min_value=0, max_value=10**30) | st.integers(min_value=0, max_value=10**7))
def test_a_clerk_who_hears_the_words_writes_the_same_number(number):
    assert heard(number_in_words(number)) == number


@PATIENT
@given(AMOUNTS)
def test_words_name_baht_and_satang_and_never_both_as_whole(amount):
    words = baht_in_words(amount)
    baht, _, satang = words.rpartition("บาท") if "บาท" in words else ("", "", words)
    assert heard(baht or "ศูนย์") == int(amount)
    spoken = satang.removesuffix("ถ้วน").removesuffix("สตางค์")
    assert heard(spoken or "ศูนย์") == int(amount * 100) % 100
    assert words.endswith("ถ้วน") == (amount == int(amount))


@PATIENT
@given(st.integers(min_value=2, max_value=10**15))
def test_a_one_stands_alone_only_where_nothing_is_before_it(number):
    words = number_in_words(number)
    assert not words.endswith("หนึ่ง")
    assert ("สองสิบ" in words, "หนึ่งสิบ" in words) == (False, False)


def test_amounts_are_written_with_two_decimals_in_either_digits():
    assert format_baht(Decimal("1200000.5")) == "1,200,000.50"
    assert format_baht(1000) == "1,000.00"
    assert format_baht(Decimal("1.2E+3")) == "1,200.00"
    assert format_baht(Decimal("-0.5")) == "-0.50"
    assert format_baht(Decimal("-0.00")) == "0.00"
    assert format_baht(Decimal("12500.75"), thai_digits=True) == "๑๒,๕๐๐.๗๕"
    large = Decimal("123456789012345678901234567890123456.78")
    assert format_baht(large).replace(",", "") == str(large)


@pytest.mark.parametrize("amount", [Decimal("0.005"), Decimal("NaN"), Decimal("Infinity"), 0.5])
def test_nothing_is_rounded(amount):
    with pytest.raises(ValueError, match="not"):
        format_baht(amount)
    with pytest.raises(ValueError, match="not"):
        baht_in_words(amount)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("12000", "12000"),
        (" 12,000.50 ", "12000.50"),
        ("๑๒,๐๐๐.-", "12000"),
        ("12,000,-", "12000"),
        ("12,000.– บาท", "12000"),
        ("฿ 1,200", "1200"),
        ("1,200 บาทถ้วน", "1200"),
        ("500 บาท 25 สตางค์", "500.25"),
        ("500 บาท 5 สตางค์", "500.05"),
        ("0.5", "0.50"),
        (".75", "0.75"),
        ("10.500", "10.50"),
        ("１２,０００", "12000"),
        ("12,000\u200b", "12000"),
    ],
)
def test_typed_amounts_are_understood(typed, amount):
    assert parse_baht(typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed",
    [
        *("", "-", ".", "บาท", "-5", "(500)", "1,2000", "12,00", "12 000", "1.005", "1/2569"),
        *("12,000 ดอลลาร์", "1e5", "NaN", "5.5 บาท 25 สตางค์", "25 สตางค์", "9" * 16),
    ],
)
def test_what_is_no_amount_is_refused_with_what_was_typed(typed):
    with pytest.raises(BahtNotUnderstood) as refused:
        parse_baht(typed)
    assert refused.value.part == typed
    assert typed in str(refused.value)
    assert isinstance(refused.value, ValueError)


@PATIENT
@given(AMOUNTS)
def test_what_is_written_is_read_back(amount):
    for typed in (format_baht(amount), format_baht(amount, thai_digits=True), to_thai(amount)):
        assert parse_baht(f"{typed} บาท") == amount


@PATIENT
@given(st.text())
def test_any_text_is_an_amount_or_refused(text):
    try:
        assert parse_baht(text) >= 0
    except BahtNotUnderstood as refused:
        assert str(refused)
