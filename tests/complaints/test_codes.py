"""Printed codes: read back however they are typed, refused when a sign is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.sealing import Code, Mistyped, new_code, read_code
from complaints.sealing.codes import ALPHABET

codes = st.binary(min_size=16, max_size=16).map(Code)
places = st.integers(0, 26)


@given(codes)
def test_a_code_reads_back_as_it_was_printed(code):
    printed = code.printed()
    assert len(printed) == 27 + 8
    assert read_code(printed) == code


@given(codes, st.sampled_from(["", " ", "  ", "–", " - ", "\u200b", "\n"]))
def test_a_code_reads_back_however_it_is_grouped(code, between):
    assert read_code(f" {between.join(code.printed().lower().split('-'))} ") == code


@given(codes, places, st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_noticed(code, place, sign):
    signs = code.printed().replace("-", "")
    if signs[place] != sign:
        with pytest.raises(Mistyped):
            read_code(signs[:place] + sign + signs[place + 1 :])


@given(codes, places, places)
def test_two_signs_that_changed_places_are_noticed(code, one, two):
    signs = list(code.printed().replace("-", ""))
    if signs[one] != signs[two]:
        signs[one], signs[two] = signs[two], signs[one]
        with pytest.raises(Mistyped):
            read_code("".join(signs))


@given(st.text(max_size=40))
def test_any_other_text_is_refused_as_mistyped(text):
    with pytest.raises(Mistyped):
        read_code(text)


def test_thai_digits_are_read():
    code = Code(bytes(range(16)))
    thai = code.printed().translate(str.maketrans("23456789", "๒๓๔๕๖๗๘๙"))
    assert thai != code.printed()
    assert read_code(thai) == code


def test_a_number_of_more_than_128_bits_is_refused():
    """The largest signs with a check sign that fits: more than any code printed."""
    body = ALPHABET[-1] * 26
    with_check = [body + sign for sign in ALPHABET]
    for typed in with_check:
        with pytest.raises(Mistyped):
            read_code(typed)


def test_the_alphabet_has_no_look_alikes():
    assert len(set(ALPHABET)) == 31
    assert not set(ALPHABET) & set("01ILO")


def test_codes_are_fresh_and_not_shown():
    made = {new_code() for _ in range(50)}
    assert len(made) == 50
    for code in made:
        assert code.printed() not in repr(code)
        assert code.raw.hex() not in repr(code)
        assert repr(code.raw) not in repr(code)
