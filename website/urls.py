"""The public's addresses."""

from __future__ import annotations

app_name = "website"

urlpatterns: list = []
