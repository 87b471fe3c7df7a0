"""What may be kept as evidence of an entry: photos and documents, judged by their content."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from files.claims import OFFICE, OFFICE_TYPES, PDF, PICTURES, claimed
from files.inspection import checked_office, content_of
from files.packages import MEGABYTE
from files.pdf import checked_pages
from files.photos import clean_photo
from files.refusals import FileRefused
from measures.models import Evidence

_MEGABYTES = 10
MAX_SIZE = _MEGABYTES * MEGABYTE  # bytes a file
MAX_PAGES = 300


@dataclass(frozen=True)
class Inspected:
    """A file that may be kept: the bytes to store and what they are (pixels for photos)."""

    kind: str
    media_type: str
    data: bytes = field(repr=False)
    thumbnail: bytes = field(default=b"", repr=False)
    width: int | None = None
    height: int | None = None


def inspect(upload: UploadedFile) -> Inspected:
    """Judge a file by its content; raises FileRefused.

    Takes JPEG, PNG, WebP, PDF, DOCX and XLSX, whatever the name says. Photos are written
    anew as pixels alone; documents are kept byte for byte.
    """
    data = content_of(upload, megabytes=_MEGABYTES)
    claim = claimed(data)
    if claim in PICTURES:
        photo = clean_photo(data, reader=PICTURES[claim])
        kind = Evidence.Kind.PHOTO
        sides = photo.width, photo.height
        return Inspected(kind, photo.media_type, photo.data, photo.thumbnail, *sides)
    if claim == PDF:
        checked_pages(data, limit=MAX_PAGES)
        return Inspected(Evidence.Kind.DOCUMENT, PDF, data)
    if claim == OFFICE:
        kind = checked_office(data).kind
        return Inspected(Evidence.Kind.DOCUMENT, OFFICE_TYPES[kind], data)
    raise FileRefused(
        _("Only photos (JPEG, PNG, WebP), PDF, Word (.docx) and Excel (.xlsx) are taken.")
    )
