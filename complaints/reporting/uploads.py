"""Files of a complaint on their way in: sealed while they arrive, never on a disk in the clear.

Django writes uploads above 2.5 MB into a temporary folder as they are. Here each gets a key of
its own, and what reaches the disk is sealed; the key is in memory until a draft keeps it
(complaints/reporting/drafts.py). Whatever no draft keeps is erased when the request ends.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import wraps
from hashlib import blake2b
from io import BufferedReader, RawIOBase
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from complaints import sealing
from complaints.models import DraftFile
from complaints.sealed import server, storing

MEGABYTE = 1024 * 1024
MAX_MEGABYTES = 10  # of a file
MAX_TOGETHER = 30  # megabytes of one complaint or message
MAX_FILES = 10
# Above this nothing more is read: a page that nobody waits for is not worth the reading.
LONGEST_REQUEST = 200 * MEGABYTE
LONGEST_NAME = 120  # signs
KEPT_FREE = 256 * MEGABYTE  # of the disk
# What officers can open without running it. Nothing is ever shown by the portal itself.
TAKEN = {
    "photos": ("jpg", "jpeg", "png", "webp", "heic", "heif", "gif", "tif", "tiff", "bmp"),
    "documents": (
        *("pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx"),
        *("odt", "ods", "odp", "rtf", "txt", "csv", "eml"),
    ),
    "sound": ("mp3", "m4a", "aac", "amr", "ogg", "oga", "opus", "wav", "wma"),
    "film": ("mp4", "m4v", "mov", "3gp", "3gpp", "avi", "mkv", "webm", "mpg", "mpeg"),
}
_ENDINGS = frozenset(ending for endings in TAKEN.values() for ending in endings)
_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,90}")
_CONTEXT = sealing.Context("file on its way in")
_log = logging.getLogger("portal.complaints")


@dataclass(frozen=True)
class Staged:
    """A file that lies sealed under a key of its own. `digest` is of its plain bytes, in hex.

    `cleaned` tells that it is a photo's copy without hidden data, `kept` that somebody wanted
    the photo as it is.
    """

    name: str = field(repr=False)
    media_type: str
    size: int  # bytes
    stored_as: UUID
    key: str = field(repr=False)
    digest: str = field(repr=False)
    cleaned: bool = False
    kept: bool = False

    def open(self) -> BinaryIO:
        """Its plain bytes, piece by piece. Raises CannotOpen, FileNotFoundError."""
        source = storing.path_of(self.stored_as).open("rb")
        return BufferedReader(_Opened(source, bytes.fromhex(self.key)))

    def as_json(self) -> dict[str, Any]:
        """As a draft keeps it, sealed."""
        return asdict(self) | {"stored_as": self.stored_as.hex}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Staged:
        """As `as_json` gave it."""
        return cls(**kept | {"stored_as": UUID(kept["stored_as"])})


class _Opened(RawIOBase):
    """The plain bytes of a sealed file as a stream."""

    def __init__(self, source: BinaryIO, key: bytes) -> None:
        self._source = source
        self._pieces = sealing.open_stream(source, key, _CONTEXT)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        count = min(len(buffer), len(self._rest))
        buffer[:count], self._rest = self._rest[:count], self._rest[count:]
        return count

    def close(self) -> None:
        self._source.close()
        super().close()


class Staging:
    """Seals one file onto the disk as its bytes come: `push`, then `finish` or `discard`."""

    def __init__(self) -> None:
        self._key = os.urandom(sealing.KEY_SIZE)
        self._sealer = sealing.StreamSealer(self._key, _CONTEXT)
        self._digest = blake2b(digest_size=sealing.KEY_SIZE)
        self._file = storing.Unfinished()
        self.size = 0

    def push(self, plain: bytes) -> None:
        self.size += len(plain)
        self._digest.update(plain)
        self._file.write(self._sealer.push(plain))

    def finish(self, name: str, media_type: str, **facts: bool) -> Staged:
        self._file.write(self._sealer.finish())
        return Staged(
            name, media_type, self.size, self._file.finish(), self._key.hex(),
            self._digest.hexdigest(), **facts,
        )  # fmt: skip

    def discard(self) -> None:
        self._file.discard()


# --- while a request is read --------------------------------------------------------------------


class SealedUpload(UploadedFile):
    """An entry of `request.FILES`: a file that was sealed, or the words why it was not taken."""

    def __init__(self, name: str, staged: Staged | None, refusal: str = "") -> None:
        super().__init__(None, name, size=staged.size if staged else 0)
        self.staged, self.refusal = staged, refusal


class SealedUploadHandler(FileUploadHandler):
    """Takes the files of one request; what is not `kept` afterwards is erased with it.

    Of a file that is refused the rest is read and let go, so that the answer is a page.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.too_long = False
        self.kept: set[UUID] = set()
        self._done: list[Staged] = []
        self._staging: Staging | None = None
        self._refusal = ""
        self._room: int | None = None

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        self.too_long = content_length > LONGEST_REQUEST

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        if self.too_long:
            raise StopUpload(connection_reset=True)  # the words before it have been read
        super().new_file(*args, **kwargs)
        self._refusal = self._refused_at_once()
        if not self._refusal:
            with self._storing():
                self._staging = Staging()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._staging is None:
            return
        with self._storing():
            self._staging.push(raw_data)
            self._refuse(self._refused_by_size(self._staging.size))

    def file_complete(self, file_size: int) -> SealedUpload:
        name, done = plain_name(self.file_name or ""), None
        if self._staging and not self._staging.size:
            self._refuse(_("The file is empty."))
        if self._staging:
            with self._storing():
                done = self._staging.finish(name, _media_type(self.content_type))
                self._done.append(done)
                self._staging = None
        return SealedUpload(name, done, self._refusal)

    def stage(self, plain: bytes, like: Staged, name: str, media_type: str) -> Staged:
        """A cleaned copy of one of these files, sealed like it; raises OSError."""
        staging = Staging()
        try:
            staging.push(plain)
            copy = staging.finish(name, media_type, cleaned=True)
        except BaseException:
            staging.discard()
            raise
        self._done = [copy if one is like else one for one in self._done]
        storing.erase([like.stored_as])
        return copy

    def erase_others(self) -> None:
        """Erase what was stored and not kept, also of a request that broke off."""
        self._refuse("broken off")
        storing.erase(one.stored_as for one in self._done if one.stored_as not in self.kept)

    def _refused_at_once(self) -> str:
        if len(self._done) >= MAX_FILES:
            return too_many()
        if not is_taken(self.file_name or ""):
            return _("Files of this kind are not taken.")
        if self._room is None:
            self._room = room()
        return "" if self._room > 0 else no_room()

    def _refused_by_size(self, size: int) -> str:
        if size > MAX_MEGABYTES * MEGABYTE:
            return _("The file is larger than %(limit)d MB.") % {"limit": MAX_MEGABYTES}
        together = size + sum(one.size for one in self._done)
        if together > MAX_TOGETHER * MEGABYTE:
            return too_large_together()
        return no_room() if together > (self._room or 0) else ""

    def _refuse(self, words: str) -> None:
        if words and self._staging:
            self._staging.discard()
            self._staging = None
            self._refusal = words

    @contextmanager
    def _storing(self) -> Iterator[None]:
        """A disk that is full or broken refuses the file; the words of the form are not lost."""
        try:
            yield
        except (OSError, sealing.SealingError) as fault:
            _log.error("a file of a complaint could not be stored: %s", type(fault).__name__)
            self._refuse(no_room())
            self._refusal = no_room()


