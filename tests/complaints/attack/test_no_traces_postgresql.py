"""On PostgreSQL, too, no word of a complainant lies in the clear in anything the server writes.

The way of test_no_traces.py with the rows in a database of the suite's PostgreSQL: its data
directory, its write-ahead log before and after a checkpoint and its own log are searched,
while that log is told to hold every statement, and after statements that failed. Collected
when the suite runs on PostgreSQL (conftest.py).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import psycopg
import pytest

from tests.complaints.attack.cluster import CannotLook, Database, fresh_database
from tests.complaints.attack.marked import Told, gone, walk
from tests.complaints.attack.server import Portal, prepare
from tests.complaints.attack.traces import found, hits

REFUSED = "the row is refused:"


@pytest.fixture(scope="module")
def database(django_db_setup) -> Iterator[Database]:
    """A fresh database of the suite's server; asking for the setup marks these as of both."""
    with fresh_database(os.environ["DATABASE_URL"]) as made:
        yield made


@pytest.fixture(scope="module")
def portal(database, tmp_path_factory) -> Iterator[Portal]:
    """The production server on that database."""
    folder = tmp_path_factory.mktemp("portal")
    prepare(folder, database.url)
    database.tell_everything()
    running = Portal(folder, url=database.url)
    try:
        running.start()
        yield running
    finally:
        running.stop()


@contextmanager
def refusing(portal: Portal, table: str) -> Iterator[None]:
    """While the block lasts every new row fails, and the fault tells the whole of it."""
    portal.write(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql"
        f" AS $$ BEGIN RAISE EXCEPTION '{REFUSED} %', NEW; END $$"
    )
    portal.write(
        f'CREATE TRIGGER refused BEFORE INSERT ON "{table}" FOR EACH ROW EXECUTE FUNCTION refuse()'
    )
    try:
        yield
    finally:
        portal.write("DROP FUNCTION refuse CASCADE")


@pytest.fixture(scope="module")
def told(portal) -> Told:
    """The whole way, from an IPv6 address: its bytes, too, are told from chance."""
    network = f"2001:db8:{_group()}:{_group()}"
    agent = f"Zq{secrets.token_hex(8)}-Browser/9.1 (curious)"
    way = walk(
        portal, f"{network}:{_group()}:{_group()}:{_group()}:{_group()}", agent, [gone, refusing]
    )
    way.words["network"] = network
    return way


def _group() -> str:
    return f"{secrets.randbelow(0xF000) + 0x1000:x}"


def test_no_word_lies_in_the_servers_files_before_or_after_a_checkpoint(database, portal, told):
    assert len(told.words) >= 19
    assert hits(portal, told.words) == []
    wal = database.wal()
    assert found(wal, told.words) == []
    files = list(database.places())
    assert found(files, told.words) == []
    ((case,),) = portal.rows("SELECT id FROM complaints_case")
    for searched in (wal, [one for one in files if one[0].startswith("base/")]):
        assert any(UUID(str(case)).bytes in content for _, content in searched)
    size = sum(len(content) for _, content in [*wal, *files])
    print(f"{len(told.words)} marked words, 0 hits in {len(wal) + len(files)} files, {size} bytes")


def test_the_servers_log_tells_statements_and_faults_without_a_word(database, told):
    log = database.log()
    assert b'relation "complaints_item" does not exist' in log
    assert REFUSED.encode() in log
    for table in ("complaints_item", "complaints_draft", "complaints_case"):
        assert f'INSERT INTO "{table}"'.encode() in log
    assert found([("log", log)], told.words) == []


def test_the_search_would_find_a_word_in_each_place(database):
    """Not yet checkpointed, in a table, deleted, long, in a statement and in its parameters."""
    words = {
        name: f"zq{secrets.token_hex(8)}"
        for name in ("plain", "bytes", "long", "deleted", "failed", "parameter")
    }
    assert found(database.places(), words) == []
    database.ask("CREATE TABLE public.traces (words text, packed bytea)")
    database.tell_everything()
    with psycopg.connect(database.url, autocommit=True) as writer:
        insert = "INSERT INTO traces VALUES (%s, %s)"
        writer.execute(insert, (words["plain"], words["bytes"].encode()))
        writer.execute(insert, (f"{words['long']} " * 3000, None))
        writer.execute(insert, (words["deleted"], None))
        writer.execute("DELETE FROM traces WHERE words = %s", (words["deleted"],))
        with pytest.raises(psycopg.errors.UndefinedTable):
            writer.execute(f"SELECT '{words['failed']}' FROM no_such_table")
        with pytest.raises(psycopg.errors.DivisionByZero):
            writer.execute("SELECT %s::text, 1 / %s::int", (words["parameter"], 0))
    rows = {"plain", "bytes", "long", "deleted"}
    assert _names(found(database.wal(), words)) >= rows
    files = list(database.places())
    own = [one for one in files if one[0].startswith(f"base/{database.number}/")]
    assert _names(found(own, words)) >= rows
    log = [one for one in files if one[0] == "the server's log"]
    assert _names(found(log, words)) == set(words)


def _names(told: list[str]) -> set[str]:
    return {one.split(" in ", 1)[0] for one in told}


def test_where_the_files_cannot_be_read_it_says_so(database, monkeypatch):
    monkeypatch.setattr("os.access", lambda *_asked: False)
    with pytest.raises(CannotLook, match="cannot be read from here"):
        Database(database.url)
