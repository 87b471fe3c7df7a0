"""The law's clocks of a case."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone, translation

from complaints import clocks
from complaints.clocks import Name, State
from complaints.models import Case
from portal.models import SpecialDay
from portal.thai.workdays import WorkCalendar
from tests.complaints.offices import complain

PUBLIC = WorkCalendar()
BANGKOK = ZoneInfo("Asia/Bangkok")


def case_of(received: date = date(2026, 11, 2), **facts) -> Case:
    return Case(id=uuid4(), fiscal_year=2570, number=1, received_on=received, **facts)


def clock(case: Case, name: Name, today: date) -> clocks.Clock:
    return next(one for one in clocks.clocks_of(case, today, PUBLIC) if one.name == name)


def test_the_law_gives_7_15_and_30_days():
    found = clocks.clocks_of(case_of(), date(2026, 11, 2), PUBLIC)
    assert [(one.name, one.days, one.due) for one in found] == [
        ("examine", 7, date(2026, 11, 9)),
        ("acknowledge", 15, date(2026, 11, 17)),
        ("result", 30, date(2026, 12, 2)),
    ]
    assert all(one.starts == date(2026, 11, 2) and one.basis and one.label for one in found)


@pytest.mark.parametrize(
    ("today", "state", "left"),
    [
        (date(2026, 11, 2), State.IN_TIME, 15),
        (date(2026, 11, 13), State.IN_TIME, 4),
        (date(2026, 11, 14), State.SOON, 3),
        (date(2026, 11, 17), State.SOON, 0),
        (date(2026, 11, 18), State.OVERDUE, -1),
    ],
)
def test_a_running_clock_calls_before_it_ends(today, state, left):
    found = clock(case_of(), Name.ACKNOWLEDGE, today)
    assert (found.state, found.days_left, found.runs) == (state, left, True)


@pytest.mark.parametrize(
    ("done", "state", "left"),
    [(date(2026, 11, 17), State.DONE, 0), (date(2026, 11, 18), State.LATE, -1)],
)
def test_a_done_clock_keeps_how_it_was_done(done, state, left):
    found = clock(case_of(acknowledged_on=done), Name.ACKNOWLEDGE, date(2027, 5, 1))
    assert (found.state, found.days_left, found.done_on, found.runs) == (state, left, done, False)


def test_a_moved_end_calls_before_the_day_that_it_was_moved_from():
    """For an authority under section 64, paragraph 2, of the procedure act that day is the last."""
    case = case_of(date(2026, 12, 16))
    found = clock(case, Name.ACKNOWLEDGE, date(2026, 12, 28))
    assert (found.moved_from, found.due) == (date(2026, 12, 31), date(2027, 1, 4))
    assert found.state == State.SOON
    assert clock(case, Name.ACKNOWLEDGE, date(2026, 12, 27)).state == State.IN_TIME
    assert clock(case, Name.ACKNOWLEDGE, date(2027, 1, 4)).state == State.SOON
    assert clock(case, Name.ACKNOWLEDGE, date(2027, 1, 5)).state == State.OVERDUE


def test_the_computation_stands_in_one_line():
    with translation.override("en"):
        plain = clock(case_of(), Name.ACKNOWLEDGE, date(2026, 11, 2)).line()
        moved = clock(case_of(date(2026, 11, 25)), Name.ACKNOWLEDGE, date(2026, 11, 25)).line()
    assert plain == "Received 2 Nov 2569 + 15 days = 17 Nov 2569"
    assert moved == (
        "Received 25 Nov 2569 + 15 days = 10 Dec 2569, a day off (Constitution Day), "
        "hence 11 Dec 2569"
    )


def test_a_closed_case_has_no_clock_that_runs():
    case = case_of(closed_on=date(2026, 11, 12), status="closed", outcome="thin")
    found = clocks.clocks_of(case, date(2027, 1, 1), PUBLIC)
    assert [one.state for one in found] == [State.LATE, State.DONE, State.DONE]
    assert clocks.pressing(case, date(2027, 1, 1), PUBLIC) is None


def test_the_clock_that_ends_first_is_the_pressing_one():
    case = case_of()
    today = date(2026, 11, 3)
    assert clocks.pressing(case, today, PUBLIC).name == Name.EXAMINE
    case.examined_on = today
    assert clocks.pressing(case, today, PUBLIC).name == Name.ACKNOWLEDGE
    case.acknowledged_on = today
    assert clocks.pressing(case, today, PUBLIC).name == Name.RESULT


def test_what_the_office_announces_moves_the_clock(db):
    case = case_of()
    today = date(2026, 11, 2)
    assert clocks.clocks_of(case, today)[1].due == date(2026, 11, 17)
    SpecialDay.objects.create(day=date(2026, 11, 17), name="งานกฐินประจำจังหวัด")
    found = clocks.clocks_of(case, today)[1]
    assert (found.due, found.moved_because) == (date(2026, 11, 18), "งานกฐินประจำจังหวัด")


def test_a_list_of_any_length_reads_the_days_off_once(db, django_assert_num_queries):
    cases = [case_of(date(2026, 11, 2) + timedelta(days=n % 20)) for n in range(300)]
    with django_assert_num_queries(1):
        found = clocks.pressing_of(cases, date(2026, 11, 21))
    assert len(found) == 300
    with django_assert_num_queries(0):
        assert clocks.pressing_of([], date(2026, 11, 21), PUBLIC) == {}


@pytest.mark.parametrize(
    ("moment", "received", "year", "due"),
    [
        ((2026, 9, 30, 23, 59), date(2026, 9, 30), 2569, date(2026, 10, 15)),
        ((2026, 10, 1, 0, 0), date(2026, 10, 1), 2570, date(2026, 10, 16)),
    ],
)
def test_the_day_of_bangkok_decides_year_and_clock(handling, moment, received, year, due):
    with time_machine.travel(datetime(*moment, tzinfo=BANGKOK), tick=False):
        case = complain().case
        found = clocks.clocks_of(case, timezone.localdate())[1]
    assert (case.received_on, case.fiscal_year, found.due) == (received, year, due)


def test_told_in_time_is_judged_by_the_moved_day():
    received = date(2026, 11, 25)
    judged = {
        done: clocks.acknowledged_in_time(case_of(received, acknowledged_on=done), PUBLIC)
        for done in (date(2026, 12, 11), date(2026, 12, 14), None)
    }
    assert list(judged.values()) == [True, False, None]
