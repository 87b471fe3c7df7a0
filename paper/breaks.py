"""Where a line of Thai office prose may end.

Thai has no spaces between words, so the words decide (portal.thai.words), and custom
decides the rest (paper.binding): a repeat mark or a closing bracket never starts
a line, a number stays with its unit, the day with its month, a heading number with what
it numbers.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import accumulate, pairwise

from paper.binding import (
    NO_BREAK_SPACES,
    Place,
    binds_over_space,
    binds_touching,
    parts_date,
)
from portal.thai.words import cut, cut_compound

# How willingly a line ends before a character. A line ends at WORD; only a piece that
# would not fit a line by itself is broken lower down, at the highest level it offers.
NEVER, CLUSTER, PART, GLUED, YEAR, WORD, FORCED = range(7)

SIGNS = frozenset("/?&=#_-.@:+")
CODE = re.compile(r"[!-~]{24,}")
REMEMBERED = 1000  # signs: longer texts seldom come twice, and would fill the memory
LONG_WORD = 9
SHORT_PART = 3
FOLLOWERS = frozenset("ะัาำิีึืฺุูๅๆฯ็่้๊๋์ํ๎")
LEADERS = frozenset("เแโใไ")
MARKS = frozenset(("Mn", "Me", "Mc", "Cf"))


def break_levels(text: str) -> bytes:
    """Return one level for each place before a character, and one for the end.

    The result has len(text) + 1 bytes; byte i tells how willingly a line ends
    before text[i]. The first is NEVER, the last WORD.
    """
    return _remembered(text) if len(text) <= REMEMBERED else _levels(text)


def _levels(text: str) -> bytes:
    levels = bytearray(_clusters(text))
    pieces = cut(text)
    places = list(accumulate(map(len, pieces), initial=0))
    for index in range(1, len(pieces)):
        if levels[places[index]]:
            levels[places[index]] = _between(text, pieces, places, index)
    for match in re.finditer("\n", text):
        levels[match.end()] = FORCED
    _long_codes(text, levels)
    levels[0], levels[len(text)] = NEVER, WORD
    return bytes(levels)


_remembered = lru_cache(maxsize=4096)(_levels)


def with_parts(text: str, levels: bytes) -> bytes:
    """Return the levels with PART added between the parts of long compound words."""
    found, position = bytearray(levels), 0
    for piece in cut(text):
        parts = cut_compound(piece) if len(piece) >= LONG_WORD else []
        place = position
        for part, following in pairwise(parts):
            place += len(part)
            if found[place] == CLUSTER and min(len(part), len(following)) >= SHORT_PART:
                found[place] = PART
        position += len(piece)
    return bytes(found)


def _clusters(text: str) -> list[int]:
    """Mark the places where a piece may be cut if nothing better is to be had."""
    levels = [CLUSTER] * (len(text) + 1)
    for index, (before, after) in enumerate(pairwise(text), start=1):
        joined = after in FOLLOWERS or before in LEADERS or after == " "
        if joined or (after > "\u02ff" and unicodedata.category(after) in MARKS):
            levels[index] = NEVER
    return levels


def _between(text: str, pieces: list[str], places: list[int], index: int) -> int:
    """Return the level between pieces[index - 1] and pieces[index]."""
    before, after = pieces[index - 1], pieces[index]
    if after.isspace():
        return NEVER
    if before.isspace():
        return _after_space(text, pieces, places, index)
    if before == "\u200b":
        return WORD
    bound = binds_touching(before, after, _up_to(text, places[index - 1]))
    return GLUED if bound else WORD


def _after_space(text: str, pieces: list[str], places: list[int], index: int) -> int:
    if pieces[index - 1][-1] in NO_BREAK_SPACES:
        return GLUED
    if index < 2:
        return WORD
    following = pieces[index + 2] if index + 2 < len(pieces) else ""
    earlier = _up_to(text, places[index - 1])
    place = Place(pieces[index - 2], pieces[index], following, earlier)
    if parts_date(place):
        return YEAR
    return GLUED if binds_over_space(place) else WORD


def _up_to(text: str, place: int) -> str:
    """Return the last signs before a place; no custom looks farther back."""
    return text[max(0, place - 20) : place]


def _long_codes(text: str, levels: bytearray) -> None:
    """Let addresses of the web and of mail break after their signs."""
    for match in CODE.finditer(text):
        for index in range(match.start() + 1, match.end()):
            if text[index - 1] in SIGNS and text[index] not in SIGNS:
                levels[index] = WORD
