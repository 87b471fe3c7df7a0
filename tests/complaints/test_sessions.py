"""Unlocked sessions: neither the row alone nor the token alone opens one."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from complaints import sealing
from complaints.sealing import CannotOpen
from tests.complaints.conftest import changed

PRIVATE = sealing.PrivateKey(b"s" * 32)
ROLE = sealing.officer_role(uuid4())
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
UNTIL = NOW + timedelta(hours=4)


@pytest.fixture(scope="module")
def session():
    return sealing.begin_session(PRIVATE, ROLE, UNTIL)


def test_row_and_token_together_give_the_key(session):
    assert sealing.resume_session(session.stored, session.token, NOW) == PRIVATE
    last = UNTIL - timedelta(seconds=1)
    assert sealing.resume_session(session.stored, session.token, last) == PRIVATE


def test_the_row_holds_neither_token_nor_key(session):
    stored = repr(session.stored) + session.stored.blob.hex() + session.stored.token_hash.hex()
    assert session.token not in stored
    assert PRIVATE.raw.hex() not in stored
    assert session.token not in repr(session)
    assert session.stored.token_hash == hashlib.sha256(session.token.encode()).digest()


def test_it_is_over_when_it_is_over(session):
    for late in (UNTIL, UNTIL + timedelta(days=1)):
        with pytest.raises(CannotOpen):
            sealing.resume_session(session.stored, session.token, late)


def test_a_changed_row_opens_nothing(session):
    other = sealing.begin_session(PRIVATE, ROLE, UNTIL)
    for forged in (
        changed(session.stored, until=UNTIL + timedelta(hours=1)),
        changed(session.stored, role=sealing.officer_role(uuid4())),
        changed(session.stored, role=sealing.COMPLAINANT),
        changed(session.stored, case=uuid4()),
        changed(session.stored, blob=other.stored.blob),
        changed(session.stored, token_hash=other.stored.token_hash),
    ):
        with pytest.raises(CannotOpen):
            sealing.resume_session(forged, session.token, NOW)


def test_the_row_as_a_cookie_opens_nothing(session):
    """Whoever reads the database has the token's hash and whatever can be computed from it."""
    hashed = session.stored.token_hash
    for token in (hashed.hex(), hashlib.sha256(hashed).hexdigest(), "", "x", "ก", "00" * 32):
        for stored in (
            session.stored,
            changed(session.stored, token_hash=sealing.token_hash(token)),
        ):
            with pytest.raises(CannotOpen):
                sealing.resume_session(stored, token, NOW)


def test_the_clock_of_another_zone_changes_nothing(session):
    bangkok = changed(session.stored, until=UNTIL.astimezone().replace(microsecond=0))
    assert sealing.resume_session(bangkok, session.token, NOW) == PRIVATE


def test_tokens_are_fresh():
    tokens = {sealing.begin_session(PRIVATE, ROLE, UNTIL).token for _ in range(50)}
    assert len(tokens) == 50
    assert {len(token) for token in tokens} == {64}
