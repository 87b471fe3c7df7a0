"""What stands in the cells of the printed tables: amounts, names and dates as paper has them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from portal.thai.baht import format_baht
from portal.thai.dates import format_date
from portal.thai.digits import to_thai

NOTHING = "-"
_WORD = re.compile(r"\S+")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True)
class Line:
    """One paragraph of a cell; `style` names classes of the style sheet."""

    text: str
    style: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell as the templates print it; `heads` says that it names its row."""

    lines: tuple[Line, ...]
    style: str = ""
    colspan: str = ""
    heads: bool = False


def on_paper(text: str) -> str:
    """Give a typed text with Thai digits, as official paper has them throughout.

    Words with a Latin letter keep theirs: "กระดาษ A4 80 แกรม" has a name in it, and a number.
    """
    typed = " ".join(_CONTROL.sub(" ", text).split())
    return _WORD.sub(lambda word: word[0] if _LATIN.search(word[0]) else to_thai(word[0]), typed)


def amount(value: Decimal | None) -> str:
    """Give an amount with two decimals in Thai digits, a dash where there is none."""
    return NOTHING if value is None else format_baht(value, thai_digits=True)


def long_date(day: dt.date) -> str:
    """Give a date as it stands in prose: ๓๑ มีนาคม ๒๕๖๖."""
    return format_date(day, "long", thai_digits=True)


def one(text: str, style: str = "", **more: bool | str) -> Cell:
    """Make a cell of one paragraph; a dash where there is no text."""
    return Cell((Line(text or NOTHING),), style, **more)  # type: ignore[arg-type]


def listed(entries: Iterable[tuple[Line, ...]]) -> Cell:
    """Make a cell of several entries, numbered when there are two or more.

    The number stands before the first line of an entry; an entry without lines is a dash.
    """
    found = list(entries)
    if len(found) < 2:
        return Cell(found[0] if found and found[0] else (Line(NOTHING),))
    wide = "many" if len(found) > 9 else "several"
    lines: list[Line] = []
    for at, entry in enumerate(found, start=1):
        first, *others = entry or (Line(NOTHING),)
        lines.append(Line(f"{to_thai(at)}. {first.text}", f"{first.style} {wide}".strip()))
        lines += others
    return Cell(tuple(lines))
