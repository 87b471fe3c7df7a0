"""The beginning of a text where there is no room for all of it."""

from __future__ import annotations

from unicodedata import category

# Vowels and signs that follow their consonant but are letters to Unicode: ะ า ำ ๅ ๆ ฯ.
_FOLLOWING = frozenset("\u0e30\u0e32\u0e33\u0e45\u0e46\u0e2f")
_LEADING = frozenset("เแโใไ")
_REACH = 40  # signs that are given up for a better place to end


def shorten(text: str, most: int) -> str:
    """At most so many signs, the last an ellipsis where something is left out.

    No vowel or tone mark is torn from its consonant, no number or Latin word is cut.
    """
    if len(text) <= most:
        return text
    last = most - 1
    ends = (end for end in range(last, max(0, last - _REACH), -1) if _may_end(text, end))
    return text[: next(ends, last)].rstrip() + "…"


def _may_end(text: str, end: int) -> bool:
    before, after = text[end - 1], text[end]
    if before in _LEADING or after in _FOLLOWING or category(after)[0] == "M":
        return False
    return not (_of_a_word(before) and _of_a_word(after))


def _of_a_word(sign: str) -> bool:
    return sign.isdecimal() or (sign.isascii() and sign.isalpha())
