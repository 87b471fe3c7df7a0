"""Photos from strangers' devices: decoded, turned upright and written anew as pixels alone.

Nothing of the original file is copied: no place, no camera, no name, no colour profile, no
second picture and nothing hidden behind the first.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageCms, ImageOps

from files.claims import PICTURES, claimed
from files.packages import MEGABYTE
from files.pictures import strictly
from files.refusals import FileRefused

MAX_PIXELS = 50_000_000  # a phone's 48 megapixels, decoded in about 150 MB
LONG_SIDE = 2000  # pixels of a kept copy: A4 at 170 dpi
THUMBNAIL = 480  # pixels
SIZES = {"small": 480, "medium": 1024, "large": LONG_SIDE}  # pixels of the long side
MAX_MEGABYTES = 20  # of an album's photo
_FIRST_YEAR = 1990
QUALITY = 84
# What Pillow raises on broken pictures: its decoders are written in many hands.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError)


@dataclass(frozen=True)
class Size:
    """One size of a photo: pixels and the WebP file."""

    width: int
    height: int
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Photo:
    """An album's photo in three sizes and what its original said before that was dropped.

    `sha256` is the original's, in hex; `taken_on` the day on the camera's clock, if any;
    `had_position` whether the original told where it was taken.
    """

    small: Size
    medium: Size
    large: Size
    sha256: str
    taken_on: dt.date | None
    had_position: bool


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


def photo_sizes(data: bytes) -> Photo:
    """An album's photo in its SIZES, upright, never enlarged, each a WebP of pixels alone.

    Takes JPEG, PNG and WebP up to MAX_MEGABYTES, judged by content. Raises FileRefused with
    the reason for everything else.
    """
    if not data:
        raise FileRefused(_("The file is empty."))
    if len(data) > MAX_MEGABYTES * MEGABYTE:
        raise FileRefused(_("The file is larger than %(limit)d MB.") % {"limit": MAX_MEGABYTES})
    reader = PICTURES.get(claimed(data))
    if not reader:
        raise FileRefused(_("Only photos are taken: JPEG, PNG or WebP."))
    with _opened(data, reader) as picture:
        exif = picture.getexif()
        taken_on, had_position = _taken_on(exif), bool(_part(exif, ExifTags.IFD.GPSInfo))
        upright = _in_srgb(_upright(picture, max(SIZES.values())))
    flat = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    sizes = {name: _sized(flat, side) for name, side in SIZES.items()}
    sha256 = hashlib.sha256(data).hexdigest()
    return Photo(**sizes, sha256=sha256, taken_on=taken_on, had_position=had_position)


def _sized(picture: Image.Image, side: int) -> Size:
    smaller = picture.copy()
    smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
    return Size(smaller.width, smaller.height, _encoded(smaller, "WEBP"))


def _part(exif: Image.Exif, part: int) -> dict[int, object]:
    """A part of the EXIF data, {} where it is broken: the photo may be good all the same."""
    try:
        return dict(exif.get_ifd(part))
    except Exception:  # whatever Pillow makes of hostile tags
        return {}


def _taken_on(exif: Image.Exif) -> dt.date | None:
    """The day of the camera's clock, which knows no zone (Exif 3.0, DateTimeOriginal)."""
    shot = _part(exif, ExifTags.IFD.Exif)
    for stated in (shot.get(ExifTags.Base.DateTimeOriginal), exif.get(ExifTags.Base.DateTime)):
        found = re.match(r"(\d{4})[:-](\d\d)[:-](\d\d)", str(stated))
        with suppress(ValueError):
            day = dt.date(*map(int, found.groups())) if found else None
            if day and day.year >= _FIRST_YEAR:  # a camera that lost its clock says 1970 or 0
                return day
    return None


def _in_srgb(picture: Image.Image) -> Image.Image:
    """The colours as the profile means them, so that nothing fades when the profile goes."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK"):
        return picture
    try:
        meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        seen = ImageCms.profileToProfile(
            picture, meant, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, *_BROKEN):  # a broken profile counts as none
        return picture
    return seen or picture


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
    smaller = _in_full_tones(picture)
    smaller.thumbnail((side, side), Image.Resampling.LANCZOS)  # first: turning makes a copy
    return ImageOps.exif_transpose(smaller)


def _in_full_tones(picture: Image.Image) -> Image.Image:
    """A picture that can be made smaller smoothly: no palette, not 1 or 16 bits a pixel."""
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode in ("P", "PA"):
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return picture.convert("L") if picture.mode == "1" else picture


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
