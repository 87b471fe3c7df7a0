"""Reading a case with a private key in hand: an officer's, the complainant's or the recovery's."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple
from uuid import UUID

from complaints import sealing
from complaints.models import Case, Item, SealedUpload, Wrap
from complaints.sealed import server, storing
from complaints.sealed.stored import epoch_key, sealed_about, sealed_file, sealed_text
from complaints.sealing import (
    COMPLAINANT,
    CannotOpen,
    KeyMissing,
    OpenEpoch,
    PrivateKey,
    Role,
    SealingError,
    Tampered,
)

Kind = Item.Kind
# Notes and records are the officers' own; the program keeps them from the complainant (ADR 12).
FOR_COMPLAINANT = (Kind.STORY, Kind.DETAILS, Kind.IDENTITY, Kind.MESSAGE, Kind.VERDICT)
_log = logging.getLogger("portal.security")


class About(NamedTuple):
    """What a file was called where it came from, and what it claimed to be."""

    name: str
    media_type: str


@dataclass(frozen=True)
class Opened:
    """An item beside its text. `text` is None where it cannot be opened with this key, and
    `alarm` says that the row was not written by the portal."""

    item: Item
    text: str | None = field(repr=False)
    alarm: bool = False


class Reader:
    """Opens what the holder of this key may read; keeps opened epochs for as long as it lives."""

    def __init__(self, role: Role, private: PrivateKey) -> None:
        self.role = role
        self._private = private
        # A refusal is kept like a key: asking again would bring the same, one query each.
        self._epochs: dict[tuple[UUID, int], OpenEpoch | SealingError] = {}

    def text(self, item: Item) -> str:
        """The text of an item; raises Tampered, CannotOpen."""
        return sealing.open_text(
            sealed_text(item), self._epoch(item.case_id, item.epoch), server.keys()
        )

    def opened(self, item: Item) -> Opened:
        """The item with its text, or how it is refused; a row of a stranger's hand is reported."""
        try:
            return Opened(item, self.text(item))
        except (Tampered, KeyMissing):  # a mark that nobody can check is no mark
            alarm(item.case_id)
            return Opened(item, None, alarm=True)
        except SealingError:
            return Opened(item, None)

    def items(self, case: Case, *kinds: Kind) -> list[Opened]:
        """The items of the case in their order, of these kinds or all that the role may see."""
        items = case.items.all()
        if kinds:
            items = items.filter(kind__in=kinds)
        if self.role == COMPLAINANT:
            items = items.filter(kind__in=FOR_COMPLAINANT)
        self.open_epochs([case])
        return [self.opened(item) for item in items]

    def open_epochs(self, cases: Iterable[Case]) -> None:
        """Open every epoch of the cases that this reader has a wrap of, in one query.

        Raises nothing: what is written under an epoch that cannot be opened refuses on its own.
        """
        wraps = Wrap.objects.filter(epoch__case__in=cases, role=self.role)
        for wrap in wraps.select_related("epoch"):
            self._open(wrap)

    def about(self, file: SealedUpload) -> About:
        """A file's name and kind; raises Tampered, CannotOpen."""
        opened = self._epoch(file.item.case_id, file.item.epoch)
        return About(*json.loads(sealing.open_text(sealed_about(file), opened, server.keys())))

    def size(self, file: SealedUpload) -> int:
        """A file's true size in bytes; raises Tampered, CannotOpen."""
        opened = self._epoch(file.item.case_id, file.item.epoch)
        return sealing.file_size(sealed_file(file), opened, server.keys())

    def content(self, file: SealedUpload) -> Iterator[bytes]:
        """A file's bytes in pieces, after the whole was held against its row.

        Raises Tampered, CannotOpen, FileNotFoundError before the first piece is given.
        """
        opened = self._epoch(file.item.case_id, file.item.epoch)
        source = storing.path_of(file.stored_as).open("rb")
        try:
            pieces = sealing.open_file(sealed_file(file), source, opened, server.keys())
        except BaseException:
            source.close()
            raise
        return _Closing(pieces, source)

    def opened_epochs(self, case: Case) -> list[OpenEpoch]:
        """Every epoch of the case that this reader can open, by number: what may be shared."""
        self.open_epochs([case])
        mine = [
            opened
            for (pk, _number), opened in self._epochs.items()
            if pk == case.pk and isinstance(opened, OpenEpoch)
        ]
        return sorted(mine, key=lambda opened: opened.number)

    def _epoch(self, case: UUID, number: int) -> OpenEpoch:
        if (case, number) not in self._epochs:
            wrap = Wrap.objects.filter(
                epoch__case=case, epoch__number=number, role=self.role
            ).select_related("epoch").first()  # fmt: skip
            if wrap is None:
                raise CannotOpen
            self._open(wrap)
        opened = self._epochs[case, number]
        if isinstance(opened, SealingError):
            raise opened
        return opened

    def _open(self, wrap: Wrap) -> None:
        key = epoch_key(wrap.epoch)
        if (key.case, key.number) not in self._epochs:
            self._epochs[key.case, key.number] = self._opened_epoch(key, wrap)

    def _opened_epoch(self, key: sealing.EpochKey, wrap: Wrap) -> OpenEpoch | SealingError:
        try:
            return sealing.open_epoch(key, self.role, wrap.blob, self._private, server.keys())
        except SealingError as refusal:
            return refusal


def alarm(case: UUID) -> None:
    """A line for whoever watches the log: something was written around the portal."""
    _log.error("complaint rows were changed around the portal case=%s", case.hex)


class _Closing(Iterator[bytes]):
    """Pieces of a file that is closed after the last one, or when nobody wants them any more."""

    def __init__(self, pieces: Iterator[bytes], source: BinaryIO) -> None:
        self._pieces = pieces
        self._source = source

    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._source.close()
