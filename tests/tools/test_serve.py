"""`make run` from the migration to the clean stop, in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import urllib.request
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from tests.tree import REPOSITORY

# The portal that it starts keeps its rows in a database of the stage's kind.
pytestmark = pytest.mark.django_db


@pytest.fixture
def surroundings(tmp_path) -> dict[str, str]:
    """The environment of a newcomer: own folders, a free port, nothing of the test's."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PORTAL_", "PYTEST_")) and name != "DJANGO_SETTINGS_MODULE"
    }
    if url := kept.get("DATABASE_URL"):
        kept["DATABASE_URL"] = _database_of_its_own(url)
    return kept | {
        "PORT": str(port),
        "PORTAL_DATA_DIR": str(tmp_path / "data"),
        "PORTAL_STATIC_ROOT": str(tmp_path / "static"),
    }


def _database_of_its_own(url: str) -> str:
    """An empty database on the suite's PostgreSQL, which is gone with the whole server."""
    name = f"serve_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return f"{url.rpartition('/')[0]}/{name}"


def children_of(pid: int) -> set[int]:
    return {
        int(path.name)
        for path in Path("/proc").glob("[0-9]*")
        if (path / "stat").exists()
        and (path / "stat").read_text().rpartition(")")[2].split()[1] == str(pid)
    }


def get(url: str) -> tuple[int, str]:
    with urllib.request.urlopen(url, timeout=60) as response:
        return response.status, response.read().decode()


LOADING = "Loading the sample organisation"


def test_it_serves_says_how_to_sign_in_and_stops_cleanly(surroundings, tmp_path):
    first = serve_once(surroundings, tmp_path, signal.SIGINT)
    assert LOADING in first
    kept = tmp_path / "data" / "sample-sign-in.txt"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    said = kept.read_text().strip()
    assert said in first
    again = serve_once(surroundings, tmp_path, signal.SIGTERM)
    assert LOADING not in again
    assert said in again


def serve_once(surroundings: dict[str, str], folder: Path, ending: signal.Signals) -> str:
    """Start, visit and end it; what it said."""
    command = [sys.executable, "-m", "tools.serve"]
    address = f"http://127.0.0.1:{surroundings['PORT']}"
    log = folder / "log"
    with (
        log.open("w") as output,
        subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env=surroundings,
            stdout=subprocess.PIPE,
            stderr=output,
            text=True,
        ) as child,
    ):
        try:
            return judge(child, ending, address, log)
        finally:
            child.terminate()


def judge(child: subprocess.Popen[str], ending: signal.Signals, address: str, log: Path) -> str:
    """Read what it says until it is ready, visit it, end it, and see that all of it is gone."""
    lines = []
    for line in child.stdout:
        lines.append(line)
        if "Ctrl-C stops it" in line:
            break
    told = "".join(lines)
    assert "Ctrl-C stops it" in told, told + log.read_text()
    assert address in told
    assert get(f"{address}/healthz") == (200, "ok")
    status, page = get(f"{address}/staff/")
    assert status == 200
    (sheet,) = re.findall(r'href="(/static/css/[a-z]+[a-z.]*\.[0-9a-f]{12}\.css)"', page)[:1]
    assert get(address + sheet)[0] == 200
    elsewhere = urllib.request.Request(f"{address}/x/contact/", headers={"SCRIPT_NAME": "/x"})
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(elsewhere, timeout=60)

    started = children_of(child.pid)
    assert len(started) == 2, "the worker and the server"
    child.send_signal(ending)
    assert child.wait(60) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in started)
    assert "Traceback" not in log.read_text()
    return told


def test_a_taken_port_is_said_before_anything_is_done(surroundings, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(surroundings["PORT"])))
        other.listen()
        command = [sys.executable, "-m", "tools.serve"]
        done = subprocess.run(
            command, check=False, cwd=REPOSITORY, env=surroundings, capture_output=True, text=True
        )
    assert done.returncode == 1
    assert f"Port {surroundings['PORT']} is taken" in done.stdout
    assert not (tmp_path / "data").exists()
