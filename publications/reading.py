"""Reading the text of files that came in, page by page, for the search and the guard."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from files.text import Extracted, TextUnreadable, extract_text
from portal import freshness
from publications import guard, indexing
from publications.models import Attachment, AttachmentPage, Publication

logger = logging.getLogger("portal.reading")
State = Attachment.TextState
SECONDS, MEGABYTES = 60, 512
LOST_AFTER = timedelta(minutes=30)
UNFINISHED = (State.WAITING, State.RUNNING)


@task()
def read_text(attachment_id: int) -> None:
    """Keep the text of a file page by page, or why it cannot be read."""
    now = timezone.now()
    here = Attachment.objects.filter(pk=attachment_id, text_state=State.WAITING, removed_at=None)
    if not here.update(text_state=State.RUNNING, stirred_at=now):
        return  # read already, taken away, or another worker has it
    attachment = Attachment.objects.get(pk=attachment_id)
    try:
        with _on_disk(attachment.file) as path:
            found = extract_text(path, attachment.media_type, seconds=SECONDS, megabytes=MEGABYTES)
    except TextUnreadable as unreadable:
        _fail(attachment, unreadable.reason, taken_up=now)
    except Exception:
        logger.exception("reading of attachment %s failed", attachment.pk)
        _fail(attachment, _("The file could not be read. Try again."), taken_up=now)
    else:
        _keep(attachment, found, taken_up=now)


@contextmanager
def _on_disk(stored: FieldFile) -> Iterator[Path]:
    """A path to the file; of a copy, where the storage is not a disk."""
    try:
        path = Path(stored.path)
    except NotImplementedError:
        with stored.open("rb") as source, NamedTemporaryFile() as copy:
            shutil.copyfileobj(source, copy)
            copy.flush()
            yield Path(copy.name)
    else:
        yield path


@transaction.atomic
def _keep(attachment: Attachment, found: Extracted, *, taken_up: datetime) -> None:
    finished = _finish(
        attachment, taken_up, text_state=State.DONE, has_text_layer=found.has_text_layer,
        text_problem=_("Only the beginning was read: the file is very long.")
        if found.truncated else "",
    )  # fmt: skip
    if not finished:
        return  # given up meanwhile
    attachment.texts.all().delete()
    AttachmentPage.objects.bulk_create(
        [
            AttachmentPage(attachment=attachment, number=number, text=text.replace("\0", ""))
            for number, text in enumerate(found.pages, start=1)
            if text.strip()
        ],
        batch_size=200,
    )
    publication = Publication.objects.get(pk=attachment.publication_id)
    if attachment.released_at and publication.state == Publication.State.PUBLISHED:
        if guard.unconfirmed(publication, frozenset()):
            # It went public while nobody could read it. What is found now has to be looked
            # at first: until a webmaster puts it on the page again, nobody outside sees it.
            Attachment.objects.filter(pk=attachment.pk).update(released_at=None)
        indexing.index(publication)
        freshness.touch()


def _fail(attachment: Attachment, words: str, *, taken_up: datetime) -> None:
    _finish(attachment, taken_up, text_state=State.FAILED, text_problem=words[:300])


def _finish(attachment: Attachment, taken_up: datetime, **facts: object) -> bool:
    here = Attachment.objects.filter(
        pk=attachment.pk, text_state=State.RUNNING, stirred_at=taken_up
    )
    return bool(here.update(**facts))


def lost(files: QuerySet[Attachment], now: datetime | None = None) -> QuerySet[Attachment]:
    """Files of whose reading nobody has heard for half an hour."""
    cutoff = (now or timezone.now()) - LOST_AFTER
    return files.filter(removed_at=None, text_state__in=UNFINISHED, stirred_at__lt=cutoff)


def retry(attachment: Attachment) -> bool:
    """Queue the reading of a file that failed or was lost; of two who ask, one does."""
    failed = Attachment.objects.filter(text_state=State.FAILED)
    with transaction.atomic():
        as_seen = (failed | lost(Attachment.objects.all())).filter(
            pk=attachment.pk, stirred_at=attachment.stirred_at, removed_at=None
        )
        again = as_seen.update(text_state=State.WAITING, text_problem="", stirred_at=timezone.now())
        if again:
            read_text.enqueue(attachment.pk)
    return bool(again)


def unread(files: QuerySet[Attachment]) -> QuerySet[Attachment]:
    """Those whose words the search and the guard cannot know: unreadable, or pictures of text."""
    return files.filter(Q(text_state=State.FAILED) | Q(has_text_layer=False), removed_at=None)
