"""One stamp for every process: of a file on one machine, of the shared cache on several."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.conf import settings
from django.db import transaction

from portal import freshness

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["file", "shared"])
def where(request, settings):
    settings.SHARED_CACHE = "" if request.param == "file" else "locmem://"
    return request.param


def test_the_stamp_stays_until_somebody_touches_it(where):
    first = freshness.stamp()
    assert freshness.stamp() == first
    freshness.touch()
    second = freshness.stamp()
    assert second != first
    freshness.touch()
    assert freshness.stamp() not in (first, second)


def test_no_stamp_comes_again_though_the_number_of_a_file_may():
    times = set()
    for _turn in range(100):
        freshness.touch()
        _number, time = freshness.stamp().split("-")
        times.add(time)
    assert len(times) == 100


def test_it_changes_with_the_commit_and_not_before(where):
    first = freshness.stamp()
    with transaction.atomic():
        freshness.touch()
        assert freshness.stamp() == first
    assert freshness.stamp() != first


def test_another_process_sees_it():
    first = freshness.stamp()
    code = (
        "import django; django.setup();"
        "from portal import freshness; freshness.touch(); print(freshness.stamp())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, capture_output=True, text=True,
        check=True, env=None,
    )  # fmt: skip
    assert freshness.stamp() == done.stdout.strip() != first


def test_a_missing_file_is_made():
    freshness._file().unlink(missing_ok=True)
    assert freshness.stamp() == freshness.stamp()
