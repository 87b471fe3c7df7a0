"""The PostgreSQL of the suite comes and goes without a trace."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import pytest

from tests.tree import REPOSITORY
from tools.postgres import OLDEST, PostgresMissing, find_programs, temporary_postgres


def folder_of(url: str) -> Path:
    return Path(unquote(urlsplit(url).netloc.rpartition("@")[2]))


def postmaster_of(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def test_it_answers_on_a_socket_alone_and_leaves_nothing():
    with temporary_postgres() as url:
        folder = folder_of(url)
        pid = postmaster_of(folder)
        with psycopg.connect(url) as connection:
            assert connection.info.server_version >= OLDEST * 10_000
            (addresses,) = connection.execute("SHOW listen_addresses").fetchone()
            (encoding,) = connection.execute("SHOW server_encoding").fetchone()
        assert (addresses, encoding) == ("", "UTF8")
    assert not folder.exists()
    assert not is_running(pid)


def test_a_failure_inside_leaves_nothing_either():
    with pytest.raises(ZeroDivisionError), temporary_postgres() as url:
        folder, pid = folder_of(url), postmaster_of(folder_of(url))
        raise ZeroDivisionError
    assert not folder.exists()
    assert not is_running(pid)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_an_interrupt_stops_command_and_server_and_removes_the_folder(ending):
    told = "import os, sys, time; print(os.environ['DATABASE_URL'], flush=True); time.sleep(60)"
    command = [
        sys.executable,
        str(REPOSITORY / "tools" / "postgres.py"),
        sys.executable,
        "-c",
        told,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        folder = folder_of(child.stdout.readline().strip())
        pid = postmaster_of(folder)
        child.send_signal(ending)
        assert child.wait(30) == 128 + ending
    assert not folder.exists()
    assert not is_running(pid)


def test_the_commands_exit_code_is_handed_on():
    command = [sys.executable, str(REPOSITORY / "tools" / "postgres.py")]
    assert subprocess.run([*command, "sh", "-c", "exit 7"], check=False).returncode == 7


def test_a_machine_without_postgres_is_told_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(Path, "glob", lambda self, pattern: iter(()))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PostgresMissing, match="apt-get install postgresql"):
        find_programs()
