"""The tools of the suite themselves: a race that is one, a worker that works."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import F
from django_tasks import task

from accounts.models import Unit
from search.indexing import put, rebuild
from search.searching import Wanted, search
from tests import factories
from tests.kept_state import KeptState
from tests.search import corpus


@task
def rename_unit(pk: int, name: str) -> None:
    Unit.objects.filter(pk=pk).update(name=name)


@task
def stumble() -> None:
    raise ValueError("stumbled on purpose")


def test_runners_of_a_race_have_their_own_connections_and_start_together(race):
    seen = []

    def act(number):
        started = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        seen.append((threading.get_ident(), id(connection.connection), started))
        return number

    assert [outcome.value for outcome in race(act, 3)] == [0, 1, 2]
    assert len({ident for ident, _, _ in seen}) == 3
    assert len({address for _, address, _ in seen}) == 3
    starts = [started for _, _, started in seen]
    assert max(starts) - min(starts) < 1


def test_race_lets_one_conditional_update_win(race):
    unit = factories.make_unit(position=1)

    def act():
        with transaction.atomic():
            return Unit.objects.filter(pk=unit.pk, position=1).update(position=F("position") + 1)

    assert sorted(outcome.value for outcome in race(act, 2)) == [0, 1]
    unit.refresh_from_db()
    assert unit.position == 2


def test_race_hands_back_what_was_raised(race):
    def act(number):
        if number:
            raise ValueError("second")
        return "first"

    first, second = race(act)
    assert first.value == "first"
    assert isinstance(second.error, ValueError)


def test_queued_tasks_run_when_asked(run_tasks):
    unit = factories.make_unit("เดิม")
    rename_unit.enqueue(unit.pk, "ใหม่")
    unit.refresh_from_db()
    assert unit.name == "เดิม"
    assert run_tasks() == 1
    unit.refresh_from_db()
    assert unit.name == "ใหม่"


def test_a_task_that_fails_is_told(run_tasks):
    stumble.enqueue()
    with pytest.raises(AssertionError, match="stumbled on purpose"):
        run_tasks()


def test_the_worker_beside_the_test_takes_tasks(transactional_db, worker):
    unit = factories.make_unit("เดิม")
    rename_unit.enqueue(unit.pk, "ใหม่")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        unit.refresh_from_db()
        if unit.name == "ใหม่":
            break
        time.sleep(0.05)
    assert unit.name == "ใหม่"


@pytest.fixture
def kept(transactional_db, tmp_path, settings) -> KeptState:
    """A unit, a stored file and a text that is found, kept; then the files are forgotten."""

    def make() -> None:
        rebuild([corpus.entry("elderly")])
        factories.make_unit("เดิม")
        default_storage.save("a/ข่าว.txt", ContentFile("เดิม"))

    state = KeptState(make)
    settings.MEDIA_ROOT = tmp_path / "media"
    return state


def hits(words: str) -> int:
    return len(search(Wanted(words, public_only=False)).hits)


def test_a_kept_state_comes_back_whatever_happened_since(kept):
    units = Unit.objects.count()
    factories.make_unit("ใหม่")
    Unit.objects.filter(name="เดิม").update(name="เปลี่ยน")
    rebuild([corpus.entry("dengue")])
    for _ in range(2):
        kept.bring_back()
        assert list(Unit.objects.filter(name="เดิม").values_list("name", flat=True)) == ["เดิม"]
        assert Unit.objects.count() == units
        assert (hits("เบี้ยยังชีพ"), hits("ไข้เลือดออก")) == (1, 0)
        assert Path(default_storage.path("a/ข่าว.txt")).read_text() == "เดิม"
        default_storage.delete("a/ข่าว.txt")
        Unit.objects.all().delete()


def test_rows_made_after_a_kept_state_have_numbers_of_their_own(kept):
    Unit.objects.all().delete()
    kept.bring_back()
    old = Unit.objects.get(name="เดิม")
    assert factories.make_unit("ใหม่").pk == old.pk + 1
    put(corpus.entry("dengue"))
    assert (hits("เบี้ยยังชีพ"), hits("ไข้เลือดออก")) == (1, 1)


def test_what_may_not_ask_a_database_is_marked(request):
    assert request.node.get_closest_marker("no_database")
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        Unit.objects.exists()


def test_what_asks_through_another_fixture_is_not(request, office):
    assert request.node.get_closest_marker("no_database") is None


@pytest.mark.django_db
def test_what_asks_by_its_mark_is_not(request):
    assert request.node.get_closest_marker("no_database") is None
