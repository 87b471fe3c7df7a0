"""Addresses by name, also of rooms that this portal may not have."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, reverse

# Stand in for the numbers of rows and the keys of files: no address holds them by itself.
_NUMBER, _KEY = 900_000_000_000_000_000, 0xD0C5_0000_0000_4000_8000_0000_0000_0000


def address_of(view_name: str, *args: int | str | UUID) -> str:
    """Where the page is; "" while no such page exists, so that nothing links to it.

    A page names dozens of addresses, so the form of each is looked up once a process.
    """
    texts = tuple(one if isinstance(one, str) else type(one) for one in args)
    shape = _shape(settings.ROOT_URLCONF, get_script_prefix(), view_name, texts)
    return shape.format(*args)


@lru_cache(maxsize=1000)
def _shape(urlconf: str, prefix: str, view_name: str, texts: tuple[str | type, ...]) -> str:
    """The address with {0}, {1} … for what is not a text."""
    stand_ins = [_stand_in(one, place) for place, one in enumerate(texts)]
    try:
        address = reverse(view_name, args=stand_ins)
    except NoReverseMatch:
        return ""
    for place, one in enumerate(texts):
        if not isinstance(one, str):
            address = address.replace(str(stand_ins[place]), f"{{{place}}}")
    return address


def _stand_in(one: str | type, place: int) -> str | int | UUID:
    if isinstance(one, str):
        return one
    return UUID(int=_KEY + place) if issubclass(one, UUID) else _NUMBER + place
