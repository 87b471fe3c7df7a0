"""The officers' verbs on a case: answered, examined, handed to somebody, closed, opened again.

Each is sealed first and then written in one turn of the chain, under the version that the page
had shown. The first item that a form writes bears the form's own token, so a form that is sent
twice is written once; a verb gives back False then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.refusals import Stale, changed_meanwhile, refuse_if
from complaints.models import Case, Item, Officer
from complaints.querysets import OfficerQuerySet
from complaints.sealed import recording, witness
from complaints.sealed.receiving import Incoming
from complaints.sealed.recording import What
from complaints.sealed.records import Act, Record
from complaints.sealed.writing import Writer, last_epoch
from complaints.upkeep.retention import end_of_keeping

Status = Case.Status
Kind = Item.Kind


@dataclass(frozen=True)
class Seen:
    """What a form brings along: its token, and the state of the case that its page showed."""

    token: UUID
    version: int
    items: int


@dataclass(frozen=True)
class Referral:
    """To which authority a case went: when, under which reference."""

    to: str
    on: date
    reference: str = ""


# --- words ----------------------------------------------------------------------------


def write_note(case: Case, words: str, *, by: Officer, seen: Seen) -> bool:
    """A note among officers. Raises Tampered, Stale."""
    with Writer.of(case) as writer:
        writer.text(Kind.NOTE, by.role, words, seen.token)
        return once(case, writer, seen)


def write_message(
    case: Case, words: str, files: Sequence[Incoming] = (), *, by: Officer, seen: Seen
) -> bool:
    """A message to the reporter, with files. Raises Tampered, Stale."""
    with Writer.of(case) as writer:
        item = writer.text(Kind.MESSAGE, by.role, words, seen.token)
        for file in files:
            with file.open() as source:
                writer.file(item, file.name, file.media_type, source)
        return once(case, writer, seen)


def refer(case: Case, to: Referral, why: str, *, by: Officer, seen: Seen) -> bool:
    """Note that another authority was given the case. Raises NotAllowed, Tampered, Stale."""
    facts = {"to": to.to, "on": to.on.isoformat(), "reference": to.reference}

    def change() -> None:
        advance(case, seen, against_refer)

    return _recorded(case, Record(Act.REFERRED, why, facts), by=by, seen=seen, change=change)


# --- steps ----------------------------------------------------------------------------


def acknowledge(case: Case, words: str, *, by: Officer, seen: Seen) -> bool:
    """Tell the reporter that the complaint has arrived. Raises NotAllowed, Tampered, Stale."""

    def change() -> None:
        held = advance(case, seen, against_acknowledge)
        status = Status.ACKNOWLEDGED if held.status == Status.RECEIVED else Status(held.status)
        move(held, by, status, acknowledged_on=timezone.localdate())
        if status == held.status:  # no change of state tells the chain
            recording.record(What.REPORTER_TOLD, case=held.pk, by=by.role)

    with Writer.of(case) as writer:
        writer.text(Kind.MESSAGE, by.role, words, seen.token)
        return once(case, writer, seen, change)


def begin(case: Case, *, by: Officer, seen: Seen) -> bool:
    """The examination begins today. Raises NotAllowed, Tampered, Stale."""

    def change() -> None:
        held = advance(case, seen, against_begin)
        move(held, by, Status.EXAMINING, examined_on=timezone.localdate())

    return _recorded(case, Record(Act.BEGUN), by=by, seen=seen, change=change)


def assign(case: Case, to: Officer | None, *, by: Officer, seen: Seen) -> bool:
    """Who answers for the case; None for nobody. Raises NotAllowed, Tampered, Stale."""

    def change() -> None:
        held = advance(case, seen, against_assign)
        if to and not readers_of(held).filter(pk=to.pk).exists():
            refuse_if([_("This officer cannot read the case.")])
        Case.objects.filter(pk=held.pk).update(assigned_to=to)
        recording.record(What.ASSIGNED, case=held.pk, by=by.role, facts=(to.role if to else "",))

    record = Record(Act.ASSIGNED, facts={"officer": to.role if to else ""})
    return _recorded(case, record, by=by, seen=seen, change=change)


def close(
    case: Case,
    outcome: str,
    words: str,
    why: str = "",
    *,
    by: Officer,
    seen: Seen,
    telling: Sequence[Case] = (),
) -> bool:
    """Close the case: the outcome, words to the reporter, reasons among officers.

    `telling` are cases joined with it whose reporters get the same words. Raises NotAllowed,
    Tampered, Stale: also when anything was written that the officer has not seen.
    """

    def change() -> None:
        held = advance(case, seen, lambda held: against_close(held) or against_alone(held, by))
        refuse_unread(held, seen)
        finish(held, by, outcome)
        for writer, other in others:
            writer.save(other)

    with ExitStack() as stack:
        writer = stack.enter_context(Writer.of(case))
        writer.text(Kind.MESSAGE, by.role, words, seen.token)
        record = Record(Act.CLOSED, why, {"outcome": outcome})
        writer.text(Kind.RECORD, by.role, record.written())
        others = [(stack.enter_context(Writer.of(other)), other) for other in telling]
        for one, _other in others:
            one.text(Kind.MESSAGE, by.role, words)
        return once(case, writer, seen, change)


def finish(held: Case, by: Officer, outcome: str, **fields: Any) -> None:
    """The row of a case that closes today; inside a turn. Whoever hears the result was told."""
    today = timezone.localdate()
    move(
        held, by, Status.CLOSED, outcome=outcome, closed_on=today,
        acknowledged_on=held.acknowledged_on or today, keep_until=end_of_keeping(today), **fields,
    )  # fmt: skip
    recording.record(What.CLOSED, case=held.pk, by=by.role, facts=(outcome,))


def reopen(case: Case, why: str, *, by: Officer, seen: Seen) -> bool:
    """Examine a closed case again, for a reason. Raises NotAllowed, Tampered, Stale.

    The reporter's verdict was on the end that no longer is, and so were those of the reporters
    whose cases were joined with it; the words stay in the cases.
    """

    def change() -> None:
        held = advance(case, seen, against_reopen)
        move(
            held, by, Status.EXAMINING, outcome="", verdict="", closed_on=None, keep_until=None,
            merged_into=None, examined_on=held.examined_on or timezone.localdate(),
        )  # fmt: skip
        Case.objects.filter(merged_into=held.pk).update(verdict="")
        recording.record(What.REOPENED, case=held.pk, by=by.role)

    return _recorded(case, Record(Act.REOPENED, why), by=by, seen=seen, change=change)


def note_printed(case: Case, *, by: Officer) -> None:
    """The chain learns that the whole case was made ready for paper."""
    with recording.turn():
        recording.record(What.PRINTED, case=case.pk, by=by.role)


# --- what stands against them ---------------------------------------------------------


def against_acknowledge(case: Case) -> list[str]:
    """Why the reporter cannot be told now that the complaint arrived; empty when they can."""
    if case.acknowledged_on:
        return [_("The reporter has been told already.")]
    return _against_work(case)


def against_begin(case: Case) -> list[str]:
    """Why the examination cannot begin; empty when it can."""
    if case.status == Status.EXAMINING:
        return [_("The examination has begun already.")]
    return _against_work(case)


def against_assign(case: Case) -> list[str]:
    """Why nobody can be made to answer for the case; empty when somebody can."""
    return _against_work(case)


def against_refer(case: Case) -> list[str]:
    """Why it cannot go to another authority; empty when it can."""
    return _against_work(case)


def against_close(case: Case) -> list[str]:
    """Why it cannot be closed; empty when it can."""
    return _against_work(case)


def against_alone(case: Case, by: Officer) -> list[str]:
    """Whoever left the others out of a case does not end it with nobody looking on."""
    if readers_of(case).exclude(person=by.person_id).exists():
        return []
    told = (event[0] == What.LEFT_OUT and event[3] == by.role for event in witness.about(case))
    if not any(told):
        return []
    return [
        _(
            "You left the others out of this case, so one more officer must read it before it is"
            " closed. Share it with a colleague, or have one admitted."
        )
    ]


def against_reopen(case: Case) -> list[str]:
    """Why it cannot be opened again; empty when it can."""
    return [] if case.status == Status.CLOSED else [_("The case is not closed.")]


def _against_work(case: Case) -> list[str]:
    return [_("The case is closed.")] if case.status == Status.CLOSED else []


# --- how they write -------------------------------------------------------------------


def readers_of(case: Case) -> OfficerQuerySet:
    """The admitted officers who read what is written in the case now, by name."""
    roles = set(last_epoch(case).wraps.values_list("role", flat=True))
    officers = Officer.objects.admitted().exclude(
        person__in=case.exclusions.values("person")
    )  # fmt: skip
    here = [officer.pk for officer in officers if officer.role in roles]
    return officers.filter(pk__in=here).select_related("person").order_by("person__first_name")


def once(case: Case, writer: Writer, seen: Seen, change: Callable[[], None] | None = None) -> bool:
    """Carry out a change and save what was sealed for it, in one turn; False if the form that
    asked for it had been sent before. Raises Stale, and whatever the change raises."""
    with recording.turn():
        before = Item.objects.filter(pk=seen.token).first()
        if before is not None:
            if before.case_id != case.pk:
                raise changed_meanwhile()
            return False
        if change:
            change()
        writer.save(case)
    return True


def advance(case: Case, seen: Seen, against: Callable[[Case], list[str]]) -> Case:
    """The case as it is, under its next version; inside a turn.

    Raises Stale when it is no longer what the page showed, NotAllowed when something stands
    against the act.
    """
    held = Case.objects.get(pk=case.pk)
    if held.version == seen.version:
        refuse_if(against(held))
    here = Case.objects.filter(pk=case.pk, version=seen.version, erased_on__isnull=True)
    if not here.update(version=F("version") + 1):
        raise changed_meanwhile()
    return held


def refuse_unread(held: Case, seen: Seen) -> None:
    """Raise Stale when something was written that the page had not shown yet."""
    if held.items_count != seen.items:
        raise Stale([_("Something new was written in the case meanwhile. Read it first.")])


def move(held: Case, by: Officer, status: Status, **fields: Any) -> None:
    """Set the facts of the row and tell the chain where the case stands; inside a turn."""
    Case.objects.filter(pk=held.pk).update(status=status, **fields)
    if status != held.status:
        recording.record(
            What.STATUS_CHANGED, case=held.pk, by=by.role, facts=(held.status, status.value)
        )


def _recorded(
    case: Case, record: Record, *, by: Officer, seen: Seen, change: Callable[[], None]
) -> bool:
    with Writer.of(case) as writer:
        writer.text(Kind.RECORD, by.role, record.written(), seen.token)
        return once(case, writer, seen, change)
