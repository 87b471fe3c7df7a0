"""Texts that are too long for their place end where a Thai reader would let them end."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.thai.shortening import shorten


@pytest.mark.parametrize("text", ["", "ประกาศ", "ข่าว 2569"])
def test_what_fits_stays_as_it_is(text):
    assert shorten(text, 10) == text
    assert shorten(text, len(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("กขคง กิ่ง", "กขคง…"),  # ก would stand without its vowel
        ("กขคงจก่อน", "กขคงจ…"),
        ("กขคงจ เมือง", "กขคงจ…"),  # เ would wait for its consonant
        ("กขคงจกำไร", "กขคงจ…"),
        ("กขค 12345", "กขค…"),
        ("กขค office", "กขค…"),
        ("กขคงจฉชซ", "กขคงจฉ…"),
    ],
)
def test_nothing_is_torn_apart(text, expected):
    assert shorten(text, 7) == expected


def test_a_number_without_an_end_is_cut_after_all():
    assert shorten("1" * 500, 100) == "1" * 99 + "…"


THAI = st.text(alphabet=st.characters(min_codepoint=0x0E01, max_codepoint=0x0E4E), max_size=120)


@given(THAI, st.integers(min_value=50, max_value=90))
def test_every_text_keeps_its_marks(text, most):
    short = shorten(text, most)
    assert len(short) <= most
    if short == text:
        return
    kept = short.removesuffix("…")
    assert text.startswith(kept)
    rest = text[len(kept) :]
    torn = unicodedata.category(rest[0])[0] == "M" or kept[-1:] in "เแโใไ"
    assert not torn or len(kept) == most - 1  # forty marks in a row are no word
