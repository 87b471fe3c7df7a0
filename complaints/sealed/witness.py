"""What the audit chain tells, where a row of a table alone is not to be believed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from complaints import sealing
from complaints.models import AuditRow, Case, Officer
from complaints.sealed import recording, server
from complaints.sealed.recording import What, link_of, short
from complaints.sealed.stored import roster_key

# Whom the portal admitted with which mark, once read from the chain: no later row changes it.
_admitted: dict[tuple[str, str], str] = {}


class _Read(NamedTuple):
    """The officers who left, by id, as far as a process has read the chain."""

    up_to: sealing.Head = sealing.START
    left: frozenset[str] = frozenset()


_read = _Read()


def tells(what: What, *, by: str | None = None, facts: tuple[str, ...] = ()) -> bool:
    """Whether the portal itself recorded this act with these first facts.

    Somebody who writes into the database can add a row to any table, but none to the chain.
    """
    return next(_told(what, by=by, facts=facts), None) is not None


def last_of(*acts: What) -> list[str] | None:
    """The latest event of these acts that the portal itself recorded; None when there is none."""
    found = AuditRow.objects.filter(event__0__in=[what.value for what in acts])
    return next((row.event for row in found.order_by("-number") if _is_ours(row)), None)


def acts_since(what: What) -> set[str] | None:
    """What the portal recorded after the latest such act; None when there was none.

    None, too, where a row since then is missing or changed: one that is hidden could tell the
    contrary of the others.
    """
    found = AuditRow.objects.filter(event__0=what.value).order_by("-number")
    begun = next((row for row in found if _is_ours(row)), None)
    if begun is None:
        return None
    rows = list(AuditRow.objects.filter(number__gt=begun.number).order_by("number"))
    links = map(link_of, rows)
    if sealing.first_broken(links, server.keys(), after=link_of(begun).head) is not None:
        return None
    return {row.event[0] for row in rows}


def about(case: Case) -> Iterator[list[str]]:
    """The events of a case that the portal itself recorded, in their order."""
    rows = AuditRow.objects.filter(event__2=case.pk.hex).order_by("number")
    return (row.event for row in rows if _is_ours(row))


def vouched(officer: Officer) -> sealing.RosterKey:
    """An admitted officer's public key, if the portal admitted just this person with it.

    The mark binds the key; whose it is, the chain alone tells: a row that was pointed to another
    account would take its holder out of the exclusions. Whoever left, comes back under another
    id; a row that was put back as it once was admits nobody. Raises Tampered.
    """
    key = roster_key(officer)
    key.check(server.keys())
    if _person_admitted(officer.pk.hex, short(key.mark)) != str(officer.person_id):
        raise sealing.Tampered
    if officer.pk.hex in _who_left():
        raise sealing.Tampered
    return key


def _who_left() -> frozenset[str]:
    """The officers who left, by id: what was read before, and the rows that came since.

    Each mark binds all rows before it, so where the last one read is still there, so are they;
    after a turn that was taken back it is another, and everything is read again.
    """
    global _read  # noqa: PLW0603  a cache of the process, replaced as a whole
    known, now = _read, recording.head()
    if known.up_to == now:
        return known.left
    if not AuditRow.objects.filter(number=known.up_to.number, mark=known.up_to.mark).exists():
        known = _Read()
    rows = AuditRow.objects.filter(
        event__0=What.OFFICER_LEFT.value, number__gt=known.up_to.number, number__lte=now.number
    )
    left = {row.event[4] for row in rows if len(row.event) > 4 and _is_ours(row)}
    _read = _Read(now, known.left | left)
    return _read.left


def _person_admitted(officer: str, mark: str) -> str:
    """The id of the person; "" where the chain tells of no such admission."""
    if (officer, mark) not in _admitted:
        event = next(_told(What.OFFICER_ADMITTED, facts=(officer, mark)), None)
        if event is None or len(event) < 7:
            return ""
        _admitted[officer, mark] = event[6]
    return _admitted[officer, mark]


def _told(what: What, *, by: str | None = None, facts: tuple[str, ...] = ()) -> Iterator[list[str]]:
    """The events of an act with these first facts, the latest first."""
    wanted = {f"event__{place}": fact for place, fact in enumerate(facts, start=4)}
    if by is not None:
        wanted["event__3"] = by
    found = AuditRow.objects.filter(event__0=what.value, **wanted).order_by("-number")
    return (row.event for row in found if _is_ours(row))


def _is_ours(row: AuditRow) -> bool:
    before = AuditRow.objects.filter(number=row.number - 1).first()
    after = link_of(before).head if before else sealing.START
    return sealing.first_broken([link_of(row)], server.keys(), after=after) is None
