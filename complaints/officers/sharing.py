"""Old cases given to a colleague, or to a new recovery, by whoever can open them.

A case goes to nobody who is excluded from it, and to nobody who has held a post complained of
since the day it came: the posts stand sealed in the case, so whoever shares must open them, and
what cannot be opened is not shared. Cases that were joined are one matter: whom one of them
concerns gets none of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.models import Appointment
from complaints import sealing
from complaints.models import AuditRow, Case, Epoch, Exclusion, Item, Officer, Recovery, Wrap
from complaints.officers.resealing import close_to
from complaints.sealed import recording, server
from complaints.sealed.excluding import exclude
from complaints.sealed.joined import joined
from complaints.sealed.reading import Reader
from complaints.sealed.recording import What
from complaints.sealed.stored import fingerprint, recovery_key
from complaints.sealed.witness import vouched
from complaints.sealing import RECOVERY, OpenEpoch, Role, RosterKey


@dataclass(frozen=True)
class Shared:
    """How many cases were shared, how many must not be, how many could not be opened whole."""

    shared: int = 0
    barred: int = 0
    closed: int = 0

    def __add__(self, other: Shared) -> Shared:
        return Shared(
            self.shared + other.shared, self.barred + other.barred, self.closed + other.closed
        )


SHARED, BARRED, CLOSED = Shared(shared=1), Shared(barred=1), Shared(closed=1)


def lacking(role: Role, colleague: Officer) -> QuerySet[Case]:
    """Cases with an epoch that the role can read and the colleague cannot, but might.

    Cases from which the colleague is excluded are left out, erased ones too.
    """
    of_epoch = Wrap.objects.filter(epoch=OuterRef("pk"))
    missing = Epoch.objects.filter(
        Exists(of_epoch.filter(role=role)),
        ~Exists(of_epoch.filter(role=colleague.role)),
        case=OuterRef("pk"),
    )
    excluded = Exclusion.objects.filter(case=OuterRef("pk"), person=colleague.person_id)
    found = Case.objects.filter(Exists(missing), ~Exists(excluded), erased_on__isnull=True)
    return found.order_by("fiscal_year", "number")


def share_all(reader: Reader, colleague: Officer) -> Shared:
    """Give the colleague every case that the reader opens and they may read; each in its turn.

    Raises Tampered when the colleague's row was not written by the portal.
    """
    told = cases_with_details()
    total = Shared()
    for case in lacking(reader.role, colleague):
        total += share(reader, case, colleague, told=told)
    return total


def share(
    reader: Reader, case: Case, colleague: Officer, *, told: frozenset[str] | None = None
) -> Shared:
    """Give the colleague one case: every epoch that the reader opens, a row in the chain each.

    Raises Tampered when the colleague's row was not written by the portal.
    """
    try:
        posts = accused_in_matter(reader, case, cases_with_details() if told is None else told)
    except sealing.SealingError:
        return CLOSED
    opened = reader.opened_epochs(case)
    with recording.turn():
        held = Officer.objects.select_related("person").get(pk=colleague.pk)
        together = joined(case)
        if not {one.pk for one in together} <= posts.keys():
            return CLOSED  # another report was joined meanwhile: whom it concerns was not read
        if _barred(together, posts, held, by=reader.role):
            return BARRED
        if not held.serves() or Case.objects.filter(pk=case.pk, erased_on__isnull=False).exists():
            return CLOSED
        given = [_give(case, one, vouched(held), by=reader.role) for one in opened]
    whole = case.epochs.count() == len(opened)
    return SHARED if any(given) and whole else CLOSED


def cases_with_details() -> frozenset[str]:
    """The cases of which the chain tells that details were written, as hexadecimal ids."""
    rows = AuditRow.objects.filter(
        event__0=What.ITEM_WRITTEN.value, event__5=Item.Kind.DETAILS.value
    )
    return frozenset(case for _what, _day, case, *_rest in _events(rows))


def accused_posts(reader: Reader, case: Case, told: frozenset[str]) -> set[int]:
    """Ids of the posts complained of; raises SealingError when they cannot be known for sure."""
    found = reader.items(case, Item.Kind.DETAILS)
    if any(opened.text is None for opened in found) or (not found and case.pk.hex in told):
        raise sealing.CannotOpen
    return {int(pk) for opened in found for pk in json.loads(opened.text or "{}").get("posts", [])}


def accused_in_matter(
    reader: Reader, case: Case, told: frozenset[str]
) -> dict[UUID, tuple[Case, set[int]]]:
    """The case and those joined with it, each with the posts complained of in it.

    Raises SealingError when one of them cannot be known for sure.
    """
    return {one.pk: (one, accused_posts(reader, one, told)) for one in joined(case)}


def concerns(matter: dict[UUID, tuple[Case, set[int]]], person: int) -> bool:
    """Whether one of the cases complains of a post that the person has held since it came."""
    return any(held_since(posts, case, person) for case, posts in matter.values())


def held_since(posts: set[int], case: Case, person: int) -> bool:
    """Whether the person of this id has held one of the posts on a day since the case came."""
    held = Appointment.objects.filter(post__in=posts, person=person)
    return held.overlapping(case.received_on, timezone.localdate()).exists()


def _barred(
    together: list[Case], matter: dict[UUID, tuple[Case, set[int]]], officer: Officer, *, by: str
) -> bool:
    """Whether the officer is kept out of the matter; they then are kept out of all its cases."""
    person = officer.person_id
    out = set(
        Exclusion.objects.filter(case__in=together, person=person).values_list("case", flat=True)
    )
    if not out and not concerns(matter, person):
        return False
    for case in together:
        if case.pk not in out:
            exclude(case, person, by=by)
            _take_back(case, officer, by=by)
    return True


def _take_back(case: Case, officer: Officer, *, by: str) -> None:
    """What the officer had of a case of the matter, before another was joined with it."""
    if Case.objects.filter(pk=case.pk, assigned_to=officer).update(assigned_to=None):
        recording.record(What.ASSIGNED, case=case.pk, by=by, facts=("",))
    close_to(case, officer, by=by)


def _give(case: Case, opened: OpenEpoch, key: RosterKey, *, by: str) -> bool:
    """One more wrap of the epoch; False when the reader had it already."""
    epoch = case.epochs.get(number=opened.number)
    blob = sealing.share_epoch(opened, key, server.keys())
    if key.role == RECOVERY:
        # There always is one, of the recovery before.
        Wrap.objects.filter(epoch=epoch, role=RECOVERY).delete()
    elif epoch.wraps.filter(role=key.role).exists():
        return False
    Wrap.objects.create(epoch=epoch, role=key.role, blob=blob)
    recording.record(What.EPOCH_SHARED, case=case.pk, by=by, facts=(str(opened.number), key.role))
    return True


# --- a new recovery ------------------------------------------------------------


def not_reached() -> dict[str, set[int]]:
    """The epochs that the recovery in force may be unable to open, by case's hexadecimal id.

    Those begun before or on its day, unless the chain tells that they were shared since.
    """
    recovery = Recovery.objects.filter(active=True).first()
    if recovery is None or not Recovery.objects.filter(active=False).exists():
        return {}
    reached = _shared_with(recovery)
    old = Epoch.objects.filter(case__erased_on__isnull=True, begun_on__lte=recovery.made_on)
    found: dict[str, set[int]] = {}
    for case, number in old.values_list("case", "number"):
        if (case.hex, str(number)) not in reached:
            found.setdefault(case.hex, set()).add(number)
    return found


def _shared_with(recovery: Recovery) -> set[tuple[str, str]]:
    made = AuditRow.objects.filter(
        event__0=What.RECOVERY_MADE.value, event__4=fingerprint(recovery.public)
    ).order_by("-number").first()  # fmt: skip
    rows = AuditRow.objects.filter(
        event__0=What.EPOCH_SHARED.value, event__5=RECOVERY, number__gt=made.number if made else 0
    )
    return {(case, number) for _what, _day, case, _by, number, *_rest in _events(rows)}


def _events(rows: QuerySet[AuditRow]) -> Iterator[list[str]]:
    # Whole: SQLite gives a word that looks like a number out of JSON as a number.
    return rows.values_list("event", flat=True).iterator()


def share_with_recovery(reader: Reader) -> Shared:
    """Seal the old cases that this reader opens to the recovery in force; each in its turn.

    Raises Tampered when the recovery was not written by the portal.
    """
    total = Shared()
    for pk, numbers in not_reached().items():
        total += _share_with_recovery(reader, Case.objects.get(pk=pk), numbers)
    return total


def _share_with_recovery(reader: Reader, case: Case, numbers: set[int]) -> Shared:
    opened = [one for one in reader.opened_epochs(case) if one.number in numbers]
    with recording.turn():
        recovery = Recovery.objects.get(active=True)
        if Case.objects.filter(pk=case.pk, erased_on__isnull=False).exists():
            return CLOSED
        for one in opened:
            _give(case, one, recovery_key(recovery), by=reader.role)
    return SHARED if len(opened) == len(numbers) else CLOSED


# --- cases that no officer reads ------------------------------------------------------------


def lost() -> QuerySet[Case]:
    """Stranded cases that no recovery in force can open either: their reporters alone can."""
    if not Recovery.objects.filter(active=True).exists():
        return stranded()
    return stranded().filter(pk__in=[UUID(pk) for pk in not_reached()])


def stranded() -> QuerySet[Case]:
    """Cases, not erased, whose last epoch no admitted officer can open."""
    last = Epoch.objects.filter(case=OuterRef("pk")).order_by("-number").values("pk")[:1]
    roles = [officer.role for officer in Officer.objects.admitted()]
    read = Wrap.objects.filter(epoch=OuterRef("last"), role__in=roles)
    found = Case.objects.alias(last=Subquery(last)).filter(~Exists(read), erased_on__isnull=True)
    return found.order_by("fiscal_year", "number")
