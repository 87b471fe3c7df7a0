"""How wide text will be on the paper, near enough to decide its form before it is laid out."""

from __future__ import annotations

import unicodedata
from math import ceil

from portal.thai.numbering import parse_line

# Advances of the paper's font in em: markers of lists need the true ones, so that the
# lines below hang where the text begins; running text is near enough with an average.
AVERAGE = 0.42
_ADVANCES = {" ": 0.216, ".": 0.162, "(": 0.19, ")": 0.19, "-": 0.216, "–": 0.5, "•": 0.397}
_DIGIT = 0.449
FILLED = 0.87  # of a line, on average, before the next word goes to the line below
_NO_WIDTH = ("Mn", "Me", "Cf")


def advance(text: str) -> float:
    """Give the width of a list marker in em of the paper's font."""
    return sum(
        _DIGIT if sign.isdecimal() else _ADVANCES.get(sign, AVERAGE)
        for sign in text
        if unicodedata.category(sign) not in _NO_WIDTH
    )


def hang(line: str, width: float = 0.0) -> int:
    """Give how far the lines under a list marker hang, in hundredths of an em; 0 without one.

    In a column of `width` em where hanging would cost a quarter of each line, nothing hangs.
    """
    marker = parse_line(line).marker
    if not marker:
        return 0
    after = line.strip()[len(marker) :]
    wide = advance(marker + (" " if after[:1].isspace() else ""))
    return 0 if width and wide > width / 4 else round(100 * wide)


def line_count(text: str, width: float) -> int:
    """Estimate how many printed lines a cell's text takes in a column of `width` em."""
    return sum(lines_of(line, width) for line in text.split("\n"))


def lines_of(line: str, width: float) -> int:
    """Estimate how many printed lines one typed line takes."""
    room, needed = width - hang(line, width) / 100, running_width(line)
    return 1 if needed <= width else ceil(needed / max(room * FILLED, 1.0))


def running_width(text: str) -> float:
    """Estimate the width of running text in em: marks above and below take no room."""
    return AVERAGE * sum(unicodedata.category(sign) not in _NO_WIDTH for sign in text)
