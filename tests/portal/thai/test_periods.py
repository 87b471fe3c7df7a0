import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.thai.dates import DateNotUnderstood, format_date
from portal.thai.fiscal import month_end
from portal.thai.periods import (
    Period,
    find_cadence,
    find_completion_dates,
    find_due_dates,
    format_period,
    parse_period,
)


def day(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("๑ ตุลาคม ๒๕๖๕ – ๓๐ กันยายน ๒๕๖๖", "2022-10-01", "2023-09-30"),
        ("๑ ตุลาคม ๒๕๖๕\n- ๓๐ กันยายน ๒๕๖๖", "2022-10-01", "2023-09-30"),
        ("๑ ตุลา\nคม ๒๕๖๕ — ๓๐ กัน ยายน ๒๕๖๖", "2022-10-01", "2023-09-30"),
        ("สิงหาคม ๒๕๖๕\n- ๓๐ กันยายน ๒๕๖๖", "2022-08-01", "2023-09-30"),
        ("ตุลาคม 2565 - มีนาคม 2566", "2022-10-01", "2023-03-31"),
        ("ม.ค.- มี.ค. ๖๔", "2021-01-01", "2021-03-31"),
        ("มค-มีค 64", "2021-01-01", "2021-03-31"),
        ("ต.ค. - มี.ค. ๖๖", "2022-10-01", "2023-03-31"),
        ("ตุลาคม 2565 - มีนาคม", "2022-10-01", "2023-03-31"),
        ("ต.ค. ๖๕ ถึง มี.ค. ๖๖", "2022-10-01", "2023-03-31"),
        (
            "ตั้งแต่วันที่ 1 ตุลาคม 2565 ถึงวันที่ 30 กันยายน พ.ศ. 2566",
            "2022-10-01",
            "2023-09-30",
        ),
        ("1/10/2565 − 30/9/2566", "2022-10-01", "2023-09-30"),
        ("2022-10-01 – 2023-09-30", "2022-10-01", "2023-09-30"),
        ("1-15 มีนาคม 2566", "2023-03-01", "2023-03-15"),
        ("- ม.ค. 66\n- มี.ค. 66", "2023-01-01", "2023-03-31"),
        ("15 มีนาคม 2566", "2023-03-15", "2023-03-15"),
        ("กุมภาพันธ์ 2567", "2024-02-01", "2024-02-29"),
        ("ตลอดปีงบประมาณ ๒๕๖๖", "2022-10-01", "2023-09-30"),
        ("ปีงบประมาณ พ.ศ. ๒๕๖๖", "2022-10-01", "2023-09-30"),
        ("ปีงบประมาณ ๒๕๖๖ – ๒๕๖๗", "2022-10-01", "2024-09-30"),
        ("ปีงบประมาณ ๒๕๖๖ (ม.ค. - มี.ค.)", "2023-01-01", "2023-03-31"),
        ("ไตรมาส ๒ ปีงบประมาณ ๒๕๖๖", "2023-01-01", "2023-03-31"),
        ("ไตรมาสที่ 3/2566", "2023-04-01", "2023-06-30"),
    ],
)
def test_a_range_that_names_its_year(text, starts, ends):
    expected = Period(day(starts), day(ends))
    assert parse_period(text) == expected
    assert parse_period(text, fiscal_year=2570) == expected


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("เดือนเมษายน", "2023-04-01", "2023-04-30"),
        ("เดือนตุลาคม", "2022-10-01", "2022-10-31"),
        ("มกราคม - เมษายน", "2023-01-01", "2023-04-30"),
        ("ตุลาคม - มีนาคม", "2022-10-01", "2023-03-31"),
        ("ตลอดปี", "2022-10-01", "2023-09-30"),
        ("ตลอดปีงบประมาณ", "2022-10-01", "2023-09-30"),
        ("ไตรมาส ๑", "2022-10-01", "2022-12-31"),
        ("ไตรมาสที่ ๑ - ๒", "2022-10-01", "2023-03-31"),
        ("รอบ ๖ เดือน", "2022-10-01", "2023-03-31"),
        ("๖ เดือนหลัง", "2023-04-01", "2023-09-30"),
        ("๑๒ เดือน", "2022-10-01", "2023-09-30"),
    ],
)
def test_a_range_without_a_year_takes_the_fiscal_year_s(text, starts, ends):
    assert parse_period(text, fiscal_year=2566) == Period(day(starts), day(ends))
    with pytest.raises(DateNotUnderstood) as refusal:
        parse_period(text)
    assert refusal.value.part


@pytest.mark.parametrize(
    "text", ["ภายในเดือนมีนาคม ๒๕๖๖", "ภายใน 31 มี.ค. 66", "แล้วเสร็จภายในวันที่ 31 มีนาคม 2566"]
)
def test_a_deadline_has_an_end_and_no_start(text):
    assert parse_period(text) == Period(None, dt.date(2023, 3, 31))


@pytest.mark.parametrize(
    ("text", "cadence"),
    [
        ("ทุกเดือน", "monthly"),
        ("รายเดือน", "monthly"),
        ("เดือนละ ๑ ครั้ง", "monthly"),
        ("ทุก ๆ เดือน", "monthly"),
        ("ทุกไตรมาส", "quarterly"),
        ("ไตรมาสละ ๑ ครั้ง", "quarterly"),
        ("ทุก 3 เดือน", "quarterly"),
        ("รายสัปดาห์", "weekly"),
        ("สัปดาห์ละครั้ง", "weekly"),
        ("ทุก ๖ เดือน", "half-yearly"),
        ("ทุกรอบการประเมิน", "each-round"),
    ],
)
def test_cadences(text, cadence):
    assert find_cadence(text) == cadence
    assert parse_period(text) == Period(cadence=cadence)


