"""Officers' pairs, the roster, the recovery of two out of three custodians."""

from __future__ import annotations

from itertools import permutations
from uuid import uuid4

import pytest

from complaints import sealing
from complaints.sealing import CannotOpen, CannotSeal, KeyMissing, Mistyped, Tampered
from tests.complaints.conftest import PASSPHRASE, changed

# --- an officer ------------------------------------------------------------


def test_the_passphrase_opens_the_officers_key(sealing_office):
    anan = sealing_office.anan
    assert sealing.unlock(anan.stored, PASSPHRASE, sealing_office.keys) == anan.private


def test_another_passphrase_opens_nothing(sealing_office):
    with pytest.raises(CannotOpen):
        sealing.unlock(sealing_office.anan.stored, PASSPHRASE + "า", sealing_office.keys)


def test_the_known_passphrase_opens_nothing_without_the_pepper(sealing_office, keys):
    """A stolen backup has the database, not the credentials."""
    elsewhere = sealing.ServerKeys(macs=keys.macs, peppers={1: bytes(32)})
    with pytest.raises(CannotOpen):
        sealing.unlock(sealing_office.anan.stored, PASSPHRASE, elsewhere)


def test_one_passphrase_gives_two_officers_different_blobs(sealing_office):
    """Same words, yet each officer's row opens only as theirs."""
    anan, busaba = sealing_office.anan.stored, sealing_office.busaba.stored
    swapped = changed(anan, by_passphrase=busaba.by_passphrase)
    with pytest.raises(CannotOpen):
        sealing.unlock(swapped, PASSPHRASE, sealing_office.keys)


def test_the_row_of_another_role_does_not_open(sealing_office):
    moved = changed(sealing_office.anan.stored, role=sealing.officer_role(uuid4()))
    with pytest.raises(CannotOpen):
        sealing.unlock_by_code(moved, sealing_office.anan.code.printed())


def test_a_code_gives_the_key_back_and_a_new_passphrase(sealing_office, keys):
    """Forgotten passphrase: the printed code, then a new one; the old one is dead."""
    anan = sealing_office.anan
    private = sealing.unlock_by_code(anan.stored, anan.code.printed().lower().replace("-", " "))
    assert private == anan.private
    again = sealing.passphrase_wrap(anan.stored.role, private, "สายลมหนาวพัดผ่านทุ่งข้าว", keys)
    stored = changed(anan.stored, by_passphrase=again)
    assert sealing.unlock(stored, "สายลมหนาวพัดผ่านทุ่งข้าว", keys) == private
    with pytest.raises(CannotOpen):
        sealing.unlock(stored, PASSPHRASE, keys)


def test_codes_and_custodians_survive_the_loss_of_the_pepper(sealing_office, keys):
    without = sealing.ServerKeys(macs=keys.macs, peppers={})
    office = sealing_office
    with pytest.raises(KeyMissing):
        sealing.unlock(office.anan.stored, PASSPHRASE, without)
    assert sealing.unlock_by_code(office.anan.stored, office.anan.code.printed())
    codes = {n: office.recovery.codes[n].printed() for n in (2, 3)}
    assert sealing.open_recovery(office.recovery.stored, codes) == office.recovery_private


def test_another_officers_code_opens_nothing(sealing_office):
    with pytest.raises(CannotOpen):
        sealing.unlock_by_code(sealing_office.anan.stored, sealing_office.busaba.code.printed())


def test_a_new_code_kills_the_old_one(sealing_office):
    anan, code = sealing_office.anan, sealing.new_code()
    by_code = sealing.code_wrap(anan.stored.role, anan.private, code)
    stored = changed(anan.stored, by_code=by_code)
    assert sealing.unlock_by_code(stored, code.printed()) == anan.private
    with pytest.raises(CannotOpen):
        sealing.unlock_by_code(stored, anan.code.printed())


@pytest.mark.parametrize("typed", ["", "สั้นเกินไป", "fourteen signs", "x" + " " * 20 + "y"])
def test_a_short_passphrase_is_not_taken(sealing_office, keys, typed):
    with pytest.raises(CannotSeal):
        sealing.passphrase_wrap(
            sealing_office.anan.stored.role, sealing_office.anan.private, typed, keys
        )


def test_a_passphrase_is_the_same_however_a_keyboard_writes_it(sealing_office, keys):
    anan = sealing_office.anan
    other_keyboard = "  " + PASSPHRASE.replace("น้ำ", "น้\u0e4d\u0e32") + " "
    assert other_keyboard.strip() != PASSPHRASE
    assert sealing.unlock(anan.stored, other_keyboard, keys) == anan.private


def test_a_later_pepper_reads_what_an_earlier_one_sealed(sealing_office, keys):
    anan = sealing_office.anan
    both = sealing.ServerKeys(macs=keys.macs, peppers={**keys.peppers, 2: b"2" * 32})
    assert sealing.unlock(anan.stored, PASSPHRASE, both) == anan.private
    renewed = sealing.passphrase_wrap(anan.stored.role, anan.private, PASSPHRASE, both)
    with pytest.raises(KeyMissing):
        sealing.unlock(changed(anan.stored, by_passphrase=renewed), PASSPHRASE, keys)


