"""Addresses by name, also of rooms that this portal may not have."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.urls.converters import IntConverter


def address_of(view_name: str, *args: Any) -> str:
    """Where the page is; "" while no such page exists, so that nothing links to it."""
    try:
        return reverse(view_name, args=args)
    except NoReverseMatch:
        return ""


class RowNumber(IntConverter):
    """The number of a row in an address: no longer than what a database holds (63 bits)."""

    regex = "[0-9]{1,18}"
