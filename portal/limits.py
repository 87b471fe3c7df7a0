"""How often one visitor may do something that costs the portal dear, counted in memory alone.

Nothing of a visitor is kept: a bucket is found by a keyed hash of the address, under a random
key that only this process has and that it forgets every day. Nothing is stored or logged. Each
process counts for itself, so that a server of two allows up to twice as much; a restart forgets.

A bucket of ten that gains one a minute lets somebody try ten times at once and then every minute.
"""

from __future__ import annotations

import hmac
import math
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from django.http import HttpRequest

from accounts.addresses import throttled_address

KEY_LIFETIME = 24 * 3600  # seconds
MOST_VISITORS = 20_000  # of one bucket, about 4 MB; the ones seen longest ago are forgotten


@dataclass
class _Level:
    """How many tokens there were, and when."""

    tokens: float
    at: float


class Bucket:
    """Tokens of each visitor for one thing: `capacity` at most, one more each `refill_seconds`.

    Made once, at the top of a module: `TRIES = Bucket("receipts", 10, 60)`. Of IPv6 a visitor
    is the whole line; visitors whose address the server was not told share one bucket.
    """

    def __init__(
        self, name: str, capacity: int, refill_seconds: float, *, most: int = MOST_VISITORS
    ) -> None:
        self.name, self.capacity, self.refill_seconds = name, capacity, refill_seconds
        self._most = most
        self._levels: OrderedDict[bytes, _Level] = OrderedDict()
        self._lock = Lock()
        self._key, self._key_until = b"", 0.0

    def __repr__(self) -> str:
        return f"Bucket({self.name!r}, {self.capacity}, {self.refill_seconds})"

    def take(self, request: HttpRequest) -> bool:
        """Take a token of this visitor's; False when there is none."""
        now = time.monotonic()
        with self._lock:
            level = self._level(request, now)
            if level.tokens < 1 - 1e-9:  # what a sum of parts lacks of a whole
                return False
            level.tokens -= 1
            return True

    def wait(self, request: HttpRequest) -> int:
        """Whole seconds until the visitor has a token again; 0 when there is one."""
        now = time.monotonic()
        with self._lock:
            missing = 1 - self._level(request, now).tokens
        return math.ceil(max(missing, 0) * self.refill_seconds)

    def empty(self) -> None:
        """Forget everybody."""
        with self._lock:
            self._levels.clear()
            self._key_until = 0.0

    def _level(self, request: HttpRequest, now: float) -> _Level:
        """The visitor's level as it is now, seen last of all."""
        if now >= self._key_until:
            # What was counted under the old key is found by nobody any more.
            self._levels.clear()
            self._key, self._key_until = secrets.token_bytes(32), now + KEY_LIFETIME
        visitor = (throttled_address(request) or "").encode()
        mark = hmac.digest(self._key, visitor, "sha256")[:16]
        level = self._levels.pop(mark, None) or _Level(self.capacity, now)
        gained = (now - level.at) / self.refill_seconds
        level.tokens, level.at = min(self.capacity, level.tokens + gained), now
        self._levels[mark] = level
        if len(self._levels) > self._most:
            self._levels.popitem(last=False)
        return level
