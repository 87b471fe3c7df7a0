"""The complainant comes back: a receipt opens the case, a token keeps it open between two clicks.

Nobody is told whether there is a case: for a receipt that leads nowhere the same is done as for a
wrong one. The token stands in a hidden field of each page, never in a cookie, an address or a log;
the row beside it tells only to five minutes when somebody was here, and is gone with the visit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import BoundedSemaphore
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from complaints import sealing
from complaints.models import Case, Item, SealedUpload, VaultSession
from complaints.officers.vault import stored_session
from complaints.sealed import server
from complaints.sealed.reading import FOR_COMPLAINANT, Opened, Reader
from complaints.sealed.stored import complainant_keys
from complaints.sealing import COMPLAINANT, Busy, CannotOpen, Receipt, SealingError

LONGEST = timedelta(hours=1)
IDLE = timedelta(minutes=15)
# Receipts of this process at once, of the four threads that deploy/gunicorn.conf.py gives it:
# each may wait for its slow key, and meanwhile somebody must answer for all other pages.
PLACES = 3
_places = BoundedSemaphore(PLACES)

Kind = Item.Kind
# What a page of the complainant shows in order; name and contact are opened for officers alone.
_SHOWN = tuple(kind for kind in FOR_COMPLAINANT if kind != Kind.IDENTITY)


@dataclass(frozen=True)
class Visit:
    """A case in the hands of whoever has its receipt; repr() shows no token."""

    case: Case
    reader: Reader
    token: str = field(repr=False)


@dataclass(frozen=True)
class Attached:
    """A file as the complainant sees it; `name` is "" where it cannot be opened."""

    pk: UUID
    name: str = field(repr=False)
    size: int  # bytes


@dataclass(frozen=True)
class Entry:
    """Something written in the case with its files, `text` None where it cannot be opened."""

    opened: Opened
    files: list[Attached]

    @property
    def item(self) -> Item:
        return self.opened.item

    @property
    def is_mine(self) -> bool:
        """Whether the complainant wrote it."""
        return self.item.author == COMPLAINANT


def enter(receipt: Receipt) -> Visit:
    """Open the case of a receipt for an hour.

    Raises CannotOpen when the receipt opens nothing, be there such a case or not, after the same
    work; Busy; another SealingError when the server cannot open anything at this moment.
    """
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        return _entered(receipt)
    finally:
        _places.release()


def _entered(receipt: Receipt) -> Visit:
    keys = server.keys()
    indexes = sealing.locator_indexes(receipt, keys)
    case = Case.objects.filter(locator__in=indexes, erased_on__isnull=True).first()
    found = complainant_keys(case) if case else None
    private = sealing.open_by_receipt(receipt, found, keys)
    if case is None:
        raise CannotOpen
    return _begin(case, private)


def resume(token: str) -> Visit | None:
    """The visit of this token; None when it is over or never was."""
    row = _row(token)
    if row is None or row.case is None:
        return None
    now = timezone.now()
    try:
        private = sealing.resume_session(stored_session(row), token, now)
    except SealingError:
        return None
    if now - row.used_at > IDLE:
        row.delete()
        return None
    if row.used_at != _coarse(now):
        VaultSession.objects.filter(pk=row.pk).update(used_at=_coarse(now))
    return Visit(row.case, Reader(COMPLAINANT, private), token)


def leave(token: str) -> None:
    """End the visit of this token, if there is one."""
    if row := _row(token):
        row.delete()


def entries(visit: Visit) -> list[Entry]:
    """What the complainant may read of the case, in its order, files with their names."""
    opened = visit.reader.items(visit.case, *_SHOWN)
    files: dict[UUID, list[Attached]] = defaultdict(list)
    for file in _files(visit):
        files[file.item_id].append(attached(visit, file))
    return [Entry(one, files[one.item.pk]) for one in opened]


def left_a_name(visit: Visit) -> bool:
    """Whether name or contact lie in the case, which only officers open and for a reason."""
    return visit.case.items.filter(kind=Kind.IDENTITY).exists()


def attached(visit: Visit, file: SealedUpload) -> Attached:
    """A file with its name and size, as far as they can be opened."""
    try:
        return Attached(file.pk, visit.reader.about(file).name, visit.reader.size(file))
    except SealingError:
        return Attached(file.pk, "", 0)


def file_of(visit: Visit, pk: UUID | None) -> SealedUpload | None:
    """A file of the case that the complainant may have."""
    return _files(visit).filter(pk=pk).first()


def content_of(visit: Visit, file: SealedUpload) -> Iterator[bytes]:
    """The file's bytes; raises SealingError, FileNotFoundError before any is given."""
    return visit.reader.content(file)


def _files(visit: Visit) -> QuerySet[SealedUpload]:
    return SealedUpload.objects.filter(
        item__case=visit.case, item__kind__in=_SHOWN
    ).select_related("item")  # fmt: skip


def _begin(case: Case, private: sealing.PrivateKey) -> Visit:
    now = timezone.now()
    made = sealing.begin_session(private, COMPLAINANT, _coarse(now + LONGEST), case.pk)
    VaultSession.objects.create(
        token_hash=made.stored.token_hash, role=COMPLAINANT, blob=made.stored.blob,
        until=made.stored.until, used_at=_coarse(now), case=case,
    )  # fmt: skip
    return Visit(case, Reader(COMPLAINANT, private), made.token)


def _row(token: str) -> VaultSession | None:
    try:
        mark = sealing.token_hash(token)
    except SealingError:
        return None
    return VaultSession.objects.select_related("case__merged_into").filter(
        token_hash=mark, role=COMPLAINANT, case__erased_on__isnull=True
    ).first()  # fmt: skip


def _coarse(moment: datetime) -> datetime:
    """The moment as a row tells it: the beginning of its five minutes."""
    rest = timedelta(minutes=moment.minute % 5, seconds=moment.second)
    return moment - rest - timedelta(microseconds=moment.microsecond)
