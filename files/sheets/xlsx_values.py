"""The text that Excel shows for a stored number, by the cell's number format, and its value.

Number formats are those of ECMA-376 part 1, 18.8.30 and 18.8.31. Dates come out as Thai
Buddhist-era dates whatever the format says about their order, for that is how the rest
of a table writes them.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import ROUND_HALF_UP, Decimal

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from portal.thai.dates import be_year, format_date, month_name
from portal.thai.digits import to_thai

# Ids that Excel itself gives to dates in Thai (and other Asian) editions.
_THAI_DATE_IDS = {*range(27, 37), *range(50, 59), *range(71, 82)}
_THAI_DIGITS = re.compile(r"^t(?=[#0])|\[\$-D[0-9A-F]{6}\]", re.IGNORECASE)
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[[^\]]*\]')
_LONGEST_FORMAT = 255  # as in Excel
_LONGEST = 10**15  # beyond this a stored number has no exact digits left
_PATTERN = re.compile(r"[#0?][#0?,.]*")


def number_format(format_id: int, custom: dict[int, str]) -> str:
    """Give the format of a style's id: the file's own, or the one built into Excel."""
    if format_id in custom:
        return custom[format_id] if len(custom[format_id]) <= _LONGEST_FORMAT else "General"
    if format_id in _THAI_DATE_IDS:
        return "d mmmm yyyy"
    return BUILTIN_FORMATS.get(format_id, "General")


def shown_number(stored: str, pattern: str, *, from_1904: bool = False) -> str:
    """Give the text Excel shows for a stored number; a text that is no number stays."""
    try:
        value = float(stored)
    except ValueError:
        return stored
    thai = bool(_THAI_DIGITS.search(pattern))
    pattern = _THAI_DIGITS.sub("", pattern)
    if is_date_format(pattern) and (date := _date(value, from_1904)) is not None:
        text = _shown_date(date, pattern)
    else:
        text = _by_pattern(value, pattern)
    return to_thai(text) if thai else text


def stored_value(stored: str, pattern: str, *, from_1904: bool = False) -> Decimal | dt.date | None:
    """Give the number or the day that a cell holds, whatever its format shows of it.

    Numbers have the fifteen digits that Excel computes with. None for a text, for a time of
    day, and for what is no number at all.
    """
    try:
        value = float(stored)
    except ValueError:
        return None
    if is_date_format(_THAI_DIGITS.sub("", pattern)):
        found = _date(value, from_1904)
        if isinstance(found, dt.datetime):
            return found.date()
        return found if isinstance(found, dt.date) else None
    return Decimal(f"{value:.15g}") if math.isfinite(value) else None


def _date(value: float, from_1904: bool) -> dt.datetime | dt.date | dt.time | None:
    if value < 0:
        return None
    epoch = CALENDAR_MAC_1904 if from_1904 else CALENDAR_WINDOWS_1900
    try:
        found = from_excel(value, epoch)
    except (OverflowError, ValueError):
        return None
    return None if isinstance(found, dt.timedelta) else found


def _shown_date(date: dt.datetime | dt.date | dt.time, pattern: str) -> str:
    if isinstance(date, dt.time):
        return f"{date:%H:%M}"
    bare = _LITERAL.sub("", pattern).lower()
    if "d" not in bare and "y" in bare and "m" in bare:
        return f"{month_name(date.month)} {be_year(date)}"
    text = format_date(date, "short" if "mmm" in bare and "mmmm" not in bare else "long")
    if isinstance(date, dt.datetime) and "h" in bare and (date.hour or date.minute):
        text += f" {date:%H:%M}"
    return text


def _by_pattern(value: float, pattern: str) -> str:
    section = pattern.split(";")
    if value < 0 and len(section) > 1 and section[1]:
        shape, value = section[1], -value
    else:
        shape = section[0]
    if abs(value) >= _LONGEST or shape.lower() in ("general", "@", "") or "e+" in shape.lower():
        return _general(value)
    found = _PATTERN.search(_LITERAL.sub(lambda match: "\0" * len(match[0]), shape))
    if not found:
        return _general(value)
    before, after = shape[: found.start()], shape[found.end() :]
    percent = "%" in after or "%" in before
    number = _digits(value * 100 if percent else value, found[0])
    return f"{_literal(before)}{number}{_literal(after)}"


def _digits(value: float, pattern: str) -> str:
    whole, _dot, fraction = pattern.partition(".")
    places = len(fraction.rstrip(","))
    exact = Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{exact:{',' if ',' in whole.rstrip(',') else ''}f}"
    optional = len(fraction) - len(fraction.rstrip("#?"))
    if optional:
        kept, cut = text[: len(text) - optional], text[len(text) - optional :]
        text = (kept + cut.rstrip("0")).rstrip(".")
    least = whole.count("0")
    sign, unsigned = ("-", text[1:]) if text.startswith("-") else ("", text)
    head, dot, tail = unsigned.partition(".")
    return f"{sign}{head.zfill(least)}{dot}{tail}"


def _general(value: float) -> str:
    if value == int(value) and abs(value) < _LONGEST:
        return str(int(value))
    return f"{value:.10g}"


def _literal(text: str) -> str:
    return _LITERAL.sub(lambda match: match[1] or match[2] or "", text)
