"""The office that is attacked: prepared once a run, served in a copy for each module."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.complaints.attack.server import Portal, prepare, serving

# On SQLite there is no such server whose files could be searched.
collect_ignore = [] if connection.vendor == "postgresql" else ["test_no_traces_postgresql.py"]


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Path:
    """The folder with database, keys and static files; parallel workers share one."""
    folder = Path(os.environ["PORTAL_TEST_SCRATCH"]) / "attacked-office"
    with (folder.parent / "attacked-office.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            prepare(folder)
            (folder / "ready").touch()
    return folder


@pytest.fixture(scope="module")
def portal(made, tmp_path_factory) -> Iterator[Portal]:
    """The production server on a copy of that office."""
    with serving(made, tmp_path_factory.mktemp("portal")) as running:
        yield running
