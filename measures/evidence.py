"""The files that prove an entry: taken in, joined to it, taken away, cleared up.

A file that passed inspection is stored at once, under the token of its form, even when the
form itself still has a mistake: a browser forgets chosen files, so the portal remembers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from files.refusals import FileRefused
from measures.inspection import Inspected, inspect
from measures.models import Evidence, ProgressEntry

MAX_FILES = 10  # an entry
FORGOTTEN = timedelta(days=3)
LONGEST_NAME = 255


@dataclass(frozen=True)
class FileChanges:
    """What a form says about files: its token, captions and removals by public id."""

    token: UUID
    captions: Mapping[UUID, str] = field(default_factory=dict)
    removed: frozenset[UUID] = frozenset()


def take_in(
    uploads: Iterable[UploadedFile], *, token: UUID, by: User, entry: ProgressEntry | None = None
) -> list[str]:
    """Keep every good file under the form's token; one sentence for each that was refused."""
    clear_forgotten(timezone.now())
    refusals = []
    room = MAX_FILES - Evidence.objects.pending(token, by).count()
    if entry:
        room -= entry.evidence.kept().count()
    for upload in uploads:
        try:
            if room < 1:
                raise FileRefused(
                    _("An entry takes at most %(limit)d files.") % {"limit": MAX_FILES}
                )
            room -= _keep(upload, inspect(upload), token=token, by=by)
        except FileRefused as refusal:
            name = upload.name or _("a file without a name")
            refusals.append(f"{name}: {refusal.message}")
    return refusals


def _keep(upload: UploadedFile, inspected: Inspected, *, token: UUID, by: User) -> bool:
    """Store the file once under the token; whether it is new."""
    sha256 = hashlib.sha256(inspected.data).hexdigest()
    if Evidence.objects.filter(pending_token=token, sha256=sha256).exists():
        return False
    row = Evidence(
        pending_token=token,
        kind=inspected.kind,
        media_type=inspected.media_type,
        original_name=(upload.name or "")[-LONGEST_NAME:],
        size=len(inspected.data),
        width=inspected.width,
        height=inspected.height,
        sha256=sha256,
        uploaded_by=by,
    )
    row.file.save("", ContentFile(inspected.data), save=False)
    if inspected.thumbnail:
        row.thumbnail.save("", ContentFile(inspected.thumbnail), save=False)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # the same form, sent twice at the same moment
        _delete_files(row)
        return False
    return True


def apply(entry: ProgressEntry, changes: FileChanges, *, by: User) -> int:
    """Join, caption and remove files of an entry; how many rows changed.

    Part of the caller's transaction, who has made sure that the entry may change.
    """
    count = _remove(entry, changes, by=by) + _join(entry, changes, by=by)
    for public_id, caption in changes.captions.items():
        here = entry.evidence.kept().filter(public_id=public_id).exclude(caption=caption)
        count += here.update(caption=caption)
    return count


def _join(entry: ProgressEntry, changes: FileChanges, *, by: User) -> int:
    pending = list(Evidence.objects.pending(changes.token, by))
    known = set(entry.evidence.kept().values_list("sha256", flat=True)) if pending else set()
    joined = 0
    for one in pending:
        if one.public_id in changes.removed or one.sha256 in known:
            _forget(one)
            continue
        joined += Evidence.objects.filter(pk=one.pk, entry__isnull=True).update(
            entry=entry, pending_token=None
        )
    return joined


def _remove(entry: ProgressEntry, changes: FileChanges, *, by: User) -> int:
    """Removal is a mark: the file and who took it away stay on record."""
    here = entry.evidence.kept().filter(public_id__in=changes.removed)
    return here.update(removed_at=timezone.now(), removed_by=by)


def drop_pending(changes: FileChanges, *, by: User) -> None:
    """Forget the files of an unfinished form that the person unticked."""
    for one in Evidence.objects.pending(changes.token, by).filter(public_id__in=changes.removed):
        _forget(one)


def caption_pending(changes: FileChanges, *, by: User) -> None:
    """Keep the captions typed on a form that was not complete."""
    for public_id, caption in changes.captions.items():
        waiting = Evidence.objects.pending(changes.token, by).filter(public_id=public_id)
        waiting.update(caption=caption)


def clear_forgotten(now: datetime) -> int:
    """Delete the files of forms that nobody finished within three days; how many."""
    forgotten = list(Evidence.objects.filter(entry__isnull=True, uploaded_at__lt=now - FORGOTTEN))
    for one in forgotten:
        _forget(one)
    return len(forgotten)


def _forget(one: Evidence) -> None:
    if Evidence.objects.filter(pk=one.pk, entry__isnull=True).delete()[0]:
        transaction.on_commit(lambda: _delete_files(one))


def _delete_files(one: Evidence) -> None:
    for stored in (one.file, one.thumbnail):
        if stored:
            stored.storage.delete(stored.name)
