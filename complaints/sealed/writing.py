"""Writing into a case: texts and files sealed first, then saved in one turn.

Sealing needs no secret and takes its time with large files, so it is done before the database
is asked to wait for it:

    with Writer.of(case) as writer:
        item = writer.text(Item.Kind.MESSAGE, author, words)
        writer.file(item, "photo.jpg", "image/jpeg", stream)
        writer.save(case)
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import BinaryIO, Self
from uuid import UUID, uuid4

from django.db.models import F
from django.utils import timezone

from accounts.refusals import changed_meanwhile
from complaints import sealing
from complaints.models import Case, Epoch, Item, Officer, Recovery, SealedUpload, Wrap
from complaints.sealed import recording, server, storing
from complaints.sealed.recording import What, short
from complaints.sealed.stored import (
    about_place,
    complainant_keys,
    epoch_key,
    file_place,
    recovery_key,
)
from complaints.sealed.witness import vouched
from complaints.sealing import Role


class Writer:
    """Seals items for the readers of one epoch; what is not saved leaves no file behind."""

    def __init__(self, epoch: sealing.EpochKey) -> None:
        self._epoch = epoch
        self._items: list[Item] = []
        self._files: list[SealedUpload] = []
        self._saved = False

    @classmethod
    def of(cls, case: Case) -> Writer:
        """For the readers of the case's last epoch; raises Stale once it is erased."""
        return cls(epoch_key(last_epoch(case)))

    def text(self, kind: Item.Kind, author: Role, words: str, pk: UUID | None = None) -> Item:
        """A text, sealed; not yet saved. `pk` is given where a form chose it. Raises Tampered."""
        pk = pk or uuid4()
        place = sealing.Place(self._epoch.case, self._epoch.number, pk, kind.value, author)
        sealed = sealing.seal_text(place, words, self._epoch, server.keys())
        item = Item(
            id=place.item, case_id=place.case, epoch=place.epoch, kind=kind.value,
            author=author, blob=sealed.blob, wrapped_key=sealed.wrapped_key, mark=sealed.mark,
        )  # fmt: skip
        self._items.append(item)
        return item

    def file(self, item: Item, name: str, media_type: str, source: BinaryIO) -> SealedUpload:
        """A file of an item, sealed onto the disk piece by piece; not yet saved."""
        keys = server.keys()
        file = SealedUpload(item=item)
        place = file_place(file, item)
        sealer = sealing.FileSealer(place, self._epoch, keys)
        file.stored_as = storing.write(sealer.chunks_of(source))
        self._files.append(file)
        stored = sealer.stored()
        file.head, file.digest = stored.head, stored.digest
        file.wrapped_key, file.mark = stored.wrapped_key, stored.mark
        about = sealing.seal_text(
            about_place(file, item), json.dumps([name, media_type]), self._epoch, keys
        )
        file.about, file.about_key, file.about_mark = about.blob, about.wrapped_key, about.mark
        return file

    def save(self, case: Case) -> None:
        """Save everything in one turn, with its rows in the chain.

        Raises Stale when other readers were chosen meanwhile: nothing is written for the old.
        """
        today = timezone.localdate()
        with recording.turn():
            held = Case.objects.get(pk=case.pk)
            if last_epoch(held).number != self._epoch.number:
                raise changed_meanwhile()
            for place, item in enumerate(self._items, start=held.items_count + 1):
                item.place, item.on_day = place, today
                item.save(force_insert=True)
                record_item(item)
            for file in self._files:
                file.save(force_insert=True)
                recording.record(
                    What.FILE_WRITTEN, case=case.pk, by=file.item.author,
                    facts=(file.pk.hex, file.item_id.hex, short(file.mark)),
                )  # fmt: skip
            if self._items:
                Case.objects.filter(pk=case.pk).update(
                    items_count=F("items_count") + len(self._items), last_item_on=today
                )
        self._saved = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        if not self._saved:
            storing.erase(file.stored_as for file in self._files)


def last_epoch(case: Case) -> Epoch:
    """The epoch under which the case is written now; raises Stale where it was erased."""
    last = case.epochs.order_by("-number").first()
    if last is None:
        raise changed_meanwhile()
    return last


def record_item(item: Item) -> None:
    """The row of the chain for a written item."""
    recording.record(
        What.ITEM_WRITTEN, case=item.case_id, by=item.author,
        facts=(item.pk.hex, item.kind, item.author, short(item.mark)),
    )  # fmt: skip


def write_text(case: Case, kind: Item.Kind, author: Role, words: str) -> Item:
    """One text, sealed and saved; raises Tampered, Stale."""
    with Writer.of(case) as writer:
        item = writer.text(kind, author, words)
        writer.save(case)
    return item


def begin_epoch(case: Case, officers: Sequence[Officer], *, by: str) -> Epoch:
    """From now on exactly these officers, the complainant and the recovery read what is written.

    Inside a turn. Raises Tampered when a row in the roster was not written by the portal.
    """
    last = case.epochs.order_by("-number").first()
    made = new_epoch(case, last.number + 1 if last else 1, officers)
    return save_epoch(made, by=by)


def new_epoch(case: Case, number: int, officers: Sequence[Officer]) -> sealing.NewEpoch:
    """An epoch of the case, sealed to its readers, not yet saved."""
    return sealing.new_epoch(
        case.pk,
        number,
        officers=[vouched(officer) for officer in officers],
        complainant=complainant_keys(case),
        recovery=recovery_key(Recovery.objects.get(active=True)),
        keys=server.keys(),
    )


def save_epoch(made: sealing.NewEpoch, *, by: str) -> Epoch:
    """Keep an epoch with its wraps and its row in the chain; inside a turn."""
    epoch = Epoch.objects.create(
        case_id=made.key.case, number=made.key.number, public=made.key.public,
        mark=made.key.mark, begun_on=timezone.localdate(),
    )  # fmt: skip
    Wrap.objects.bulk_create(
        Wrap(epoch=epoch, role=role, blob=wrapped) for role, wrapped in made.wraps.items()
    )
    recording.record(
        What.EPOCH_BEGUN, case=made.key.case, by=by,
        facts=(str(epoch.number), short(made.key.mark), *sorted(made.wraps)),
    )  # fmt: skip
    return epoch
