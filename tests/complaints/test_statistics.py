"""The public numbers, the mayor's quarter, and what they must never tell."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from complaints.models import Case, Recovery
from complaints.numbers import quarterly, statistics
from complaints.numbers.quarterly import Quarter
from complaints.numbers.statistics import Flow
from complaints.numbers.suppression import FEWEST, TOGETHER
from complaints.sealed import recording
from portal import freshness
from portal.thai.fiscal import fiscal_year_of
from tests.complaints.offices import make_recovery

BANGKOK = ZoneInfo("Asia/Bangkok")
TODAY = date(2026, 11, 21)  # fiscal year 2570, its first quarter not over
PAGE, SUMMARY = "/complaints/statistics/", "/staff/complaints/summary/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(datetime(2026, 11, 21, 9, tzinfo=BANGKOK), tick=False):
        yield


@pytest.fixture
def opened(db) -> Recovery:
    """Complaints can be made since the fiscal year 2568 began."""
    recovery = make_recovery().row
    recovery.made_on = date(2024, 10, 1)
    recovery.save()
    return recovery


_numbers = Counter()


def case(received: date, closed: date | None = None, outcome: str = "unfounded", **facts) -> Case:
    """A row as it lies in the database; nothing of its content is needed to count it."""
    year = fiscal_year_of(received)
    _numbers[year] += 1
    if closed:
        facts |= {"closed_on": closed, "outcome": outcome, "status": "closed"}
    return Case.objects.create(
        fiscal_year=year, number=_numbers[year], locator=uuid4().bytes, received_on=received,
        last_item_on=received, **({"category": "bribery", "channel": "web"} | facts),
    )  # fmt: skip


def figures(year: int, half: int | None = None) -> statistics.Figures:
    found = next(one for one in statistics.years(TODAY) if one.number == year)
    return found.year if half is None else found.halves[half - 1]


def text(client: Client, address: str = PAGE, language: str = "th") -> str:
    client.cookies["language"] = language
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


# --- which periods ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "through", "coming"),
    [
        (date(2026, 9, 30), date(2026, 6, 30), date(2026, 10, 1)),
        (date(2026, 10, 1), date(2026, 9, 30), date(2027, 1, 1)),
        (date(2026, 12, 31), date(2026, 9, 30), date(2027, 1, 1)),
        (date(2027, 1, 1), date(2026, 12, 31), date(2027, 4, 1)),
        (date(2028, 2, 29), date(2027, 12, 31), date(2028, 4, 1)),
    ],
)
def test_a_quarter_is_published_on_the_day_after_it(today, through, coming):
    assert statistics.published_through(today) == through
    assert statistics.next_publication(today) == coming


@pytest.mark.parametrize(
    ("moment", "through", "received"),
    [
        ((2026, 9, 30, 23, 59, 59), date(2026, 6, 30), 0),
        ((2026, 10, 1, 0, 0, 0), date(2026, 9, 30), 1),
    ],
)
def test_the_night_of_the_fiscal_year_is_bangkok_s(opened, client, moment, through, received):
    case(date(2026, 9, 30))
    case(date(2026, 10, 1))
    with time_machine.travel(datetime(*moment, tzinfo=BANGKOK), tick=False):
        newest = client.get(PAGE).context["years"][0]
    assert (newest.number, newest.halves[-1].through) == (2569, through)
    assert newest.halves[-1].is_over == (through == date(2026, 9, 30))
    assert newest.halves[-1].flow.received == received


def test_nothing_of_a_running_quarter_is_told(opened, client):
    before = text(client)
    for _ in range(9):
        case(date(2026, 11, 2), date(2026, 11, 20))
    assert text(client) == before


def test_a_running_half_has_whole_numbers_of_its_finished_quarter_alone(opened):
    for day in (date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 1)):
        case(day)
    half = statistics.years(date(2027, 1, 15))[0].halves[0]
    assert (half.through, half.is_over) == (date(2026, 12, 31), False)
    assert half.flow == Flow(carried=0, received=2, finished=0)
    assert (half.since, half.starts) == (date(2026, 10, 1), date(2026, 10, 1))
    assert half.parts == {} and half.duration is None


def test_before_a_quarter_is_over_the_page_says_so(db, client):
    assert "No quarter is over yet" in text(client, language="en")
    make_recovery()
    assert statistics.years(TODAY) == []
    assert client.get("/complaints/statistics/2569/").status_code == 404


def test_years_begin_when_complaints_could_be_made(opened):
    assert [one.number for one in statistics.years(TODAY)] == [2569, 2568]
    opened.made_on = date(2026, 4, 1)
    opened.save()
    (only,) = statistics.years(TODAY)
    assert [half.starts for half in only.halves] == [date(2026, 4, 1)]
    opened.made_on = date(2026, 9, 18)
    opened.save()
    (only,) = statistics.years(TODAY)
    assert only.halves[0].since == only.year.since == date(2026, 9, 18)


def test_a_day_without_the_office_being_open_is_not_said_to_be_without_complaints(opened, client):
    opened.made_on = date(2026, 9, 18)
    opened.save()
    assert text(client, language="en").count("18 Sep 2569 – 30 Sep 2569") == 2


# --- whole numbers ------------------------------------------------------------------------


def test_no_complaints_are_said_to_be_none(opened, client):
    page = text(client, language="en")
    assert page.count("No complaints") == 6  # two halves and the year, twice
    assert figures(2569).flow == Flow(0, 0, 0)


def test_one_complaint_is_a_whole_number_and_nothing_finer(opened, client):
    case(date(2026, 1, 5), date(2026, 2, 3), category="people", outcome="referred")
    half = figures(2569, 1)
    assert half.flow == Flow(carried=0, received=1, finished=1)
    assert set(half.parts["category"].values()) == {None}
    assert set(half.parts["outcome"].values()) == {None}
    assert half.duration is None
    assert figures(2569, 2).flow == Flow(0, 0, 0)


def test_what_is_not_finished_is_carried_over(opened):
    case(date(2025, 3, 31), date(2025, 4, 1))  # from the first half of 2568 into the second
    case(date(2025, 9, 30))  # never finished
    case(date(2025, 9, 30), date(2026, 10, 1))  # finished after what is published
    assert figures(2568, 1).flow == Flow(carried=0, received=1, finished=0)
    assert figures(2568, 2).flow == Flow(carried=1, received=2, finished=1)
    assert figures(2568).flow == Flow(carried=0, received=3, finished=1)
    assert figures(2569).flow == Flow(carried=2, received=0, finished=0)
    for year in (2568, 2569):
        first, second, whole = figures(year, 1).flow, figures(year, 2).flow, figures(year).flow
        assert first.in_hand == second.carried
        assert second.in_hand == whole.in_hand
        assert first.received + second.received == whole.received
        assert first.finished + second.finished == whole.finished


def test_an_erased_case_counts_like_any_other(opened):
    for n in range(6):
        case(date(2026, 1, 5), date(2026, 2, 1 + n), category="abuse")
    before = figures(2569, 1)
    Case.objects.update(erased_on=date(2026, 11, 1), locator=None)
    assert figures(2569, 1) == before
    assert before.parts["category"]["abuse"] == 6


def test_29_february_lies_in_the_first_half(opened):
    with time_machine.travel(datetime(2028, 5, 1, 9, tzinfo=BANGKOK), tick=False):
        for _ in range(5):
            case(date(2028, 2, 29), date(2028, 3, 31))
        half = statistics.years(date(2028, 5, 1))[0].halves[0]
    assert half.flow == Flow(0, 5, 5)
    assert (half.duration.median, half.duration.ninth) == (31, 31)


# --- breakdowns ---------------------------------------------------------------------------


@pytest.fixture
def three_hundred(opened) -> list[Case]:
    """Every category, channel and outcome, some of them seldom; all received in 2569."""
    made, begins = [], date(2025, 10, 1)
    for n in range(300):
        received = begins + timedelta(days=n)
        seldom = n % 60 == 7
        made.append(
            case(
                received,
                received + timedelta(days=10 + n % 50) if n % 3 else None,
                outcome="founded" if seldom else ("thin", "unfounded")[n % 2],
                category="people" if seldom else ("abuse", "bribery", "other")[n % 3],
                channel="phone" if seldom else ("web", "paper")[n % 2],
                acknowledged_on=received + timedelta(days=40 if seldom else 3),
            )
        )
    return made


def test_three_hundred_are_divided_up_and_no_small_number_is_told(three_hundred):
    for figure in (figures(2569, 1), figures(2569, 2), figures(2569)):
        for part in figure.parts.values():
            assert not any(0 < n < FEWEST for n in part.values() if n is not None)
    half = figures(2569, 1)
    span = (date(2025, 10, 1), date(2026, 3, 31))
    within = [one for one in three_hundred if span[0] <= one.received_on <= span[1]]
    real = Counter(one.category for one in within)
    shown = {name: n for name, n in half.parts["category"].items() if n}
    assert shown and all(real[name] == count for name, count in shown.items())
    assert half.parts["category"]["people"] is None
    hidden = [real[name] for name, n in half.parts["category"].items() if n is None]
    assert len(hidden) >= 2 and sum(hidden) >= TOGETHER
    assert half.flow.received == len(within)


def test_a_year_is_the_sum_of_what_its_halves_show(three_hundred):
    first, second, year = figures(2569, 1), figures(2569, 2), figures(2569)
    for code, part in year.parts.items():
        for name, count in part.items():
            known = [half.parts[code][name] for half in (first, second)]
            assert count == (None if None in known else sum(known))


def test_what_was_published_stays_as_it_was(three_hundred):
    """Two editions, subtracted, must not tell what lies between them."""
    with time_machine.travel(datetime(2026, 4, 1, 9, tzinfo=BANGKOK), tick=False):
        early = statistics.years(date(2026, 4, 1))[0].halves[0]
    assert early == figures(2569, 1)


def test_told_within_15_days_is_judged_when_the_15_days_are_over(opened):
    for _ in range(5):
        case(date(2026, 3, 2), acknowledged_on=date(2026, 3, 17))  # in time
        case(date(2026, 3, 2), acknowledged_on=date(2026, 3, 18))  # a day late
        case(date(2026, 3, 20))  # 15 days end in April, on a day off: the other half
    assert figures(2569, 1).parts["acknowledged"] == {"in_time": 5, "late": 5}
    assert figures(2569, 2).parts["acknowledged"] == {"in_time": 0, "late": 5}


def test_durations_need_five_and_leave_joined_cases_out(opened):
    begin = date(2026, 1, 5)
    for days in (10, 20, 30, 40):
        case(begin, begin + timedelta(days=days))
    case(begin, begin + timedelta(days=1), outcome="merged")
    assert figures(2569, 1).duration is None
    case(begin, begin + timedelta(days=60))
    found = figures(2569, 1).duration
    assert (found.median, found.ninth) == (30, 60)
    assert figures(2569).duration == found
    case(date(2026, 5, 1), date(2026, 5, 2))  # one in the other half would show through
    assert figures(2569).duration is None


def test_verdicts_count_on_the_day_they_were_given(opened):
    given = [case(date(2026, 1, 5), date(2026, 2, 3)) for _ in range(6)]
    with time_machine.travel(datetime(2026, 5, 4, 9, tzinfo=BANGKOK), tick=False):
        for n, one in enumerate(given):
            Case.objects.filter(pk=one.pk).update(verdict="dealt_with")
            with recording.turn():
                if n == 0:  # changed once: the last one counts
                    _judged(one, "partly")
                _judged(one, "dealt_with")
    assert figures(2569, 1).parts["verdict"] == dict.fromkeys(Case.Verdict.values, 0)
    assert figures(2569, 2).parts["verdict"] == {"dealt_with": 6, "partly": 0, "not_dealt_with": 0}


def _judged(one: Case, verdict: str) -> None:
    recording.record(recording.What.VERDICT_GIVEN, case=one.pk, by="complainant", facts=(verdict,))


def test_a_verdict_without_a_row_in_the_chain_counts_from_closing(opened):
    for _ in range(5):
        case(date(2026, 1, 5), date(2026, 2, 3), verdict="partly")
    assert figures(2569, 1).parts["verdict"]["partly"] == 5


# --- the page -----------------------------------------------------------------------------


def test_the_page_shows_tables_picture_and_reason(three_hundred, client):
    page = text(client, language="en")
    assert "not shown" in page and "Numbers from 1 to 4 are not shown" in page
    assert "By subject" in page and "Days until the result" in page
    assert '<rect class="figures-finished" width="' in page
    assert "style=" not in page and "<script>" not in page
    assert "open-data/complaint-statistics.csv" in page
    year = text(client, "/complaints/statistics/2569/", "en")
    assert "<title>Statistics of complaints of corruption, fiscal year 2569" in year
    assert client.get("/complaints/statistics/2560/").status_code == 404


def test_the_page_is_everybody_s_and_asks_little(
    three_hundred, client, django_assert_max_num_queries
):
    client.get(PAGE)
    with django_assert_max_num_queries(12):
        answer = client.get(PAGE)
    assert not answer.cookies and "Cookie" not in answer.get("Vary", "")
    assert "no-store" not in answer.get("Cache-Control", "")
    assert client.post(PAGE).status_code == 405


def test_the_page_costs_no_more_with_more_cases(opened, client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as held:
            client.get(PAGE)
        return len(held)

    client.get(PAGE)
    case(date(2026, 1, 5))
    few = queries()
    for _ in range(40):
        case(date(2026, 1, 5), date(2026, 2, 3))
    assert queries() == few


def test_the_page_is_kept_like_any_public_page_until_midnight(
    three_hundred, client, settings, django_assert_num_queries
):
    settings.PAGE_CACHE = True
    freshness.touch_now()
    first = client.get(PAGE)
    with django_assert_num_queries(0):
        assert client.get(PAGE).content == first.content
    with time_machine.travel(datetime(2027, 1, 1, 0, 0, 1, tzinfo=BANGKOK), tick=False):
        assert client.get(PAGE).content != first.content


def test_the_data_is_the_page_s_and_no_more(three_hundred, client):
    answer = client.get("/open-data/complaint-statistics.csv")
    assert answer.status_code == 200
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    first = {
        (row["measure"], row["value"]): row["count"]
        for row in rows
        if (row["fiscal_year"], row["period"]) == ("2569", "half-1")
    }
    half = figures(2569, 1)
    assert first["all", "received"] == str(half.flow.received)
    for code, part in half.parts.items():
        for value, count in part.items():
            assert first[code, value] == ("" if count is None else str(count))
    told = [
        int(row["count"]) for row in rows if row["measure"] not in ("all", "days") and row["count"]
    ]
    assert not any(0 < count < FEWEST for count in told)
    facts = client.get("/open-data/complaint-statistics.json").json()
    assert len(facts["rows"]) == len(rows)
    assert {column["name"] for column in facts["columns"]} == set(rows[0])


# --- the heads of the office --------------------------------------------------------------


@pytest.fixture
def quarter(opened) -> Quarter:
    """July to September 2569, with a case in each state on its last day."""
    case(date(2026, 6, 1))  # carried over, never told
    case(date(2026, 7, 1), acknowledged_on=date(2026, 7, 10))
    case(date(2026, 8, 3), acknowledged_on=date(2026, 8, 19), examined_on=date(2026, 9, 1))
    case(date(2026, 9, 29), date(2026, 10, 2), acknowledged_on=date(2026, 10, 2))
    case(date(2026, 7, 6), date(2026, 7, 20), category="abuse")
    return Quarter(2569, 4)


def test_a_quarter_tells_how_many_and_whether_in_time(quarter):
    found = quarterly.summary(quarter)
    assert found.flow == Flow(carried=1, received=4, finished=1)
    assert [count for _words, count in found.states] == [2, 1, 1]
    assert sum(count for _words, count in found.states) == found.flow.in_hand
    told = next(one for one in found.clocks if one.days == 15)
    # 1, 3 and 6 of July and August end in the quarter: one of them was a day late.
    assert (told.ended, told.in_time, told.late) == (3, 2, 1)
    assert set(found.categories.values()) == {None}


def test_only_quarters_that_are_over_can_be_seen(quarter, office, client):
    client.force_login(office.mayor)
    shown = client.get(SUMMARY).context
    assert (str(shown["quarters"][0]), str(shown["summary"].quarter)) == ("2569-4", "2569-4")
    assert client.get(SUMMARY, {"quarter": "2570-1"}).status_code == 404
    assert client.get(SUMMARY, {"quarter": "2568-1"}).context["summary"].flow == Flow(0, 0, 0)
    assert client.get(SUMMARY, {"quarter": "x"}).status_code == 404


def test_the_mayor_sees_numbers_and_nothing_else(quarter, office, client):
    client.force_login(office.mayor)
    client.cookies["language"] = "en"
    page = client.get(SUMMARY).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "Received, by subject" in main and "Too few complaints" in main
    assert not any(str(one) in main for one in Case.objects.all())
    assert not any(one.pk.hex in main or str(one.pk) in main for one in Case.objects.all())
    assert "no-store" in client.get(SUMMARY)["Cache-Control"]


def test_numbers_are_for_the_heads_and_the_officers(handling, client):
    office = handling.office
    expected = {
        "mayor": 200, "palad": 200, "head": 200, "clerk": 200,
        "planner": 403, "outsider": 403, "webmaster": 403,
    }  # fmt: skip
    found = {}
    for name in expected:
        client.force_login(getattr(office, name))
        found[name] = client.get(SUMMARY).status_code
    assert found == expected
    client.logout()
    assert client.get(SUMMARY).status_code == 302


def test_every_word_of_the_numbers_is_in_both_languages(three_hundred, client):
    pages = {language: text(client, language=language) for language in ("th", "en")}
    with translation.override("en"):
        words = [str(one.title) for one in statistics.BREAKDOWNS]
    assert all(word in pages["en"] for word in words)
    main = pages["en"][pages["en"].index("<main") : pages["en"].index("</main>")]
    assert not [sign for sign in main if "\u0e01" <= sign <= "\u0e4e"]


def test_the_address_of_the_page_is_the_one_others_link_to():
    assert reverse("complaints:statistics") == PAGE
    assert reverse("complaints-staff:summary") == SUMMARY
