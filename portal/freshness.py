"""The stamp of everything public: whoever changes it makes every kept page old at once.

The stamp lives where every process of the portal reads it: in the shared cache where one is
configured (`CACHE_URL`, several machines), else in a small file beside the data, whose
reading costs a microsecond.
"""

from __future__ import annotations

import os
from pathlib import Path
from time import time_ns
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

KEY = "public-stamp"


def touch() -> None:
    """Make every kept page old once the current transaction is committed; at once outside."""
    transaction.on_commit(touch_now)


def stamp() -> str:
    """What a kept page must have been made under to be given out again."""
    if settings.SHARED_CACHE:
        found = cache.get(KEY)
        return found or touch_now()
    try:
        facts = _file().stat()
    except FileNotFoundError:
        return touch_now()
    return f"{facts.st_ino}-{facts.st_mtime_ns}"


def touch_now() -> str:
    """Make every kept page old at once, and give the new stamp."""
    fresh = uuid4().hex
    if settings.SHARED_CACHE:
        cache.set(KEY, fresh, None)
        return fresh
    path = _file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A new file put in place of the old one, its time set to the nanosecond: the system's own
    # clock of files stands still for milliseconds, and numbers of files are given again.
    scratch = path.with_name(f".{fresh}")
    scratch.touch(mode=0o600)
    now = time_ns()
    os.utime(scratch, ns=(now, now))
    scratch.replace(path)
    facts = path.stat()
    return f"{facts.st_ino}-{facts.st_mtime_ns}"


def _file() -> Path:
    return Path(settings.DATA_DIR) / "public-stamp"
