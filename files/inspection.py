"""What an uploaded file really is, judged by reading it, and the clean copy that is kept.

Photos are decoded and written anew, so that neither place, owner nor anything hidden behind
the picture survives. Office files are kept byte for byte once their parser has read them
and found no macros, no password and no sign of a bomb. Names are never asked.
"""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from files.packages import DOCUMENT, MEGABYTE, SPREADSHEET, Package, open_package
from files.refusals import FileRefused

JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFFICE = "office"  # what the first bytes of Word and Excel files alike claim
OLD_OFFICE = "old office"
PICTURES = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}  # media type → Pillow's reader
OFFICE_TYPES = {DOCUMENT: WORD, SPREADSHEET: EXCEL}


def content_of(upload: UploadedFile, *, megabytes: int) -> bytes:
    """The bytes of an upload, none of them read when there are too many; raises FileRefused."""
    if (upload.size or 0) > megabytes * MEGABYTE:
        raise FileRefused(_("The file is larger than %(limit)d MB.") % {"limit": megabytes})
    if not upload.size:
        raise FileRefused(_("The file is empty."))
    upload.seek(0)
    return upload.read()


def claimed(data: bytes) -> str:
    """What the first bytes claim, a media type, OFFICE, OLD_OFFICE or "" for anything else.

    Whether it is true, the reader finds out.
    """
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return OFFICE
    return OLD_OFFICE if data.startswith(bytes.fromhex("d0cf11e0a1b11ae1")) else ""


def checked_office(data: bytes, *, megabytes: int = 20) -> Package:
    """A Word or Excel file whose main part was read within the limits; raises FileRefused."""
    package = open_package(data, megabytes=megabytes)
    package.tree(package.main)
    return package
