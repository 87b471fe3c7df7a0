"""What a text says about the assessment: its instrument, indicators and questions.

Instruments are IIT, EIT and OIT of the ITA; questions are coded by the instrument's first
letter and a number (e6, i3, o42).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from portal.thai.dates import DateNotUnderstood, compact, year_number
from portal.thai.digits import to_arabic
from portal.thai.fiscal import BUDDHIST_ERA, fiscal_year_of

_INSTRUMENT = re.compile(r"(?<![A-Za-z])(IIT|EIT|OIT)(?![A-Za-z])", re.IGNORECASE)
_INDICATOR = re.compile(
    r"ตัวชี้วัด(?:ย่อย)?\s*(?:ที่)?\s*(\d{1,2}(?:\.\d{1,2})?(?:\s*(?:,|และ|-|–)\s*\d{1,2}(?:\.\d{1,2})?)*)"
)
_QUESTION = re.compile(r"(?<![A-Za-z0-9])([eio])\s?(\d{1,2})(?![A-Za-z0-9])", re.IGNORECASE)
_FISCAL_YEAR = re.compile(r"ปีงบประมาณ(?:พ\.?ศ\.?)?(\d{4})")
_YEAR = re.compile(r"ปี(?:พ\.?ศ\.?)?(\d{4})")
_ROUND = re.compile(r"(?:รอบ|ระยะ)(6|12)เดือน")


def instrument_of(text: str) -> str:
    """Give "IIT", "EIT" or "OIT" where the text names exactly one of them, else ""."""
    named = {match[1].upper() for match in _INSTRUMENT.finditer(text)}
    return named.pop() if len(named) == 1 else ""


def indicators_of(text: str) -> tuple[str, ...]:
    """Give the numbers of the indicators named, such as ("9",), each once, in order."""
    numbers: dict[str, None] = {}
    for match in _INDICATOR.finditer(to_arabic(text)):
        listed = re.findall(r"[\d.]+|[-–]", match[1])
        for at, item in enumerate(listed):
            if item in "-–":
                first, last = listed[at - 1], listed[at + 1]
                if first.isdecimal() and last.isdecimal():
                    numbers |= dict.fromkeys(map(str, range(int(first) + 1, int(last))))
            else:
                numbers[item] = None
    return tuple(numbers)


def questions_of(text: str) -> tuple[str, ...]:
    """Give the codes of the questions named, such as ("e6",), each once, in order."""
    found = _QUESTION.finditer(to_arabic(text))
    return tuple(dict.fromkeys(f"{match[1].lower()}{int(match[2])}" for match in found))


def fiscal_year_in(lines: tuple[str, ...]) -> int | None:
    """Give the Buddhist-era fiscal year that a title names, None where it names none.

    A line that names the round goes first: the reasons above a table may speak of last year.
    """
    flat = sorted(map(compact, lines), key=lambda line: not _ROUND.search(line))
    for pattern in (_FISCAL_YEAR, _YEAR):
        for line in flat:
            if match := pattern.search(line):
                return _buddhist(match[1])
    return None


def fiscal_year_of_periods(ends: Iterable[dt.date | None]) -> int | None:
    """Give the one fiscal year in which all periods end, None where they differ or lack one."""
    years = {fiscal_year_of(day) for day in ends if day}
    return years.pop() if len(years) == 1 else None


def round_in(lines: tuple[str, ...]) -> str:
    """Give the round, "6" or "12", that a title names first, else ""."""
    found = (_ROUND.search(compact(line)) for line in lines)
    return next((match[1] for match in found if match), "")


def _buddhist(digits: str) -> int | None:
    try:
        return year_number(digits) + BUDDHIST_ERA
    except DateNotUnderstood:
        return None
