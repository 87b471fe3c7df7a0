"""The recovery and its three custodians: made, divided anew, opened by any two of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.refusals import NotAllowed, changed_meanwhile, refuse_if
from complaints import sealing
from complaints.models import AuditRow, Case, Custodian, Officer, Recovery
from complaints.officers import agreeing
from complaints.officers.agreeing import NEEDED, Kind
from complaints.officers.sheets import Sheet, read_sheet, sign_sheet
from complaints.sealed import recording, server
from complaints.sealed.recording import What, short
from complaints.sealed.stored import fingerprint, recovery_key, recovery_keys
from complaints.sealed.witness import acts_since, tells
from complaints.sealing import CUSTODIANS, RECOVERY, NewRecovery, PrivateKey, PublicKey

_CEREMONY = "complaints.officers.custody"
_WRAPS = {(1, 2): "by_1_and_2", (1, 3): "by_1_and_3", (2, 3): "by_2_and_3"}


@dataclass(frozen=True)
class Seat:
    """Who keeps a code: name, post, whether from outside the office."""

    name: str
    post: str
    outside: bool = False


@dataclass(frozen=True)
class Ceremony:
    """Codes just made, by custodian's number, and the sheet that brings the rest back."""

    codes: Mapping[int, str] = field(repr=False)
    sheet: str = field(repr=False)
    seats: Sequence[Seat]
    fingerprint: str


def in_force() -> Recovery | None:
    """The recovery that cases are sealed to today; None before the first ceremony."""
    return Recovery.objects.filter(active=True).prefetch_related("custodians").first()


def never_made() -> bool:
    """Whether no recovery was ever made, as far as tables and chain tell it.

    Nobody is admitted and no case is taken before there is one: where rows of either are left,
    somebody took the recovery and the chain away, to make a recovery alone.
    """
    later = Officer.objects.filter(admitted_on__isnull=False).exists() or Case.objects.exists()
    return not later and not Recovery.objects.exists() and not tells(What.RECOVERY_MADE)


def is_begun_anew() -> bool:
    """Whether the server ended the recovery for a new start, and none was made since.

    So tells the chain, whole from that moment on. Where it was cut back to it, rows are left that
    it does not know: then nobody makes a recovery alone.
    """
    if not server.have_keys():
        return False
    since = acts_since(What.ROSTER_BEGUN_ANEW)
    return (
        since is not None
        and What.RECOVERY_MADE not in since
        and all(tells(What.OFFICER_ENROLLED, by=one.role) for one in Officer.objects.all())
        and all(
            tells(What.RECOVERY_MADE, facts=(fingerprint(one.public),))
            for one in Recovery.objects.all()
        )
        and not _untold_cases()
    )


def _untold_cases() -> set[str]:
    rows = AuditRow.objects.filter(event__0=What.CASE_RECEIVED.value)
    told = {event[2] for event in rows.values_list("event", flat=True)}
    return {pk.hex for pk in Case.objects.values_list("pk", flat=True)} - told


def ceremony_blockers() -> list[str]:
    """Every reason why no new recovery can be made now; empty when it can.

    The first one needs no agreement: nothing is sealed yet, or nothing that anybody could open
    (`complaints.upkeep.starting_anew`). A later one needs two officers, or
    the custodians themselves (`prepare` with their numbers).
    """
    recovery = in_force()
    if recovery is None:
        if never_made() or is_begun_anew():
            return []
        return [_("The recovery key is missing; restore the database.")]
    if len(agreeing.agreed_by(Kind.RECOVERY, recovery)) < NEEDED:
        return [_("Two officers must agree to a new recovery key first.")]
    return []


def agree_to_new(by: Officer) -> bool:
    """An officer agrees to replace the recovery; True when with it two have agreed.

    Raises NotAllowed, also while there is none to replace.
    """
    with recording.turn():
        if (recovery := in_force()) is None:
            raise NotAllowed([_("There is no recovery key yet.")])
        return agreeing.agree(Kind.RECOVERY, recovery, by)


def open_by(typed: Mapping[int, str]) -> PrivateKey:
    """The recovery's private key by two custodians' codes; the chain tells whose.

    Raises Mistyped, CannotOpen, Tampered.
    """
    if (recovery := in_force()) is None:
        raise sealing.CannotOpen
    recovery_key(recovery).check(server.keys())
    private = sealing.open_recovery(recovery_keys(recovery), typed)
    with recording.turn():
        recording.record(What.RECOVERY_OPENED, by="custodians", facts=(numbers(typed),))
    return private


