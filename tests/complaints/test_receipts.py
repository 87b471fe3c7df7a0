"""Receipts: 24 digits, read as people type them; what they find and what they open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints import sealing
from complaints.sealing import CannotOpen, KeyMissing, Mistyped, Receipt, Tampered, read_receipt
from complaints.sealing import server_keys as server_keys_module
from portal.thai.digits import to_thai
from tests.complaints.conftest import STORY, changed

KEYS = sealing.ServerKeys(macs={1: b"m" * 32}, peppers={1: b"p" * 32})


def digits(length: int) -> st.SearchStrategy[str]:
    return st.integers(0, 10**length - 1).map(lambda number: f"{number:0{length}}")


receipts = st.builds(Receipt, digits(7), digits(16))
places = st.integers(0, 23)


def bare(receipt: Receipt) -> str:
    return receipt.printed().replace("-", "")


# --- twenty-four digits -----------------------------------------------------------------------


@given(receipts)
def test_a_receipt_reads_back_as_it_was_printed(receipt):
    printed = receipt.printed()
    assert [len(group) for group in printed.split("-")] == [4] * 6
    assert read_receipt(printed) == receipt


@given(receipts, st.sampled_from(["", " ", " - ", "–", "\u00a0", "\u200b", "\n", "."]))
def test_it_reads_back_in_thai_digits_and_however_grouped(receipt, between):
    assert read_receipt(to_thai(f"  {between.join(receipt.printed().split('-'))}\t")) == receipt


@given(receipts, places, st.sampled_from("0123456789"))
def test_one_wrong_digit_is_noticed(receipt, place, digit):
    typed = bare(receipt)
    if typed[place] != digit:
        with pytest.raises(Mistyped):
            read_receipt(typed[:place] + digit + typed[place + 1 :])


@given(receipts, st.integers(0, 22))
def test_two_neighbours_that_changed_places_are_noticed(receipt, place):
    """All but 0 beside 9, which Luhn's check cannot tell."""
    typed = bare(receipt)
    one, two = typed[place : place + 2]
    if one != two and {one, two} != {"0", "9"}:
        with pytest.raises(Mistyped):
            read_receipt(typed[:place] + two + one + typed[place + 2 :])


@given(receipts, places)
def test_a_missing_or_additional_digit_is_noticed(receipt, place):
    typed = bare(receipt)
    for wrong in (typed[:place] + typed[place + 1 :], typed[:place] + "5" + typed[place:]):
        with pytest.raises(Mistyped):
            read_receipt(wrong)


@given(st.text(max_size=60))
def test_any_other_text_is_refused_as_mistyped(text):
    with pytest.raises(Mistyped):
        read_receipt(text)


@pytest.mark.parametrize("sign", ["a", "١", "²½", "ก", "+", "\0"])
def test_signs_that_are_no_digits_are_not_dropped(sign):
    typed = bare(Receipt("1234567", "1234567890123456"))
    with pytest.raises(Mistyped):
        read_receipt(typed[:10] + sign + typed[10:])
    with pytest.raises(Mistyped):
        read_receipt(typed[:23] + sign)


def test_luhns_digit_is_the_standards_own():
    """The example of ISO/IEC 7812-1's algorithm: 7992739871 takes 3."""
    receipt = Receipt("0000000", "0000007992739871")
    assert bare(receipt) == "0" * 13 + "79927398713"


def test_receipts_are_fresh_and_not_shown():
    made = [sealing.new_receipt() for _ in range(200)]
    assert len({receipt.secret for receipt in made}) == 200
    assert len({receipt.locator[0] for receipt in made}) == 10
    for receipt in made:
        assert read_receipt(receipt.printed()) == receipt
        assert receipt.locator not in repr(receipt)
        assert receipt.secret not in repr(receipt)


# --- finding a case ------------------------------------------------------------


@given(receipts, receipts)
def test_the_index_tells_locators_apart_and_nothing_more(one, two):
    same_index = sealing.locator_index(one, KEYS) == sealing.locator_index(two, KEYS)
    assert same_index == (one.locator == two.locator)


def test_the_index_depends_on_the_key_of_the_server():
    receipt = Receipt("1234567", "1234567890123456")
    other = sealing.ServerKeys(macs={1: b"n" * 32}, peppers={})
    assert sealing.locator_index(receipt, KEYS) != sealing.locator_index(receipt, other)


def test_a_case_is_found_after_the_key_was_replaced():
    receipt = Receipt("1234567", "1234567890123456")
    later = sealing.ServerKeys(macs={**KEYS.macs, 2: b"n" * 32}, peppers={})
    before = sealing.locator_index(receipt, KEYS)
    found_by = sealing.locator_indexes(receipt, later)
    assert found_by == (sealing.locator_index(receipt, later), before)


