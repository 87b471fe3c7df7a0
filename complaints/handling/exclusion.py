"""Who must not read a case any more: officers who step aside, colleagues whom it concerns.

Their keys to the case are deleted and a new epoch begins: what is written from then on stays
closed to them, whatever copies they kept. What they could read before, they have read. Cases that
were joined are one matter: whoever leaves one of them leaves all.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from accounts.refusals import changed_meanwhile, refuse_if
from complaints.handling.casework import Seen, advance, once, readers_of
from complaints.models import AuditRow, Case, Item, Officer, Wrap
from complaints.sealed import recording
from complaints.sealed.excluding import exclude
from complaints.sealed.joined import joined
from complaints.sealed.receiving import trusted_officers
from complaints.sealed.recording import What
from complaints.sealed.records import Act, Record
from complaints.sealed.writing import Writer, last_epoch, new_epoch, save_epoch

Kind = Item.Kind


def step_aside(case: Case, reason: str, *, by: Officer, seen: Seen) -> bool:
    """The officer leaves this one case for good. Raises NotAllowed, Tampered, Stale."""
    return _exclude(case, by, Record(Act.STEPPED_ASIDE, reason), by=by, seen=seen)


def leave_out(case: Case, colleague: Officer, reason: str, *, by: Officer, seen: Seen) -> bool:
    """A colleague turns out to be concerned and leaves the case. Raises NotAllowed, Tampered,
    Stale. The reason is sealed so that the colleague cannot read it.

    The colleague is told that it happened, and whoever remains alone by it does not end the
    case alone (`casework.against_alone`): the guilty must not get rid of the others unseen.
    """
    if colleague.person_id == by.person_id:
        refuse_if([_("To leave the case yourself, step aside.")])
    record = Record(Act.LEFT_OUT, reason, {"officer": colleague.role})
    return _exclude(case, colleague, record, by=by, seen=seen)


def left_out_since(officer: Officer, since: date) -> list[date]:
    """The days from `since` on which colleagues left this officer out of a case, by the chain."""
    rows = AuditRow.objects.filter(event__0=What.LEFT_OUT.value, event__4=officer.role)
    days = (date.fromisoformat(row.event[1]) for row in rows.order_by("number"))
    return [day for day in days if day >= since]


def is_last_reader(case: Case, officer: Officer) -> bool:
    """Whether nobody but the recovery would read the case without this officer."""
    return not readers_of(case).exclude(person=officer.person_id).exists()


class Narrowing:
    """A smaller set of readers of a case: its new epoch made before the turn, saved inside it.

    Who is excluded already is left alone; where none of the people reads the case now, the
    epoch stays and only the exclusions are written.
    """

    def __init__(self, case: Case, people: Iterable[int]) -> None:
        self._case = case
        self._last = last_epoch(case).number
        known = set(case.exclusions.values_list("person", flat=True))
        self.people = sorted(set(people) - known)
        readers = list(readers_of(case))
        trusted = {officer.pk for officer in trusted_officers()}
        staying = [one for one in readers if one.person_id not in self.people and one.pk in trusted]
        leaving = [one for one in readers if one.person_id in self.people]
        self._made = new_epoch(case, self._last + 1, staying) if leaving else None

    def writer(self) -> Writer:
        """Seals for those who stay."""
        return Writer(self._made.key) if self._made else Writer.of(self._case)

    def save(self, by: Officer) -> None:
        """Inside a turn; raises Stale when others became readers meanwhile."""
        if last_epoch(self._case).number != self._last:
            raise changed_meanwhile()
        if self._made:
            save_epoch(self._made, by=by.role)
        for person in self.people:
            self._keep_out(person, by)

    def _keep_out(self, person: int, by: Officer) -> None:
        case = self._case
        exclude(case, person, by=by.role)
        pairs = Officer.objects.filter(person=person)
        Wrap.objects.filter(epoch__case=case, role__in=[one.role for one in pairs]).delete()
        if Case.objects.filter(pk=case.pk, assigned_to__in=pairs).update(assigned_to=None):
            recording.record(What.ASSIGNED, case=case.pk, by=by.role, facts=("",))


def _exclude(case: Case, leaver: Officer, record: Record, *, by: Officer, seen: Seen) -> bool:
    narrowing = Narrowing(case, [leaver.person_id])
    others = {one.pk: Narrowing(one, [leaver.person_id]) for one in _joined_with(case)}

    def change() -> None:
        held = advance(case, seen, lambda held: _against(held, leaver))
        if others.keys() != {one.pk for one in _joined_with(held)}:
            raise changed_meanwhile()
        for one in (narrowing, *others.values()):
            one.save(by)
        if leaver.person_id != by.person_id:
            recording.record(What.LEFT_OUT, case=case.pk, by=by.role, facts=(leaver.role,))

    with narrowing.writer() as writer:
        writer.text(Kind.RECORD, by.role, record.written(), seen.token)
        return once(case, writer, seen, change)


def _joined_with(case: Case) -> list[Case]:
    return [one for one in joined(case) if one.pk != case.pk]


def _against(case: Case, leaver: Officer) -> list[str]:
    if case.exclusions.filter(person=leaver.person_id).exists():
        return [_("This officer has left the case already.")]
    return []
