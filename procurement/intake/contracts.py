"""The number and the day of contracts and orders, from one cell or from two.

"เลขที่ 12/2569 ลงวันที่ 15 ตุลาคม 2568", "ใบสั่งซื้อเลขที่ 5/2569 ลว. 1 ต.ค. 68", both on lines of their
own, and several of them in a cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from portal.thai.dates import MONTHS, SHORT_MONTHS
from portal.thai.digits import to_arabic
from procurement.intake.cells import CellNotUnderstood, complain_of_signs, day, is_nothing, plain

LONGEST_CELL = 5_000
LONGEST_NUMBER = 100
MOST = 200

_MARK = re.compile(r"\s*[,;(]?\s*(?:ลง\s*วันที่|ลว\.?|วันที่|(?<=\s)ลง(?=\s*\d))\s*:?\s*")
_NAMES = "|".join(
    sorted({re.escape(name) for name in MONTHS} | {re.escape(n) for n in SHORT_MONTHS}, key=len)[
        ::-1
    ]
)
_YEAR = r"(?:พ\.?\s?ศ\.?\s?|ค\.?\s?ศ\.?\s?)?\d{2,4}"
_DAY = re.compile(
    rf"(?<![\d/.-])(?:\d{{1,2}}\s?(?:เดือน\s?)?(?:{_NAMES}|[A-Za-z]{{3,9}})\s?{_YEAR}"
    r"|\d{1,2}([/-])\d{1,2}\1\d{2,4}|\d{4}-\d{2}-\d{2})(?![\d/-])"
)
_ITEM = re.compile(r"(?:\(\d{1,2}\)|\d{1,2}\)|\d{1,2}\.(?!\d)|[-•*])\s*(?=\D)")
_LABEL_ONLY = re.compile(r"[^\d]*(?:เลขที่|ลง\s*วันที่|วันที่|ลว\.?)\s*:?")
_NUMBER_LABEL = re.compile(r"\s*เลขที่\s*:?\s*|^ที่\s*:?\s*(?=\S)")
_AROUND = " \t,;:()/-"


@dataclass(frozen=True)
class Contract:
    """A contract or order: its number with its kind ("ใบสั่งซื้อ 5/2569"), and its day."""

    number: str = ""
    date: date | None = None


def contracts(text: str) -> tuple[Contract, ...]:
    """The contracts of a cell that holds numbers and days; raises CellNotUnderstood."""
    entries: list[list[str | date | None]] = []
    for line in _lines(text):
        number, found = _divided(line)
        if number and found:
            entries.append([number, found])
        elif number:
            entries.append([number, None])
        elif found:
            waiting = next((entry for entry in entries if entry[1] is None), None)
            if waiting is None:
                entries.append(["", found])
            else:
                waiting[1] = found
    return _checked([Contract(str(number), _day_or_none(at)) for number, at in entries])


def contracts_beside(numbers: str, days: Sequence[date | None]) -> tuple[Contract, ...]:
    """The contracts of a cell of numbers and of the days beside it, line by line.

    A number "-" keeps its place among others. One day beside several numbers is the day of
    them all. Raises CellNotUnderstood.
    """
    found = [_divided(line) for line in _lines(numbers, gaps=True)]
    own = [number for number, _at in found]
    if not any(days):
        dated = any(at for _number, at in found)
        return contracts(numbers) if dated else _checked([Contract(one) for one in own])
    if len(days) == 1:
        return _checked([Contract(number, days[0]) for number in own or [""]])
    own = own or [""] * len(days)
    if len(own) != len(days):
        message = _("{numbers} numbers and {days} days of contracts do not pair.")
        raise CellNotUnderstood(message.format(numbers=len(own), days=len(days)))
    return _checked([Contract(number, at) for number, at in zip(own, days, strict=True)])


def _lines(text: str, *, gaps: bool = False) -> list[str]:
    """The lines of a cell; with `gaps` those that say "-" among others, too."""
    if len(text) > LONGEST_CELL:
        raise CellNotUnderstood(_("This is too long for a cell of contracts."))
    complain_of_signs(text)
    lines: list[str] = []
    for line in plain(text).split("\n"):
        if lines and len(lines[-1]) < LONGEST_NUMBER and _LABEL_ONLY.fullmatch(lines[-1]):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
    filled = [line for line in lines if not is_nothing(line)]
    return lines if gaps and filled else filled


def _divided(line: str) -> tuple[str, date | None]:
    """A line's number and its day."""
    item = _ITEM.match(to_arabic(line))
    line = line[item.end() :] if item else line
    flat = to_arabic(line)
    marks = list(_MARK.finditer(flat))
    if marks and flat[marks[-1].end() :].strip(_AROUND):
        behind = _ASIDE.sub("", flat[marks[-1].end() :])
        return _number(line[: marks[-1].start()]), day(behind.strip(_AROUND))
    days = list(_DAY.finditer(flat))
    if not days:
        return _number(line), None
    at = days[-1]
    rest = f"{line[: at.start()]} {line[at.end() :]}"
    return _number(rest), day(at[0])


_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")


def _number(text: str) -> str:
    number = _NUMBER_LABEL.sub(" ", text.strip(_AROUND), count=1)
    number = re.sub(r"\s*(?:ลง\s*วันที่|วันที่|ลว\.?)\s*:?\s*-*$", "", number)
    number = " ".join(number.split()).strip(_AROUND)
    return "" if is_nothing(number) else to_arabic(number)


def _day_or_none(at: str | date | None) -> date | None:
    return at if isinstance(at, date) else None


def _checked(found: list[Contract]) -> tuple[Contract, ...]:
    if len(found) > MOST:
        raise CellNotUnderstood(_("This is too long for a cell of contracts."))
    for one in found:
        if len(one.number) > LONGEST_NUMBER:
            message = _("A contract's number is longer than {limit} characters.")
            raise CellNotUnderstood(message.format(limit=LONGEST_NUMBER))
    return tuple(found)
