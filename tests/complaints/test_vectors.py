"""What version 1 once wrote is read for ever. How it was written: vectors.py beside this."""

from __future__ import annotations

import base64
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from complaints import sealing
from complaints.sealing import COMPLAINANT, RECOVERY, primitives
from complaints.sealing.primitives import VERSION
from tests.complaints import vectors as given

FOLDER = Path(__file__).resolve().parent
V1 = json.loads((FOLDER / "vectors_v1.json").read_text(encoding="utf-8"))
MADE = V1["with chance"]
KEYS = given.KEYS


@pytest.fixture(scope="module", autouse=True)
def real_argon2():
    """The slow key as it is outside the tests: what it makes is part of what is frozen."""
    with pytest.MonkeyPatch.context() as patch:
        memory, passes = settings.REAL_ARGON2
        patch.setattr(primitives, "ARGON2_MEMORY", memory)
        patch.setattr(primitives, "ARGON2_PASSES", passes)
        yield


def test_argon2_takes_its_memory_and_time():
    assert settings.REAL_ARGON2 == (64 * 1024 * 1024, 3)


def blob(*path):
    found = MADE
    for step in path:
        found = found[step]
    return bytes.fromhex(found)


def opened(role, private):
    key = sealing.EpochKey(given.CASE, 1, blob("epoch", "public"), blob("epoch", "mark"))
    return sealing.open_epoch(key, role, blob("epoch", "wraps", role), private, KEYS)


@pytest.fixture(scope="module")
def officers_epoch():
    return opened(given.OFFICER, given.OFFICER_KEY)


def test_every_version_up_to_todays_has_its_vectors():
    for version in range(1, VERSION[0] + 1):
        assert (FOLDER / f"vectors_v{version}.json").exists()


def test_what_has_no_chance_in_it_comes_out_the_same():
    assert given.without_chance() == V1["without chance"]


def test_an_officers_key_opens_by_passphrase_and_code():
    stored = sealing.OfficerKeys(
        given.OFFICER,
        given.OFFICER_KEY.public,
        blob("officer", "by_passphrase"),
        blob("officer", "by_code"),
    )
    assert sealing.unlock(stored, given.PASSPHRASE, KEYS) == given.OFFICER_KEY
    assert sealing.unlock_by_code(stored, V1["without chance"]["code"]) == given.OFFICER_KEY


@pytest.mark.parametrize("pair", [(1, 2), (1, 3), (2, 3)])
def test_the_recovery_opens_by_two_codes(pair):
    by_two = {(int(a), int(b)): blob("recovery", "by_two", a + b) for a, b in ("12", "13", "23")}
    stored = sealing.RecoveryKeys(given.RECOVERY_KEY.public, by_two)
    typed = {number: MADE["recovery"]["codes"][str(number)] for number in pair}
    assert sealing.open_recovery(stored, typed) == given.RECOVERY_KEY


def test_every_reader_opens_the_text():
    complainant = sealing.ComplainantKeys(
        given.CASE, *(blob("complainant", name) for name in ("public", "mark", "by_receipt"))
    )
    complainant.check(KEYS)
    receipt = sealing.read_receipt(V1["without chance"]["receipt"])
    readers = {
        given.OFFICER: given.OFFICER_KEY,
        RECOVERY: given.RECOVERY_KEY,
        COMPLAINANT: sealing.open_by_receipt(receipt, complainant, KEYS),
    }
    stored = sealing.SealedText(
        given.TEXT_PLACE, *(blob("text", name) for name in ("blob", "wrapped_key", "mark"))
    )
    assert set(readers) == set(MADE["epoch"]["wraps"])
    for role, private in readers.items():
        assert sealing.open_text(stored, opened(role, private), KEYS) == given.TEXT


def test_the_file_opens(officers_epoch):
    row = ("head", "digest", "wrapped_key", "mark")
    stored = sealing.SealedFile(given.FILE_PLACE, *(blob("file", name) for name in row))
    sealed = base64.b64decode(MADE["file"]["sealed"])
    chunks = sealing.open_file(stored, io.BytesIO(sealed), officers_epoch, KEYS)
    assert b"".join(chunks) == given.CONTENT
    assert sealing.file_size(stored, officers_epoch, KEYS) == len(given.CONTENT)


def test_the_upload_opens():
    source = io.BytesIO(blob("upload"))
    chunks = sealing.open_stream(source, given.UPLOAD_KEY, given.UPLOAD)
    assert b"".join(chunks).decode() == given.TEXT


def test_the_session_resumes():
    token = MADE["session"]["token"]
    stored = sealing.VaultSession(
        given.OFFICER, given.UNTIL, sealing.token_hash(token), blob("session", "blob")
    )
    now = given.UNTIL - timedelta(minutes=1)
    assert sealing.resume_session(stored, token, now) == given.OFFICER_KEY


def test_everything_sealed_bears_its_version():
    def sealed(found):
        if isinstance(found, dict):
            plain = {"digest", "public", "codes", "token", "sealed"}
            return [b for name, f in found.items() if name not in plain for b in sealed(f)]
        return [bytes.fromhex(found)]

    blobs = [*sealed(MADE), base64.b64decode(MADE["file"]["sealed"])]
    assert len(blobs) > 15
    assert {one[:1] for one in blobs} == {b"\x01"}
