"""The files of a publication: taken in, named, ordered, replaced, put on the page, taken away.

A file is judged and cleaned when it comes (`files.inspection.inspect_public`), kept once,
and read by a task (`publications.reading`). What comes after its publication went public
waits until somebody has put it on the page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.refusals import refuse_if
from files.inspection import PUBLIC_MEGABYTES, Public, inspect_public
from files.refusals import FileRefused
from publications import arranging, publishing
from publications.arranging import Shelf
from publications.kinds import kind_of
from publications.models import Attachment, Publication
from publications.orphans import stored_together
from publications.reading import read_text

TextState = Attachment.TextState
MOST_AT_ONCE = 10  # files a form; each is cleaned while the person waits
MOST = 60  # files a publication
MEGABYTES = PUBLIC_MEGABYTES
LONGEST_NAME, LONGEST_TITLE = 255, 300
FACTS = ("title",)  # what the form of the files writes
CHANGED = gettext_noop("Files or their names were changed.")


@dataclass
class Taken:
    """What became of the files of a form; `refusals` holds a sentence for each refused one,
    `removed` one for each out of which something was taken."""

    new: int = 0
    known: int = 0
    refusals: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


# --- taking in ------------------------------------------------------------------------------


def take_in(publication: Publication, uploads: Iterable[UploadedFile], *, by: User) -> Taken:
    """Keep every good file and queue its reading; raises NotAllowed."""
    refuse_if(publishing.blockers_of_change(publication, by=by))
    taken = Taken()
    kept = publication.attachments.kept()
    room = min(MOST_AT_ONCE, MOST - kept.count())
    position = kept.aggregate(last=Max("position"))["last"] or 0
    for upload in uploads:
        try:
            if taken.new >= room:
                raise FileRefused(_("There is no room for more files. Send it on its own."))
            row = _row_of(publication, upload, by=by)
            row.position = position + taken.new + 1
            if _keep(row):
                taken.new += 1
                taken.removed += _removed_words(row)
            else:
                taken.known += 1
        except FileRefused as refusal:
            taken.refusals.append(_named(upload, refusal))
    return taken


def replace(old: Attachment, upload: UploadedFile, *, by: User) -> Attachment:
    """A new file in the place of an old one; raises NotAllowed, FileRefused.

    While the public sees the old one it goes on seeing it, until the new one was read and
    put on the page (`release`); else the old one is taken away at once.
    """
    publication = old.publication
    refuse_if(publishing.blockers_of_change(publication, by=by))
    row = _row_of(publication, upload, by=by)
    row.title, row.position = old.title, old.position
    row.replaces = old if _public_now(old) else (old.replaces or old)
    with stored_together(row, "file"), transaction.atomic():
        if not _keep(row):
            raise FileRefused(_("This file is here already."))
        if not _public_now(old):
            arranging.mark_removed(old, by=by)
    return row


def _public_now(one: Attachment) -> bool:
    published = one.publication.state == Publication.State.PUBLISHED
    return published and one.released_at is not None


def _row_of(publication: Publication, upload: UploadedFile, *, by: User) -> Attachment:
    """The row of the clean file, its bytes in `clean`, nothing stored yet."""
    clean: Public = inspect_public(upload)
    name = (upload.name or "")[-LONGEST_NAME:]
    row = Attachment(
        publication=publication,
        title=_title_of(name),
        kind=clean.kind,
        media_type=clean.media_type,
        size=len(clean.data),
        pages=clean.pages,
        sha256=hashlib.sha256(clean.data).hexdigest(),
        original_name=name,
        removed_parts=list(clean.removed),
        text_state=TextState.DONE if clean.kind == "image" else TextState.WAITING,
        uploaded_by=by,
    )
    row.file = ContentFile(clean.data, name="file")
    return row


def _title_of(name: str) -> str:
    """The name as words: without its ending, underscores as blanks."""
    words = " ".join(PurePath(name).stem.replace("_", " ").split())
    return words[:LONGEST_TITLE] or _("Attached file")


def _keep(row: Attachment) -> bool:
    """Store the file and queue its reading; False when the publication has it already."""
    kept = Attachment.objects.kept().filter(publication=row.publication_id, sha256=row.sha256)
    if kept.exists():
        return False
    try:
        with stored_together(row, "file"), transaction.atomic():
            row.save()
            if row.text_state == TextState.WAITING:
                read_text.enqueue(row.pk)
    except IntegrityError:  # the same file, sent twice at the same moment
        return False
    return True


def _named(upload: UploadedFile, refusal: FileRefused) -> str:
    return f"{upload.name or _('a file without a name')}: {refusal.message}"


def _removed_words(row: Attachment) -> list[str]:
    if not row.removed_parts:
        return []
    words = {"file": row.title, "parts": ", ".join(row.removed_parts)}
    return [_("Taken out of “%(file)s” before it goes public: %(parts)s.") % words]


# --- the list -------------------------------------------------------------------------------


def listed(publication: Publication) -> QuerySet[Attachment]:
    """The files in their order, each with `downloaded`: how often the public took it."""
    kept = publication.attachments.kept().select_related("replaces")
    counted = kept.annotate(downloaded=Sum("downloads__count", default=0))
    return counted.order_by(*Attachment._meta.ordering)  # a sum by group drops the model's own


def waits_for_release(one: Attachment, publication: Publication) -> bool:
    """Whether it came after its publication was published and nobody outside sees it."""
    return publication.state == Publication.State.PUBLISHED and one.released_at is None


def _holds(one: Publication, row: Attachment, others: list[Attachment]) -> list[str]:
    published = one.state == Publication.State.PUBLISHED and row.released_at is not None
    if published and kind_of(one).needs_files and not any(other.released_at for other in others):
        return [_("A document needs at least one file.")]
    return []


SHELF = Shelf("attachments", FACTS, CHANGED, _holds)
arrange = partial(arranging.arrange, SHELF)


def release(
    one: Attachment, *, by: User, reason: str, confirmed: frozenset[str] = frozenset()
) -> None:
    """Put a file on the page of what is public, in the place of the one that it replaces.

    Raises NotAllowed, NotConfirmed.
    """
    with transaction.atomic():
        if one.replaces_id:
            arranging.mark_removed(one.replaces, by=by)
        publishing.release(one, by=by, reason=reason, confirmed=confirmed)
