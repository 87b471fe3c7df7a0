"""Pictures and files of a publication, as its page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.db.models import OuterRef, QuerySet

from files.photos import SIZES
from portal.addresses import address_of
from publications.models import Attachment, Picture
from website.jsonrows import JSONRows, rows_of

PHOTO_FIELDS = ("public_id", "alt", "caption", "width", "height", "decorative")
FILE_FIELDS = ("public_id", "title", "kind", "size", "pages")


@dataclass(frozen=True)
class Photo:
    """A picture whose sizes are made; width and height are those of the large one."""

    public_id: UUID
    alt: str
    caption: str
    width: int
    height: int
    token: str = ""  # of the preview link by which it is looked at

    @classmethod
    def of(cls, row: dict, token: str = "") -> Photo:
        alt = "" if row["decorative"] else row["alt"]
        size = row["width"], row["height"]
        return cls(UUID(row["public_id"]), alt, row["caption"], *size, token)

    def address(self, size: str) -> str:
        return _seen_by(self.token, address_of("website:picture", self.public_id, size))

    @property
    def small(self) -> str:
        return self.address("small")

    @property
    def medium(self) -> str:
        return self.address("medium")

    @property
    def large(self) -> str:
        return self.address("large")

    @property
    def srcset(self) -> str:
        """The sizes with their widths, for the browser to choose from."""
        widths = {self._width(side): size for size, side in reversed(SIZES.items())}
        parts = (f"{self.address(size)} {width}w" for width, size in sorted(widths.items()))
        return ", ".join(parts)

    def _width(self, side: int) -> int:
        return max(1, round(self.width * min(1, side / max(self.width, self.height))))


@dataclass(frozen=True)
class File:
    """A file that one may read or take away; size in bytes."""

    public_id: UUID
    title: str
    kind: str
    size: int
    pages: int | None
    token: str = ""

    @classmethod
    def of(cls, row: dict, token: str = "") -> File:
        return cls(UUID(row["public_id"]), *(row[name] for name in FILE_FIELDS[1:]), token)

    @property
    def url(self) -> str:
        """Where it is read in the browser, or taken away by one that cannot show it."""
        return _seen_by(self.token, address_of("website:file", self.public_id))

    @property
    def download(self) -> str:
        return _seen_by(self.token, address_of("website:download", self.public_id))

    @property
    def type_words(self) -> str:
        return str(Attachment.Kind(self.kind).label)


@cache  # an expression, the same for every query that takes it in
def photos_of(outer: str = "pk", most: int | None = None, *, undescribed: bool = False) -> JSONRows:
    """Annotation: the pictures to show of a publication; read them with `Photo.of`.

    Those whose words nobody has written yet are left out, but not in a preview.
    """
    pictures = Picture.objects.shown() if undescribed else Picture.objects.described()
    shown = pictures.filter(publication=OuterRef(outer))
    return rows_of(shown, most, **{name: name for name in PHOTO_FIELDS})


def files_of(files: QuerySet | None = None, outer: str = "pk") -> JSONRows:
    """Annotation: the released files of a publication; read them with `File.of`."""
    files = Attachment.objects.released() if files is None else files
    here = files.filter(publication=OuterRef(outer))
    return rows_of(here, **{name: name for name in FILE_FIELDS})


def _seen_by(token: str, address: str) -> str:
    """The address as the holder of a preview link opens it."""
    return f"{address}?preview={token}" if token else address
