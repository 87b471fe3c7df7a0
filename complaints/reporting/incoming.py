"""What arrived is made ready for a case: photos as copies without what they would tell.

A photo tells where and when it was taken, and by whose telephone. The copy tells nothing of it.
The photo itself is kept only by somebody who asked for that. All other files stay as they came:
evidence is never opened here and never shown, only handed to the officers as a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import BoundedSemaphore
from typing import NamedTuple

from django.utils.translation import gettext as _

from complaints import sealing
from complaints.reporting.uploads import TAKEN, SealedUploadHandler, Staged
from complaints.sealed.receiving import Incoming
from files.apart import Failed, run_apart
from files.claims import PICTURES, claimed
from files.photo_worker import MEGABYTES, SECONDS

_ENDINGS = {"image/jpeg": "jpg", "image/webp": "webp"}
_HEAD = 16  # bytes that say what a picture is
_at_work = BoundedSemaphore(2)  # photos of one process at once: each takes some 100 MB
# Forms of this process whose photos are copied or wait for it, of the four threads that
# deploy/gunicorn.conf.py gives it: somebody must answer for all other pages meanwhile.
PLACES = 3
_places = BoundedSemaphore(PLACES)


class Ready(NamedTuple):
    """The files that can be kept, and a sentence for each that cannot."""

    files: list[Staged]
    refusals: list[str]


def made_ready(
    files: Iterable[Staged], uploads: SealedUploadHandler, *, keep_photos: bool
) -> Ready:
    """The files, photos as clean copies unless `keep_photos`.

    A picture of which no clean copy can be made is refused: what hides in it goes on only when
    somebody wants it to. Photos are refused, too, while those of three forms are being copied.
    """
    ready = Ready([], [])
    with _a_place() as free:
        for file in files:
            if not is_picture(file):
                ready.files.append(file)
            elif keep_photos:
                ready.files.append(replace(file, kept=True))
            elif not free:
                ready.refusals.append(_not_now(file.name))
            elif copy := photo_copy(file, uploads):
                ready.files.append(copy)
            else:
                ready.refusals.append(_unclean(file.name))
    return ready


def incoming(files: Iterable[Staged]) -> list[Incoming]:
    """The files as a case takes them."""
    return [Incoming(one.name, one.media_type, one.open) for one in files]


@contextmanager
def _a_place() -> Iterator[bool]:
    """Whether there is a place for one more form's photos; it is held for the block."""
    held = _places.acquire(blocking=False)
    try:
        yield held
    finally:
        if held:
            _places.release()


def is_picture(file: Staged) -> bool:
    """Whether the file is a picture, by its name or its first bytes."""
    return _ending(file) in TAKEN["photos"] or claim_of(file) in PICTURES


def photo_copy(file: Staged, uploads: SealedUploadHandler) -> Staged | None:
    """The picture as pixels alone, in its place; None where that cannot be made."""
    if claim_of(file) not in PICTURES:
        return None
    with file.open() as source:
        photo = source.read()
    try:
        with _at_work:
            answer = run_apart(
                "files.photo_worker", data=photo, seconds=SECONDS, megabytes=MEGABYTES
            )
        media_type, _end, copy = answer.partition(b"\n")
        ending = _ENDINGS[media_type.decode()]
        name = f"{file.name.rpartition('.')[0]}.{ending}"
        return uploads.stage(copy, file, name, media_type.decode())
    except (Failed, KeyError, OSError, sealing.SealingError):
        return None


def claim_of(file: Staged) -> str:
    """What the file claims to be by its first bytes (files.claims)."""
    with file.open() as source:
        return claimed(source.read(_HEAD))


def _ending(file: Staged) -> str:
    return file.name.rpartition(".")[2].lower()


def _not_now(name: str) -> str:
    return _("%(name)s: many photos arrive at this moment. Choose it again in a minute.") % {
        "name": name
    }


def _unclean(name: str) -> str:
    return _(
        "%(name)s: what is hidden in this picture cannot be taken out. Send it as a JPEG, or tick"
        " that photos are kept as they are and choose it again."
    ) % {"name": name}
