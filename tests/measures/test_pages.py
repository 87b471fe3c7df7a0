"""Every page of a plan's life: what it shows, to whom, and at what cost."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from tests import factories

TODAY = "2026-02-15T05:00:00Z"
YEAR = 2569


@pytest.fixture(autouse=True)
def _in_february():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def plan(office):
    return factories.make_plan(YEAR)


def login(client, user):
    client.force_login(user)
    return client


LISTS = ["measures:mine", "measures:board", "measures:plan", "measures:rounds", "measures:review"]


def grow(plan, units, count):
    for number in range(count):
        step = factories.make_step(plan, units=units, cadence="monthly")
        entry = factories.make_entry(step, evidence_date=date(2025, 10, 1 + number % 28))
        if number % 3 == 1:
            type(entry).objects.filter(pk=entry.pk).update(
                state="returned", return_reason="ขอรูป"
            )
        step.deadlines.create(due=date(2026, 3, 31))


@pytest.mark.parametrize("name", LISTS)
def test_lists_ask_as_often_for_one_step_as_for_three_hundred(
    client, office, plan, name, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    login(client, office.planner)
    url = reverse(name, args=[YEAR])
    grow(plan, [office.units.office, office.units.finance], 1)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        assert client.get(url).status_code == 200
    grow(plan, [office.units.office, office.units.finance], 299)
    with CaptureQueriesContext(connection) as many:
        assert client.get(url).status_code == 200
    assert len(many) == len(few), "\n".join(q["sql"][:150] for q in many)
