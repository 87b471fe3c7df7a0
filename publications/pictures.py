"""The pictures of a publication: taken in, described, ordered, taken away.

Photos are kept at once as they came, where nobody reaches them; a task makes the sizes that
the public sees and erases what came (`publications.photo_task`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.refusals import refuse_if
from files.inspection import PICTURES, claimed, content_of
from files.photos import MAX_MEGABYTES
from files.refusals import FileRefused
from publications import arranging, publishing
from publications.arranging import Shelf
from publications.kinds import kind_of
from publications.models import Picture, Publication
from publications.orphans import stored_together
from publications.photo_task import erase, make_sizes, tell_when_done

State = Picture.State
MOST_AT_ONCE = 60  # photos a form
MOST = 150  # photos a publication: their words fit into one form
LOST_AFTER = timedelta(minutes=30)
LONGEST_NAME = 255
# What the form of the pictures writes.
FACTS = ("alt", "decorative", "caption", "taken_on")
UNFINISHED = (State.WAITING, State.RUNNING)
CHANGED = gettext_noop("Photos or their words were changed.")


@dataclass
class Taken:
    """What became of the photos of a form, in numbers."""

    new: int = 0
    known: int = 0  # sent before
    refused: int = 0
    left: int = 0  # more than there is room for


@dataclass(frozen=True)
class Progress:
    """How far the photos of a publication are; `lost` are those of which nobody has heard."""

    done: int
    refused: int
    waiting: int
    lost: int

    @property
    def total(self) -> int:
        return self.done + self.refused + self.waiting + self.lost

    @property
    def finished(self) -> int:
        return self.done + self.refused


# --- taking in ------------------------------------------------------------------------------


def take_in(publication: Publication, uploads: Iterable[UploadedFile], *, by: User) -> Taken:
    """Keep every photo and queue the work on it; raises NotAllowed.

    What is plainly no photo is refused at once, with the reason in its row. At most
    MOST_AT_ONCE of a form and MOST of a publication are taken.
    """
    refuse_if(publishing.blockers_of_change(publication, by=by))
    taken = Taken()
    kept = publication.pictures.kept()
    room = min(MOST_AT_ONCE, MOST - kept.count())
    position = kept.aggregate(last=Max("position"))["last"] or 0
    for upload in uploads:
        if room < 1:
            taken.left += 1
            continue
        position += 1
        outcome = _keep(publication, upload, by=by, position=position)
        setattr(taken, outcome, getattr(taken, outcome) + 1)
        room -= outcome == "new"
    return taken


def _keep(publication: Publication, upload: UploadedFile, *, by: User, position: int) -> str:
    """Which of the numbers of Taken the photo counts to."""
    row = Picture(
        publication_id=publication.pk,
        position=position,
        original_name=(upload.name or "")[-LONGEST_NAME:],
        uploaded_by=by,
    )
    try:
        data = content_of(upload, megabytes=MAX_MEGABYTES)
        row.sha256 = hashlib.sha256(data).hexdigest()
        if claimed(data) not in PICTURES:
            raise FileRefused(_("Only photos are taken: JPEG, PNG or WebP."))
    except FileRefused as refusal:
        return _keep_refusal(row, refusal)
    if publication.pictures.kept().filter(sha256=row.sha256).exists():
        return "known"
    try:
        with stored_together(row, "incoming"), transaction.atomic():
            row.incoming.save("", ContentFile(data), save=False)
            row.save()
            make_sizes.enqueue(row.pk)
    except IntegrityError:  # the same photo, sent twice at the same moment
        return "known"
    return "new"


def _keep_refusal(row: Picture, refusal: FileRefused) -> str:
    row.state, row.refusal = State.REFUSED, str(refusal)[:300]
    told = row.publication.pictures.filter(removed_at=None, state=State.REFUSED)
    if not told.filter(original_name=row.original_name, refusal=row.refusal).exists():
        row.save()
    return "refused"


# --- how far they are -----------------------------------------------------------------------


def progress_of(publication: Publication) -> Progress:
    """Counts all photos that nobody has taken away, refused ones until they are dismissed."""
    states = publication.pictures.filter(removed_at=None).values_list("state", "stirred_at")
    rows, cutoff = list(states), timezone.now() - LOST_AFTER
    unfinished = [at for state, at in rows if state in UNFINISHED]
    lost = sum(at < cutoff for at in unfinished)
    return Progress(
        done=sum(state == State.READY for state, _at in rows),
        refused=sum(state == State.REFUSED for state, _at in rows),
        waiting=len(unfinished) - lost,
        lost=lost,
    )


def lost(publication: Publication, now: datetime | None = None) -> QuerySet[Picture]:
    """Photos of which nobody has heard for half an hour: the worker was killed, or none runs."""
    cutoff = (now or timezone.now()) - LOST_AFTER
    return publication.pictures.filter(removed_at=None, state__in=UNFINISHED, stirred_at__lt=cutoff)


def retry(publication: Publication, *, by: User) -> int:
    """Queue the lost photos once more; how many. Raises NotAllowed."""
    refuse_if(publishing.blockers_of_change(publication, by=by))
    count = 0
    for row in lost(publication):
        with transaction.atomic():
            as_seen = Picture.objects.filter(pk=row.pk, stirred_at=row.stirred_at)
            here = as_seen.filter(state__in=UNFINISHED)
            if here.update(state=State.WAITING, stirred_at=timezone.now()):
                make_sizes.enqueue(row.pk)
                count += 1
    return count


def dismiss(publication: Publication, public_id: UUID, *, by: User) -> bool:
    """Put away a refused or lost photo; whether there was one. Raises NotAllowed."""
    with transaction.atomic():
        arranging.locked(publication, by=by)
        refused = publication.pictures.filter(removed_at=None, state=State.REFUSED)
        row = (refused | lost(publication)).filter(public_id=public_id).first()
        if row is None:
            return False
        arranging.mark_removed(row, by=by)
        erase(row)
        tell_when_done(publication.pk, by=by)
    return True


# --- words, order, removal --------------------------------------------------------------------


def shown(publication: Publication) -> list[Picture]:
    """The photos in their order, as the form and the public list them."""
    return list(publication.pictures.shown())


def _holds(one: Publication, row: Picture, others: list[Picture]) -> list[str]:
    published = one.state == Publication.State.PUBLISHED
    if published and kind_of(one).needs_pictures and not others:
        return [_("An album needs at least one photo.")]
    if str(row.public_id) in one.body:
        return [_("This photo stands in the text. Take it out of the text first.")]
    return []


SHELF = Shelf("pictures", FACTS, CHANGED, _holds)
arrange = partial(arranging.arrange, SHELF)
