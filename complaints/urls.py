"""The public's addresses: /complaints/. Whatever a complainant does is done at the first one."""

from __future__ import annotations

from django.urls import URLPattern, path

from complaints.views import following, heads, start, statistics

app_name = "complaints"

urlpatterns: list[URLPattern] = [
    # Reporting and following: one address, so that a browser's history tells no more than that.
    path("", start.start, name="start"),
    path("leave/", following.leave, name="leave"),
    # What everybody may read
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics/<int:year>/", statistics.statistics, name="statistics-year"),
    path("heads/", heads.heads, name="heads"),
]
