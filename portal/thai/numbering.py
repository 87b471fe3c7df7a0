"""Lists typed by hand inside a cell: which lines are items and what marks them.

Nothing is ever reformatted. Joining the pieces that these functions give back, with a
line break between, yields the cell as it was typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.thai.digits import to_arabic

NUMBER, DASH, BULLET, QUESTION, PLAIN = "number", "dash", "bullet", "question", ""

_DIGITS = r"[0-9๐-๙]{1,2}"
_MARKERS = (
    (QUESTION, re.compile(r"[eioEIO][0-9๐-๙]{1,2}(?![0-9๐-๙A-Za-z])[.)]?")),
    (NUMBER, re.compile(rf"\({_DIGITS}(?:\.{_DIGITS})*\)")),
    (NUMBER, re.compile(rf"{_DIGITS}(?:\.{_DIGITS})+(?![0-9๐-๙])[.)]?")),
    (NUMBER, re.compile(rf"{_DIGITS}[.)](?![0-9๐-๙])")),
    (DASH, re.compile(r"[-‐‑‒–—―−](?![0-9๐-๙])|[-‐‑‒–—―−](?=\s)")),
    (BULLET, re.compile(r"[•●○◦▪■□➢✓*·]")),
)


@dataclass(frozen=True)
class Item:
    """One item of a list: its lines as typed, and what its first line is marked with.

    `kind` is "number", "dash", "bullet", "question" or "" for lines without a marker;
    `numbers` are the numbers in the marker, so (1, 2) for "๑.๒" and (6,) for "e๖".
    """

    text: str
    kind: str
    marker: str
    numbers: tuple[int, ...] = ()

    @property
    def body(self) -> str:
        """The item's text after its marker, without the blanks around it."""
        return self.text.strip().removeprefix(self.marker).strip()


def parse_line(line: str) -> Item:
    """Tell what marks one line, such as "๑.", "1)", "(๑)", "๑.๑", "-", "•" or "e๖"."""
    bare = line.lstrip()
    for kind, pattern in _MARKERS:
        if match := pattern.match(bare):
            numbers = tuple(int(digits) for digits in re.findall(r"\d+", to_arabic(match[0])))
            return Item(line, kind, match[0], numbers)
    return Item(line, PLAIN, "")


def split_items(text: str) -> tuple[Item, ...]:
    """Split a cell into its items; a line without a marker goes on with the item above it."""
    items: list[Item] = []
    for line in text.split("\n"):
        item = parse_line(line)
        if items and item.kind == PLAIN:
            above = items.pop()
            item = Item(f"{above.text}\n{line}", above.kind, above.marker, above.numbers)
        items.append(item)
    return tuple(items)


def heading_line(text: str) -> str:
    """Give the first line of a cell where it is a numbered heading over a dash list.

    "๑. …" with a line "- …" or "• …" right below it; else "".
    """
    first, *rest = split_items(text)
    below = rest[0].kind if rest else PLAIN
    if first.kind == NUMBER and "\n" not in first.text and below in (DASH, BULLET):
        return first.text.strip()
    return ""
