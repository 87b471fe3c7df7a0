"""What is over or left behind in the complaints, taken away every half hour.

Each part may run on several machines at once and any number of times; one that fails does not
keep the others from being done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple
from uuid import UUID

from captcha.models import CaptchaStore
from django.db import DatabaseError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.models import LeftFile, VaultSession
from complaints.officers import roster
from complaints.officers.vault import IDLE
from complaints.reporting import drafts
from complaints.sealed import storing
from complaints.sealing import SealingError
from complaints.upkeep import left_files

UNTOUCHED = timedelta(hours=1)  # longer than any upload takes until a row names it
MANY = 10  # files: more are left behind at once only where the rows are not these files'
_log = logging.getLogger("portal.security")


class Unswept(Exception):
    """Files that had to stay, as words to whoever keeps the server."""


class ForeignDatabase(Unswept):
    """More sealed files without a row than with one: the rows stand in another database, or are
    not put back yet. No whole file was erased."""


class StillThere(Unswept):
    """Files that the disk did not let go; all others went."""


class Swept(NamedTuple):
    """What came of a part: how much went, or why not all of it did."""

    went: int = 0
    fault: str = ""


def sweep(now: datetime, *, own_database: bool = False) -> dict[str, Swept]:
    """Do each part; what came of it, by its name.

    `own_database`: somebody made sure that these rows are the files' own, and all of them.
    """
    parts = dict(PARTS)
    if own_database:
        parts["files"] = partial(erase_strays, own_database=True)
    return {name: _done(name, part, now) for name, part in parts.items()}


def _done(name: str, part: Callable[[datetime], int], now: datetime) -> Swept:
    try:
        return Swept(part(now))
    except (DatabaseError, OSError, SealingError, Unswept) as fault:
        kind = type(fault).__name__
        _log.error("sweeping the complaints failed part=%s fault=%s", name, kind)
        # Another fault's own words may name a path or a row.
        return Swept(fault=str(fault) if isinstance(fault, Unswept) else kind)


def end_sessions(now: datetime) -> int:
    """Keys kept between two clicks whose time is over, or that nobody used."""
    over = VaultSession.objects.filter(Q(until__lte=now) | Q(used_at__lt=now - IDLE))
    return over.delete()[0]


def erase_strays(_now: datetime, *, own_database: bool = False) -> int:
    """Sealed bytes that no row names, left by a fault between the file and its row, or between
    the end of a row and its file. Raises ForeignDatabase, StillThere."""
    found = list(storing.strays(set(), older_than=UNTOUCHED.total_seconds()))
    # Read after the files were listed: one that is named late is kept.
    named, left = left_files.named(), _left()
    strays = [path for path in found if path.name not in {name.hex for name in named | left}]
    whole = [path for path in strays if path.suffix != storing.UNFINISHED]
    foreign = len(whole) > MANY and len(whole) > len(named) and not own_database
    # A file that was never finished is no row's in any database.
    going = [path for path in strays if path not in whole] if foreign else strays
    there = [path for path in going if not storing.take_away(path)]
    if foreign:
        raise ForeignDatabase(_foreign_words(len(whole)))
    if there:
        raise StillThere(_there_words(len(there)))
    return len(going)


def _left() -> set[UUID]:
    return set(LeftFile.objects.values_list("stored_as", flat=True))


def _foreign_words(count: int) -> str:
    return _(
        "%(count)s sealed files have no row, more than have one, so none was erased. Where this"
        " database is the right one and whole: sweep_complaints --own-database"
    ) % {"count": count}


def _there_words(count: int) -> str:
    return ngettext(
        "%(count)s file without a row could not be erased.",
        "%(count)s files without a row could not be erased.",
        count,
    ) % {"count": count}


def erase_left(_now: datetime) -> int:
    """Sealed bytes that the disk did not let go when their case was erased. Raises StillThere."""
    before = LeftFile.objects.count()
    if left := left_files.take_away():
        raise StillThere(left_files.words(left))
    return before


def forget_challenges(now: datetime) -> int:
    """Questions to people that nobody answered in time."""
    return CaptchaStore.objects.filter(expiration__lte=now).delete()[0]


def retire(_now: datetime) -> int:
    """Officers whose account or role has ended."""
    return roster.retire_departed()


PARTS: Mapping[str, Callable[[datetime], int]] = {
    "drafts": drafts.sweep,
    "sessions": end_sessions,
    "left": erase_left,
    "files": erase_strays,
    "challenges": forget_challenges,
    "officers": retire,
}
