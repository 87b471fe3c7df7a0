"""A bit turned over in any byte of anything sealed or marked: an error, never a wrong answer."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from complaints import sealing
from complaints.sealing import COMPLAINANT, Place, SealingError, server_keys
from tests.complaints.conftest import PASSPHRASE, changed, flipped

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A fast hash in Argon2id's place: what is tried here is what it opens, a thousand times."""

    def hashed(secret, salt):
        return hashlib.blake2b(secret.encode(), salt=salt, digest_size=32).digest()

    monkeypatch.setattr(server_keys, "slow_key", hashed)


def officer(field):
    def build(case):
        keys = case.office.keys
        made = sealing.new_officer(sealing.officer_role(uuid4()), PASSPHRASE, keys)
        code = made.code.printed()

        def read(blob):
            stored = changed(made.stored, **{field: blob})
            if field == "by_passphrase":
                return sealing.unlock(stored, PASSPHRASE, keys)
            return sealing.unlock_by_code(stored, code)

        return getattr(made.stored, field), read

    return build


def roster(field):
    def build(case):
        row = case.office.recovery_key
        return getattr(row, field), lambda blob: changed(row, **{field: blob}).check(
            case.office.keys
        )

    return build


def recovery(pair):
    def build(case):
        stored, codes = case.office.recovery.stored, case.office.recovery.codes
        typed = {number: codes[number].printed() for number in pair}

        def read(blob):
            by_two = {**stored.by_two, pair: blob}
            return sealing.open_recovery(changed(stored, by_two=by_two), typed)

        return stored.by_two[pair], read

    return build


def complainant(field):
    def build(case):
        keys = case.office.keys
        row = sealing.new_complainant(case.id, case.receipt, keys)

        def read(blob):
            forged = changed(row, **{field: blob})
            forged.check(keys)
            return sealing.open_by_receipt(case.receipt, forged, keys)

        return getattr(row, field), read

    return build


def epoch(field):
    def build(case):
        role, private = case.office.anan.stored.role, case.office.anan.private

        def read(blob):
            key = changed(case.epoch.key, **({field: blob} if field else {}))
            wrapped = case.epoch.wraps[role] if field else blob
            return sealing.open_epoch(key, role, wrapped, private, case.office.keys)

        return getattr(case.epoch.key, field) if field else case.epoch.wraps[role], read

    return build


def text(field):
    def build(case):
        opened = case.opened()
        return getattr(case.story, field), lambda blob: case.read(
            changed(case.story, **{field: blob}), opened
        )

    return build


def file(field):
    def build(case):
        opened, keys = case.opened(), case.office.keys
        sealer = sealing.FileSealer(
            Place(case.id, 1, uuid4(), "file", COMPLAINANT), case.epoch.key, keys
        )
        sealed = b"".join(sealer.chunks_of(io.BytesIO(b"photo")))
        row = sealer.stored()

        def read(blob):
            stored = changed(row, **({field: blob} if field else {}))
            source = io.BytesIO(sealed if field else blob)
            return b"".join(sealing.open_file(stored, source, opened, keys))

        return getattr(row, field) if field else sealed, read

    return build


def session(field):
    def build(case):
        until = NOW.replace(year=2027)
        made = sealing.begin_session(case.office.anan.private, COMPLAINANT, until)
        return getattr(made.stored, field), lambda blob: sealing.resume_session(
            changed(made.stored, **{field: blob}), made.token, NOW
        )

    return build


SEALED = {
    "officer's key by passphrase": officer("by_passphrase"),
    "officer's key by code": officer("by_code"),
    "officer's public key": officer("public"),
    "roster's public key": roster("public"),
    "roster's mark": roster("mark"),
    "recovery by 1 and 2": recovery((1, 2)),
    "recovery by 2 and 3": recovery((2, 3)),
    "complainant's key": complainant("by_receipt"),
    "complainant's public key": complainant("public"),
    "complainant's mark": complainant("mark"),
    "epoch's public key": epoch("public"),
    "epoch's mark": epoch("mark"),
    "epoch's wrap": epoch(""),
    "text": text("blob"),
    "text's key": text("wrapped_key"),
    "text's mark": text("mark"),
    "file": file(""),
    "file's head": file("head"),
    "file's digest": file("digest"),
    "file's key": file("wrapped_key"),
    "file's mark": file("mark"),
    "session": session("blob"),
    "session's hash": session("token_hash"),
}


@pytest.mark.parametrize("name", SEALED)
def test_one_flipped_bit_is_an_error(case, name):
    blob, read = SEALED[name](case)
    read(blob)
    # Every byte of what is short; of a file its first, its last, and some between.
    places = range(len(blob)) if len(blob) < 1000 else [*range(60), 1000, -20, -1]
    for place in places:
        with pytest.raises(SealingError):
            read(flipped(blob, place, bit=1 << place % 8))


@pytest.mark.parametrize("name", SEALED)
def test_what_is_empty_short_or_long_is_an_error(case, name):
    blob, read = SEALED[name](case)
    for wrong in (b"", blob[:1], blob[:20], blob[:-1], blob + b"\0"):
        with pytest.raises(SealingError):
            read(wrong)
