import datetime as dt

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from portal.templatetags.thai import thai_date, thai_datetime
from portal.thai.dates import (
    MONTHS,
    SHORT_MONTHS,
    DateNotUnderstood,
    be_year,
    format_date,
    month_name,
    parse_date,
)

LAST_OF_MARCH = dt.date(2023, 3, 31)


@pytest.mark.parametrize(
    "text",
    [
        "31/3/2566",
        "31/03/2566",
        "31-3-2566",
        "31.3.2566",
        "31 3 2566",
        "31/3/66",
        "๓๑/๓/๒๕๖๖",
        "๓๑ มี.ค. ๖๖",
        "๓๑ มี.ค.๖๖",
        "31 มีค 66",
        "31 มี.ค 66",
        "31 มี. ค. 2566",
        "31มี.ค.2566",
        "31 มีนาคม 2566",
        "31  มีนาคม\n2566",
        "31 มีนาคม ปี 2566",
        "31 มีนาคม พศ 2566",
        "๓๑ เดือน มีนาคม พ.ศ. ๒๕๖๖",
        "วันที่ ๓๑ เดือนมีนาคม พ.ศ.๒๕๖๖",
        "วันศุกร์ที่ ๓๑ มีนาคม พ.ศ. ๒๕๖๖",
        "  31 มีนา 2566 ",
        "2566-03-31",
        "2023-03-31",
        "31/3/2023",
        "31 มีนาคม ค.ศ. 2023",
        "31 มี.ค. ค.ศ. 23",
        "31 March 2023",
        "31-Mar-23",
    ],
)
def test_every_usual_typing_of_one_day_is_understood(text):
    assert parse_date(text) == LAST_OF_MARCH


@pytest.mark.parametrize("number", range(1, 13))
def test_months_are_known_in_full_abbreviated_and_without_dots(number):
    short = SHORT_MONTHS[number - 1]
    spaced = short.replace(".", ". ").strip()
    for typed in (MONTHS[number - 1], short, short.replace(".", ""), short[:-1], spaced):
        assert parse_date(f"1 {typed} 2566") == dt.date(2023, number, 1)


def test_a_slip_in_a_month_s_name_is_understood():
    assert parse_date("15 กรกฏาคม 2566") == dt.date(2023, 7, 15)
    assert parse_date("15 กุมภาพันธ 2566") == dt.date(2023, 2, 15)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("30/2/2566", "30"),
        ("29 กุมภาพันธ์ 2566", "29"),
        ("๓๑ กันยายน ๒๕๖๖", "31"),
        ("0/1/2566", "0"),
        ("31/13/2566", "13"),
        ("5 มีบาคม 2566", "มีบาคม"),
        ("1/1/12345", "12345"),
        ("1/1/256", "256"),
        ("1/1/3000", "3000"),
        ("31 มีนาคม", "31 มีนาคม"),
        ("เมื่อวาน", "เมื่อวาน"),
        ("1/2", "1/2"),
        ("31/3/2566 31/3/2566", "31/3/2566 31/3/2566"),
    ],
)
def test_what_was_not_understood_is_named(text, part):
    with pytest.raises(DateNotUnderstood) as refusal:
        parse_date(text)
    assert refusal.value.part == part
    assert part in str(refusal.value)


@pytest.mark.parametrize("text", ["", "   ", "\u200b"])
def test_an_empty_date_asks_for_one(text):
    with pytest.raises(DateNotUnderstood) as refusal:
        parse_date(text)
    assert refusal.value.part == ""
    assert "31/3/2566" in str(refusal.value)


def test_the_message_of_an_impossible_day_names_month_and_year():
    with pytest.raises(DateNotUnderstood) as refusal:
        parse_date("30/2/2566")
    assert "กุมภาพันธ์ 2566" in str(refusal.value.message)


def test_29_february_exists_in_leap_years():
    assert parse_date("29 ก.พ. 2567") == dt.date(2024, 2, 29)


def test_two_digit_years_mean_the_century_around_today():
    assert parse_date("1/1/69") == dt.date(2026, 1, 1)
    in_2595 = dt.date(2052, 6, 1)
    assert be_year(parse_date("1/1/05", today=in_2595)) == 2605
    assert be_year(parse_date("1/1/15", today=in_2595)) == 2615
    assert be_year(parse_date("1/1/16", today=in_2595)) == 2516


def test_styles_of_writing():
    assert format_date(LAST_OF_MARCH) == "31 มีนาคม 2566"
    assert format_date(LAST_OF_MARCH, thai_digits=True) == "๓๑ มีนาคม ๒๕๖๖"
    assert format_date(LAST_OF_MARCH, "formal", True) == "๓๑ เดือน มีนาคม พ.ศ. ๒๕๖๖"
    assert format_date(LAST_OF_MARCH, "short") == "31 มี.ค. 66"
    assert format_date(dt.date(2057, 1, 5), "short") == "5 ม.ค. 00"
    assert month_name(12, short=True) == "ธ.ค."


@given(
    st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)),
    st.sampled_from(["long", "formal", "short"]),
    st.booleans(),
)
def test_what_is_written_is_read_back(date, style, thai_digits):
    written = format_date(date, style, thai_digits)
    assert parse_date(written, today=date) == date


@given(st.text(max_size=40))
def test_any_text_gives_a_date_or_a_clear_refusal(text):
    try:
        assert isinstance(parse_date(text), dt.date)
    except DateNotUnderstood as refusal:
        assert str(refusal)


def test_pages_name_months_in_their_language():
    noon = dt.datetime(2023, 3, 31, 12, 0, tzinfo=dt.UTC)
    with override("th"):
        assert thai_date(LAST_OF_MARCH) == "31 มี.ค. 66"
        assert thai_datetime(noon) == "31 มี.ค. 66 19.00\u00a0น."
    with override("en"):
        assert thai_date(LAST_OF_MARCH) == "31 Mar 2566"
        assert thai_date(LAST_OF_MARCH, "long") == "31 March 2566"
        assert thai_datetime(noon) == "31 Mar 2566 19:00"
