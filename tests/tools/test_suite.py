"""The suite on both databases: two lines of pytest, and the worse of two codes."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from tests.tree import REPOSITORY


def run_suite(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "PORTAL_")) and name != "DATABASE_URL"
    }
    command = [sys.executable, "-m", "tools.suite", *arguments]
    return subprocess.run(
        command,
        check=False,
        cwd=REPOSITORY,
        env=environment | {"PORTAL_TEST_WORKERS": "0"},
        capture_output=True,
        text=True,
    )


def test_it_runs_on_both_databases_and_ends_with_pytests_line():
    done = run_suite("tests/test_harness.py", "-k", "one_conditional_update")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [line for line in done.stdout.splitlines() if line]
    assert [line for line in lines if line.startswith("===")] == [
        "=== SQLite ===",
        "=== PostgreSQL ===",
    ]
    assert len([line for line in lines if re.match(r"1 passed", line)]) == 2
    assert re.match(r"1 passed", lines[-1])


def test_a_failure_on_the_first_database_is_not_forgotten(tmp_path):
    failing = tmp_path / "test_failing.py"
    failing.write_text(
        "from django.db import connection\n"
        "def test_only_postgres(): assert connection.vendor == 'postgresql'\n"
    )
    done = run_suite(
        str(failing), "--rootdir", str(REPOSITORY), "-c", str(REPOSITORY / "pyproject.toml")
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 failed" in done.stdout
    assert "1 passed" in done.stdout