def test_a_cadence_and_a_range_may_stand_together():
    assert parse_period("ทุกเดือน (ต.ค. 65 - ก.ย. 66)") == Period(
        day("2022-10-01"), day("2023-09-30"), "monthly"
    )
    assert find_cadence("รายงานผู้บริหารทราบ") == ""
    assert find_cadence("รายไตรมาส และสรุปรายเดือน") == "quarterly"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("๓๑ กันยายน ๒๕๖๖", "31"),
        ("๑ ต.ค. ๖๕ - ๓๑ ก.ย. ๖๖", "31"),
        ("ตุลาคม 25655", "25655"),
        ("1 มีนาคม 2566 - 1 มกราคม 2566", "1 มีนาคม 2566 - 1 มกราคม 2566"),
        ("ตามความเหมาะสม", "ตามความเหมาะสม"),
        ("มีนาคม", "มีนาคม"),
        ("", ""),
    ],
)
def test_what_was_not_understood_of_a_period_is_named(text, part):
    with pytest.raises(DateNotUnderstood) as refusal:
        parse_period(text)
    assert refusal.value.part == part
    assert part in str(refusal.value)


def test_due_months_in_numbered_items():
    prose = (
        "๑.จัดทำแผน ภายในเดือนตุลาคม ๒๕๖๕\n๒.รายงานผลรอบ ๖ เดือน ภายในเดือน เมษายน ๒๕๖๖\n"
        "๓.ประชุมเดือนมกราคม ๒๕๖๖"
    )
    assert find_due_dates(prose) == (day("2022-10-31"), day("2023-04-30"))


def test_due_months_without_a_year_need_the_fiscal_year():
    prose = "ทุก ๖ เดือน ภายในเดือนเมษายน และเดือนตุลาคม ของทุกปี"
    assert find_due_dates(prose) == ()
    assert find_due_dates(prose, fiscal_year=2566) == (day("2022-10-31"), day("2023-04-30"))


def test_a_numbered_line_never_lends_its_number_as_a_year():
    prose = "๙.รายงาน ภายในเดือนมีนาคม\n๑๐.ผู้บริหารติดตาม"
    assert find_due_dates(prose, fiscal_year=2566) == (day("2023-03-31"),)
    assert find_due_dates(prose) == ()


def test_a_lone_date_is_due_then():
    assert find_due_dates("๓๑ มี.ค. ๖๖") == (day("2023-03-31"),)
    assert find_due_dates("ประชุม ๓๑ มี.ค. ๖๖") == ()


def test_completion_dates_in_prose():
    prose = (
        "- จัดทำแผน แล้วเสร็จ เมื่อวันที่ ๓๑ เดือนตุลาคม พ.ศ.๒๕๖๕\n"
        "- รายงานผล แล้ว เสร็จ เมื่อวันที่ ๓ เดือน เมษายน พ.ศ. ๒๕๖๖\n"
        "- ประชุมเมื่อวันที่ ๕ มีนาคม ๒๕๖๖ ดำเนินการเมื่อวันที่ ๑๐ มี.ค. ๖๖"
    )
    assert find_completion_dates(prose) == (
        day("2022-10-31"),
        day("2023-04-03"),
        day("2023-03-10"),
    )


def test_impossible_dates_in_prose_are_passed_over():
    prose = "แล้วเสร็จ เมื่อวันที่ ๓๑ กันยายน ๒๕๖๖ และแล้วเสร็จเมื่อ ๑ ตุลาคม ๒๕๖๖๖ แล้วเสร็จเมื่อวันที่ ๒ ตุลาคม ๒๕๖๖"
    assert find_completion_dates(prose) == (day("2023-10-02"),)
    assert find_due_dates("ภายใน ๓๑ กันยายน ๒๕๖๖") == ()


def test_ranges_are_written_by_months_where_they_are_whole():
    assert format_period(day("2022-10-01"), day("2023-03-31")) == "ตุลาคม 2565 – มีนาคม 2566"
    assert format_period(day("2022-10-01"), day("2022-10-31"), True) == "ตุลาคม ๒๕๖๕"
    assert format_period(day("2022-10-02"), day("2022-10-02")) == "2 ตุลาคม 2565"
    assert format_period(day("2022-10-02"), day("2023-03-31")) == "2 ตุลาคม 2565 – 31 มีนาคม 2566"


DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2150, 12, 31))


@given(
    DAYS,
    DAYS,
    st.sampled_from(["long", "formal"]),
    st.booleans(),
    st.sampled_from([" – ", "-", "\n- ", " — ", " ถึง ", "–"]),
)
def test_a_written_range_is_read_back(one, other, style, thai, dash):
    starts, ends = sorted([one, other])
    text = dash.join(format_date(date, style, thai) for date in (starts, ends))
    assert parse_period(text) == Period(starts, ends)


@given(DAYS, DAYS, st.booleans())
def test_a_formatted_period_is_read_back(one, other, thai):
    starts, ends = sorted([one, other])
    assert parse_period(format_period(starts, ends, thai)) == Period(starts, ends)
    months = (starts.replace(day=1), month_end(ends))
    assert parse_period(format_period(*months, thai)) == Period(*months)


@given(st.text(alphabet="๑๒3 ๖.-/–มคตุลาีนเดือภยใไรสปงบ\n", max_size=60))
def test_any_text_gives_a_period_or_a_clear_refusal(text):
    find_due_dates(text, fiscal_year=2566)
    find_completion_dates(text)
    try:
        assert isinstance(parse_period(text, fiscal_year=2566), Period)
    except DateNotUnderstood as refusal:
        assert str(refusal)
