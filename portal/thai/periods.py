"""Ranges of dates, cadences, and dates inside prose, as Thai tables of work write them.

All functions work on the text as typed: Thai or Arabic digits, any dash, full or
abbreviated months, blanks and line breaks in odd places.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.thai.dates import (
    MONTH_KEYS,
    SHORT_MONTHS,
    DateNotUnderstood,
    be_year,
    calendar_date,
    compact,
    format_date,
    month_name,
    month_number,
    year_number,
)
from portal.thai.digits import to_thai
from portal.thai.fiscal import BUDDHIST_ERA, FiscalYear, month_end

WEEKLY, MONTHLY, QUARTERLY = "weekly", "monthly", "quarterly"
HALF_YEARLY, EACH_ROUND = "half-yearly", "each-round"


def _month_pattern() -> str:
    """Match months inside a longer text; a bare "มค" counts only where no letter touches it."""
    full = sorted((key for key in MONTH_KEYS if len(key) > 3), key=len, reverse=True)
    dotted = [rf"(?<!\.){re.escape(name[:-1])}\.?" for name in SHORT_MONTHS]
    bare = [rf"(?<![ก-๙]){name.replace('.', '')}(?![ก-๙.])" for name in SHORT_MONTHS]
    return "|".join([*full, *dotted, *bare])


_YEAR = r"(?:[/,'’]?(?:ปี)?(?P<era>พ\.?ศ\.?|ค\.?ศ\.?)?(?P<year>\d{2}(?!\d)|\d{4,}))?"
_POINT = re.compile(
    r"(?:(?P<iso>\d{4}-\d{1,2}-\d{1,2})(?!\d)"
    r"|(?<![\d/])(?P<numeric>\d{1,2}/\d{1,2}/(?:\d{4}|\d{2}))(?!\d)"
    r"|(?:(?<![\d.])(?P<first_day>\d{1,2})-(?=\d))?"
    r"(?:(?<![\d.])(?P<day>\d{1,2}))?(?:เดือน)?"
    rf"(?P<month>{_month_pattern()}){_YEAR})"
)
_LEAD = r"(?:ตั้งแต่|นับแต่)?(?:วัน[ก-๙]{0,8}ที่|ที่)?(?:ต้น|สิ้น|ปลาย)?(?:เดือน)?"
_JOINER = re.compile(rf"\)?(?:-|ถึง|จนถึง|to)+{_LEAD}")
_LIST_JOINER = re.compile(rf"(?:และ|หรือ|กับ|,|/)+(?:ภายใน)?{_LEAD}")
_WITHIN = re.compile(rf"(?:ภายใน|ไม่เกิน|ก่อน|แล้วเสร็จใน){_LEAD}$")
_DONE = re.compile(
    r"(?:แล้วเสร็จ|เสร็จสิ้น|เสร็จเรียบร้อย|ดำเนินการ)(?:แล้ว)?(?:เมื่อ|ใน|ณ)?(?:วัน[ก-๙]{0,8}ที่)?$"
)
_REACH = 60  # signs before a date in which the words that lead to it can stand
_NUMBERED_LINE = re.compile(r"\n[^\S\n]*(?=\(?[0-9๐-๙]{1,2}[.)](?![0-9๐-๙]))")

_FISCAL = re.compile(r"ปีงบประมาณ(?:ปี)?(?:พ\.?ศ\.?)?(?P<year>\d{2,4})?(?:-(?P<last>\d{2,4}))?")
_QUARTER = re.compile(
    r"ไตรมาส(?:ที่)?(?P<first>[1-4])(?!\d)"
    r"(?:(?:-|ถึง|และ)(?:ไตรมาส)?(?:ที่)?(?P<last>[1-4])(?!\d))?(?:/(?P<year>\d{4}|\d{2}))?"
)
_WHOLE_YEAR = re.compile(r"(?:ตลอด|ทั้ง)(?:ทั้ง)?ปี(?:พ\.?ศ\.?)?(?P<year>\d{4})?|(?:รอบ)?12เดือน")
_SECOND_HALF = re.compile(r"6เดือนหลัง|ครึ่งปีหลัง")
_FIRST_HALF = re.compile(r"6เดือนแรก|ครึ่งปีแรก|(?<!ทุก)รอบ6เดือน")

_CADENCES = (
    (WEEKLY, r"(?:ทุกๆ?|ราย)1?(?:สัปดาห์|อาทิตย์)|(?:สัปดาห์|อาทิตย์)ละ"),
    (MONTHLY, r"(?:ทุกๆ?|ราย)1?เดือน|เดือนละ"),
    (QUARTERLY, r"(?:ทุกๆ?|ราย)(?:ไตรมาส|3เดือน)|ไตรมาสละ"),
    (HALF_YEARLY, r"(?:ทุกๆ?|ราย)(?:6เดือน|ครึ่งปี)|ปีละ2ครั้ง"),
    (EACH_ROUND, r"(?:ทุกๆ?|แต่ละ|ราย)รอบ"),
)


@dataclass(frozen=True)
class Period:
    """What a period says: first and last day (a deadline has no first) and how often."""

    starts: dt.date | None = None
    ends: dt.date | None = None
    cadence: str = ""


@dataclass(frozen=True)
class _Point:
    """A day or a whole month in a text; `year` is Christian-era, None where none is written."""

    at: tuple[int, int]
    month: int
    year: int | None
    day: str | None = None
    first_day: str | None = None

    def first(self) -> dt.date:
        return calendar_date(self.first_day or self.day or "1", self.month, self._year())

    def last(self) -> dt.date:
        if self.day is None:
            return month_end(self.first())
        return calendar_date(self.day, self.month, self._year())

    def _year(self) -> int:
        if self.year is None:
            name = month_name(self.month)
            raise DateNotUnderstood(name, format_lazy(_("“{part}” has no year."), part=name))
        return self.year


def parse_period(text: str, *, fiscal_year: int | None = None) -> Period:
    """Understand the text of a period cell: a range, a month, a fiscal year, a cadence.

    A month without a day begins on its first day and ends on its last. A missing year is
    taken from the other end of the range, else from the fiscal year the text names, else
    from `fiscal_year` (Buddhist-era). "ภายใน…" gives an end without a start.
    Raises DateNotUnderstood when nothing is understood or a date cannot be.
    """
    flat = _flatten(text)
    cadence = find_cadence(text)
    year = _stated_year(flat, fiscal_year)
    points = [_with_month_year(point, year) for point in _dated(_points(flat), flat)]
    if points:
        first, last = min(p.first() for p in points), max(p.last() for p in points)
        _refuse_backwards(flat, points, text)
        return Period(None if _led_by(_WITHIN, flat, points[0]) else first, last, cadence)
    named = _named_span(flat, year)
    if named:
        return Period(*named, cadence)
    if cadence:
        return Period(cadence=cadence)
    part = text.strip()
    raise DateNotUnderstood(part, format_lazy(_("“{part}” is not a period."), part=part))


def find_cadence(text: str) -> str:
    """Give the first cadence named in a text, "" where there is none.

    One of "weekly", "monthly", "quarterly", "half-yearly" and "each-round".
    """
    flat = _flatten(text)
    found = [(m.start(), name) for name, rule in _CADENCES if (m := re.search(rule, flat))]
    return min(found)[1] if found else ""


def find_completion_dates(text: str) -> tuple[dt.date, ...]:
    """Give the exact dates that a prose names as those of completion, in its order there.

    Such as "… แล้วเสร็จ เมื่อวันที่ ๓ เดือนเมษายน พ.ศ.๒๕๖๖" or "ดำเนินการเมื่อวันที่ …";
    the date of a meeting told in passing is not one.
    """
    flat = _flatten(text)
    done = (point for point in _exact(flat) if _led_by(_DONE, flat, point))
    return tuple(date for point in done if (date := _possible(point)))


def find_due_dates(text: str, *, fiscal_year: int | None = None) -> tuple[dt.date, ...]:
    """Give the last days by which a prose says things are due, earliest first, each once.

    "ภายในเดือนตุลาคม ๒๕๖๕" is 31 October. A month without a year is that of
    `fiscal_year` (Buddhist-era); without that it is left out. A text that is nothing but
    one date or month is due then.
    """
    flat = _flatten(text)
    points = (_with_month_year(point, fiscal_year) for point in _points(flat, strict=False))
    due, open_until = set(), -1
    for point in points:
        start, end = point.at
        follows = open_until >= 0 and _LIST_JOINER.fullmatch(flat, open_until, start)
        alone = (start, end) == (0, len(flat))
        if follows or alone or _led_by(_WITHIN, flat, point):
            open_until = end
            if point.year is not None and (day := _possible(point)):
                due.add(day)
    return tuple(sorted(due))


def format_period(starts: dt.date, ends: dt.date, thai_digits: bool = False) -> str:
    """Write a range with an en dash; whole months without their days.

    1 October 2022 to 31 March 2023 is "ตุลาคม 2565 – มีนาคม 2566".
    """
    if starts.day == 1 and ends == month_end(ends):
        first, last = (f"{month_name(day.month)} {be_year(day)}" for day in (starts, ends))
    else:
        first, last = format_date(starts), format_date(ends)
    written = first if first == last else f"{first} – {last}"
    return to_thai(written) if thai_digits else written


def _flatten(text: str) -> str:
    """Compact a prose, keeping a numbered line from running into the year before it."""
    return compact(_NUMBERED_LINE.sub("¶", text)).lower()


def _points(flat: str, *, strict: bool = True) -> Iterator[_Point]:
    """Give the days and months of a text; a year that cannot be is refused or passed over."""
    for match in _POINT.finditer(flat):
        try:
            yield _point(match)
        except DateNotUnderstood:
            if strict:
                raise


def _point(match: re.Match[str]) -> _Point:
    parts, at = match.groupdict(), match.span()
    if numbers := parts["iso"] or parts["numeric"]:
        order = re.split(r"[-/]", numbers)
        year, month, day = order if parts["iso"] else reversed(order)
        return _Point(at, month_number(month), year_number(year), day)
    stated = year_number(parts["year"], era=parts["era"]) if parts["year"] else None
    return _Point(at, month_number(parts["month"]), stated, parts["day"], parts["first_day"])


def _exact(flat: str) -> Iterator[_Point]:
    points = _points(flat, strict=False)
    return (point for point in points if point.day and point.year is not None)


def _led_by(words: re.Pattern[str], flat: str, point: _Point) -> bool:
    start = point.at[0]
    return bool(words.search(flat[max(0, start - _REACH) : start]))


def _possible(point: _Point) -> dt.date | None:
    try:
        return point.last()
    except DateNotUnderstood:
        return None


def _dated(points: Iterator[_Point], flat: str) -> list[_Point]:
    """Carry a year to the end of a range that has none."""
    dated = list(points)
    for index in range(len(dated) - 1):
        left, right = dated[index], dated[index + 1]
        if not _JOINER.fullmatch(flat[left.at[1] : right.at[0]]):
            continue
        over_new_year = right.month < left.month
        if left.year is None and right.year is not None:
            dated[index] = replace(left, year=right.year - over_new_year)
        elif right.year is None and left.year is not None:
            dated[index + 1] = replace(right, year=left.year + over_new_year)
    return dated


def _with_month_year(point: _Point, fiscal_year: int | None) -> _Point:
    if point.year is None and fiscal_year:
        return replace(point, year=FiscalYear(fiscal_year).first_of_month(point.month).year)
    return point


def _refuse_backwards(flat: str, points: list[_Point], text: str) -> None:
    for left, right in pairwise(points):
        joined = _JOINER.fullmatch(flat[left.at[1] : right.at[0]])
        if joined and left.first() > right.last():
            part = text.strip()
            message = format_lazy(_("“{part}” ends before it begins."), part=part)
            raise DateNotUnderstood(part, message)


def _stated_year(flat: str, default: int | None) -> int | None:
    match = _FISCAL.search(flat)
    return _buddhist(match["year"]) if match and match["year"] else default


def _buddhist(digits: str) -> int:
    return year_number(digits) + BUDDHIST_ERA


def _named_span(flat: str, year: int | None) -> tuple[dt.date, dt.date] | None:
    """Give the span of a quarter, a half or a whole fiscal year named in the text."""
    if quarter := _QUARTER.search(flat):
        named = _needed(_buddhist(quarter["year"]) if quarter["year"] else year, quarter[0])
        return named.quarter(int(quarter["first"]))[0], named.quarter(
            int(quarter["last"] or quarter["first"])
        )[1]
    if half := _SECOND_HALF.search(flat):
        return _needed(year, half[0]).second_half()
    if half := _FIRST_HALF.search(flat):
        return _needed(year, half[0]).round("6")
    if whole := _FISCAL.search(flat):
        last = _buddhist(whole["last"]) if whole["last"] else None
        return _needed(year, whole[0]).start, _needed(last or year, whole[0]).end
    if whole := _WHOLE_YEAR.search(flat):
        stated = _buddhist(whole["year"]) if whole["year"] else year
        return _needed(stated, whole[0]).start, _needed(stated, whole[0]).end
    return None


def _needed(year: int | None, part: str) -> FiscalYear:
    if year is None:
        raise DateNotUnderstood(part, format_lazy(_("“{part}” has no year."), part=part))
    return FiscalYear(year)
