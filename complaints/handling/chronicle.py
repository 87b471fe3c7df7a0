"""What the audit chain tells of one case, for the case on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from complaints.handling.casefile import officer_names
from complaints.models import AuditRow, Case
from complaints.sealed.recording import What
from complaints.sealing import COMPLAINANT

WORDS: dict[str, Promise] = {
    What.CASE_RECEIVED: pgettext_lazy("chain", "complaint received"),
    What.EPOCH_BEGUN: pgettext_lazy("chain", "readers set"),
    What.EPOCH_SHARED: pgettext_lazy("chain", "shared with an officer"),
    What.ITEM_WRITTEN: pgettext_lazy("chain", "item written"),
    What.FILE_WRITTEN: pgettext_lazy("chain", "file added"),
    What.STATUS_CHANGED: pgettext_lazy("chain", "state changed"),
    What.REPORTER_TOLD: pgettext_lazy("chain", "the reporter told of the arrival"),
    What.ASSIGNED: pgettext_lazy("chain", "assigned"),
    What.EXCLUDED: pgettext_lazy("chain", "a person left out"),
    What.LEFT_OUT: pgettext_lazy("chain", "a colleague left out"),
    What.IDENTITY_OPENED: pgettext_lazy("chain", "name and contact opened"),
    What.MERGED: pgettext_lazy("chain", "joined with another case"),
    What.CLOSED: pgettext_lazy("chain", "closed"),
    What.REOPENED: pgettext_lazy("chain", "opened again"),
    What.KEPT_LONGER: pgettext_lazy("chain", "kept longer"),
    What.FILE_OPENED: pgettext_lazy("chain", "file opened"),
    What.PRINTED: pgettext_lazy("chain", "case printed"),
}


@dataclass(frozen=True)
class Line:
    """A row of the chain in words."""

    number: int
    day: date
    what: str
    by: str


def of_case(case: Case) -> list[Line]:
    """Every row of the chain that names the case, in its order."""
    names = officer_names()
    return [_line(row, names) for row in _rows(case)]


def numbers_of_items(case: Case) -> dict[str, int]:
    """Under which number of the chain each item stands, by the item's id."""
    return {
        row.event[4]: row.number
        for row in _rows(case)
        if row.event[0] == What.ITEM_WRITTEN and len(row.event) > 4
    }


def _rows(case: Case) -> QuerySet[AuditRow]:
    # The third of the words of an event is its case (complaints/sealed/recording.py).
    return AuditRow.objects.filter(event__2=case.pk.hex).order_by("number")


def _line(row: AuditRow, names: dict[str, str]) -> Line:
    what, day, _case, by = row.event[:4]
    who = str(_REPORTER) if by == COMPLAINANT else names.get(by, "")
    return Line(row.number, date.fromisoformat(day), str(WORDS.get(what, what)), who)


_REPORTER = pgettext_lazy("chain", "the reporter")
