"""What an uploaded file really is, judged by reading it, and the clean copy that is kept.

Photos are decoded and written anew, so that neither place, owner nor anything hidden behind
the picture survives. Documents are kept byte for byte once their parser has read them and
found no macros, no password and no sign of a bomb.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field

import pikepdf
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from accounts.pictures import strictly
from measures.importing.guard import DOCUMENT, SPREADSHEET, open_package
from measures.importing.imported import ImportRefused
from measures.models import Evidence

MEGABYTE = 1024 * 1024
MAX_SIZE = 10 * MEGABYTE  # bytes a file
MAX_PIXELS = 50_000_000  # a phone's 48 megapixels, decoded in about 150 MB
LONG_SIDE = 2000  # pixels of the kept copy: A4 at 170 dpi
THUMBNAIL = 480  # pixels
MAX_PAGES = 300
QUALITY = 84

JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"
_OFFICE = {
    DOCUMENT: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    SPREADSHEET: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_READERS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
# A table of contents (xref) as a compressed stream inflates a thousandfold as soon as the
# file is opened. The limit holds for the whole process, which opens PDFs only here.
pikepdf.settings.set_qpdf_limits(flate_max_memory=32 * MEGABYTE, max_stream_filters=4)
# What Pillow raises on broken pictures: its decoders are written in many hands.
_BROKEN_PICTURE = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError)


class FileRefused(Exception):
    """A file that is not kept; `reason` says why in the reader's language."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


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

    Takes JPEG, PNG, WebP, PDF, DOCX and XLSX, whatever the name says.
    """
    if upload.size > MAX_SIZE:
        raise FileRefused(_("The file is larger than %(limit)d MB.") % {"limit": 10})
    if not upload.size:
        raise FileRefused(_("The file is empty."))
    upload.seek(0)
    data = upload.read()
    media_type = _claimed(data)
    if media_type in _READERS:
        return _photo(data, _READERS[media_type])
    return _pdf(data) if media_type == PDF else _office(data)


def _claimed(data: bytes) -> str:
    """What the first bytes claim; whether it is true, the reader finds out."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return "office"
    raise FileRefused(
        _("Only photos (JPEG, PNG, WebP), PDF, Word (.docx) and Excel (.xlsx) are taken.")
    )


def _photo(data: bytes, reader: str) -> Inspected:
    try:
        with strictly(), Image.open(io.BytesIO(data), formats=[reader]) as picture:
            return _rewritten(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except _BROKEN_PICTURE as error:
        raise FileRefused(_("The picture is damaged and cannot be read.")) from error


def _rewritten(picture: Image.Image) -> Inspected:
    """The picture upright, at most LONG_SIDE long, as pixels alone."""
    if picture.width * picture.height > MAX_PIXELS:  # the header's word, before any decoding
        raise _too_many_pixels()
    still = picture.format in ("JPEG", "MPO")  # phones add a second picture, of brightness
    if not still and getattr(picture, "n_frames", 1) > 1:
        raise FileRefused(_("Moving pictures are not taken."))
    if still:
        picture.draft("RGB", (LONG_SIDE, LONG_SIDE))  # decodes a large photo at half its size
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    if upright.has_transparency_data:
        media_type, flat = WEBP, upright.convert("RGBA")
    else:
        media_type, flat = JPEG, upright.convert("RGB")
    small = flat.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)
    return Inspected(
        kind=Evidence.Kind.PHOTO,
        media_type=media_type,
        data=_encoded(flat, _READERS[media_type]),
        thumbnail=_encoded(_on_white(small), "JPEG"),
        width=flat.width,
        height=flat.height,
    )


def _encoded(picture: Image.Image, writer: str) -> bytes:
    picture.info.clear()  # colour profile, comments and text blocks would be written along
    stream = io.BytesIO()
    picture.save(stream, writer, quality=QUALITY, exif=b"")
    return stream.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def _pdf(data: bytes) -> Inspected:
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if document.is_encrypted:
                raise _locked()
            pages = len(document.pages)
    except pikepdf.PasswordError as error:
        raise _locked() from error
    except (pikepdf.PdfError, ValueError, TypeError, OSError, RuntimeError) as error:
        raise FileRefused(_("The PDF is damaged and cannot be read.")) from error
    if not pages:
        raise FileRefused(_("The PDF has no pages."))
    if pages > MAX_PAGES:
        raise FileRefused(_("The PDF has more than %(limit)d pages.") % {"limit": MAX_PAGES})
    return Inspected(Evidence.Kind.DOCUMENT, PDF, data)


def _office(data: bytes) -> Inspected:
    try:
        package = open_package(data)
        package.tree(package.main)  # inflated and parsed within the guard's limits
    except ImportRefused as refusal:
        raise FileRefused(str(refusal.message)) from refusal
    return Inspected(Evidence.Kind.DOCUMENT, _OFFICE[package.kind], data)


def _too_many_pixels() -> FileRefused:
    limit = MAX_PIXELS // 1_000_000
    return FileRefused(_("The picture has more than %(limit)d megapixels.") % {"limit": limit})


def _locked() -> FileRefused:
    return FileRefused(_("The file is locked with a password. Remove it and try again."))
