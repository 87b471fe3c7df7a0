"""Epochs and items: who reads what, and what happens to a row in another one's place."""

from __future__ import annotations

from uuid import uuid4

import pytest

from complaints import sealing
from complaints.sealing import (
    COMPLAINANT,
    RECOVERY,
    CannotOpen,
    CannotSeal,
    KeyMissing,
    OpenEpoch,
    Place,
    SealingError,
    Tampered,
)
from complaints.sealing.primitives import Context, unwrap
from tests.complaints.conftest import STORY, changed


def add(case, text, epoch, author=COMPLAINANT, kind="message"):
    place = Place(case.id, epoch.key.number, uuid4(), kind, author)
    return sealing.seal_text(place, text, epoch.key, case.office.keys)


def refused(act, *arguments):
    with pytest.raises((CannotOpen, Tampered)):
        act(*arguments)


# --- who reads ------------------------------------------------------------


def test_officers_complainant_and_recovery_read(case):
    office = case.office
    readers = {
        office.anan.stored.role: office.anan.private,
        office.busaba.stored.role: office.busaba.private,
        RECOVERY: office.recovery_private,
        COMPLAINANT: sealing.open_by_receipt(case.receipt, case.complainant, office.keys),
    }
    assert set(readers) == set(case.epoch.wraps)
    for role, private in readers.items():
        opened = sealing.open_epoch(
            case.epoch.key, role, case.epoch.wraps[role], private, office.keys
        )
        assert case.read(case.story, opened) == STORY


def test_an_excluded_officer_has_no_wrap_and_opens_no_other(case):
    office = case.office
    epoch = office.epoch(case.complainant, 2, officers=office.admitted(office.anan))
    busaba = office.busaba
    assert busaba.stored.role not in epoch.wraps
    for role, wrapped in epoch.wraps.items():
        for claimed in (role, busaba.stored.role):
            refused(sealing.open_epoch, epoch.key, claimed, wrapped, busaba.private, office.keys)


def test_with_no_officer_left_the_recovery_reads(case):
    office = case.office
    epoch = office.epoch(case.complainant, 2, officers=[])
    assert set(epoch.wraps) == {COMPLAINANT, RECOVERY}
    opened = sealing.open_epoch(
        epoch.key, RECOVERY, epoch.wraps[RECOVERY], office.recovery_private, office.keys
    )
    assert case.read(add(case, "ถึงผู้เก็บกุญแจ", epoch), opened) == "ถึงผู้เก็บกุญแจ"


def test_a_newcomer_reads_nothing_until_a_colleague_shares(case, keys):
    """An officer added: old cases open when an unlocked colleague shares them."""
    private = sealing.PrivateKey(b"c" * 32)
    role = sealing.officer_role(uuid4())
    newcomer = sealing.admit(role, private.public, keys)
    for wrapped in case.epoch.wraps.values():
        refused(sealing.open_epoch, case.epoch.key, role, wrapped, private, keys)
    shared = sealing.share_epoch(case.opened(), newcomer, keys)
    opened = sealing.open_epoch(case.epoch.key, role, shared, private, keys)
    assert case.read(case.story, opened) == STORY


def test_a_newcomer_who_was_not_admitted_gets_no_wrap(case, sealing_office, keys):
    """A superuser's own row in the roster: never sealed to."""
    rogue = sealing.PrivateKey(b"r" * 32)
    row = sealing.RosterKey(sealing.officer_role(uuid4()), rogue.public, bytes(34))
    for mark in (bytes(34), b"", sealing_office.admitted()[0].mark):
        forged = changed(row, mark=mark)
        with pytest.raises((Tampered, KeyMissing)):
            sealing.share_epoch(case.opened(), forged, keys)
        with pytest.raises((Tampered, KeyMissing)):
            sealing_office.epoch(case.complainant, 2, officers=[forged])


def test_an_officer_who_left_reads_no_later_item_even_with_an_old_backup(case):
    """Every wrap and key they ever had, against everything written after the new epoch."""
    office = case.office
    kept = case.opened(office.busaba)
    assert case.read(case.story, kept) == STORY
    epoch = office.epoch(case.complainant, 2, officers=office.admitted(office.anan))
    later = add(case, "หลังถอนชื่อ", epoch)
    assert case.read(later, case.opened(office.anan, epoch)) == "หลังถอนชื่อ"
    refused(case.read, later, kept)
    refused(case.read, later, OpenEpoch(case.id, 2, kept.private))
    for wrapped in (later.wrapped_key, *epoch.wraps.values()):
        for private in (kept.private, office.busaba.private):
            for context in (later.place.context("key"), Context("epoch key", case.id, 2)):
                refused(unwrap, private, wrapped, context)
    old = case.opened(office.anan)
    assert case.read(case.story, old) == STORY


