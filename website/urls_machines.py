"""Addresses that programs read: feeds, calendars, open data, sitemap."""

from __future__ import annotations

from django.urls import path, register_converter

from website import feeds
from website.addresses import RowNumber
from website.views import machines, open_data

register_converter(RowNumber, "row")

patterns = [
    path("feeds/", feeds.Everything(), name="feed"),
    path("feeds/unit/<row:unit>/", feeds.OfUnit(), name="feed-unit"),
    path("feeds/<slug:kind>/", feeds.OfKind(), name="feed-kind"),
    path("calendar.ics", machines.calendar, name="calendar-ics"),
    path("news/<row:pk>/event.ics", machines.event, name="event-ics"),
    path("open-data/", open_data.index, name="open-data"),
    path("open-data/<slug:code>.csv", open_data.in_csv, name="open-data-csv"),
    path("open-data/<slug:code>.json", open_data.in_json, name="open-data-json"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", machines.sitemap_section, name="sitemap-section"),
    path("robots.txt", machines.robots, name="robots"),
]
