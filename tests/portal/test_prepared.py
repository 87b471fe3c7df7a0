"""Queries that are compiled once answer as the ORM does, with the values of each time."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import DateField, F, Q

from accounts.models import Appointment, Unit
from portal.prepared import Given, Prepared
from tests import factories

ON = Q(starts__lte=Given("day", DateField())) & (
    Q(ends=None) | Q(ends__gte=Given("day", DateField()))
)


def held() -> Prepared:
    rows = Appointment.objects.select_related("person", "post__unit").filter(ON)
    return Prepared(lambda: rows.annotate(title=F("post__title")).order_by("pk"))


def test_it_answers_as_the_query_does(office, django_assert_num_queries):
    prepared = held()
    for day in (date(2020, 1, 1), date(2026, 11, 21), date(2090, 1, 1)):
        expected = Appointment.objects.filter(
            Q(ends=None) | Q(ends__gte=day), starts__lte=day
        ).order_by("pk")
        assert prepared.rows(day=day) == list(expected)
    with django_assert_num_queries(1):
        rows = prepared.rows(day=date(2026, 11, 21))
        assert [one.title for one in rows] == [one.post.title for one in rows]
        assert {one.person.username for one in rows} >= {"planner", "mayor"}
        assert any(one.post.unit for one in rows)


def test_it_is_written_once_and_asked_each_time(office, django_assert_num_queries):
    made = []

    def make():
        made.append(1)
        return Unit.objects.order_by("position")

    prepared = Prepared(make)
    with django_assert_num_queries(1):
        assert len(prepared.rows()) == 3
    factories.make_unit("กองใหม่", position=4)
    with django_assert_num_queries(1):
        assert len(prepared.rows()) == 4
    assert len(made) == 1


def test_it_is_cut_when_it_is_asked(office):
    prepared = Prepared(lambda: Unit.objects.order_by("position"))
    assert [one.position for one in prepared.rows(most=1)] == [1]
    assert [one.position for one in prepared.rows(most=5, start=1)] == [2, 3]
    assert prepared.rows(most=5, start=100) == []


def test_a_value_that_is_missing_is_named(office):
    with pytest.raises(TypeError, match="day"):
        held().rows()


def test_a_cut_query_is_refused(db):
    with pytest.raises(ValueError, match="cut"):
        Prepared(lambda: Unit.objects.all()[:3]).rows()


def test_threads_at_once_keep_their_own_connection(race, office):
    prepared = held()
    days = iter([date(2026, 11, 21), date(2010, 1, 1)])
    given = [next(days), next(days)]
    outcomes = race(lambda: [len(prepared.rows(day=day)) for day in given], 2)
    assert [one.value for one in outcomes] == [[len(prepared.rows(day=given[0])), 0]] * 2
