"""A database of its own on the suite's PostgreSQL, and every file that this server writes.

The suite's server is the one of `tools.postgres`; any other serves as well whose data
directory can be read from here and whose user is a superuser.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from psycopg import sql

_EMPTY = re.compile(rb"\0{64,}")  # what is reserved and not written
_OWN_CLOCK = 1.0  # seconds that a file's time may lie behind


class CannotLook(RuntimeError):
    """The server's files are not to be read from here."""


class Database:
    """One database and the files of its server written since it was made."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.began = time.time() - _OWN_CLOCK
        self.data = Path(self.ask("SHOW data_directory")[0][0])
        own = "SELECT oid FROM pg_database WHERE datname = current_database()"
        self.number = self.ask(own)[0][0]
        if not os.access(self.data / "base" / str(self.number), os.R_OK | os.X_OK):
            raise CannotLook(
                f"PostgreSQL keeps its files in {self.data}, which cannot be read from here. Run "
                "the suite on a server of this machine whose files it may read: tools.postgres."
            )
        self._log = self._find_log()
        self._said = self._log.stat().st_size

    def ask(self, query: str) -> list[tuple]:
        """Ask as the server's superuser; every change is made at once."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            done = connection.execute(query.encode())
            return done.fetchall() if done.description else []

    def _find_log(self) -> Path:
        """The file that a collector writes, else the one that tools.postgres has it write."""
        collected = self.ask("SELECT pg_current_logfile()")[0][0]
        log = self.data / collected if collected else self.data.parent / "server.log"
        if not os.access(log, os.R_OK):
            raise CannotLook(f"PostgreSQL's own log cannot be read: it is not {log}.")
        return log

    def tell_everything(self) -> None:
        """From the next connection on the log has every statement; no column is packed.

        The search knows no pglz, in which PostgreSQL packs what is long.
        """
        name = urlsplit(self.url).path.strip("/")
        self.ask(f"ALTER DATABASE {name} SET log_statement = 'all'")
        self.ask(f"ALTER DATABASE {name} SET log_min_duration_statement = 0")
        self.ask(f"ALTER DATABASE {name} SET log_parameter_max_length_on_error = -1")
        columns = self.ask(
            "SELECT attrelid::regclass::text, attname FROM pg_attribute"
            " JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r'"
            " WHERE relnamespace = 'public'::regnamespace AND attstorage = 'x'"
            " AND NOT attisdropped"
        )
        plain = (
            f'ALTER TABLE {one} ALTER "{column}" SET STORAGE EXTERNAL' for one, column in columns
        )
        self.ask(";".join(plain))

    def log(self) -> bytes:
        """All that the server said since the database was made."""
        with self._log.open("rb") as log:
            log.seek(self._said)
            return log.read()

    def wal(self) -> list[tuple[str, bytes]]:
        """The write-ahead log, written out, before a checkpoint gives its files back."""
        self.ask("SELECT pg_switch_wal()")
        return list(self._files("pg_wal"))

    def places(self) -> Iterator[tuple[str, bytes]]:
        """After a checkpoint: all files, the log, and what the server shows of its sessions.

        Other databases are left out: no session of this one writes there.
        """
        self.ask("CHECKPOINT")
        yield from self._files()
        yield "the server's log", self.log()
        shown = self.ask(
            "SELECT query FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        yield "the server's list of sessions", "\n".join(one for (one,) in shown).encode()

    def _files(self, under: str = "") -> Iterator[tuple[str, bytes]]:
        base = self.data / "base"
        for folder, inner, names in os.walk(self.data / under, followlinks=True):
            if Path(folder) == base:
                inner[:] = [str(self.number)]
            for name in names:
                path = Path(folder, name)
                try:
                    if path.is_file() and path.stat().st_mtime >= self.began:
                        content = _EMPTY.sub(bytes(64), path.read_bytes())
                        yield str(path.relative_to(self.data)), content
                except FileNotFoundError:  # the server gave it back meanwhile
                    continue


@contextmanager
def fresh_database(server: str) -> Iterator[Database]:
    """An empty database on the server that this DATABASE_URL names, dropped afterwards."""
    name = sql.Identifier(f"attacked_{uuid4().hex}")
    with psycopg.connect(server, autocommit=True) as connection:
        # template0: nobody can be at it, so workers make theirs at the same time.
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))
        try:
            path = "/" + name.as_string(None).strip('"')
            yield Database(urlunsplit(urlsplit(server)._replace(path=path)))
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
