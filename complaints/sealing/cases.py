"""A case's keys and texts.

A case has an *epoch* pair; its private half is sealed to each permitted officer, to the
complainant and to the recovery. Each *item* (a message, a note, a file's name) has a fresh
key of its own, sealed to the epoch's public half: writing needs no secret at all. When an
officer leaves the case a new epoch begins, and what is written from then on is closed to
them, whatever copies they kept.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from complaints.sealing.pairs import RosterKey
from complaints.sealing.primitives import (
    COMPLAINANT,
    KEY_SIZE,
    RECOVERY,
    Blob,
    Context,
    PrivateKey,
    PublicKey,
    Role,
    closing,
    is_officer,
    new_private_key,
    opening,
    same,
    seal,
    unseal,
    unwrap,
    wrap,
)
from complaints.sealing.receipts import ComplainantKeys
from complaints.sealing.refusals import CannotOpen, CannotSeal
from complaints.sealing.server_keys import ServerKeys, check_mark, mark

# --- epochs ------------------------------------------------------------


@dataclass(frozen=True)
class EpochKey:
    """The public half of a case's epoch (numbered from 1), with the server's mark."""

    case: UUID
    number: int
    public: PublicKey
    mark: Blob

    def check(self, keys: ServerKeys) -> None:
        """Raise Tampered unless the portal itself wrote this key for this case and epoch."""
        check_mark(keys, self.mark, _epoch(self.case, self.number), self.public)


@dataclass(frozen=True)
class NewEpoch:
    """An epoch just made: its public key, and its private key wrapped for each reader."""

    key: EpochKey
    wraps: Mapping[Role, Blob]


@dataclass(frozen=True)
class OpenEpoch:
    """An epoch's private key in a reader's hands."""

    case: UUID
    number: int
    private: PrivateKey


def new_epoch(
    case: UUID,
    number: int,
    *,
    officers: Sequence[RosterKey],
    complainant: ComplainantKeys,
    recovery: RosterKey,
    keys: ServerKeys,
) -> NewEpoch:
    """Begin an epoch that exactly these can read; without officers, the recovery alone.

    Raises Tampered when a public key was not written by the portal, CannotSeal when one
    stands in another's place. Nothing of the private half is left here.
    """
    fits = complainant.case == case and recovery.role == RECOVERY and number >= 1
    roles = [officer.role for officer in officers]
    if not fits or len(set(roles)) != len(roles) or not all(map(is_officer, roles)):
        raise CannotSeal
    complainant.check(keys)
    for reader in (*officers, recovery):
        reader.check(keys)
    private = new_private_key()
    public = private.public
    readers = {reader.role: reader.public for reader in (*officers, recovery)}
    readers[COMPLAINANT] = complainant.public
    wraps = {
        role: wrap(reader, private.raw, _epoch(case, number, role))
        for role, reader in readers.items()
    }
    key = EpochKey(case, number, public, mark(keys, _epoch(case, number), public))
    return NewEpoch(key, wraps)


def open_epoch(
    key: EpochKey,
    role: Role,
    wrapped: bytes | memoryview,
    private: PrivateKey,
    keys: ServerKeys,
) -> OpenEpoch:
    """The epoch's private key, from the wrap of this reader; raises Tampered, CannotOpen."""
    key.check(keys)
    opened = PrivateKey(unwrap(private, wrapped, _epoch(key.case, key.number, role)))
    if not same(opened.public, key.public):
        raise CannotOpen
    return OpenEpoch(key.case, key.number, opened)


def share_epoch(opened: OpenEpoch, reader: RosterKey, keys: ServerKeys) -> Blob:
    """The epoch's private key wrapped for one more of the roster; raises Tampered."""
    reader.check(keys)
    context = _epoch(opened.case, opened.number, reader.role)
    return wrap(reader.public, opened.private.raw, context)


def _epoch(case: UUID, number: int, role: str = "") -> Context:
    return Context("epoch key", case=case, epoch=number, role=role)


# --- items ------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """Which item this is: of which case and epoch, of which kind, by whom.

    All of it is bound into the seal: a note that is moved elsewhere, or given out as a
    message of somebody else, is refused. `kind` is a word of the caller's own.
    """

    case: UUID
    epoch: int
    item: UUID
    kind: str
    author: Role

    def context(self, purpose: str) -> Context:
        """The context of one use of this item's key."""
        kind = f"item {purpose}: {self.kind}"
        return Context(kind, case=self.case, epoch=self.epoch, item=self.item, role=self.author)


@dataclass(frozen=True)
class SealedText:
    """A text as the database keeps it."""

    place: Place
    blob: Blob
    wrapped_key: Blob
    mark: Blob


def seal_text(place: Place, text: str, epoch: EpochKey, keys: ServerKeys) -> SealedText:
    """Seal a text for the readers of the epoch; of its length only the order shows.

    Raises Tampered when the epoch's key was not written by the portal.
    """
    key, wrapped = new_item_key(place, epoch, keys)
    with closing():
        blob = seal(key, _padded(text.encode()), place.context("text"))
    return SealedText(place, blob, wrapped, mark(keys, place.context("mark"), blob, wrapped))


def open_text(stored: SealedText, opened: OpenEpoch, keys: ServerKeys) -> str:
    """The text; raises Tampered, CannotOpen, and never gives a wrong or shortened one."""
    place = stored.place
    check_mark(keys, stored.mark, place.context("mark"), stored.blob, stored.wrapped_key)
    key = open_item_key(place, stored.wrapped_key, opened)
    with opening():
        return _unpadded(unseal(key, stored.blob, place.context("text"))).decode()


def new_item_key(place: Place, epoch: EpochKey, keys: ServerKeys) -> tuple[bytes, Blob]:
    """A fresh key for one item, and the same wrapped for the readers of its epoch."""
    if (place.case, place.epoch) != (epoch.case, epoch.number) or not place.kind:
        raise CannotSeal
    epoch.check(keys)
    key = os.urandom(KEY_SIZE)
    return key, wrap(epoch.public, key, place.context("key"))


def open_item_key(place: Place, wrapped: bytes | memoryview, opened: OpenEpoch) -> bytes:
    """An item's key; raises CannotOpen."""
    if (place.case, place.epoch) != (opened.case, opened.number):
        raise CannotOpen
    return unwrap(opened.private, wrapped, place.context("key"))


# --- lengths ------------------------------------------------------------

_SMALLEST = 256  # bytes: "yes" and two sentences of Thai look alike
_COUNT = struct.Struct(">I")


def _padded(plain: bytes) -> bytes:
    """The length, the bytes and zeros, together a power of two of at least 256."""
    whole = _COUNT.pack(len(plain)) + plain
    size = max(_SMALLEST, 1 << (len(whole) - 1).bit_length())
    return whole.ljust(size, b"\0")


def _unpadded(padded: bytes) -> bytes:
    (length,) = _COUNT.unpack_from(padded)
    plain = padded[_COUNT.size : _COUNT.size + length]
    if len(plain) != length:
        raise CannotOpen
    return plain