@given(
    receipts,
    st.text(max_size=20),
    st.text(max_size=20),
    st.sampled_from(["", " ", "-", " ต่อ ", "\n"]),
)
def test_a_message_that_tells_the_receipt_is_noticed(receipt, before, after, between):
    index = sealing.locator_index(receipt, KEYS)
    told = between.join(receipt.printed().split("-"))
    assert sealing.tells_receipt(f"{before}{told}{after}", index, KEYS)
    assert sealing.tells_receipt(f"{before}{to_thai(told)}{after}", index, KEYS)


def test_other_numbers_of_a_message_are_no_receipt():
    index = sealing.locator_index(Receipt("1234567", "1234567890123456"), KEYS)
    other = Receipt("7654321", "1234567890123456")
    for text in ("", STORY, "โทร 08-1234-5678 เลขที่ 1234567", other.printed(), "1234567" * 9):
        assert not sealing.tells_receipt(text, index, KEYS)


# --- opening a case ------------------------------------------------------------


def test_the_receipt_opens_the_case(case):
    keys = case.office.keys
    typed = to_thai(case.receipt.printed())
    private = sealing.open_by_receipt(read_receipt(typed), case.complainant, keys)
    wrapped = case.epoch.wraps[sealing.COMPLAINANT]
    opened = sealing.open_epoch(case.epoch.key, sealing.COMPLAINANT, wrapped, private, keys)
    assert case.read(case.story, opened) == STORY


def test_a_wrong_secret_an_unknown_locator_and_a_foreign_case_look_alike(case, other_case):
    keys = case.office.keys
    wrong = Receipt(case.receipt.locator, other_case.receipt.secret)
    words = set()
    for receipt, found in (
        (wrong, case.complainant),
        (case.receipt, None),
        (case.receipt, other_case.complainant),
        (case.receipt, changed(case.complainant, by_receipt=b"")),
    ):
        with pytest.raises(CannotOpen) as refused:
            sealing.open_by_receipt(receipt, found, keys)
        words.add((type(refused.value), str(refused.value), refused.value.__cause__))
    assert len(words) == 1


def test_each_of_them_is_the_same_slow_work(case, other_case, monkeypatch):
    """One Argon2id run each, whatever was found; the salt of an unknown locator is steady."""
    runs = []

    def counted(secret, salt):
        runs.append(salt)
        return bytes(32)

    monkeypatch.setattr(server_keys_module, "slow_key", counted)
    keys = case.office.keys
    unknown = Receipt("0000000", case.receipt.secret)
    for found in (case.complainant, None, None, changed(case.complainant, by_receipt=b"\x07")):
        with pytest.raises(CannotOpen):
            sealing.open_by_receipt(unknown, found, keys)
    assert len(runs) == 4
    assert runs[1] == runs[2]
    assert len({*runs}) == 3
    assert [len(salt) for salt in runs] == [16] * 4
    with pytest.raises(CannotOpen):
        sealing.open_by_receipt(Receipt("0000001", unknown.secret), None, keys)
    assert runs[4] != runs[1]


def test_two_cases_with_one_secret_have_different_salts(keys, case, monkeypatch):
    salts = []

    def counted(secret, salt):
        salts.append(salt)
        return bytes(32)

    monkeypatch.setattr(server_keys_module, "slow_key", counted)
    for _ in range(2):
        sealing.new_complainant(case.id, case.receipt, keys)
    assert len(set(salts)) == 2


def test_a_complainants_key_is_put_in_no_other_case(case, other_case):
    case.complainant.check(case.office.keys)
    for forged in (
        changed(case.complainant, case=other_case.id),
        changed(case.complainant, public=other_case.complainant.public),
    ):
        with pytest.raises(Tampered):
            forged.check(case.office.keys)


def test_a_foreign_public_key_beside_the_complainants_own_is_refused(case, other_case):
    swapped = changed(case.complainant, public=other_case.complainant.public)
    with pytest.raises(CannotOpen):
        sealing.open_by_receipt(case.receipt, swapped, case.office.keys)


def test_without_the_pepper_no_receipt_opens(case):
    without = sealing.ServerKeys(macs=case.office.keys.macs, peppers={})
    for found in (case.complainant, None):
        with pytest.raises(KeyMissing):
            sealing.open_by_receipt(case.receipt, found, without)
    other = sealing.ServerKeys(macs=case.office.keys.macs, peppers={1: b"q" * 32})
    with pytest.raises(CannotOpen):
        sealing.open_by_receipt(case.receipt, case.complainant, other)
