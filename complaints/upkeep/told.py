"""What the audit chain tells that the tables must hold: read row by row, kept by subject.

Ids are hexadecimal, roles and marks as the chain writes them (complaints/sealed/recording.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from complaints.models import AuditRow
from complaints.sealed.recording import What


class ItemTold(NamedTuple):
    """An item as it was written."""

    case: str
    kind: str
    author: str
    mark: str


class FileTold(NamedTuple):
    """A file as it was written."""

    case: str
    item: str
    mark: str


@dataclass
class EpochTold:
    """An epoch and everybody to whom it was ever sealed."""

    mark: str
    readers: set[str]


@dataclass
class CaseTold:
    """A case and where it stands."""

    mark: str
    status: str = "received"
    outcome: str = ""
    verdict: str = ""
    erased: bool = False
    excluded: set[str] = field(default_factory=set)  # people


@dataclass
class Told:
    """Everything that was told, by subject."""

    cases: dict[str, CaseTold] = field(default_factory=dict)
    epochs: dict[tuple[str, int], EpochTold] = field(default_factory=dict)
    items: dict[str, ItemTold] = field(default_factory=dict)
    files: dict[str, FileTold] = field(default_factory=dict)
    enrolled: dict[str, str] = field(default_factory=dict)  # role: fingerprint
    admitted: dict[str, str] = field(default_factory=dict)  # officer: mark
    left: set[str] = field(default_factory=set)  # officers
    recoveries: dict[str, str] = field(default_factory=dict)  # fingerprint: mark, the last in force
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
    told.cases[case] = CaseTold(facts[1])


def _begun(told: Told, _row: AuditRow, case: str, _by: str, facts: list[str]) -> None:
    number, mark, *readers = facts
    told.epochs[case, int(number)] = EpochTold(mark, set(readers))


def _shared(told: Told, _row: AuditRow, case: str, _by: str, facts: list[str]) -> None:
    told.epochs[case, int(facts[0])].readers.add(facts[1])


def _item(told: Told, _row: AuditRow, case: str, _by: str, facts: list[str]) -> None:
    item, kind, author, mark = facts
    told.items[item] = ItemTold(case, kind, author, mark)


def _file(told: Told, _row: AuditRow, case: str, _by: str, facts: list[str]) -> None:
    file, item, mark = facts
    told.files[file] = FileTold(case, item, mark)


def _status(told: Told, _row: AuditRow, case: str, _by: str, facts: list[str]) -> None:
    told.cases[case].status = facts[1]


def _closed(told: Told, _row: AuditRow, case: str, _by: str, facts: list[str]) -> None:
    told.cases[case].outcome = facts[0]


def _reopened(told: Told, _row: AuditRow, case: str, _by: str, _facts: list[str]) -> None:
    told.cases[case].outcome = told.cases[case].verdict = ""


def _verdict(told: Told, _row: AuditRow, case: str, _by: str, facts: list[str]) -> None:
    told.cases[case].verdict = facts[0]


def _erased(told: Told, _row: AuditRow, case: str, _by: str, _facts: list[str]) -> None:
    told.cases[case].erased = True


def _excluded(told: Told, _row: AuditRow, case: str, _by: str, facts: list[str]) -> None:
    told.cases[case].excluded.add(facts[0])


def _enrolled(told: Told, _row: AuditRow, _case: str, by: str, facts: list[str]) -> None:
    told.enrolled[by] = facts[0]


def _admitted(told: Told, _row: AuditRow, _case: str, _by: str, facts: list[str]) -> None:
    told.admitted[facts[0]] = facts[1]


def _left(told: Told, _row: AuditRow, _case: str, _by: str, facts: list[str]) -> None:
    told.left.add(facts[0])


def _recovery(told: Told, _row: AuditRow, _case: str, _by: str, facts: list[str]) -> None:
    told.recoveries[facts[0]] = facts[1]


def _day(told: Told, row: AuditRow, _case: str, _by: str, facts: list[str]) -> None:
    told.days[facts[0]] = bytes(row.mark).hex()


_NOTES: Mapping[str, Note] = {
    What.CASE_RECEIVED: _received,
    What.EPOCH_BEGUN: _begun,
    What.EPOCH_SHARED: _shared,
    What.ITEM_WRITTEN: _item,
    What.FILE_WRITTEN: _file,
    What.STATUS_CHANGED: _status,
    What.CLOSED: _closed,
    What.REOPENED: _reopened,
    What.VERDICT_GIVEN: _verdict,
    What.ERASED: _erased,
    What.EXCLUDED: _excluded,
    What.OFFICER_ENROLLED: _enrolled,
    What.OFFICER_ADMITTED: _admitted,
    What.OFFICER_LEFT: _left,
    What.RECOVERY_MADE: _recovery,
    What.DAY_ENDED: _day,
}
