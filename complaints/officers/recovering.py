"""The custodians' session: the recovery's key kept for a quarter of an hour after two codes.

Nothing about it lies in a cookie. The page has a signed text with the token, whose codes opened
it and who sits at the screen; the database has the key sealed under the token.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.core import signing
from django.utils import timezone

from accounts.models import User
from complaints import sealing
from complaints.models import Case, Exclusion, Officer, VaultSession
from complaints.officers import custody, sharing
from complaints.officers.vault import stored_session
from complaints.sealed.reading import Reader
from complaints.sealing import RECOVERY, PrivateKey

LASTS = timedelta(minutes=15)
_SALT = "complaints.officers.recovering"


@dataclass(frozen=True)
class Room:
    """The recovery while it is open: by which custodians, at whose screen."""

    private: PrivateKey = field(repr=False)
    custodians: str  # "1,3"
    operator: User
    page_token: str = field(repr=False)

    @property
    def reader(self) -> Reader:
        return Reader(RECOVERY, self.private)


def enter(typed: Mapping[int, str], operator: User) -> Room:
    """Open the recovery by two codes; raises Mistyped, CannotOpen, Tampered."""
    private = custody.open_by(typed)
    now = timezone.now()
    made = sealing.begin_session(private, RECOVERY, (now + LASTS).replace(microsecond=0))
    VaultSession.objects.create(
        token_hash=made.stored.token_hash, role=RECOVERY, blob=made.stored.blob,
        until=made.stored.until, used_at=now,
    )  # fmt: skip
    custodians = custody.numbers(typed)
    page_token = signing.dumps([made.token, custodians, operator.pk], salt=_SALT)
    return Room(private, custodians, operator, page_token)


def resume(page_token: str, operator: User) -> Room | None:
    """The room behind the page; None when it is over, closed, or at somebody else's screen."""
    try:
        token, custodians, person = signing.loads(page_token, salt=_SALT, max_age=LASTS)
        row = VaultSession.objects.get(token_hash=sealing.token_hash(token), role=RECOVERY)
        private = sealing.resume_session(stored_session(row), token, timezone.now())
    except (signing.BadSignature, VaultSession.DoesNotExist, sealing.SealingError):
        return None
    return Room(private, custodians, operator, page_token) if person == operator.pk else None


def close(page_token: str) -> None:
    """Forget the key behind the page at once."""
    try:
        token, *_rest = signing.loads(page_token, salt=_SALT)
    except signing.BadSignature:
        return
    VaultSession.objects.filter(token_hash=sealing.token_hash(token)).delete()


def close_all() -> None:
    """Forget every recovery's key: after the recovery was changed."""
    VaultSession.objects.filter(role=RECOVERY).delete()


def left_to_nobody(room: Room) -> list[Case]:
    """The cases that no officer reads, but for those that concern whoever sits at the screen."""
    told = sharing.cases_with_details()
    barred = Exclusion.objects.filter(person=room.operator).values("case")
    return [
        case
        for case in sharing.stranded().exclude(pk__in=barred)
        if not _concerns(room, case, told)
    ]


def _concerns(room: Room, case: Case, told: frozenset[str]) -> bool:
    try:
        matter = sharing.accused_in_matter(room.reader, case, told)
    except sealing.SealingError:
        return True  # whom it concerns is not known, and it could not be shared either
    return sharing.concerns(matter, room.operator.pk)


def hand_over(room: Room, cases: list[Case], officer: Officer) -> sharing.Shared:
    """Give the cases to an officer; raises Tampered."""
    told = sharing.cases_with_details()
    total = sharing.Shared()
    for case in cases:
        total += sharing.share(room.reader, case, officer, told=told)
    return total
