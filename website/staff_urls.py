"""Keeping the website in order: /staff/website/."""

from __future__ import annotations

app_name = "website-staff"

urlpatterns: list = []
