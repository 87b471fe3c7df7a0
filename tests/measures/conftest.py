"""A plan for the tests of its pages."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from tests import factories

NOON = "2026-02-15T05:00:00Z"  # 12:00 in Bangkok, fiscal year 2569
TODAY = date(2026, 2, 15)


@pytest.fixture
def february():
    with time_machine.travel(NOON, tick=False):
        yield TODAY


@pytest.fixture
def planner(client, office):
    """A browser in which the planner has signed in."""
    client.force_login(office.planner)
    return client


@pytest.fixture
def plan(office):
    return factories.make_plan(2569)


@pytest.fixture
def step(plan, office):
    """A step of the finance division, which `clerk` reports on."""
    return factories.make_step(plan, units=[office.units.finance], text="จัดประชุมชี้แจง\n- ปีละ ๒ ครั้ง")
