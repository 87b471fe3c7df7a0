"""Dated events for people's own calendars (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from portal.models import Organisation
from publications.models import NewsItem
from website.identity import identity, site_id

if TYPE_CHECKING:
    from icalendar import Event

BEHIND = timedelta(days=366)  # how far back the calendar of everything goes


def coming_and_recent() -> Iterable[NewsItem]:
    """Public events from a year ago on, the earliest first."""
    since = timezone.now() - BEHIND
    found = NewsItem.objects.public().filter(event_starts__gte=since)
    return found.select_related("unit").order_by("event_starts", "pk")


def as_calendar(events: Iterable[NewsItem], *, site: str) -> bytes:
    """The events as a calendar; each keeps its identity when it is changed later.

    `site` is the address of the website (https://…); times are given in UTC.
    """
    from icalendar import Calendar, Event  # noqa: PLC0415 - 3 MB of every process, seldom asked

    office = Organisation.current()
    number = site_id()
    calendar = Calendar()
    calendar.add("prodid", "-//portal//events//TH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", office.name)
    for one in events:
        calendar.add_component(_filled(Event(), one, site, number))
    return calendar.to_ical()


def _filled(event: Event, one: NewsItem, site: str, number: UUID) -> Event:
    event.add("uid", str(identity(number, "event", one.pk)))
    event.add("summary", one.title)
    event.add("dtstamp", (one.updated_at or one.publish_at).astimezone(UTC))
    event.add("dtstart", one.event_starts.astimezone(UTC))
    if one.event_ends:
        event.add("dtend", one.event_ends.astimezone(UTC))
    if one.event_place:
        event.add("location", one.event_place)
    if one.summary:
        event.add("description", one.summary)
    event.add("url", f"{site}{one.get_absolute_url()}")
    event.add("sequence", one.version)
    return event
