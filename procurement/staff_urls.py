"""The addresses of whoever keeps the procurement."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "procurement-staff"

urlpatterns: list[URLPattern] = [
    # Months
    # The plan
    # The year
]
