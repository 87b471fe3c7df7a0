"""The roster: how somebody becomes a complaint officer, and how they leave.

Nobody is admitted by one: two officers agree, or two custodians. Before that nothing is sealed
to a newcomer; after somebody has left, what is written is sealed anew without them.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotAllowed, changed_meanwhile, refuse_if
from accounts.rights import Right, may
from complaints import sealing
from complaints.models import Case, Officer, Wrap
from complaints.models.roster import BLANK
from complaints.officers import agreeing, resealing, vault
from complaints.officers.agreeing import Kind
from complaints.officers.sheets import Sheet, read_sheet, sign_sheet
from complaints.sealed import recording, server
from complaints.sealed.recording import What, short
from complaints.sealed.stored import fingerprint
from complaints.sealed.witness import tells
from complaints.sealing import PublicKey

PORTAL = "portal"
State = Officer.State
_ENROLMENT = "complaints.enrolment"
_log = logging.getLogger("portal.security")


# --- coming ------------------------------------------------------------


@dataclass(frozen=True)
class Enrolment:
    """A pair just made: the code to be written down, and the sheet that brings it back."""

    code: str = field(repr=False)
    sheet: str = field(repr=False)
    fingerprint: str


def enrolment_blockers(person: User) -> list[str]:
    """Every reason why the person cannot enrol now; empty when they can."""
    if not may(person, Right.HANDLE_COMPLAINTS):
        return [_("Only somebody with the role of complaint officer can enrol.")]
    if Officer.objects.waiting().filter(person=person).exists():
        return [_("You have enrolled already and wait for two approvals.")]
    return []


def prepare(person: User, passphrase: str) -> Enrolment:
    """Make the person's pair; nothing is kept until the code was written down.

    Raises NotAllowed, CannotSeal for a short passphrase, Busy. About 80 ms.
    """
    refuse_if(enrolment_blockers(person))
    pk = uuid4()
    made = sealing.new_officer(sealing.officer_role(pk), passphrase, server.keys())
    stored = made.stored
    facts = {
        "id": pk.hex,
        "person": person.pk,
        "public": bytes(stored.public).hex(),
        "by_passphrase": bytes(stored.by_passphrase).hex(),
        "by_code": bytes(stored.by_code).hex(),
    }
    code = made.code.printed()
    return Enrolment(code, sign_sheet(_ENROLMENT, facts, [code]), fingerprint(stored.public))


def enrol(person: User, sheet: str, last_group: str) -> Officer:
    """Keep the pair of the sheet: the officer waits for two approvals. Sent twice, it is one.

    Raises NotAllowed when the code's last group is wrong or the sheet is old or another's.
    """
    read = read_sheet(_ENROLMENT, sheet)
    pk = UUID(read.facts["id"])
    if read.facts["person"] != person.pk:
        raise NotAllowed([_("This page belongs to somebody else.")])
    with recording.turn():
        if found := Officer.objects.filter(pk=pk).first():
            return found
        read.check([last_group])
        refuse_if(enrolment_blockers(person))
        officer = _new_row(pk, person, read)
        recording.record(What.OFFICER_ENROLLED, by=officer.role, facts=_enrolment(officer))
    return officer


def _enrolment(officer: Officer) -> tuple[str, str]:
    """Which key whose it is: the chain alone binds the two."""
    return fingerprint(officer.public), str(officer.person_id)


def _new_row(pk: UUID, person: User, read: Sheet) -> Officer:
    wraps = {name: bytes.fromhex(read.facts[name]) for name in ("by_passphrase", "by_code")}
    return Officer.objects.create(
        id=pk,
        person=person,
        public=bytes.fromhex(read.facts["public"]),
        enrolled_on=timezone.localdate(),
        **wraps,
    )


# --- admission ------------------------------------------------------------


def approve(officer: Officer, *, by: Officer) -> bool:
    """An officer agrees to an admission; True when the newcomer is admitted by it.

    Raises NotAllowed, Stale when the enrolment no longer waits, Tampered when its row was not
    written by the portal.
    """
    with recording.turn():
        held = _waiting(officer)
        if not agreeing.agree(Kind.ADMISSION, held, by):
            return False
        replaced = _admit(held, by=by.role)
    _close_cases(replaced, by=by.role)
    return True


def admit_by_custodians(officer: Officer, custodians: str) -> None:
    """Two custodians, "1,3", who have opened the recovery admit a newcomer.

    Raises NotAllowed, Stale, Tampered.
    """
    with recording.turn():
        held = _waiting(officer)
        agreeing.custodians_agree(Kind.ADMISSION, held, custodians)
        replaced = _admit(held, by=agreeing.by_custodians(custodians))
    _close_cases(replaced, by=agreeing.by_custodians(custodians))


def _waiting(officer: Officer) -> Officer:
    """The row as it is now, if it is the one that the person enrolled by themself."""
    held = Officer.objects.waiting().select_related("person").filter(pk=officer.pk).first()
    if held is None:
        raise changed_meanwhile()
    if not tells(What.OFFICER_ENROLLED, by=held.role, facts=_enrolment(held)):
        _log.error("a complaint officer was enrolled around the portal officer=%s", held.pk)
        raise sealing.Tampered
    if not may(held.person, Right.HANDLE_COMPLAINTS):
        raise NotAllowed([_("%(person)s no longer has the role.") % {"person": held.person}])
    return held


def _admit(officer: Officer, *, by: str) -> Officer | None:
    """The officer's key is of the roster from now on; the one of theirs that it replaced."""
    before = Officer.objects.admitted().filter(person=officer.person_id).first()
    if before:
        _strike(before, by=by)
    key = sealing.admit(officer.role, PublicKey(bytes(officer.public)), server.keys())
    Officer.objects.filter(pk=officer.pk).update(
        state=State.ADMITTED, mark=key.mark, admitted_on=timezone.localdate()
    )
    recording.record(
        What.OFFICER_ADMITTED, by=by,
        facts=(officer.pk.hex, short(key.mark), str(officer.person_id)),
    )  # fmt: skip
    return before


