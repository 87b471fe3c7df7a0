"""Work on photos that came in: three sizes for the public, and the original erased."""

from __future__ import annotations

import logging
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django_tasks import task

from accounts.models import User
from files.photos import Photo, photo_sizes
from files.refusals import FileRefused
from publications import arranging
from publications.models import Picture, Publication
from publications.moving import hold
from publications.orphans import stored_together

logger = logging.getLogger("portal.photos")
State = Picture.State
SIZES = ("small", "medium", "large")
ADDED = gettext_noop("Photos were added.")


@task()
def make_sizes(picture_id: int) -> None:
    """Make the sizes of one photo, or refuse it with the reason; what came is erased then."""
    now = timezone.now()
    here = Picture.objects.filter(pk=picture_id, state=State.WAITING, removed_at=None)
    if not here.update(state=State.RUNNING, stirred_at=now):
        return  # done already, taken away, or another worker has it
    picture = Picture.objects.get(pk=picture_id)
    try:
        with picture.incoming.open("rb") as came:
            photo = photo_sizes(came.read())
    except FileRefused as refusal:
        _refuse(picture, str(refusal), taken_up=now)
    except Exception:
        logger.exception("photo %s failed", picture.pk)
        _refuse(picture, _("The photo could not be worked on. Send it again."), taken_up=now)
    else:
        _keep(picture, photo, taken_up=now)


def erase(picture: Picture) -> None:
    """Erase the photo as it came, once the current transaction is committed."""
    if name := picture.incoming.name:
        Picture.objects.filter(pk=picture.pk).update(incoming="")
        storage = picture.incoming.storage
        transaction.on_commit(lambda: storage.delete(name))


def tell_when_done(publication_id: int, *, by: User) -> None:
    """Once no photo is being worked on, let the public know of all the new ones at once.

    The caller holds the publication, so that one of two workers that finish together sees
    that the other is done.
    """
    one = Publication.objects.get(pk=publication_id)
    if one.pictures.filter(removed_at=None, state__in=(State.WAITING, State.RUNNING)).exists():
        return
    told = one.versions.aggregate(last=Max("at"))["last"]
    if told is None or one.pictures.shown().filter(stirred_at__gt=told).exists():
        arranging.tell(one, by=by, words=ADDED)


def _refuse(picture: Picture, words: str, *, taken_up: datetime) -> None:
    with transaction.atomic():
        hold(picture.publication)  # before its photos, as everybody does who writes to both
        if _finish(picture, taken_up, state=State.REFUSED, refusal=words[:300]):
            tell_when_done(picture.publication_id, by=picture.uploaded_by)


def _keep(picture: Picture, photo: Photo, *, taken_up: datetime) -> None:
    with stored_together(picture, *SIZES):
        for name in SIZES:
            getattr(picture, name).save("", ContentFile(getattr(photo, name).data), save=False)
        kept = _keep_row(picture, photo, taken_up=taken_up)
    if not kept:  # given up meanwhile and begun anew by another worker
        for name in SIZES:
            stored = getattr(picture, name)
            stored.storage.delete(stored.name)


@transaction.atomic
def _keep_row(picture: Picture, photo: Photo, *, taken_up: datetime) -> bool:
    hold(picture.publication)
    kept = _finish(
        picture, taken_up, state=State.READY, width=photo.large.width,
        height=photo.large.height, taken_on=photo.taken_on, had_position=photo.had_position,
        **{name: getattr(picture, name).name for name in SIZES},
    )  # fmt: skip
    if kept:
        tell_when_done(picture.publication_id, by=picture.uploaded_by)
    return kept


def _finish(picture: Picture, taken_up: datetime, **facts: object) -> bool:
    here = Picture.objects.filter(pk=picture.pk, state=State.RUNNING, stirred_at=taken_up)
    if not here.update(stirred_at=timezone.now(), **facts):
        return False
    erase(picture)
    return True