# --- what must not be sealed ------------------------------------------------------------


def test_an_epoch_needs_its_own_complainant_and_the_recovery(case, other_case):
    office = case.office
    (anan,) = office.admitted(office.anan)
    whole = {
        "officers": [anan],
        "complainant": case.complainant,
        "recovery": office.recovery_key,
        "keys": office.keys,
    }
    for wrong in (
        {"complainant": other_case.complainant},
        {"recovery": anan},
        {"officers": [office.recovery_key]},
        {"officers": [anan, anan]},
    ):
        with pytest.raises(CannotSeal):
            sealing.new_epoch(case.id, 2, **{**whole, **wrong})
    with pytest.raises(CannotSeal):
        sealing.new_epoch(case.id, 0, **whole)


def test_a_substituted_key_is_never_sealed_to(case):
    """A database writer puts a key of their own: roster, recovery, complainant, epoch."""
    office, keys = case.office, case.office.keys
    evil = sealing.PrivateKey(b"e" * 32).public
    (anan,) = office.admitted(office.anan)
    whole = {
        "officers": [anan],
        "complainant": case.complainant,
        "recovery": office.recovery_key,
        "keys": keys,
    }
    for wrong in (
        {"officers": [changed(anan, public=evil)]},
        {"complainant": changed(case.complainant, public=evil)},
        {"recovery": changed(office.recovery_key, public=evil)},
    ):
        with pytest.raises(Tampered):
            sealing.new_epoch(case.id, 2, **{**whole, **wrong})
    with pytest.raises(Tampered):
        sealing.seal_text(case.story.place, "x", changed(case.epoch.key, public=evil), keys)
    with pytest.raises(Tampered):
        sealing.FileSealer(case.story.place, changed(case.epoch.key, public=evil), keys)


def test_an_item_is_sealed_only_in_its_own_epoch(case, other_case):
    office = case.office
    second = office.epoch(case.complainant, 2)
    for epoch in (other_case.epoch, second):
        with pytest.raises(CannotSeal):
            sealing.seal_text(case.story.place, "x", epoch.key, office.keys)


def test_a_public_key_that_is_none_is_not_sealed_to(case, keys):
    for public in (bytes(32), b"", b"x" * 31):
        reader = sealing.admit(sealing.officer_role(uuid4()), sealing.PublicKey(public), keys)
        with pytest.raises(CannotSeal):
            sealing.share_epoch(case.opened(), reader, keys)


# --- rows in other places ------------------------------------------------------------


@pytest.mark.parametrize("field", ["blob", "wrapped_key", "mark", "place"])
def test_a_part_of_another_case_is_refused(case, other_case, field):
    forged = changed(case.story, **{field: getattr(other_case.story, field)})
    refused(case.read, forged)


def test_an_item_of_another_case_is_refused_whole(case, other_case):
    refused(case.read, other_case.story)
    refused(other_case.read, case.story)


@pytest.mark.parametrize(
    "moved",
    [
        {"author": sealing.officer_role(uuid4())},
        {"kind": "message "},
        {"kind": "identity"},
        {"epoch": 2},
        {"case": uuid4()},
        {"item": uuid4()},
    ],
)
def test_an_item_given_out_as_something_else_is_refused(case, moved):
    forged = changed(case.story, place=changed(case.story.place, **moved))
    refused(case.read, forged)


def test_a_note_is_not_given_out_as_a_message(case):
    refused(case.read, changed(case.note, place=changed(case.note.place, kind="message")))


def test_an_item_forged_with_public_keys_alone_is_refused(case):
    """All that it takes to write is public; the mark is not."""
    own = sealing.ServerKeys(macs={1: b"x" * 32}, peppers={})
    place = changed(case.story.place, author=case.office.anan.stored.role)
    epoch = changed(case.epoch.key, mark=b"")
    with pytest.raises(SealingError):
        sealing.seal_text(place, "คำสั่งปลอม", epoch, own)
    forged_epoch = sealing.EpochKey(
        case.id, 1, epoch.public, _mark_of_epoch(own, case, epoch.public)
    )
    forged = sealing.seal_text(place, "คำสั่งปลอม", forged_epoch, own)
    with pytest.raises(Tampered):
        case.read(forged)


