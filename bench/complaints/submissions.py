"""Complaints a second by eight writers on SQLite and PostgreSQL, and the longest wait.

As on a server: two processes of four threads each (deploy/gunicorn.conf.py), on a database
that keeps what it said it kept. A *wait* is the time from asking for the database to the end of
the commit: all that a complaint can lose to the others.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench import ground
from bench.complaints.office import environment, start
from tools.postgres import PostgresMissing, temporary_postgres

PROCESSES, THREADS = 2, 4
SECONDS = {False: 5.0, True: 2.0}  # of each kind of writing; the second when quick
GOAL = 0.5  # seconds that the slowest waits
WORDS = {
    "complaint": "complaints",
    # More than can ever come: two slow keys at once are all that the machine makes.
    "stored": "  slow keys made before",
    "plain": "  plain inserts, one row",
}


def show(*, quick: bool) -> None:
    """Both databases in a table, then what it comes to."""
    rows = _rows("SQLite", _on_sqlite(quick))
    try:
        rows += _rows("PostgreSQL", _on_postgres(quick))
    except PostgresMissing as missing:
        print(f"PostgreSQL was not measured: {missing}")
    heads = ["8 writers", "database", "a second", "of plain", "p50 ms", "p99 ms", "slowest ms"]
    ground.show([*heads, "failed", "goal"], rows)
    print()


def _on_sqlite(quick: bool) -> dict[str, dict]:
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        return _measured(environment(Path(folder)), quick)


def _on_postgres(quick: bool) -> dict[str, dict]:
    with (
        tempfile.TemporaryDirectory(prefix="portal-bench-") as folder,
        temporary_postgres(durable=True) as url,
    ):
        return _measured(environment(Path(folder), url), quick)


def _measured(on: dict[str, str], quick: bool) -> dict[str, dict]:
    command = [sys.executable, "-m", "bench.complaints.office"]
    subprocess.run(command, cwd=ground.ROOT, env=on, check=True, stdout=subprocess.DEVNULL)
    return {what: _written(what, on, SECONDS[quick]) for what in WORDS}


def _written(what: str, on: dict[str, str], seconds: float) -> dict:
    """All writers' waits and failures, and writes a second while all of them wrote."""
    writers = [start("writer", what, str(THREADS), str(seconds), on=on) for _ in range(PROCESSES)]
    for writer in writers:
        if writer.stdout.readline() != "ready\n":
            raise RuntimeError(f"a writer of {what} did not start; its words stand above")
    began = time.perf_counter()
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    told = [json.loads(writer.stdout.readline()) for writer in writers]
    took = time.perf_counter() - began
    for writer in writers:
        writer.wait(30)
    waits = sorted(wait for one in told for wait in one["waits"])
    failed = [name for one in told for name in one["failed"]]
    return {"waits": waits, "failed": failed, "rate": len(waits) / took}


def _rows(database: str, measured: dict[str, dict]) -> list[list[str]]:
    plain = measured["plain"]["rate"]
    return [_row(WORDS[what], database, one, plain) for what, one in measured.items()]


def _row(words: str, database: str, one: dict, plain: float) -> list[str]:
    waits, failed = one["waits"], one["failed"]
    slowest = waits[-1]
    held = slowest <= GOAL and not failed
    goal = f"<= {GOAL * 1000:.0f}, 0 failed" if words == WORDS["complaint"] else ""
    return [
        words, database, f"{one['rate']:.0f}", f"1/{plain / one['rate']:.0f}",
        f"{median(waits) * 1000:.0f}", f"{waits[int(len(waits) * 0.99)] * 1000:.0f}",
        f"{slowest * 1000:.0f}", str(len(failed)), goal + ("  MISSED" if goal and not held else ""),
    ]  # fmt: skip
