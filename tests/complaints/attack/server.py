"""The production server on a free port of 127.0.0.1: its folders, its log, its processes."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from tests.complaints.attack.visitor import HOST

REPOSITORY = Path(__file__).resolve().parents[3]
START_SECONDS = 60
STOP_SECONDS = 30


class Portal:
    """One office in a folder of its own, served by gunicorn as deploy/ describes it.

    `data` is what a backup holds, `keys` what lies apart from it, `temporary` the only folder
    for temporary files that the server is told of, `log` all that it says. Its rows lie in
    `data`, or in the PostgreSQL database that `url` names.
    """

    def __init__(self, folder: Path, static: Path | None = None, url: str = "") -> None:
        self.folder, self.static, self.url = folder, static or folder / "static", url
        self.data, self.keys = folder / "data", folder / "keys"
        self.temporary, self.log = folder / "tmp", folder / "server.log"
        self.temporary.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """As deploy/portal.env.example describes a server behind one proxy."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PORTAL_", "DATABASE_", "DJANGO_"))
        }
        own = {"DATABASE_URL": self.url} if self.url else {}
        return kept | own | {
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "PORTAL_DATA_DIR": str(self.data),
            "PORTAL_COMPLAINT_KEYS": str(self.keys),
            "PORTAL_STATIC_ROOT": str(self.static),
            "PORTAL_SECRET_KEY": "of an office that does not exist: " + "0123456789abcdef" * 4,
            "PORTAL_HOSTS": HOST,
            "PORTAL_TRUSTED_ORIGINS": f"https://{HOST}",
            "PORTAL_HTTPS": "1",
            "PORTAL_BEHIND_PROXY": "1",
            "PORTAL_PROXIES": "1",
            "PORTAL_BIND": f"127.0.0.1:{self.port}",
            "TMPDIR": str(self.temporary),
            "PYTHONDONTWRITEBYTECODE": "1",
        }  # fmt: skip

    def run(self, *command: str, check: bool = True) -> str:
        """A Python command on this office; what it printed."""
        done = subprocess.run(
            [sys.executable, *command], cwd=REPOSITORY, env=self.environment, check=False,
            capture_output=True, text=True,
        )  # fmt: skip
        if check and done.returncode:
            raise RuntimeError(f"{command} ended with {done.returncode}:\n{done.stderr[-4000:]}")
        return done.stdout

    def start(self) -> None:
        """Serve until `stop`; returns when it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"],
                cwd=REPOSITORY, env=self.environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        self.wait()

    def wait(self) -> None:
        """Until /healthz answers."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process and self._process.poll() is None:
            if self.answers():
                return
            time.sleep(0.05)
        raise RuntimeError(f"it does not answer:\n{self.log.read_text(errors='replace')[-4000:]}")

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request(
                "GET", "/healthz", headers={"Host": HOST, "X-Forwarded-Proto": "https"}
            )
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None

    def workers(self) -> list[int]:
        """Process numbers of those that answer; the one that keeps them is not among them."""
        pid = self._process.pid if self._process else 0
        try:
            told = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        except FileNotFoundError:
            return []
        return [int(one) for one in told.split()]

    def kill_workers(self) -> None:
        """kill -9 of each; their keeper starts others."""
        for pid in self.workers():
            with suppress_gone():
                os.kill(pid, signal.SIGKILL)

    @property
    def database(self) -> Path:
        return self.data / "portal.sqlite3"

    def rows(self, query: str, *values: object) -> list[tuple]:
        """What somebody sees who has the database open beside the server; values stand for `?`."""
        if self.url:
            with psycopg.connect(self.url) as beside:
                asked = beside.execute(query.replace("?", "%s").encode(), values or None)
                return asked.fetchall()
        with closing(sqlite3.connect(self.database, timeout=20)) as database:
            return database.execute(query, values).fetchall()

    def write(self, statement: str, *values: object) -> None:
        """What somebody does who writes into the database around the portal."""
        if self.url:
            with psycopg.connect(self.url, options="-c lock_timeout=20s") as beside:
                beside.execute(statement.replace("?", "%s").encode(), values or None)
            return
        with closing(sqlite3.connect(self.database, timeout=20)) as database:
            database.execute(statement, values)
            database.commit()

    def sealed(self) -> list[Path]:
        """Sealed bytes on the disk."""
        return sorted((self.data / "sealed").glob("*"))


@contextmanager
def suppress_gone() -> Iterator[None]:
    """A process that is no more needs no signal."""
    try:
        yield
    except ProcessLookupError:
        return


@contextmanager
def serving(made: Path, folder: Path) -> Iterator[Portal]:
    """A copy of the office that `prepare` made, served until the block ends."""
    shutil.copytree(made, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("static"))
    portal = Portal(folder, made / "static")
    try:
        portal.start()
        yield portal
    finally:
        portal.stop()


def prepare(folder: Path, url: str = "") -> None:
    """Database, static files, keys and an office with two officers, once for every server."""
    portal = Portal(folder, url=url)
    portal.run("manage.py", "migrate", "--verbosity", "0")
    portal.run("manage.py", "collectstatic", "--noinput", "--verbosity", "0")
    portal.run("manage.py", "make_complaint_keys", "--folder", str(portal.keys))
    portal.run("-m", "tests.complaints.attack.office", "make")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