def _mark_of_epoch(keys, case, public):
    from complaints.sealing.server_keys import mark

    return mark(keys, Context("epoch key", case=case.id, epoch=1), public)


def test_a_wrap_of_another_reader_epoch_or_case_does_not_open(case, other_case):
    office = case.office
    role, private = office.anan.stored.role, office.anan.private
    second = office.epoch(case.complainant, 2)
    others = (
        (case.epoch.key, role, other_case.epoch.wraps[role]),
        (case.epoch.key, role, second.wraps[role]),
        (second.key, role, case.epoch.wraps[role]),
        (case.epoch.key, role, case.epoch.wraps[office.busaba.stored.role]),
        (case.epoch.key, office.busaba.stored.role, case.epoch.wraps[role]),
        (changed(case.epoch.key, number=2), role, case.epoch.wraps[role]),
        (changed(case.epoch.key, public=second.key.public), role, case.epoch.wraps[role]),
    )
    for key, claimed, wrapped in others:
        refused(sealing.open_epoch, key, claimed, wrapped, private, office.keys)


def test_a_wrap_made_by_somebody_else_does_not_open(case):
    """Sealed boxes have no sender: whoever knows an officer's public key can make one."""
    from complaints.sealing.primitives import wrap

    anan = case.office.anan
    context = Context("epoch key", case=case.id, epoch=1, role=anan.stored.role)
    planted = wrap(anan.stored.public, b"e" * 32, context)
    refused(
        sealing.open_epoch,
        case.epoch.key,
        anan.stored.role,
        planted,
        anan.private,
        case.office.keys,
    )


def test_an_open_epoch_reads_no_item_of_another(case):
    opened = case.opened()
    refused(case.read, case.story, changed(opened, number=2))
    refused(case.read, case.story, changed(opened, case=uuid4()))


# --- what a row shows ------------------------------------------------------------


def test_no_row_shows_a_word_of_the_text(case):
    secret = "คำลับเฉพาะ SECRETWORD"
    sealed = add(case, secret, case.epoch)
    stored = b"".join((sealed.blob, sealed.wrapped_key, sealed.mark))
    for word in secret.split():
        assert word.encode() not in stored
    assert "SECRETWORD" not in repr(sealed)


def test_the_length_of_a_text_hides_behind_its_order(case):
    def size(text):
        return len(add(case, text, case.epoch).blob)

    assert size("") == size("ใช่") == size("ไม่ใช่ครับ ผมเห็นกับตา") == size("x" * 252)
    assert size("x" * 253) == size("x" * 508) == size("x") + 256


@pytest.mark.parametrize("text", ["", "\0\0", "x" * 252, "x" * 253, "ก" * 40_000, "a\r\nb\0"])
def test_any_text_comes_back_exactly(case, text):
    assert case.read(add(case, text, case.epoch)) == text


def test_a_text_that_no_bytes_stand_for_is_not_sealed(case):
    """A lone surrogate, which a crafted request can bring."""
    with pytest.raises(CannotSeal):
        add(case, "\ud800", case.epoch)


def test_the_same_text_is_never_sealed_alike(case):
    one = add(case, STORY, case.epoch)
    two = sealing.seal_text(one.place, STORY, case.epoch.key, case.office.keys)
    assert one.blob != two.blob
    assert one.wrapped_key != two.wrapped_key


def test_rows_read_from_postgresql_open_as_well(case):
    """psycopg gives binary columns as memoryview."""
    role, keys = case.office.anan.stored.role, case.office.keys
    key = changed(
        case.epoch.key,
        public=memoryview(case.epoch.key.public),
        mark=memoryview(case.epoch.key.mark),
    )
    wrapped = memoryview(case.epoch.wraps[role])
    opened = sealing.open_epoch(key, role, wrapped, case.office.anan.private, keys)
    fields = {
        name: memoryview(getattr(case.story, name)) for name in ("blob", "wrapped_key", "mark")
    }
    assert case.read(changed(case.story, **fields), opened) == STORY
    assert case.read(sealing.seal_text(case.story.place, "x", key, keys), opened) == "x"
    stored = case.office.anan.stored
    officer = changed(stored, public=memoryview(stored.public), by_code=memoryview(stored.by_code))
    assert sealing.unlock_by_code(officer, case.office.anan.code.printed())


def test_private_keys_are_not_shown(case):
    opened = case.opened()
    for shown in (repr(opened), repr(case.office.anan), repr(case.office.recovery)):
        assert repr(opened.private.raw) not in shown
        assert repr(case.office.anan.private.raw) not in shown
    assert repr(case.office.keys) == "ServerKeys()"
