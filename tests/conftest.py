"""The cast that tests play with, and where the shared cases lie."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import hypothesis
import pytest

from accounts.models import Role
from tests import factories
from tests.concurrency import Outcome
from tests.concurrency import race as run_race
from tests.tasks import run_queued_tasks, worker_at_work

# The same examples in each run, and no limit of time that a busy machine breaks; whoever looks
# for new ones asks with --hypothesis-profile=default.
hypothesis.settings.register_profile("suite", derandomize=True, deadline=None)
hypothesis.settings.load_profile("suite")


REPOSITORY = Path(__file__).resolve().parent.parent


# What lets a test ask a database; pytest-django refuses it to all others.
WITH_DATABASE = {"db", "transactional_db", "live_server", "django_db_setup"}


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark `no_database` whatever may not ask one; tools.suite runs those on SQLite alone."""
    for item in items:
        asks = WITH_DATABASE.intersection(getattr(item, "fixturenames", WITH_DATABASE))
        if not asks and not item.get_closest_marker("django_db"):
            item.add_marker("no_database")


@pytest.fixture(scope="session")
def cases() -> Path:
    """The folder with the real tables of three offices, beside the checkout."""
    shared = Path(os.environ.get("SHARED_DIR", REPOSITORY.parent / "shared"))
    return shared / "cases"


@pytest.fixture
def office(db) -> SimpleNamespace:
    """A small office: units, posts filled, the palad's by an acting holder.

    `planner`, `head`, `palad` (the finance director acting), `mayor`; `clerk` of the
    finance division, `outsider` of the works division without any post, `webmaster`.
    """
    units = SimpleNamespace(
        office=factories.make_unit("สำนักปลัด", position=1),
        finance=factories.make_unit("กองคลัง", position=2),
        works=factories.make_unit("กองช่าง", position=3),
    )
    posts = SimpleNamespace(
        mayor=factories.make_post("mayor", "นายกองค์การบริหารส่วนตำบลทดสอบ", position=1),
        palad=factories.make_post("palad", "ปลัดองค์การบริหารส่วนตำบลทดสอบ", position=2),
        head=factories.make_post("head_of_office", "หัวหน้าสำนักปลัด", unit=units.office, position=3),
        finance=factories.make_post("director", "ผู้อำนวยการกองคลัง", unit=units.finance, position=4),
        planner=factories.make_post(
            "planner", "นักวิเคราะห์นโยบายและแผนชำนาญการ", unit=units.office, position=5
        ),
        clerk=factories.make_post(
            "officer", "เจ้าพนักงานการเงินและบัญชี", unit=units.finance, position=6
        ),
    )
    people = {
        name: factories.make_user(name, unit=unit)
        for name, unit in {
            "planner": units.office,
            "head": units.office,
            "palad": units.finance,
            "mayor": None,
            "clerk": units.finance,
            "outsider": units.works,
            "webmaster": units.office,
        }.items()
    }
    factories.appoint(people["planner"], posts.planner)
    factories.appoint(people["head"], posts.head)
    factories.appoint(people["palad"], posts.finance)
    factories.appoint(people["palad"], posts.palad, kind="acting")
    factories.appoint(people["mayor"], posts.mayor)
    factories.appoint(people["clerk"], posts.clerk)
    factories.grant(people["webmaster"], Role.WEBMASTER)
    return SimpleNamespace(units=units, posts=posts, **people)


@pytest.fixture
def race(transactional_db) -> Callable[..., list[Outcome]]:
    """`race(act, 2)`: two threads at once, each with its own connection; their outcomes."""
    return run_race


@pytest.fixture
def run_tasks(db) -> Callable[[], int]:
    """`run_tasks()` runs what is queued, in this process; a failing task fails the test."""
    return run_queued_tasks


@pytest.fixture
def worker(transactional_db) -> Iterator[None]:
    """A worker takes the queued tasks while the test goes on, for tests in a browser."""
    with worker_at_work():
        yield
