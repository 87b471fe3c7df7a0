"""Which days a government office works, and when a period ends."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.thai.workdays import (
    COVERED,
    TABLE,
    SpecialDay,
    WorkCalendar,
    from_package,
    public_holidays,
)
from tests.conftest import REPOSITORY
from tools import public_holidays as writer

PUBLIC = WorkCalendar()
# The days off that no weekend covers, as the cabinet announced them; of 2570 what is fixed by law
# or by the moon, since the cabinet adds days and the palace names the ploughing year by year.
ON_WEEKDAYS = {
    2568: (
        "01-01 02-12 04-07 04-14 04-15 04-16 05-05 05-09 05-12 06-02 06-03 07-10 07-11 07-28 "
        "08-11 08-12 10-13 10-23 12-05 12-10 12-31"
    ),
    2569: (
        "01-01 01-02 03-03 04-06 04-13 04-14 04-15 05-04 05-13 06-01 06-03 07-28 07-29 07-30 "
        "08-12 10-13 10-23 12-07 12-10 12-31"
    ),
    2570: (
        "01-01 02-22 04-06 04-13 04-14 04-15 05-04 05-20 06-03 07-19 07-20 07-28 08-12 10-13 "
        "10-25 12-06 12-10 12-31"
    ),
}


@pytest.mark.parametrize("year", ON_WEEKDAYS)
def test_the_days_off_of_a_year_are_those_that_were_announced(year):
    first = date(year - 543, 1, 1)
    days = (first + timedelta(days=n) for n in range(366))
    off = [
        f"{day:%m-%d}"
        for day in days
        if day.year == first.year and day.weekday() < 5 and not PUBLIC.works_on(day)
    ]
    assert " ".join(off) == ON_WEEKDAYS[year]


def test_government_offices_work_on_labour_day_and_not_at_the_ploughing():
    assert PUBLIC.works_on(date(2026, 5, 1))  # a Friday
    assert PUBLIC.works_on(date(2027, 5, 3))  # banks have it instead of Saturday the first
    assert PUBLIC.day_off(date(2026, 5, 13)) == "วันพืชมงคล"


def test_a_day_off_is_named_as_people_call_it_in_their_language():
    assert PUBLIC.day_off(date(2026, 12, 7)) == "ชดเชยวันพ่อแห่งชาติ"
    assert PUBLIC.day_off(date(2026, 12, 8)) == ""
    with translation.override("en"):
        assert PUBLIC.day_off(date(2026, 12, 10)) == "Constitution Day"
        assert PUBLIC.day_off(date(2026, 11, 21)) == "Saturday"
        assert PUBLIC.day_off(date(2026, 11, 22)) == "Sunday"


def test_the_table_is_what_the_package_says():
    assert TABLE.read_text(encoding="utf-8") == writer.table()


def test_years_beyond_the_table_are_asked_of_the_package():
    year = COVERED[-1] + 1
    assert public_holidays(year) == from_package(year)
    assert public_holidays(year)[date(year, 12, 10)].thai == "วันรัฐธรรมนูญ"


def test_the_package_stays_out_of_a_process_that_counts_days():
    program = (
        "import sys; from datetime import date; from portal.thai.workdays import WorkCalendar; "
        "assert WorkCalendar().last_day(date(2026, 11, 25), 15).due == date(2026, 12, 11); "
        "sys.exit('holidays' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, check=False)
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("start", "days", "counted", "due", "because"),
    [
        # A plain last day stays.
        (date(2026, 11, 2), 15, date(2026, 11, 17), date(2026, 11, 17), ""),
        # A weekend.
        (date(2026, 11, 6), 15, date(2026, 11, 21), date(2026, 11, 23), "Saturday, Sunday"),
        # A holiday in the week.
        (date(2026, 11, 25), 15, date(2026, 12, 10), date(2026, 12, 11), "Constitution Day"),
        # Three days on end, and a name that comes twice is said once.
        (date(2026, 3, 29), 15, date(2026, 4, 13), date(2026, 4, 16), "Songkran Festival"),
        # Two holidays in a row after the weekend before them.
        (
            date(2027, 7, 2),
            15,
            date(2027, 7, 17),
            date(2027, 7, 21),
            "Saturday, Asarnha Bucha, Buddhist Lent Day, Asarnha Bucha (in lieu)",
        ),
        # Over the New Year and its weekend.
        (
            date(2026, 12, 16),
            15,
            date(2026, 12, 31),
            date(2027, 1, 4),
            "New Year's Eve, New Year's Day, Saturday, Sunday",
        ),
        # Over 29 February, and ending on it.
        (date(2028, 2, 14), 15, date(2028, 2, 29), date(2028, 2, 29), ""),
        (date(2028, 2, 15), 15, date(2028, 3, 1), date(2028, 3, 1), ""),
        (date(2027, 2, 15), 15, date(2027, 3, 2), date(2027, 3, 2), ""),
        # What lies off in the middle counts.
        (date(2026, 12, 1), 15, date(2026, 12, 16), date(2026, 12, 16), ""),
    ],
)
def test_a_period_ends_on_a_working_day(start, days, counted, due, because):
    with translation.override("en"):
        last = PUBLIC.last_day(start, days)
    assert last == (counted, due, because)


def test_a_day_that_the_office_announces_comes_before_all_others():
    own = WorkCalendar(
        {
            date(2026, 11, 17): SpecialDay("งานกฐินประจำจังหวัด", works=False),
            date(2026, 12, 10): SpecialDay("ทำงานชดเชย", works=True),
            date(2026, 11, 21): SpecialDay("ทำงานชดเชย", works=True),
        }
    )
    assert own.last_day(date(2026, 11, 2), 15).due == date(2026, 11, 18)
    assert own.last_day(date(2026, 11, 2), 15).because == "งานกฐินประจำจังหวัด"
    assert own.last_day(date(2026, 11, 25), 15).due == date(2026, 12, 10)
    assert own.works_on(date(2026, 11, 21))


@given(st.dates(date(2020, 1, 1), date(2045, 11, 30)), st.integers(1, 30))
def test_a_period_never_ends_early_nor_on_a_day_off(start, days):
    last = PUBLIC.last_day(start, days)
    assert last.counted == start + timedelta(days=days)
    assert PUBLIC.works_on(last.due)
    between = [last.counted + timedelta(days=n) for n in range((last.due - last.counted).days)]
    assert not any(PUBLIC.works_on(day) for day in between)
    assert bool(between) == bool(last.because)