def numbers(typed: Mapping[int, str]) -> str:
    """Whose codes these are: "1,3"."""
    return ",".join(str(number) for number in sorted(typed))


# --- the ceremony ------------------------------------------------------------


def prepare(seats: Sequence[Seat], *, custodians: str = "") -> Ceremony:
    """Make a new pair and three codes; nothing is kept until they were written down.

    `custodians` names the two who have opened the recovery and agree. Raises NotAllowed.
    """
    if not custodians:
        refuse_if(ceremony_blockers())
    return _ceremony(sealing.new_recovery(), seats, custodians=custodians, divided=False)


def prepare_division(private: PrivateKey, seats: Sequence[Seat], custodians: str) -> Ceremony:
    """The same pair under three new codes, by two custodians who have opened it."""
    made = sealing.divide_recovery(private)
    return _ceremony(made, seats, custodians=custodians, divided=True)


def _ceremony(
    made: NewRecovery, seats: Sequence[Seat], *, custodians: str, divided: bool
) -> Ceremony:
    codes = {number: made.codes[number].printed() for number in CUSTODIANS}
    facts = {
        "divided": divided,
        "custodians": custodians,
        "replaces": _state_of(in_force()),
        "public": bytes(made.stored.public).hex(),
        "wraps": {_WRAPS[two]: bytes(blob).hex() for two, blob in made.stored.by_two.items()},
        "seats": [asdict(seat) for seat in seats],
    }
    sheet = sign_sheet(_CEREMONY, facts, [codes[number] for number in CUSTODIANS])
    return Ceremony(codes, sheet, seats, fingerprint(made.stored.public))


def _state_of(recovery: Recovery | None) -> str:
    """What a ceremony started from; another ceremony in between changes it."""
    return fingerprint(recovery.by_1_and_2) if recovery else ""


def is_by_custodians(sheet: str) -> bool:
    """Whether two custodians opened the recovery for this ceremony. Raises NotAllowed."""
    return bool(read_sheet(_CEREMONY, sheet).facts["custodians"])


def finish(sheet: str, last_groups: Sequence[str], *, by: str) -> Recovery:
    """Keep what the ceremony made: from now on cases are sealed to it.

    `by` is who did it, for the chain. Raises NotAllowed when a code's last group is wrong,
    Stale when another ceremony was faster.
    """
    read = read_sheet(_CEREMONY, sheet)
    read.check(last_groups)
    with recording.turn():
        current = in_force()
        if read.facts["replaces"] != _state_of(current):
            raise changed_meanwhile()
        if not read.facts["custodians"]:
            refuse_if(ceremony_blockers())
        if current and read.facts["divided"]:
            return _divided(current, read, by=by)
        return _made(current, read, by=by)


def _made(current: Recovery | None, read: Sheet, *, by: str) -> Recovery:
    if current and read.facts["custodians"]:
        agreeing.custodians_agree(Kind.RECOVERY, current, read.facts["custodians"])
    Recovery.objects.filter(active=True).update(active=False)
    public = PublicKey(bytes.fromhex(read.facts["public"]))
    key = sealing.admit(RECOVERY, public, server.keys())
    recovery = Recovery.objects.create(
        public=public, mark=key.mark, made_on=timezone.localdate(), **_wraps(read)
    )
    _seat(recovery, read)
    recording.record(What.RECOVERY_MADE, by=by, facts=(fingerprint(public), short(key.mark)))
    return recovery


def _divided(current: Recovery, read: Sheet, *, by: str) -> Recovery:
    Recovery.objects.filter(pk=current.pk).update(**_wraps(read))
    current.custodians.all().delete()
    _seat(current, read)
    recording.record(What.RECOVERY_DIVIDED, by=by, facts=(fingerprint(current.public),))
    return Recovery.objects.get(pk=current.pk)


def _wraps(read: Sheet) -> dict[str, bytes]:
    return {name: bytes.fromhex(blob) for name, blob in read.facts["wraps"].items()}


def _seat(recovery: Recovery, read: Sheet) -> None:
    Custodian.objects.bulk_create(
        Custodian(recovery=recovery, number=number, **seat)
        for number, seat in enumerate(read.facts["seats"], start=1)
    )
