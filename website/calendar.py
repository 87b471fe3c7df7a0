"""Months with the events that fall into them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from portal.thai.fiscal import BUDDHIST_ERA
from publications.models import NewsItem

FIRST_YEAR, LAST_YEAR = 2400, 2800  # of the Buddhist era
_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True)
class Day:
    """A day of the grid: `outside` belongs to the month before or after."""

    date: date
    outside: bool
    events: tuple[NewsItem, ...]


@dataclass(frozen=True)
class Month:
    """A month in weeks from Sunday to Saturday, as Thai wall calendars have them."""

    first: date
    weeks: tuple[tuple[Day, ...], ...]

    @property
    def days_with_events(self) -> list[Day]:
        return [day for week in self.weeks for day in week if day.events and not day.outside]

    @property
    def before(self) -> str:
        return month_text(self.first - timedelta(days=1))

    @property
    def after(self) -> str:
        return month_text(self.first + timedelta(days=31))


def month_text(day: date) -> str:
    """How the address names the month: 2569-11."""
    return f"{day.year + BUDDHIST_ERA}-{day.month:02}"


def asked_month(text: str, today: date) -> date:
    """The first day of the month that the address names, of today's when it names none."""
    found = _MONTH.fullmatch(text)
    year, month = (int(found[1]), int(found[2])) if found else (0, 0)
    if FIRST_YEAR < year < LAST_YEAR and 1 <= month <= 12:
        return date(year - BUDDHIST_ERA, month, 1)
    return today.replace(day=1)


def month_of(first: date) -> Month:
    """The month with its public events; one that lasts several days stands on each of them."""
    weeks = calendar.Calendar(calendar.SUNDAY).monthdatescalendar(first.year, first.month)
    starts, ends = _midnight(weeks[0][0]), _midnight(weeks[-1][-1] + timedelta(days=1))
    within = Q(event_starts__gte=starts) | Q(event_ends__gt=starts)
    found = NewsItem.objects.public().filter(within, event_starts__lt=ends)
    events = list(found.order_by("event_starts", "pk"))
    return Month(
        first=first,
        weeks=tuple(
            tuple(Day(day, day.month != first.month, _on(day, events)) for day in week)
            for week in weeks
        ),
    )


def _on(day: date, events: list[NewsItem]) -> tuple[NewsItem, ...]:
    return tuple(one for one in events if _first_day(one) <= day <= _last_day(one))


def _first_day(event: NewsItem) -> date:
    return timezone.localdate(event.event_starts)


def _last_day(event: NewsItem) -> date:
    """The day of its last moment: what ends at midnight is over when the next day begins."""
    ends = event.event_ends or event.event_starts
    return timezone.localdate(max(event.event_starts, ends - timedelta(microseconds=1)))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
