"""Working days of a government office: weekends, public holidays and their substitutes.

Which days are off is announced by the cabinet, year by year. They come as a table, made by
`tools.public_holidays` from the package `holidays`; years beyond it are asked of the package
itself. What the cabinet announces later, an office adds itself (`portal.calendar_days`).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import get_language, pgettext

TABLE = Path(__file__).parent / "public_holidays.csv"
COVERED = range(2020, 2046)  # years of the table, Common Era
ONE_DAY = timedelta(days=1)
SATURDAY = 5

# Banks and factories keep Labour Day, government offices do not. Children's Day is a Saturday.
_NOT_GOVERNMENTS = ("แรงงาน", "Labor", "วันเด็ก", "Children")
_IN_LIEU = "ชดเชย"
# The package names some days in full, as decrees do; here as the cabinet's yearly lists do.
_USUAL_NAMES = {
    "วันพระบาทสมเด็จพระพุทธยอดฟ้าจุฬาโลกมหาราช": "วันจักรี",
    "วันเฉลิมพระชนมพรรษาพระบาทสมเด็จพระปรเมนทร": "วันเฉลิมพระชนมพรรษาพระบาทสมเด็จพระเจ้าอยู่หัว",
    "วันเฉลิมพระชนมพรรษาสมเด็จพระนางเจ้าสุทิดา": "วันเฉลิมพระชนมพรรษาสมเด็จพระบรมราชินี",
    "วันเฉลิมพระชนมพรรษาสมเด็จพระบรมราชชนนี": "วันแม่แห่งชาติ",
    "วันคล้ายวันเฉลิมพระชนมพรรษา": "วันพ่อแห่งชาติ",
    "วันชาติ": "วันพ่อแห่งชาติ",
    "วันหยุดพิเศษ": "วันหยุดราชการเพิ่มเติมเป็นกรณีพิเศษ",
}


class PackagedDay(NamedTuple):
    """A public holiday's name in both languages."""

    thai: str
    english: str

    def __str__(self) -> str:
        return self.english if (get_language() or "").startswith("en") else self.thai


class SpecialDay(NamedTuple):
    """A day that an office has announced: off, or worked although it would be off."""

    name: str
    works: bool


class LastDay(NamedTuple):
    """The end of a period: `counted` days on, and `due`, later when that day was off.

    `because` names the days off from the one to the other; "" when they are the same.
    """

    counted: date
    due: date
    because: str


@dataclass(frozen=True)
class WorkCalendar:
    """The working days of an office; `special` are its own, before all others."""

    special: Mapping[date, SpecialDay] = field(default_factory=dict)

    def day_off(self, day: date) -> str:
        """Why the office is closed on this day, in the reader's language; "" when it works."""
        if own := self.special.get(day):
            return "" if own.works else own.name
        if public := public_holidays(day.year).get(day):
            return str(public)
        return _weekend(day)

    def works_on(self, day: date) -> bool:
        """Whether the office is open on this day."""
        return not self.day_off(day)

    def working_day_from(self, day: date) -> date:
        """This day, or the next that is worked."""
        while not self.works_on(day):
            day += ONE_DAY
        return day

    def last_day(self, start: date, days: int) -> LastDay:
        """The end of a period of `days` days that begins with what happened on `start`.

        The first day is not counted, and a last day that is off gives way to the next working
        day (Civil and Commercial Code, sections 193/3 and 193/8).
        """
        counted = start + timedelta(days=days)
        due = self.working_day_from(counted)
        off = (self.day_off(counted + timedelta(days=n)) for n in range((due - counted).days))
        return LastDay(counted, due, ", ".join(dict.fromkeys(off)))


@lru_cache(maxsize=128)
def public_holidays(year: int) -> Mapping[date, PackagedDay]:
    """The public holidays that government offices keep in a year of the Common Era."""
    if year in COVERED:
        return _table().get(year, {})
    return from_package(year)


def from_package(year: int) -> dict[date, PackagedDay]:
    """The same as the package has it; a process pays 19 MB for it once."""
    from holidays.constants import GOVERNMENT, PUBLIC  # noqa: PLC0415 - see above
    from holidays.countries.thailand import Thailand  # noqa: PLC0415

    known = (PUBLIC, GOVERNMENT)
    thai = Thailand(years=year, categories=known, language="th")
    english = Thailand(years=year, categories=known, language="en_US")
    return {
        day: PackagedDay(
            " ".join(dict.fromkeys(_usual_name(name) for name in names)),
            min(_governments(english.get_list(day)), key=len),
        )
        for day in thai
        if (names := _governments(thai.get_list(day)))
    }


def _governments(names: list[str]) -> list[str]:
    return sorted(n for n in names if not any(part in n for part in _NOT_GOVERNMENTS))


def _usual_name(name: str) -> str:
    plain = name.removeprefix(_IN_LIEU)
    usual = next((short for long, short in _USUAL_NAMES.items() if plain.startswith(long)), plain)
    return usual if plain == name else f"{_IN_LIEU}{usual}"


@lru_cache(maxsize=1)
def _table() -> dict[int, dict[date, PackagedDay]]:
    years: dict[int, dict[date, PackagedDay]] = {}
    with TABLE.open(encoding="utf-8", newline="") as lines:
        for iso, thai, english in csv.reader(lines):
            day = date.fromisoformat(iso)
            years.setdefault(day.year, {})[day] = PackagedDay(thai, english)
    return years


def _weekend(day: date) -> str:
    if day.weekday() < SATURDAY:
        return ""
    if day.weekday() == SATURDAY:
        return pgettext("day off", "Saturday")
    return pgettext("day off", "Sunday")
