"""The published head: what the audit chain ended with on a day, for everybody to note down.

Each night a row that tells nothing but the day is added to the chain, and the mark of that row is
published. The mark so changes every day, whether or not anything was reported, and it counts
nothing. Whoever later takes rows away or puts an older database back cannot make it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from complaints.models import AuditRow, PublishedHead
from complaints.sealed import recording
from complaints.sealed.recording import What
from complaints.sealing import Head, Mistyped, read_head

_VERSIONS = 4  # hexadecimal digits before the mark itself: its version and its key's
_GROUP = 4
SHORTEST = 16  # signs of a mark that are compared at least: no two days share so many
NOTED = SHORTEST + SHORTEST // _GROUP  # the same with the blanks between the groups
_TYPED = re.compile(rf"[0-9a-f]{{{SHORTEST},}}")


class NotInChain(Exception):
    """No row of the chain bears the mark that was published: rows are gone, or it is older."""


def publish(today: date) -> PublishedHead | None:
    """End yesterday in the chain and publish its mark; None when that was done before."""
    day = today - timedelta(days=1)
    with recording.turn():
        if PublishedHead.objects.filter(day=day).exists():
            return None
        row = recording.record(What.DAY_ENDED, facts=(day.isoformat(),))
        return PublishedHead.objects.create(day=day, printed=recording.link_of(row).head.printed())


def signs_of(head: PublishedHead) -> str:
    """What the public reads of a head: its mark in groups of four, without the row's number."""
    signs = _signs(read_head(head.printed))
    return " ".join(signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))


def read_noted(noted: str) -> Head:
    """The head that somebody noted down from the page, the first 16 signs at least.

    Raises Mistyped where it is no such text, NotInChain where the chain has no such row.
    """
    typed = re.sub(r"[\s-]", "", noted).lower()
    if "x" in typed:
        return read_head(noted)
    if not _TYPED.fullmatch(typed):
        raise Mistyped
    for row in AuditRow.objects.order_by("-number").iterator():
        head = recording.link_of(row).head
        if _signs(head).startswith(typed):
            return head
    raise NotInChain(noted)


def months() -> list[tuple[int, int]]:
    """Years and months of which heads were published, the latest first."""
    days: Iterable[date] = PublishedHead.objects.dates("day", "month", order="DESC")
    return [(day.year, day.month) for day in days]


def _signs(head: Head) -> str:
    return bytes(head.mark).hex()[_VERSIONS:]
