"""The audit chain as the verbs write it: a row for each thing that happened, in one order.

Every verb of this room writes inside `turn()`: one after the other, so that the chain has one
order and no two verbs ever wait for each other crosswise.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from complaints import sealing
from complaints.models import AuditRow
from complaints.sealed import server

_CHAIN_LOCK = 0x6C7061_63  # a number of our own among PostgreSQL's advisory locks


class What(StrEnum):
    """What a row of the chain tells; its facts stand beside it."""

    RECOVERY_MADE = "recovery made"  # digest of the public key, its mark
    RECOVERY_AGREED = "new recovery agreed"  # digest of the public key to be replaced
    ROSTER_BEGUN_ANEW = "roster begun anew"  # digest of the recovery's public key that ended
    RECOVERY_DIVIDED = "recovery divided anew"  # digest of the public key
    OFFICER_ENROLLED = "officer enrolled"  # digest of the public key, person
    OFFICER_APPROVED = "officer approved"  # officer
    OFFICER_ADMITTED = "officer admitted"  # officer, mark, person
    LEAVING_AGREED = "leaving agreed"  # officer
    OFFICER_LEFT = "officer left"  # officer
    WAY_CHANGED = "way to unlock changed"  # officer, by passphrase or by code
    RECOVERY_OPENED = "recovery opened"  # custodians
    CASE_RECEIVED = "case received"  # channel, complainant's mark, category, day, number
    EPOCH_BEGUN = "epoch begun"  # number, mark, readers
    EPOCH_SHARED = "epoch shared"  # number, reader
    ITEM_WRITTEN = "item written"  # item, kind, author, mark
    FILE_WRITTEN = "file written"  # file, item, mark
    STATUS_CHANGED = "status changed"  # from, to
    REPORTER_TOLD = "reporter told"  # that it arrived, where the state stays what it was
    ASSIGNED = "assigned"  # officer
    EXCLUDED = "excluded"  # digest that names a person as long as the case is kept
    LEFT_OUT = "left out by a colleague"  # officer
    IDENTITY_OPENED = "identity opened"  # item
    MERGED = "merged"  # the other case
    CLOSED = "closed"  # outcome
    REOPENED = "reopened"
    VERDICT_GIVEN = "verdict given"  # by the complainant: which
    KEPT_LONGER = "kept longer"  # until
    ERASED = "erased"  # number of items and files
    FILE_OPENED = "file opened"  # file
    PRINTED = "case printed"
    DAY_ENDED = "day ended"  # day


@contextmanager
def turn() -> Iterator[None]:
    """One verb at a time, in one transaction; nested turns are one."""
    with _queue(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
        # SQLite takes its one write lock when the transaction begins (settings: IMMEDIATE).
        yield


@contextmanager
def _queue() -> Iterator[None]:
    """Stand in line before SQLite, which lets in whoever happens to ask at the right moment.

    The kernel wakes those who wait for a file's lock in the order in which they came. Inside a
    transaction the line is behind us: whoever has the database must not wait for the line.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(server.locks_folder() / "turn.lock", flags, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def record(
    what: What, *, case: UUID | None = None, by: str = "", facts: tuple[str, ...] = ()
) -> AuditRow:
    """Write the next row of the chain; inside `turn()`."""
    event = (what.value, timezone.localdate().isoformat(), case.hex if case else "", by, *facts)
    link = sealing.append(head(), event, server.keys())
    return AuditRow.objects.create(number=link.number, event=list(event), mark=link.mark)


def head() -> sealing.Head:
    """The end of the chain now."""
    last = AuditRow.objects.order_by("-number").first()
    return link_of(last).head if last else sealing.START


def link_of(row: AuditRow) -> sealing.Link:
    """The row as the sealing knows it."""
    return sealing.Link(row.number, tuple(row.event), sealing.Blob(bytes(row.mark)))


def short(mark: bytes | memoryview) -> str:
    """A mark as the chain's facts hold it."""
    return bytes(mark).hex()
