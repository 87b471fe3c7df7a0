"""The scorecard of a year: what counts, who may enter it, and what other scores would do."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.test import Client
from django.urls import reverse

from measures.catalogue import ensure_year
from measures.models import Indicator, Instrument, Score
from measures.scorecard import record_scores, scorecard
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(db):
    return ensure_year(2565)


def url(year) -> str:
    return reverse("measures:scores", args=[year.year])


def instrument(year, code: str) -> Instrument:
    return year.instruments.get(code=code)


def fields(year, **scores: str) -> dict[str, str]:
    return {f"instrument_{instrument(year, code).pk}": text for code, text in scores.items()}


def give(year, **scores: str) -> None:
    values = {instrument(year, code): D(text) for code, text in scores.items()}
    record_scores(year, instruments=values, indicators={})


def test_the_scores_of_a_published_report(planner, year):
    response = planner.post(url(year), fields(year, IIT="๙๐.๑๕", EIT="93.68", OIT=" 89.6 "))
    assert response.status_code == 302
    card = scorecard(year)
    assert (card.total, card.grade) == (D("90.99"), "A")
    shown = planner.get(url(year)).content.decode()
    assert "90.99" in shown and "90.15" in shown and "89.60" in shown


def test_indicators_alone_give_the_mean(year):
    values = dict.fromkeys(Indicator.objects.filter(instrument=instrument(year, "EIT")), D("90"))
    give(year, IIT="90", OIT="90")
    some = dict(list(values.items())[:2])
    record_scores(year, instruments={}, indicators=some)
    assert scorecard(year).total is None
    assert [found.code for found in scorecard(year).missing] == ["EIT"]
    record_scores(year, instruments={}, indicators=values)
    assert scorecard(year).total == D("90.00")


def test_parts_of_an_indicator_do_not_count_in_the_mean(year):
    oit = instrument(year, "OIT")
    whole = Indicator.objects.filter(instrument=oit, parent=None)
    assert [score.indicator.code for score in scorecard(year).instruments[2].indicators] == [
        "9",
        "10",
    ]
    record_scores(year, instruments={}, indicators=dict.fromkeys(whole, D("80")))
    assert scorecard(year).instruments[2].value == D("80")


def test_the_weakest_indicators_come_first(year):
    first, second, third = Indicator.objects.filter(instrument=instrument(year, "EIT"))
    record_scores(
        year, instruments={}, indicators={first: D("91"), second: D("82"), third: D("88.5")}
    )
    assert [str(score.value) for score in scorecard(year).weakest] == ["82.00", "88.50", "91.00"]


def test_an_empty_field_takes_the_score_away(planner, year):
    give(year, IIT="90")
    planner.post(url(year), fields(year, IIT=""))
    assert not Score.objects.exists()


@pytest.mark.parametrize("typed", ["101", "-1", "90.155", "เก้าสิบ"])
def test_what_is_no_score_is_refused_and_nothing_saved(planner, year, typed):
    response = planner.post(url(year), fields(year, IIT=typed, EIT="90"))
    assert response.status_code == 422
    assert typed in response.content.decode()
    assert not Score.objects.exists()


def test_other_scores_can_be_tried_without_storing_them(planner, year):
    give(year, IIT="90.15", EIT="93.68", OIT="89.60")
    oit = instrument(year, "OIT").pk
    response = planner.get(url(year), {f"if_{oit}": "๑๐๐", "target": "AA"})
    assert response.context["trial"] == {"total": D("95.15"), "grade": "AA", "change": D("4.16")}
    assert scorecard(year).total == D("90.99")
    distance = response.context["distance"]
    assert distance.gap == D("4.01") and not distance.reached
    needs = {need.instrument.code: (need.score, need.possible) for need in distance.needs}
    assert needs["OIT"] == (D("99.62"), True)
    assert not needs["IIT"][1] and not needs["EIT"][1]


def test_a_grade_that_asks_of_each_instrument_needs_all_of_them(planner):
    year = ensure_year(2568)
    give(year, IIT="80", EIT="80", OIT="99")
    response = planner.get(url(year), {"target": "ผ่านดี"})
    assert [need.possible for need in response.context["distance"].needs] == [False] * 3
    give(year, EIT="86")
    response = planner.get(url(year), {"target": "ผ่านดี"})
    assert {need.instrument.code: need.score for need in response.context["distance"].needs}[
        "IIT"
    ] == D("85")


def test_weights_that_do_not_sum_to_100_give_no_total(planner, year):
    give(year, IIT="90", EIT="90", OIT="90")
    Instrument.objects.filter(fiscal_year=year, code="OIT").update(weight=25)
    response = planner.get(url(year))
    assert response.status_code == 200
    assert response.context["card"].total is None and "85.00" in response.content.decode()


def test_the_plan_s_target_is_aimed_at(planner, year):
    give(year, IIT="60", EIT="60", OIT="60")
    plan = factories.make_plan(2565)
    plan.target_grade = "B"
    plan.save()
    assert planner.get(url(year)).context["distance"].band.grade == "B"


@pytest.mark.parametrize("who", ["head", "palad", "mayor", "clerk", "outsider", "webmaster"])
def test_all_staff_see_scores_and_only_planners_enter_them(office, year, who):
    give(year, IIT="90")
    client = Client()
    client.force_login(getattr(office, who))
    shown = client.get(url(year))
    assert shown.status_code == 200 and shown.context["form"] is None
    assert client.post(url(year), fields(year, IIT="10")).status_code == 403
    assert Score.objects.get().value == 90


def test_strangers_are_sent_away(client, year):
    assert client.get(url(year)).status_code == 302
    assert client.post(url(year), fields(year, IIT="10")).status_code == 302
    assert not Score.objects.exists()


def test_without_a_catalogue_the_page_says_what_to_do(planner):
    assert planner.get("/staff/measures/catalogue/scores/").status_code == 200
    assert planner.get("/staff/measures/catalogue/2565/scores/").status_code == 404
