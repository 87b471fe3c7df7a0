import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.thai.fiscal import FiscalYear, fiscal_year_of, month_end


def test_a_year_runs_from_october_to_september():
    year = FiscalYear(2569)
    assert (year.start, year.end) == (dt.date(2025, 10, 1), dt.date(2026, 9, 30))
    assert year.half_ends == (dt.date(2026, 3, 31), dt.date(2026, 9, 30))
    assert year.round("6") == (dt.date(2025, 10, 1), dt.date(2026, 3, 31))
    assert year.round("12") == (dt.date(2025, 10, 1), dt.date(2026, 9, 30))
    assert year.second_half() == (dt.date(2026, 4, 1), dt.date(2026, 9, 30))


def test_quarters_follow_one_another_through_the_year():
    year = FiscalYear(2566)
    assert year.quarters[0] == (dt.date(2022, 10, 1), dt.date(2022, 12, 31))
    assert year.quarters[1] == (dt.date(2023, 1, 1), dt.date(2023, 3, 31))
    assert year.quarters[3] == (dt.date(2023, 7, 1), dt.date(2023, 9, 30))
    for before, after in zip(year.quarters, year.quarters[1:], strict=False):
        assert before[1] + dt.timedelta(days=1) == after[0]


def test_days_on_both_sides_of_new_year_s_day():
    assert fiscal_year_of(dt.date(2022, 9, 30)) == 2565
    assert fiscal_year_of(dt.date(2022, 10, 1)) == 2566
    assert FiscalYear.of(dt.date(2023, 3, 31)) == FiscalYear(2566)


def test_neighbours_order_and_text():
    year = FiscalYear(2566)
    assert year.previous < year < year.next
    assert year.next.start == year.end + dt.timedelta(days=1)
    assert str(year) == "2566"
    assert dt.date(2023, 1, 1) in year
    assert dt.date(2023, 10, 1) not in year


@pytest.mark.parametrize("number", [66, 2023, 25660])
def test_numbers_that_are_no_buddhist_year_are_refused(number):
    with pytest.raises(ValueError, match=str(number)):
        FiscalYear(number)


@pytest.mark.parametrize(
    "ask",
    [
        lambda year: year.quarter(0),
        lambda year: year.quarter(5),
        lambda year: year.months(13),
        lambda year: year.first_of_month(0),
    ],
)
def test_quarters_and_months_out_of_range_are_refused(ask):
    with pytest.raises(ValueError, match=r"month|quarter"):
        ask(FiscalYear(2566))


@given(st.dates(dt.date(1950, 1, 1), dt.date(2200, 1, 1)))
def test_every_day_lies_in_its_own_year_once(day):
    year = FiscalYear.of(day)
    assert day in year
    assert day not in year.next
    assert day not in year.previous
    assert sum(first <= day <= last for first, last in year.quarters) == 1
    first = year.first_of_month(day.month)
    assert first <= day <= month_end(first)
