"""The fiscal year of Thai government offices.

It runs from 1 October to 30 September and is named by the Buddhist-era year in which
it ends (Budget Procedures Act B.E. 2561, section 4): fiscal year 2566 is
1 October 2565 to 30 September 2566.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

BUDDHIST_ERA = 543
FIRST_MONTH = 10
ROUND_MONTHS = {"6": 6, "12": 12}

_EARLIEST, _LATEST = 2400, 2800


@dataclass(frozen=True, order=True)
class FiscalYear:
    """One fiscal year, by its Buddhist-era number.

    >>> FiscalYear(2566).start
    datetime.date(2022, 10, 1)
    """

    number: int

    def __post_init__(self) -> None:
        """Refuse a number that cannot be a Buddhist-era year, such as 2023."""
        if not _EARLIEST <= self.number <= _LATEST:
            raise ValueError(f"not a Buddhist-era fiscal year: {self.number}")

    def __str__(self) -> str:
        """Give the bare number, as the year is spoken of."""
        return str(self.number)

    def __contains__(self, day: dt.date) -> bool:
        """Tell whether `day` lies in this year, both ends included."""
        return self.start <= day <= self.end

    @classmethod
    def of(cls, day: dt.date) -> FiscalYear:
        """Give the fiscal year that `day` (for example today) lies in."""
        return cls(fiscal_year_of(day))

    @property
    def start(self) -> dt.date:
        """1 October, the first day."""
        return dt.date(self.number - BUDDHIST_ERA - 1, FIRST_MONTH, 1)

    @property
    def end(self) -> dt.date:
        """30 September, the last day."""
        return dt.date(self.number - BUDDHIST_ERA, FIRST_MONTH - 1, 30)

    @property
    def half_ends(self) -> tuple[dt.date, dt.date]:
        """The last days of the two rounds: 31 March and 30 September."""
        return self.months(6)[1], self.end

    @property
    def quarters(self) -> tuple[tuple[dt.date, dt.date], ...]:
        """First and last day of each of the four quarters, October–December first."""
        return tuple(self.quarter(number) for number in (1, 2, 3, 4))

    @property
    def previous(self) -> FiscalYear:
        """The year before."""
        return FiscalYear(self.number - 1)

    @property
    def next(self) -> FiscalYear:
        """The year after."""
        return FiscalYear(self.number + 1)

    def quarter(self, number: int) -> tuple[dt.date, dt.date]:
        """Give first and last day of quarter 1 to 4; any other number is a ValueError."""
        if number not in (1, 2, 3, 4):
            raise ValueError(f"not a quarter: {number}")
        first = self.first_of_month((FIRST_MONTH + 3 * (number - 1) - 1) % 12 + 1)
        return first, month_end(self._month_after(first, 2))

    def months(self, count: int) -> tuple[dt.date, dt.date]:
        """Give first and last day of the year's first `count` months (1 to 12)."""
        if not 1 <= count <= 12:
            raise ValueError(f"a year has 1 to 12 months, not {count}")
        return self.start, month_end(self._month_after(self.start, count - 1))

    def round(self, name: str) -> tuple[dt.date, dt.date]:
        """Give first and last day that the report of round "6" or "12" speaks of.

        Both begin on 1 October: the 12-month report covers the whole year.
        """
        return self.months(ROUND_MONTHS[name])

    def second_half(self) -> tuple[dt.date, dt.date]:
        """Give 1 April and 30 September."""
        return self.quarter(3)[0], self.end

    def first_of_month(self, month: int) -> dt.date:
        """Give day 1 of calendar month `month` (1 to 12) as it falls in this year."""
        if not 1 <= month <= 12:
            raise ValueError(f"not a month: {month}")
        year = self.start.year if month >= FIRST_MONTH else self.end.year
        return dt.date(year, month, 1)

    @staticmethod
    def _month_after(first: dt.date, count: int) -> dt.date:
        years, month = divmod(first.month - 1 + count, 12)
        return dt.date(first.year + years, month + 1, 1)


def fiscal_year_of(day: dt.date) -> int:
    """Give the Buddhist-era number of the fiscal year that `day` lies in."""
    return day.year + BUDDHIST_ERA + (1 if day.month >= FIRST_MONTH else 0)


def month_end(day: dt.date) -> dt.date:
    """Give the last day of the calendar month of `day`."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
