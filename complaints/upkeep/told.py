"""What the audit chain tells that the tables must hold: read row by row, kept by subject.

Ids are hexadecimal, roles and marks as the chain writes them (complaints/sealed/recording.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from complaints.models import AuditRow
from complaints.sealed.recording import What
from complaints.sealing import officer_role


class ItemTold(NamedTuple):
    """An item as it was written."""

    case: str
    kind: str
    author: str
    mark: str
    place: int
    day: str


class FileTold(NamedTuple):
    """A file as it was written."""

    case: str
    item: str
    mark: str


class RecoveryTold(NamedTuple):
    """A recovery as it was made."""

    mark: str
    made_on: str


@dataclass
class EpochTold:
    """An epoch and everybody to whom it was ever sealed."""

    mark: str
    readers: set[str]
    day: str


@dataclass
class CaseTold:
    """A case and where it stands; days as the chain writes them, "" for none."""

    channel: str
    mark: str
    category: str
    received_on: str
    number: str
    status: str = "received"
    outcome: str = ""
    verdict: str = ""
    acknowledged_on: str = ""
    examined_on: str = ""
    closed_on: str = ""
    kept_until: str = ""  # by an extension
    erased_on: str = ""
    items: int = 0
    last_item_on: str = ""
    merged_into: str = ""  # case
    assigned_to: str = ""  # role
    excluded: dict[str, str] = field(default_factory=dict)  # name in the chain: day

    @property
    def erased(self) -> bool:
        """Whether the portal itself erased it."""
        return bool(self.erased_on)


@dataclass
class OfficerTold:
    """A pair of keys: whose it is, its digest and mark, and on which days it came and went."""

    public: str
    person: str
    enrolled_on: str
    mark: str = ""
    admitted_on: str = ""
    left_on: str = ""


@dataclass
class Told:
    """Everything that was told, by subject."""

    cases: dict[str, CaseTold] = field(default_factory=dict)
    epochs: dict[tuple[str, int], EpochTold] = field(default_factory=dict)
    items: dict[str, ItemTold] = field(default_factory=dict)
    files: dict[str, FileTold] = field(default_factory=dict)
    officers: dict[str, OfficerTold] = field(default_factory=dict)  # by role
    recoveries: dict[str, RecoveryTold] = field(default_factory=dict)  # by fingerprint
    in_force: str = ""  # fingerprint of the recovery in force
    days: dict[str, str] = field(default_factory=dict)  # published day: mark of its row

    def erased(self, case: str) -> bool:
        """Whether the case was erased by the portal itself."""
        return case in self.cases and self.cases[case].erased


def read(rows: Iterable[AuditRow]) -> Told:
    """Everything that these rows tell, in their order; what makes no sense tells nothing."""
    told = Told()
    for row in rows:
        what, _day, case, by, *facts = row.event
        try:
            if note := _NOTES.get(what):
                note(told, row, case, by, facts)
        except (LookupError, ValueError):
            continue  # a row of a stranger's hand; the chain's own marks name it
    return told


Note = Callable[[Told, AuditRow, str, str, list[str]], None]


def _received(told: Told, _row: AuditRow, case: str, _by: str, facts: list[str]) -> None:
    channel, mark, category, received_on, number = facts
    told.cases[case] = CaseTold(channel, mark, category, received_on, number)


def _begun(told: Told, row: AuditRow, case: str, _by: str, facts: list[str]) -> None:
    number, mark, *readers = facts
    told.epochs[case, int(number)] = EpochTold(mark, set(readers), _day_of(row))


def _shared(told: Told, _row: AuditRow, case: str, _by: str, facts: list[str]) -> None:
    told.epochs[case, int(facts[0])].readers.add(facts[1])


def _item(told: Told, row: AuditRow, case: str, _by: str, facts: list[str]) -> None:
    item, kind, author, mark = facts
    known = told.cases[case]
    known.items += 1
    known.last_item_on = _day_of(row)
    told.items[item] = ItemTold(case, kind, author, mark, known.items, _day_of(row))


def _file(told: Told, _row: AuditRow, case: str, _by: str, facts: list[str]) -> None:
    file, item, mark = facts
    told.files[file] = FileTold(case, item, mark)


def _status(told: Told, row: AuditRow, case: str, _by: str, facts: list[str]) -> None:
    known = told.cases[case]
    known.status = facts[1]
    if known.status == "acknowledged":
        known.acknowledged_on = _day_of(row)
    if known.status == "examining":
        known.examined_on = known.examined_on or _day_of(row)


def _reporter_told(told: Told, row: AuditRow, case: str, _by: str, _facts: list[str]) -> None:
    told.cases[case].acknowledged_on = _day_of(row)


def _assigned(told: Told, _row: AuditRow, case: str, _by: str, facts: list[str]) -> None:
    told.cases[case].assigned_to = facts[0]


def _merged(told: Told, _row: AuditRow, case: str, _by: str, facts: list[str]) -> None:
    told.cases[case].merged_into = facts[0]


def _closed(told: Told, row: AuditRow, case: str, _by: str, facts: list[str]) -> None:
    known = told.cases[case]
    known.outcome, known.closed_on, known.kept_until = facts[0], _day_of(row), ""
    # Whoever hears the result was told that it arrived.
    known.acknowledged_on = known.acknowledged_on or _day_of(row)


def _reopened(told: Told, _row: AuditRow, case: str, _by: str, _facts: list[str]) -> None:
    known = told.cases[case]
    known.outcome = known.verdict = known.closed_on = known.kept_until = known.merged_into = ""
    for other in told.cases.values():
        if other.merged_into == case:
            other.verdict = ""


def _kept_longer(told: Told, _row: AuditRow, case: str, _by: str, facts: list[str]) -> None:
    told.cases[case].kept_until = facts[0]


def _verdict(told: Told, _row: AuditRow, case: str, _by: str, facts: list[str]) -> None:
    told.cases[case].verdict = facts[0]


def _erased(told: Told, row: AuditRow, case: str, _by: str, _facts: list[str]) -> None:
    known = told.cases[case]
    known.erased_on, known.assigned_to = _day_of(row), ""


def _excluded(told: Told, row: AuditRow, case: str, _by: str, facts: list[str]) -> None:
    told.cases[case].excluded[facts[0]] = _day_of(row)


def _enrolled(told: Told, row: AuditRow, _case: str, by: str, facts: list[str]) -> None:
    public, person = facts
    told.officers[by] = OfficerTold(public, person, _day_of(row))


def _admitted(told: Told, row: AuditRow, _case: str, _by: str, facts: list[str]) -> None:
    officer, mark, _person = facts
    known = told.officers[officer_role(UUID(officer))]
    known.mark, known.admitted_on = mark, _day_of(row)


def _left(told: Told, row: AuditRow, _case: str, _by: str, facts: list[str]) -> None:
    told.officers[officer_role(UUID(facts[0]))].left_on = _day_of(row)


def _recovery(told: Told, row: AuditRow, _case: str, _by: str, facts: list[str]) -> None:
    told.recoveries[facts[0]] = RecoveryTold(facts[1], _day_of(row))
    told.in_force = facts[0]


def _begun_anew(told: Told, _row: AuditRow, _case: str, _by: str, _facts: list[str]) -> None:
    told.in_force = ""


def _day(told: Told, row: AuditRow, _case: str, _by: str, facts: list[str]) -> None:
    told.days[facts[0]] = bytes(row.mark).hex()


def _day_of(row: AuditRow) -> str:
    return str(row.event[1])


_NOTES: Mapping[str, Note] = {
    What.CASE_RECEIVED: _received,
    What.EPOCH_BEGUN: _begun,
    What.EPOCH_SHARED: _shared,
    What.ITEM_WRITTEN: _item,
    What.FILE_WRITTEN: _file,
    What.STATUS_CHANGED: _status,
    What.REPORTER_TOLD: _reporter_told,
    What.ASSIGNED: _assigned,
    What.MERGED: _merged,
    What.CLOSED: _closed,
    What.REOPENED: _reopened,
    What.KEPT_LONGER: _kept_longer,
    What.VERDICT_GIVEN: _verdict,
    What.ERASED: _erased,
    What.EXCLUDED: _excluded,
    What.OFFICER_ENROLLED: _enrolled,
    What.OFFICER_ADMITTED: _admitted,
    What.OFFICER_LEFT: _left,
    What.RECOVERY_MADE: _recovery,
    What.ROSTER_BEGUN_ANEW: _begun_anew,
    What.DAY_ENDED: _day,
}
