"""What is over or left behind in the complaints, taken away every half hour.

Each part may run on several machines at once and any number of times; one that fails does not
keep the others from being done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from captcha.models import CaptchaStore
from django.db import DatabaseError
from django.db.models import Q

from complaints.models import DraftFile, SealedUpload, VaultSession
from complaints.officers import roster
from complaints.officers.vault import IDLE
from complaints.reporting import drafts
from complaints.sealed import storing
from complaints.sealing import SealingError

UNTOUCHED = timedelta(hours=1)  # longer than any upload takes until a row names it
MANY = 10  # files: more are left behind at once only where the rows are not these files'
_log = logging.getLogger("portal.security")


class ForeignDatabase(Exception):
    """More sealed files without a row than with one: the rows stand in another database, or are
    not put back yet. Nothing was erased."""


def sweep(now: datetime) -> dict[str, int | None]:
    """Do each part; how much went, or None for a part that failed, by the part's name."""
    return {name: _done(name, part, now) for name, part in PARTS.items()}


def _done(name: str, part: Callable[[datetime], int], now: datetime) -> int | None:
    try:
        return part(now)
    except (DatabaseError, OSError, SealingError, ForeignDatabase) as fault:
        _log.error("sweeping the complaints failed part=%s fault=%s", name, type(fault).__name__)
        return None


def end_sessions(now: datetime) -> int:
    """Keys kept between two clicks whose time is over, or that nobody used."""
    over = VaultSession.objects.filter(Q(until__lte=now) | Q(used_at__lt=now - IDLE))
    return over.delete()[0]


def erase_strays(_now: datetime) -> int:
    """Sealed bytes that no row names, left by a fault between the file and its row, or between
    the end of a row and its file. Raises ForeignDatabase."""
    found = list(storing.strays(set(), older_than=UNTOUCHED.total_seconds()))
    named = _named()  # read after the files were listed: one that is named late is kept
    strays = [path for path in found if path.name not in named]
    if len(strays) > MANY and len(strays) > len(named):
        raise ForeignDatabase
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)


def _named() -> set[str]:
    rows = SealedUpload.objects.values_list("stored_as", flat=True)
    waiting = DraftFile.objects.values_list("stored_as", flat=True)
    return {name.hex for name in (*rows, *waiting)}


def forget_challenges(now: datetime) -> int:
    """Questions to people that nobody answered in time."""
    return CaptchaStore.objects.filter(expiration__lte=now).delete()[0]


def retire(_now: datetime) -> int:
    """Officers whose account or role has ended."""
    return roster.retire_departed()


PARTS: Mapping[str, Callable[[datetime], int]] = {
    "drafts": drafts.sweep,
    "sessions": end_sessions,
    "files": erase_strays,
    "challenges": forget_challenges,
    "officers": retire,
}