# --- leaving ------------------------------------------------------------


def leave(officer: Officer, *, by: Officer) -> None:
    """An officer gives up their own key, or one that waits is turned away by an officer.

    Raises NotAllowed for anybody else, Stale when it has happened already.
    """
    with recording.turn():
        held = _in_roster(officer)
        if held.person_id != by.person_id and held.state == State.ADMITTED:
            raise NotAllowed([_("Two officers or two custodians must agree to that.")])
        _strike(held, by=by.role)
    _close_cases(held, by=by.role)


def withdraw(officer: Officer, *, person: User) -> None:
    """Somebody takes back their own enrolment. Raises NotAllowed, Stale."""
    with recording.turn():
        held = _in_roster(officer)
        if held.person_id != person.pk or held.state != State.WAITING:
            raise changed_meanwhile()
        _strike(held, by=held.role)


def agree_to_leaving(officer: Officer, *, by: Officer) -> bool:
    """An officer agrees that a colleague leaves; True when with it two have agreed.

    Raises NotAllowed, Stale.
    """
    with recording.turn():
        held = _in_roster(officer)
        if not agreeing.agree(Kind.LEAVING, held, by):
            return False
        _strike(held, by=by.role)
    _close_cases(held, by=by.role)
    return True


def remove_by_custodians(officer: Officer, custodians: str) -> None:
    """Two custodians who have opened the recovery take an officer from the roster.

    Raises Stale.
    """
    with recording.turn():
        held = _in_roster(officer)
        agreeing.custodians_agree(Kind.LEAVING, held, custodians)
        _strike(held, by=agreeing.by_custodians(custodians))
    _close_cases(held, by=agreeing.by_custodians(custodians))


def retire_departed() -> int:
    """Take from the roster whoever cannot sign in any more or has lost the role; how many.

    Also finishes a leaving that a crash cut short.
    """
    departed = 0
    for officer in _all_in_roster():
        if may(officer.person, Right.HANDLE_COMPLAINTS):
            continue
        with recording.turn():
            if held := _all_in_roster().filter(pk=officer.pk).first():
                _strike(held, by=PORTAL)
                departed += 1
    roles = set(Wrap.objects.values_list("role", flat=True).distinct())
    for officer in Officer.objects.filter(state=State.LEFT):
        if officer.role in roles:
            _close_cases(officer, by=PORTAL)
    return departed


def turn_away_waiting(*, by: str) -> None:
    """Whoever has enrolled and waits must enrol again; inside a turn."""
    for officer in Officer.objects.waiting():
        _strike(officer, by=by)


def _all_in_roster() -> QuerySet[Officer]:
    return Officer.objects.exclude(state=State.LEFT).select_related("person")


def _in_roster(officer: Officer) -> Officer:
    if (held := _all_in_roster().filter(pk=officer.pk).first()) is None:
        raise changed_meanwhile()
    return held


def _strike(officer: Officer, *, by: str) -> None:
    """The officer's keys are deleted and nothing new is sealed to them; inside a turn."""
    # Without mark and wraps the row cannot be put back to work by turning its state over.
    Officer.objects.filter(pk=officer.pk).update(
        state=State.LEFT, left_on=timezone.localdate(), mark=BLANK,
        by_passphrase=BLANK, by_code=BLANK,
    )  # fmt: skip
    vault.lock_all(officer)
    recording.record(What.OFFICER_LEFT, by=by, facts=(officer.pk.hex,))
    assigned = Case.objects.filter(assigned_to=officer)
    for case in assigned:
        recording.record(What.ASSIGNED, case=case.pk, by=by, facts=("",))
    assigned.update(assigned_to=None, version=F("version") + 1)


def _close_cases(officer: Officer | None, *, by: str) -> None:
    """Every case that a struck officer could read begins a new epoch; their wraps are deleted.

    A turn for each case, so that nobody who sends a complaint waits for all of them. Their wrap
    of a case goes last: where one is left, `retire_departed` goes on.
    """
    if officer is None:
        return
    wraps = Wrap.objects.filter(role=officer.role)
    for case in Case.objects.filter(pk__in=wraps.values("epoch__case")).order_by("pk"):
        with recording.turn():
            resealing.close_to(case, officer, by=by)
