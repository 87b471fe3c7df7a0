"""The suite on both databases: two lines of pytest, and the worse of two codes."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

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


@pytest.fixture
def run_file(tmp_path):
    """`run_file(code, …)`: the suite over one file of tests outside the checkout."""

    def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        path = tmp_path / "test_one.py"
        path.write_text(f"import pytest\nfrom django.db import connection\n{code}")
        place = ["--rootdir", str(REPOSITORY), "-c", str(REPOSITORY / "pyproject.toml")]
        return run_suite(str(path), *place, *arguments)

    return run


def test_a_failure_on_the_first_database_is_not_forgotten(run_file):
    done = run_file("def test_only_postgres(): assert connection.vendor == 'postgresql'\n")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 failed" in done.stdout
    assert "1 passed" in done.stdout


ON_SQLITE = "def test_it(): assert connection.vendor == 'sqlite'\n"


def test_it_runs_on_both_databases_and_spares_the_second_what_is_the_same(run_file):
    done = run_file(
        f"@pytest.mark.looks\n{ON_SQLITE}"
        f"@pytest.mark.no_database\n{ON_SQLITE.replace('test_it', 'test_too')}"
        "@pytest.mark.django_db\n"
        "def test_rows():\n"
        "    with connection.cursor() as cursor: cursor.execute('SELECT 1')\n"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [line for line in done.stdout.splitlines() if line]
    told = [line for line in lines if line.startswith("===") or " passed" in line]
    assert told[0::2] == ["=== SQLite ===", "=== PostgreSQL ==="]
    assert re.match(r"3 passed in", told[1])
    assert re.match(r"1 passed, 2 deselected in", told[3])
    assert lines[-1] == told[3], "pytest's own line ends the output"


def test_looks_asked_for_alone_are_enough(run_file):
    done = run_file(f"@pytest.mark.looks\n{ON_SQLITE}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 deselected" in done.stdout
