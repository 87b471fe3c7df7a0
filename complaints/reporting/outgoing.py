"""Files that officers send to a reporter, as copies that do not tell which officer made them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from complaints import sealing
from complaints.reporting.incoming import claim_of, is_picture, photo_copy
from complaints.reporting.uploads import SealedUploadHandler, Staged
from files.claims import OFFICE, PDF
from files.inspection import unnamed_office
from files.pdf import clean_pdf
from files.refusals import FileRefused


class Bare(NamedTuple):
    """The copies, a sentence for each file of which there is none, and what was left out of
    others: signatures and the like, which the sender may miss. Of these no file is named: it is
    told on the next page, and what waits for that lies in a cookie."""

    files: list[Staged]
    refusals: list[str]
    notes: list[str]


def bare_copies(files: Iterable[Staged], uploads: SealedUploadHandler) -> Bare:
    """Copies without author, program, place, time and telephone, each in its file's place.

    Pictures, PDF, Word and Excel; of every other kind, and of a damaged file, there is none.
    """
    made = Bare([], [], [])
    for file in files:
        try:
            copy, left_out = _copy(file, uploads)
        except (FileRefused, OSError, sealing.SealingError) as fault:
            why = str(fault) if isinstance(fault, FileRefused) else ""
            made.refusals.append(_refusal(file.name, why))
        else:
            made.files.append(copy)
            made.notes.extend(one for one in left_out if one not in made.notes)
    return made


def _copy(file: Staged, uploads: SealedUploadHandler) -> tuple[Staged, tuple[str, ...]]:
    if is_picture(file):
        if copy := photo_copy(file, uploads):
            return copy, ()
        raise FileRefused("")
    claim = claim_of(file)
    if claim not in (PDF, OFFICE):
        raise FileRefused("")
    with file.open() as source:
        plain = source.read()
    if claim == PDF:
        cleaned = clean_pdf(plain)
        return uploads.stage(cleaned.data, file, file.name, PDF), cleaned.removed
    return uploads.stage(unnamed_office(plain), file, file.name, file.media_type), ()


def _refusal(name: str, why: str) -> str:
    told = _(
        "%(name)s: no copy could be made that does not tell who made it. Send it as PDF or JPEG,"
        " or tick that files are sent as they are and choose it again."
    ) % {"name": name}
    return f"{told} ({why})" if why else told
