"""Values that every public page needs, kept in the process until something public changes."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from time import time
from typing import Any

from django.conf import settings

from portal import freshness

MOST = 500  # values under one stamp; more are made anew each time


class Keeper:
    """Keeps what was made under one stamp (`portal.freshness`).

    `ends` tells when the clock alone makes it old, in seconds since 1970; it is asked once a
    stamp. What a caller gets is shared by all requests of the process: nobody may change it.
    """

    def __init__(self, ends: Callable[[], float] = lambda: inf) -> None:
        self._ends = ends
        self._stamp, self._until = "", 0.0
        self._values: dict[object, Any] = {}

    def get(self, key: object, make: Callable[[], Any]) -> Any:
        """The value under the key; made by `make` when there is none of the present stamp."""
        if not settings.KEEP_PARTS:
            return make()
        stamp = freshness.stamp()
        if stamp != self._stamp or time() >= self._until:
            # A new dict, not an emptied one: who is still making an old value keeps the old.
            self._values, self._stamp, self._until = {}, stamp, self._ends()
        values = self._values
        if key not in values:
            made = make()
            if len(values) >= MOST:
                return made
            values[key] = made
        return values[key]
