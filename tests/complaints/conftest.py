"""An office that can seal: two officers, the recovery, and one case with a message."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import translation

from complaints import sealing
from complaints.sealing import COMPLAINANT, RECOVERY
from complaints.views import reporting

PASSPHRASE = "น้ำใสใต้สะพานไม้เก่า"
STORY = "ผู้อำนวยการกองหนึ่งเรียกรับเงินจากผู้รับเหมา"


@dataclass(frozen=True)
class Office:
    """Whom cases are sealed to. Officers are `anan` and `busaba`; nothing here is changed."""

    keys: sealing.ServerKeys
    anan: sealing.NewOfficer
    busaba: sealing.NewOfficer
    recovery: sealing.NewRecovery
    recovery_private: sealing.PrivateKey

    def admitted(self, *officers: sealing.NewOfficer) -> list[sealing.RosterKey]:
        chosen = officers or (self.anan, self.busaba)
        return [sealing.admit(o.stored.role, o.stored.public, self.keys) for o in chosen]

    @property
    def recovery_key(self) -> sealing.RosterKey:
        return sealing.admit(RECOVERY, self.recovery.stored.public, self.keys)

    def epoch(self, complainant, number=1, officers=None) -> sealing.NewEpoch:
        return sealing.new_epoch(
            complainant.case,
            number,
            officers=self.admitted() if officers is None else officers,
            complainant=complainant,
            recovery=self.recovery_key,
            keys=self.keys,
        )


@dataclass(frozen=True)
class Case:
    """A case of the office with its receipt, first epoch, a message and a note."""

    office: Office
    receipt: sealing.Receipt
    complainant: sealing.ComplainantKeys
    epoch: sealing.NewEpoch
    story: sealing.SealedText
    note: sealing.SealedText

    @property
    def id(self) -> UUID:
        return self.complainant.case

    def opened(self, officer=None, epoch=None) -> sealing.OpenEpoch:
        """The epoch in an officer's hands."""
        officer, epoch = officer or self.office.anan, epoch or self.epoch
        role = officer.stored.role
        wrapped = epoch.wraps[role]
        return sealing.open_epoch(epoch.key, role, wrapped, officer.private, self.office.keys)

    def read(self, text, opened=None) -> str:
        return sealing.open_text(text, opened or self.opened(), self.office.keys)


def make_case(office: Office) -> Case:
    receipt, case = sealing.new_receipt(), uuid4()
    complainant = sealing.new_complainant(case, receipt, office.keys)
    epoch = office.epoch(complainant)

    def text(kind, author, words):
        place = sealing.Place(case, 1, uuid4(), kind, author)
        return sealing.seal_text(place, words, epoch.key, office.keys)

    story = text("message", COMPLAINANT, STORY)
    note = text("note", office.anan.stored.role, "ตรวจสัญญาจ้างแล้ว")
    return Case(office, receipt, complainant, epoch, story, note)


def flipped(blob: bytes, place: int, bit: int = 1) -> bytes:
    """The blob with one bit of one byte turned over."""
    blob = bytes(blob)
    place %= len(blob)
    return blob[:place] + bytes([blob[place] ^ bit]) + blob[place + 1 :]


def changed(row, **fields):
    """The row as a database writer would leave it."""
    return replace(row, **fields)


@pytest.fixture(scope="session")
def keys() -> sealing.ServerKeys:
    return sealing.ServerKeys(macs={1: os.urandom(32)}, peppers={1: os.urandom(32)})


@pytest.fixture(scope="session")
def sealing_office(keys) -> Office:
    anan, busaba = (
        sealing.new_officer(sealing.officer_role(uuid4()), PASSPHRASE, keys) for _ in range(2)
    )
    recovery = sealing.new_recovery()
    codes = {number: recovery.codes[number].printed() for number in (1, 2)}
    private = sealing.open_recovery(recovery.stored, codes)
    return Office(keys, anan, busaba, recovery, private)


@pytest.fixture(scope="session")
def case(sealing_office) -> Case:
    return make_case(sealing_office)


@pytest.fixture(scope="session")
def other_case(sealing_office) -> Case:
    return make_case(sealing_office)


@pytest.fixture
def handling(office):
    """The office at work: `head` and `clerk` are officers, the recovery is divided.

    `handling.head` and `.clerk` (see `tests.complaints.offices.make_officer`), `.recovery`,
    `.office` with its people and posts.
    """
    from tests.complaints import offices

    return SimpleNamespace(
        office=office,
        recovery=offices.make_recovery(),
        head=offices.make_officer(office.head),
        clerk=offices.make_officer(office.clerk),
    )


@pytest.fixture
def citizen(settings, tmp_path):
    """A visitor who reads English and leaves files in a folder of this test; no tries counted."""
    settings.DATA_DIR = tmp_path
    for bucket in (reporting.FORMS, reporting.COMPLAINTS, reporting.FILES):
        bucket.empty()
    client = Client()
    client.cookies["language"] = "en"
    with translation.override("en"):
        yield client
