"""A report of a small year with its chain, for the tests of this room."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from portal.models import Organisation
from reports import workflow
from reports.content import Span
from reports.layouts import layout_by_code
from reports.workflow import Seen
from tests import factories


@pytest.fixture
def year(office) -> SimpleNamespace:
    """The office with a plan of 2569: two steps, one of them reported."""
    Organisation.objects.create(pk=1, name="องค์การบริหารส่วนตำบลทดสอบ", phone="0-2000-0000")
    plan = factories.make_plan(2569)
    done = factories.make_step(
        plan, units=[office.units.finance], text="๑. จัดทำคู่มือ", owner_text="กองคลัง"
    )
    open_step = factories.make_step(plan, units=[office.units.works], text="๒. เผยแพร่คู่มือ")
    entry = factories.make_entry(done, narrative="จัดทำคู่มือแล้วเสร็จ", state="accepted")
    return SimpleNamespace(office=office, plan=plan, done=done, open=open_step, entry=entry)


@pytest.fixture
def make_report(year):
    """Makes a draft by the planner: `make_report("B")`."""

    def make(code: str = "B"):
        fiscal = year.plan.fiscal_year
        return workflow.create_report(
            plan=year.plan,
            span=Span("6", fiscal.starts, year.plan.rounds.get(code="6").ends),
            layout=layout_by_code(code),
            unit=year.office.units.office,
            dated=year.plan.rounds.get(code="6").ends,
            by=year.office.planner,
        )

    return make


@pytest.fixture
def report(make_report):
    """A draft with the chain planner → head → palad (acting) → mayor."""
    return make_report("B")


@pytest.fixture
def in_chain(report, year):
    workflow.submit(report, by=year.office.planner, seen=Seen.of(report))
    return report
