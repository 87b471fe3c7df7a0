"""Opening a picture that a stranger's device made, without trusting it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from warnings import catch_warnings, simplefilter

from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps

from files.refusals import FileRefused

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 25_000_000  # twice an ordinary phone's photo; 75 MB once decoded


class PictureRefused(FileRefused):
    """The upload is not a picture that is wanted; the message says why, for the person."""


_one_at_a_time = Lock()


@contextmanager
def strictly() -> Iterator[None]:
    """Bombs and files cut short are errors here, whatever the process has chosen.

    WeasyPrint tells Pillow to accept half a picture as soon as it is imported; both this
    and the warnings filter belong to the whole process, hence the lock.
    """
    with _one_at_a_time, catch_warnings():
        simplefilter("ignore", UserWarning)  # remarks on broken EXIF data, which is dropped
        simplefilter("error", Image.DecompressionBombWarning)
        chosen, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = chosen


def opened(content: bytes, *, formats: tuple[str, ...], side: int) -> Image.Image:
    """The picture decoded and upright; a JPEG perhaps smaller, not below `side` pixels.

    What the file claims to be is never believed: only the decoders named in `formats` try,
    and size is checked before any pixel is decoded. Raises PictureRefused.
    """
    if len(content) > MAX_BYTES:
        raise PictureRefused(_("The picture is larger than 5 MB."))
    too_many = _("The picture has too many pixels. Take it at a lower resolution.")
    with strictly():
        try:
            picture = Image.open(io.BytesIO(content), formats=formats)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise PictureRefused(too_many) from error
        except Exception as error:  # whatever a decoder makes of hostile bytes
            names = ", ".join("WebP" if name == "WEBP" else name for name in formats)
            raise PictureRefused(
                _("The file is not a picture of these kinds: %(names)s.") % {"names": names}
            ) from error
        if picture.width * picture.height > MAX_PIXELS:
            raise PictureRefused(too_many)
        try:
            picture.draft("RGB", (side, side))
            picture.load()
            return ImageOps.exif_transpose(picture)
        except Exception as error:
            raise PictureRefused(_("The picture is damaged or not complete.")) from error


def as_png(picture: Image.Image) -> bytes:
    """The pixels as PNG and nothing else: no position, no camera, no profile."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    out = io.BytesIO()
    bare.save(out, "PNG", optimize=True)
    return out.getvalue()
