"""Addresses by name, also of rooms that this portal may not have."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse


def address_of(view_name: str, *args: Any) -> str:
    """Where the page is; "" while no such page exists, so that nothing links to it."""
    try:
        return reverse(view_name, args=args)
    except NoReverseMatch:
        return ""
