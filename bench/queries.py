"""Database queries of each staff page with 3 and with 300 steps: the same number is the goal."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from bench import ground
from measures.models import Plan
from tests import factories

YEAR = 2569
PAGES = (
    ("measures:mine", [YEAR]), ("measures:board", [YEAR]), ("measures:review", [YEAR]),
    ("measures:rounds", [YEAR]), ("measures:plan", [YEAR]), ("measures:scores", [YEAR]),
    ("measures:catalogue", [YEAR]), ("measures:import", []), ("reports:list", []),
    ("reports:add", []), ("reports:layouts", []), ("accounts:people", []),
    ("accounts:units", []), ("accounts:posts", []), ("accounts:acting", []),
    ("portal:organisation", []),
)  # fmt: skip


def run() -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    client, plan, unit = _office()
    _grow(plan, unit, 3)
    few = {name: _count(client, name, args) for name, args in PAGES}
    _grow(plan, unit, 297)
    rows = []
    for name, args in PAGES:
        many = _count(client, name, args)
        same = "same" if many == few[name] else "DIFFERS"
        rows.append([name, few[name], many, same])
    ground.show(["page", "3 steps", "300 steps", ""], rows)


def _office() -> tuple[Client, Plan, object]:
    unit = factories.make_unit("สำนักปลัด")
    person = factories.make_user("planner", unit=unit)
    post = factories.make_post("planner", "นักวิเคราะห์นโยบายและแผน", unit=unit)
    factories.appoint(person, post)
    factories.grant(person, Role.PEOPLE_MANAGER)
    client = Client()
    client.force_login(person, backend="accounts.authentication.StaffBackend")
    return client, factories.make_plan(YEAR), unit


def _grow(plan: Plan, unit, steps: int) -> None:
    """More steps, each with a deadline behind and an entry that waits for review."""
    for number in range(steps):
        step = factories.make_step(plan, units=[unit], cadence="monthly")
        step.deadlines.create(due=plan.fiscal_year.starts + timedelta(days=number % 200))
        factories.make_entry(step)


def _count(client: Client, name: str, args: list) -> int:
    address = reverse(name, args=args)
    client.get(address)  # warms what is kept for a while
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(address, follow=True)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return len(queries)