def room() -> int:
    """How many more bytes may wait in drafts, of all people together.

    The last of the disk is not for files: the database must still be able to take the words.
    """
    waiting = DraftFile.objects.aggregate(bytes=Sum("size"))["bytes"] or 0
    allowed = settings.COMPLAINTS_WAITING_MEGABYTES * MEGABYTE - waiting
    return min(allowed, shutil.disk_usage(server.files_folder()).free - KEPT_FREE)


def is_taken(name: str) -> bool:
    """Whether files of this ending are taken."""
    return name.rpartition(".")[2].lower() in _ENDINGS


def plain_name(name: str) -> str:
    """A file's name as it can be shown: no folder, no sign that hides its ending, not too long."""
    bare = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # Cc, Cf: line ends, and marks that turn the direction: "gpj.exe" must not read "exe.jpg".
    seen = "".join(sign for sign in bare if unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))
    stem, dot, ending = " ".join(seen.split()).rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}"[-LONGEST_NAME:] or "-"


def too_many() -> str:
    """The words for one file too many."""
    return _("No more than %(limit)d files can be sent.") % {"limit": MAX_FILES}


def too_large_together() -> str:
    """The words for files that are too large taken together."""
    return _("All files together are larger than %(limit)d MB.") % {"limit": MAX_TOGETHER}


def no_room() -> str:
    """The words where no file can be taken now."""
    return _(
        "The file cannot be stored at this moment. Send your words now; with the receipt you can"
        " add files later."
    )


def _media_type(claimed: str | None) -> str:
    claimed = (claimed or "").lower()
    return claimed if _MEDIA_TYPE.fullmatch(claimed) else "application/octet-stream"


# --- for views ----------------------------------------------------------------------------------


def receives_sealed_files(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view's files are sealed as they arrive; put it outside everything that reads the POST.

    What the view does not `keep` is erased before the answer goes out.
    """
    checked = csrf_protect(view)

    @csrf_exempt  # the check reads the form, and the form must not be read before the handler is in
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        handler = SealedUploadHandler(request)
        request.upload_handlers = [handler]
        request.sealed_uploads = handler
        try:
            return checked(request, *args, **kwargs)
        finally:
            handler.erase_others()

    return guarded


def arrived(request: HttpRequest, field: str = "files") -> list[Staged]:
    """The files of this field that were taken."""
    return [upload.staged for upload in request.FILES.getlist(field) if upload.staged]


def keep(request: HttpRequest, files: Iterable[Staged]) -> None:
    """These files have found their place: they outlive the request."""
    request.sealed_uploads.kept.update(one.stored_as for one in files)


def was_too_long(request: HttpRequest) -> bool:
    """Whether the request was so long that its files were not read at all."""
    return request.sealed_uploads.too_long