def test_a_public_key_put_beside_a_foreign_private_key_is_refused(sealing_office):
    swapped = changed(sealing_office.anan.stored, public=sealing_office.busaba.stored.public)
    with pytest.raises(CannotOpen):
        sealing.unlock_by_code(swapped, sealing_office.anan.code.printed())


# --- the roster ------------------------------------------------------------


def test_an_admitted_key_passes_and_no_other_does(sealing_office, keys):
    (anan,) = sealing_office.admitted(sealing_office.anan)
    (busaba,) = sealing_office.admitted(sealing_office.busaba)
    anan.check(keys)
    for forged in (
        changed(anan, public=busaba.public),
        changed(anan, role=busaba.role),
        changed(anan, mark=busaba.mark),
        changed(anan, mark=b""),
        changed(anan, mark=bytes(34)),
        changed(anan, role=sealing.RECOVERY),
    ):
        with pytest.raises((Tampered, KeyMissing)):
            forged.check(keys)


def test_only_officers_and_the_recovery_are_admitted(sealing_office, keys):
    public = sealing_office.anan.stored.public
    for role in (sealing.COMPLAINANT, sealing.Role(""), sealing.Role("officer")):
        with pytest.raises(CannotSeal):
            sealing.admit(role, public, keys)


def test_a_mark_of_an_older_key_still_counts(sealing_office, keys):
    (anan,) = sealing_office.admitted(sealing_office.anan)
    later = sealing.ServerKeys(macs={**keys.macs, 2: b"2" * 32}, peppers={})
    anan.check(later)
    marked = sealing.admit(anan.role, anan.public, later)
    assert marked.mark != anan.mark
    with pytest.raises(KeyMissing):
        marked.check(keys)


@pytest.mark.parametrize(
    ("macs", "peppers"),
    [({}, {1: b"p" * 32}), ({0: b"m" * 32}, {}), ({256: b"m" * 32}, {}), ({1: b"m" * 31}, {})],
)
def test_server_keys_that_cannot_be_used_are_refused_at_once(macs, peppers):
    with pytest.raises(KeyMissing):
        sealing.ServerKeys(macs=macs, peppers=peppers)


# --- the recovery ------------------------------------------------------------


def test_any_two_custodians_open_the_recovery(sealing_office):
    recovery = sealing_office.recovery
    printed = {number: code.printed() for number, code in recovery.codes.items()}
    for one, two in permutations(sealing.CUSTODIANS, 2):
        typed = {one: printed[one], two: printed[two]}
        assert sealing.open_recovery(recovery.stored, typed) == sealing_office.recovery_private


def test_no_custodian_alone_opens_it(sealing_office):
    recovery = sealing_office.recovery
    stranger = sealing.new_code().printed()
    for number in sealing.CUSTODIANS:
        mine = recovery.codes[number].printed()
        attempts = [{number: mine}]
        for other in set(sealing.CUSTODIANS) - {number}:
            attempts += [{number: mine, other: mine}, {number: mine, other: stranger}]
        for typed in attempts:
            with pytest.raises(CannotOpen):
                sealing.open_recovery(recovery.stored, typed)


def test_two_codes_in_each_others_place_open_nothing(sealing_office):
    codes = sealing_office.recovery.codes
    with pytest.raises(CannotOpen):
        sealing.open_recovery(
            sealing_office.recovery.stored, {1: codes[2].printed(), 2: codes[1].printed()}
        )


def test_all_three_at_once_is_not_asked_for(sealing_office):
    typed = {n: code.printed() for n, code in sealing_office.recovery.codes.items()}
    with pytest.raises(CannotOpen):
        sealing.open_recovery(sealing_office.recovery.stored, typed)


def test_a_wrap_in_another_pairs_place_opens_nothing(sealing_office):
    stored, codes = sealing_office.recovery.stored, sealing_office.recovery.codes
    swapped = changed(stored, by_two={**stored.by_two, (1, 2): stored.by_two[1, 3]})
    with pytest.raises(CannotOpen):
        sealing.open_recovery(swapped, {1: codes[1].printed(), 2: codes[2].printed()})


def test_divided_anew_the_old_codes_are_dead(sealing_office):
    divided = sealing.divide_recovery(sealing_office.recovery_private)
    assert divided.stored.public == sealing_office.recovery.stored.public
    new = {n: divided.codes[n].printed() for n in (1, 3)}
    assert sealing.open_recovery(divided.stored, new) == sealing_office.recovery_private
    with pytest.raises(CannotOpen):
        old = {n: sealing_office.recovery.codes[n].printed() for n in (1, 3)}
        sealing.open_recovery(divided.stored, old)


def test_a_custodian_who_mistypes_is_told_so(sealing_office):
    code = sealing_office.recovery.codes[1].printed()
    with pytest.raises(Mistyped):
        sealing.open_recovery(sealing_office.recovery.stored, {1: code, 2: code[:-1]})
