"""The reporter's name and contact: sealed apart, opened for a reason that is written down first."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.refusals import refuse_if
from complaints.handling.casework import Seen, once
from complaints.models import Case, Item, Officer
from complaints.sealed import recording
from complaints.sealed.reading import Opened, Reader
from complaints.sealed.recording import What
from complaints.sealed.records import Act, Record, read_record
from complaints.sealed.writing import Writer

Kind = Item.Kind


@dataclass(frozen=True)
class Identity:
    """What the reporter gave of themself in one item; `given` is None where it cannot be
    opened, and `alarm` says that the row was not written by the portal."""

    item: Item
    given: dict[str, str] | None = field(repr=False)
    alarm: bool = False

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What was given, each with its label."""
        labels = {"name": _("Name"), "contact": _("Contact")}
        return [(labels.get(name, name), words) for name, words in (self.given or {}).items()]


def has_identity(case: Case) -> bool:
    """Whether the reporter gave a name or a contact."""
    return case.items.filter(kind=Kind.IDENTITY).exists()


def open_identity(
    case: Case, reason: str, *, reader: Reader, by: Officer, seen: Seen
) -> list[Identity]:
    """Write down the reason, then open; nothing is opened that is not written down.

    Raises NotAllowed when there is nothing or the form was sent before, Tampered, Stale.
    """
    items = list(case.items.filter(kind=Kind.IDENTITY))
    refuse_if([] if items else [_("The reporter gave neither name nor contact.")])

    def change() -> None:
        for item in items:
            recording.record(
                What.IDENTITY_OPENED, case=case.pk, by=by.role, facts=(item.pk.hex,)
            )  # fmt: skip

    with Writer.of(case) as writer:
        writer.text(Kind.RECORD, by.role, Record(Act.IDENTITY_OPENED, reason).written(), seen.token)
        if not once(case, writer, seen, change):
            refuse_if([_("It was shown once. To see it again, give the reason again.")])
    return [_identity(reader.opened(item)) for item in items]


def openings(opened: Iterable[Opened]) -> list[tuple[Opened, Record]]:
    """Of a case's items those that tell who opened the identity, with the reason."""
    records = ((one, read_record(one.text or "")) for one in opened if _is_record(one))
    return [(one, record) for one, record in records if record.act == Act.IDENTITY_OPENED]


def _is_record(one: Opened) -> bool:
    return one.item.kind == Kind.RECORD and one.text is not None


def _identity(one: Opened) -> Identity:
    if one.text is None:
        return Identity(one.item, None, one.alarm)
    try:
        given = {str(name): str(words) for name, words in json.loads(one.text).items()}
    except (ValueError, AttributeError):
        given = {"name": one.text}
    return Identity(one.item, given)
