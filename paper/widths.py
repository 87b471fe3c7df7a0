"""How wide the paper's text is, by the font's own advances, without laying anything out."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import pairwise
from math import inf

from fontTools.ttLib import TTFont

from paper.breaks import YEAR, break_levels
from paper.textmap import FOLDER


def width(text: str, *, bold: bool = False) -> float:
    """Return the width of a text on one line, in em (parts of the type size).

    Signs that the font lacks count as wide as its digit one.
    """
    advances = _advances("Bold" if bold else "Regular")
    return sum(advances.get(ord(sign), advances[ord("1")]) for sign in text)


@lru_cache(maxsize=4096)
def widest_piece(text: str, *, bold: bool = False, limit: float = inf) -> float:
    """Return the width, in em, of the widest piece of a text that a line keeps whole.

    A column narrower than this for one of its cells would break a word. Pieces wider than
    `limit` are parted wherever they stand and ask for no room.
    """
    levels = break_levels(text)
    ends = [place for place, level in enumerate(levels) if level >= YEAR]
    pieces = (text[start:end].strip() for start, end in pairwise([0, *ends]))
    widths = (width(piece, bold=bold) for piece in pieces)
    return max((wide for wide in widths if wide <= limit), default=0.0)


@cache
def _advances(style: str) -> dict[int, float]:
    """Return each sign's advance in em."""
    with TTFont(FOLDER / f"PortalSarabun-{style}.ttf", lazy=True) as font:
        size, metrics = font["head"].unitsPerEm, font["hmtx"]
        return {code: metrics[name][0] / size for code, name in font.getBestCmap().items()}
