"""The portal's clock put back, so that the sample's history happened when it says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from unittest import mock

from django.utils import timezone


@contextmanager
def at(day: date, hour: int = 10, minute: int = 0) -> Iterator[None]:
    """Inside, `timezone.now()` (and so `localdate()` and `auto_now_add`) is that moment."""
    moment = datetime.combine(day, time(hour, minute), timezone.get_default_timezone())
    with mock.patch.object(timezone, "now", lambda: moment):
        yield
