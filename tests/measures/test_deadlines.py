"""Due days, which entry meets which, and how a step stands; no database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from measures.deadlines import DueState, Standing, due_days, judge, match, occurrences
from measures.forms_progress import EntryForm
from portal.thai.fiscal import FiscalYear
from tests import factories

YEAR = FiscalYear(2569)  # 1 October 2025 to 30 September 2026
HALVES = [date(2026, 3, 31), date(2026, 9, 30)]


def entry(day, state="submitted", *, completed_on=None, locked=False):
    return SimpleNamespace(
        evidence_date=day,
        state=state,
        completed_on=completed_on,
        round=SimpleNamespace(locked=locked),
    )


def days(**facts):
    given = {"starts": None, "ends": None, "cadence": "", "deadlines": [], "round_ends": HALVES}
    return due_days(year=YEAR, **(given | facts))


@pytest.mark.parametrize(
    ("cadence", "count", "first", "last"),
    [
        ("weekly", 52, date(2025, 10, 3), date(2026, 9, 25)),
        ("monthly", 12, date(2025, 10, 31), date(2026, 9, 30)),
        ("quarterly", 4, date(2025, 12, 31), date(2026, 9, 30)),
        ("half-yearly", 2, date(2026, 3, 31), date(2026, 9, 30)),
        ("each-round", 2, date(2026, 3, 31), date(2026, 9, 30)),
    ],
)
def test_cadences_fill_the_fiscal_year(cadence, count, first, last):
    found = occurrences(cadence, YEAR, HALVES)
    assert (len(found), found[0], found[-1]) == (count, first, last)


def test_weekly_means_fridays_and_february_has_its_own_end():
    assert {day.weekday() for day in occurrences("weekly", YEAR)} == {4}
    assert date(2026, 2, 28) in occurrences("monthly", YEAR)
    assert date(2028, 2, 29) in occurrences("monthly", FiscalYear(2571))


def test_a_year_that_begins_on_friday_has_its_first_day_due():
    year = FiscalYear(2565)  # 1 October 2021 is a Friday
    assert occurrences("weekly", year)[0] == date(2021, 10, 1)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, HALVES),
        ({"ends": date(2026, 1, 31)}, [date(2026, 1, 31)]),
        ({"starts": date(2026, 4, 1)}, [date(2026, 9, 30)]),
        ({"ends": date(2026, 3, 31)}, [date(2026, 3, 31)]),
        (
            {"starts": date(2026, 1, 1), "ends": date(2026, 4, 30)},
            [date(2026, 3, 31), date(2026, 4, 30)],
        ),
        ({"deadlines": [date(2026, 5, 1)]}, [date(2026, 5, 1)]),
        (
            {"deadlines": [date(2026, 1, 15)], "cadence": "half-yearly"},
            [date(2026, 1, 15), *HALVES],
        ),
        ({"deadlines": [date(2026, 3, 31)], "cadence": "half-yearly"}, HALVES),
        (
            {"cadence": "monthly", "starts": date(2025, 10, 31), "ends": date(2025, 12, 30)},
            [date(2025, 10, 31), date(2025, 11, 30)],
        ),
        (
            {"cadence": "quarterly", "starts": date(2025, 10, 1), "ends": date(2025, 11, 15)},
            [date(2025, 11, 15)],
        ),
        # a period beyond the fiscal year: what lies outside it cannot be reported
        (
            {"cadence": "quarterly", "starts": date(2026, 7, 1), "ends": date(2027, 1, 31)},
            [date(2026, 9, 30)],
        ),
        (
            {"cadence": "monthly", "starts": date(2025, 8, 1), "ends": date(2025, 10, 31)},
            [date(2025, 10, 31)],
        ),
    ],
)
def test_due_days(facts, expected):
    assert days(**facts) == expected


OCT, NOV, DEC = date(2025, 10, 31), date(2025, 11, 30), date(2025, 12, 31)


@pytest.mark.parametrize(
    ("reported", "expected"),
    [
        ([], [None, None, None]),
        ([date(2025, 10, 1)], [0, None, None]),
        ([OCT], [0, None, None]),
        ([date(2025, 10, 5), date(2025, 10, 20)], [0, None, None]),
        ([date(2025, 10, 5), OCT], [0, None, None]),
        ([date(2025, 10, 5), date(2025, 11, 1)], [0, 1, None]),
        ([date(2025, 11, 1)], [0, None, None]),
        ([date(2025, 11, 1), date(2025, 11, 2)], [0, 1, None]),
        ([date(2025, 12, 1), date(2025, 12, 2), date(2025, 12, 3)], [0, 1, 2]),
        ([date(2025, 10, 1), date(2025, 10, 2), date(2025, 11, 3), DEC], [0, 2, 3]),
    ],
)
def test_an_entry_meets_the_earliest_unmet_day_whose_window_has_begun(reported, expected):
    assert match([OCT, NOV, DEC], reported) == expected


def stands(due, entries, today, *, cadence=False):
    labelled = [(day, "") for day in due]
    return judge(labelled, entries, today=today, ends_when_completed=not cadence)


MAR, SEP = HALVES


@pytest.mark.parametrize(
    ("entries", "today", "standing", "day", "left"),
    [
        ([], date(2026, 3, 16), Standing.UPCOMING, MAR, 15),
        ([], date(2026, 3, 17), Standing.DUE, MAR, 14),
        ([], MAR, Standing.DUE, MAR, 0),
        ([], date(2026, 4, 1), Standing.LATE, MAR, -1),
        ([entry(date(2026, 2, 1), "returned")], date(2026, 2, 3), Standing.RETURNED, MAR, 56),
        ([entry(date(2026, 2, 1), "returned")], date(2026, 4, 3), Standing.RETURNED, MAR, -3),
        (
            [entry(date(2026, 2, 1), "returned", locked=True)],
            date(2026, 4, 3),
            Standing.LATE,
            MAR,
            -3,
        ),
        ([entry(date(2026, 2, 1))], date(2026, 2, 3), Standing.WAITING, SEP, 239),
        ([entry(date(2026, 2, 1), locked=True)], date(2026, 4, 3), Standing.UPCOMING, SEP, 180),
        ([entry(date(2026, 2, 1), "accepted")], date(2026, 2, 3), Standing.UPCOMING, SEP, 239),
        ([entry(date(2026, 2, 1))], date(2026, 9, 29), Standing.DUE, SEP, 1),
        ([entry(date(2026, 2, 1), "accepted")], date(2026, 10, 1), Standing.LATE, SEP, -1),
        (
            [entry(date(2026, 2, 1), "accepted"), entry(date(2026, 5, 1), "accepted")],
            date(2026, 10, 1),
            Standing.DONE,
            SEP,
            -1,
        ),
        (
            [entry(date(2026, 2, 1), "accepted", completed_on=date(2026, 2, 1))],
            date(2026, 10, 1),
            Standing.DONE,
            SEP,
            -1,
        ),
    ],
)
def test_standing(entries, today, standing, day, left):
    found = stands(HALVES, entries, today)
    assert (found.standing, found.day, found.days) == (standing, day, left)


def test_a_returned_entry_does_not_hide_that_the_step_is_late():
    found = stands(HALVES, [entry(date(2026, 2, 1), "returned")], date(2026, 4, 3))
    assert (found.standing, found.overdue, found.reported) == (Standing.RETURNED, True, 0)


def test_completion_lifts_what_was_still_ahead_but_not_for_a_cadence():
    done = [entry(date(2026, 1, 5), "accepted", completed_on=date(2026, 1, 5))]
    once = stands(HALVES, done, date(2026, 9, 25))
    assert [one.state for one in once.due_days] == [DueState.MET, DueState.LIFTED]
    again = stands(HALVES, done, date(2026, 9, 25), cadence=True)
    assert [one.state for one in again.due_days] == [DueState.MET, DueState.SOON]
    assert again.standing == Standing.DUE


def test_a_returned_completion_ends_nothing():
    done = [entry(date(2026, 1, 5), "returned", completed_on=date(2026, 1, 5), locked=True)]
    assert stands(HALVES, done, date(2026, 9, 25)).standing == Standing.LATE


def test_entries_are_matched_by_evidence_date_whatever_their_order():
    late, early = entry(date(2026, 5, 1), "accepted"), entry(date(2026, 2, 1), "accepted")
    found = stands(HALVES, [late, early], date(2026, 6, 1))
    assert [one.met_by for one in found.due_days] == [early, late]


@pytest.mark.parametrize(
    ("instant", "standing"),
    [
        (datetime(2026, 9, 30, 16, 59, tzinfo=UTC), Standing.DUE),  # 23:59 in Bangkok
        (datetime(2026, 9, 30, 17, 0, tzinfo=UTC), Standing.LATE),  # 00:00 on 1 October
        (datetime(2026, 9, 30, 23, 30, tzinfo=UTC), Standing.LATE),
    ],
)
def test_the_day_changes_at_midnight_in_bangkok(instant, standing):
    with time_machine.travel(instant, tick=False):
        assert stands([SEP], [], timezone.localdate()).standing == standing


def test_the_form_offers_the_bangkok_day_and_stays_in_the_year(office):
    plan = factories.make_plan(2569)
    step = factories.make_step(plan)
    at = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
    today = at.astimezone(ZoneInfo("Asia/Bangkok")).date()
    assert EntryForm(step=step, today=today).fields["evidence_date"].initial == date(2026, 4, 1)
    after = EntryForm(step=step, today=date(2026, 10, 1))
    assert after.fields["evidence_date"].initial == date(2026, 9, 30)
