"""Photos from strangers' devices: decoded, turned upright and written anew as pixels alone.

Nothing of the original file is copied: no place, no camera, no name, no colour profile, no
second picture and nothing hidden behind the first.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from files.pictures import strictly
from files.refusals import FileRefused

MAX_PIXELS = 50_000_000  # a phone's 48 megapixels, decoded in about 150 MB
LONG_SIDE = 2000  # pixels of a kept copy: A4 at 170 dpi
THUMBNAIL = 480  # pixels
QUALITY = 84
# What Pillow raises on broken pictures: its decoders are written in many hands.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError)


@dataclass(frozen=True)
class CleanPhoto:
    """A photo's clean copy, JPEG or (where it is see-through) WebP, and a small JPEG of it."""

    media_type: str
    data: bytes = field(repr=False)
    thumbnail: bytes = field(repr=False)
    width: int
    height: int


def clean_photo(data: bytes, *, reader: str) -> CleanPhoto:
    """The photo upright, at most LONG_SIDE pixels long, as pixels alone.

    `reader` is the one Pillow format that may try. Raises FileRefused for what is damaged,
    moving or larger than MAX_PIXELS.
    """
    with _opened(data, reader) as picture:
        upright = _upright(picture, LONG_SIDE)
    clear = upright.has_transparency_data
    flat = upright.convert("RGBA" if clear else "RGB")
    small = flat.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)
    return CleanPhoto(
        media_type="image/webp" if clear else "image/jpeg",
        data=_encoded(flat, "WEBP" if clear else "JPEG"),
        thumbnail=_encoded(_on_white(small), "JPEG"),
        width=flat.width,
        height=flat.height,
    )


@contextmanager
def _opened(data: bytes, reader: str) -> Iterator[Image.Image]:
    """The picture before any pixel is decoded; what goes wrong inside is a FileRefused."""
    try:
        with strictly(), Image.open(io.BytesIO(data), formats=[reader]) as picture:
            _refuse(picture)
            yield picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except _BROKEN as error:
        raise FileRefused(_("The picture is damaged and cannot be read.")) from error


def _refuse(picture: Image.Image) -> None:
    if picture.width * picture.height > MAX_PIXELS:  # the header's word
        raise _too_many_pixels()
    if not _is_jpeg(picture) and getattr(picture, "n_frames", 1) > 1:
        raise FileRefused(_("Moving pictures are not taken."))


def _is_jpeg(picture: Image.Image) -> bool:
    return picture.format in ("JPEG", "MPO")  # phones add a second picture, of brightness


def _upright(picture: Image.Image, side: int) -> Image.Image:
    """The pixels as they are looked at, at most `side` long."""
    if _is_jpeg(picture):
        picture.draft("RGB", (side, side))  # decodes a large photo at half its size
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((side, side), Image.Resampling.LANCZOS)
    return upright


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


def _too_many_pixels() -> FileRefused:
    limit = MAX_PIXELS // 1_000_000
    return FileRefused(_("The picture has more than %(limit)d megapixels.") % {"limit": limit})
