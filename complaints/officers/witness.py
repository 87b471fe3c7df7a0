"""What the audit chain tells, where a row of a table alone is not to be believed."""

from __future__ import annotations

from collections.abc import Iterator

from complaints import sealing
from complaints.models import AuditRow, Case
from complaints.sealed import server
from complaints.sealed.recording import What, link_of


def tells(what: What, *, by: str | None = None, facts: tuple[str, ...] = ()) -> bool:
    """Whether the portal itself recorded this act with these first facts.

    Somebody who writes into the database can add a row to any table, but none to the chain.
    """
    wanted = {f"event__{place}": fact for place, fact in enumerate(facts, start=4)}
    if by is not None:
        wanted["event__3"] = by
    found = AuditRow.objects.filter(event__0=what.value, **wanted).order_by("-number")
    return any(_is_ours(row) for row in found)


def about(case: Case) -> Iterator[list[str]]:
    """The events of a case that the portal itself recorded, in their order."""
    rows = AuditRow.objects.filter(event__2=case.pk.hex).order_by("number")
    return (row.event for row in rows if _is_ours(row))


def _is_ours(row: AuditRow) -> bool:
    before = AuditRow.objects.filter(number=row.number - 1).first()
    after = link_of(before).head if before else sealing.START
    return sealing.first_broken([link_of(row)], server.keys(), after=after) is None
