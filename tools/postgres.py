"""A PostgreSQL that lives as long as one command: `python -m tools.postgres COMMAND [ARGUMENT…]`.

The cluster lies in a temporary folder, listens on a unix socket alone and forgets
durability unless asked for it, so it is fast and fit for nothing but tests. It never touches
the machine's own clusters. DATABASE_URL in the command's environment names it. Whatever ends
the command, an interrupt included, stops the server and removes the folder.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

OLDEST = 15  # the first release that the portal supports
START_SECONDS = 60
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "jit": "off",
}
# As an office runs it: what was committed outlives a power cut. For what is measured.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


class PostgresMissing(RuntimeError):
    """No PostgreSQL server programs on this machine, or they refused to start."""


def find_programs() -> Path:
    """The folder with initdb and postgres: the newest of Debian's, else the PATH's."""
    folders = [
        path
        for path in Path("/usr/lib/postgresql").glob("*/bin")
        if path.parent.name.isdigit() and (path / "initdb").exists()
    ]
    fit = [path for path in folders if int(path.parent.name) >= OLDEST]
    if fit:
        return max(fit, key=lambda path: int(path.parent.name))
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    raise PostgresMissing("No PostgreSQL server found; on Debian: apt-get install postgresql")


def _server_user() -> str | None:
    """Who runs the server: root hands it to `postgres` (initdb refuses root), else oneself."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return "nobody"


def _run(command: list[str], user: str | None, folder: Path) -> None:
    """Run one of PostgreSQL's programs to its end; its output is told only when it fails."""
    who: dict = {}
    if user is not None:
        entry = pwd.getpwnam(user)
        who = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    # A file, not a pipe: pg_ctl leaves a server behind that would keep a pipe open for ever.
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        done = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": str(folder)},
            start_new_session=True,  # Ctrl-C is for us; we stop the server ourselves
            **who,
        )
        if done.returncode:
            output.seek(0)
            log = folder / "server.log"
            told = output.read() + (log.read_text(errors="replace") if log.exists() else "")
            raise PostgresMissing(f"{Path(command[0]).name} failed:\n{told}")


@contextmanager
def temporary_postgres(*, durable: bool = False) -> Iterator[str]:
    """A running server; gives its DATABASE_URL and leaves nothing behind."""
    programs = find_programs()
    user = _server_user()
    # /tmp by name: another TMPDIR may be closed to the server's user or too long for a socket.
    folder = Path(tempfile.mkdtemp(prefix="portal-postgres-", dir="/tmp"))
    data = folder / "data"
    control = [str(programs / "pg_ctl"), "--pgdata", str(data), "--wait"]
    try:
        if user is not None:
            shutil.chown(folder, user)
        _run(
            [
                str(programs / "initdb"),
                *("--pgdata", str(data)),
                *("--username", "portal"),
                *("--encoding", "UTF8"),
                *("--locale", "C.UTF-8"),
                *("--auth", "trust"),
                "--no-sync",
            ],
            user,
            folder,
        )
        kept = DURABLE if durable else {}
        options = {"unix_socket_directories": str(folder), **SETTINGS, **kept}
        _run(
            [
                *control,
                *("--timeout", str(START_SECONDS)),
                *("--log", str(folder / "server.log")),
                *("--options", " ".join(f"-c {name}='{value}'" for name, value in options.items())),
                "start",
            ],
            user,
            folder,
        )
        try:
            yield f"postgresql://portal@{quote(str(folder), safe='')}/postgres"
        finally:
            _run([*control, "--mode", "immediate", "stop"], user, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


ENDINGS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


def _leave(number: int, frame: object) -> None:
    for ending in ENDINGS:  # a second Ctrl-C must not stop the tidying up
        signal.signal(ending, signal.SIG_IGN)
    raise SystemExit(128 + number)


def main(command: list[str]) -> int:
    """Run the command beside the server; its exit code is ours."""
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    for number in ENDINGS:
        signal.signal(number, _leave)
    try:
        with temporary_postgres() as url:
            child = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})
            try:
                return child.wait()
            finally:
                if child.poll() is None:
                    child.terminate()
                    child.wait()
    except PostgresMissing as missing:
        print(missing, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
