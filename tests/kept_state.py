"""What a long preparation left, kept for the tests that begin with it: rows and stored files.

The sample organisation takes ten seconds to make, and two dozen tests begin with it. The
first of a process makes it; for the others every table, the index of the search included,
and every stored file come back as they were then, in a fraction of a second.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import override_settings

from complaints.sealed.server import files_folder
from portal import freshness


class KeptState:
    """The rows and files that `make` left in an empty database, for any number of tests.

    `made` is what it returned. Making and bringing back commit: both need the
    `transactional_db` fixture.
    """

    def __init__(self, make: Callable[[], object]) -> None:
        self._files = Path(tempfile.mkdtemp(prefix="kept-media-", dir=settings.DATA_DIR))
        with override_settings(MEDIA_ROOT=self._files):
            self.made = make()
        self._sealed = Path(tempfile.mkdtemp(prefix="kept-sealed-", dir=settings.DATA_DIR))
        shutil.copytree(files_folder(), self._sealed, dirs_exist_ok=True)
        self._rows = ROWS[connection.vendor]()

    def bring_back(self) -> None:
        """Make the database what it was, whatever it holds now, and add the files."""
        self._rows.bring_back()
        shutil.copytree(self._files, settings.MEDIA_ROOT, dirs_exist_ok=True)
        shutil.copytree(self._sealed, files_folder(), dirs_exist_ok=True)
        ContentType.objects.clear_cache()
        freshness.touch_now()


class _SqliteRows:
    """The whole database as a file of its own, so also the index of the search."""

    def __init__(self) -> None:
        self._file = Path(tempfile.mkdtemp(prefix="kept-rows-", dir=settings.DATA_DIR)) / "rows"
        connection.ensure_connection()
        with closing(sqlite3.connect(self._file)) as kept:
            connection.connection.backup(kept)

    def bring_back(self) -> None:
        connection.ensure_connection()
        with closing(sqlite3.connect(self._file)) as kept:
            kept.backup(connection.connection)


OWN = "schemaname = current_schema()"


class _PostgresRows:
    """Each table in PostgreSQL's own binary form, and where its sequences stood."""

    def __init__(self) -> None:
        self._tables: dict[str, bytes] = {}
        with connection.cursor() as cursor:
            for table in _column(cursor, "SELECT tablename FROM pg_tables WHERE " + OWN):
                with cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT binary)') as rows:
                    self._tables[table] = b"".join(bytes(part) for part in rows)
            cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE " + OWN)
            self._sequences: list[tuple[str, int | None]] = cursor.fetchall()

    def bring_back(self) -> None:
        # Every foreign key of Django's waits for the commit, so the order of tables is free.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in self._tables))
            for table, rows in self._tables.items():
                with cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT binary)') as copy:
                    copy.write(rows)
            for name, value in self._sequences:
                cursor.execute(
                    "SELECT setval(%s::regclass, %s, %s)",
                    [f'"{name}"', value or 1, value is not None],
                )


def _column(cursor, question: str) -> list[str]:
    cursor.execute(question)
    return [row[0] for row in cursor.fetchall()]


ROWS = {"sqlite": _SqliteRows, "postgresql": _PostgresRows}
