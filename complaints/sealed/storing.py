"""Sealed bytes on the disk: under a random name, whole or not there at all."""

from __future__ import annotations

import contextlib
import logging
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

from complaints.sealed import server

UNFINISHED = ".part"
_log = logging.getLogger("portal.security")


class Unfinished:
    """A file that is being written: `write` its pieces, then `finish` or `discard` it.

    Its name appears only once every byte has reached the disk, so finish it before the commit
    that names it.
    """

    def __init__(self) -> None:
        self._name = uuid4()
        self._path = server.files_folder() / f"{self._name.hex}{UNFINISHED}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        self._file = os.fdopen(os.open(self._path, flags, 0o600), "wb")

    def write(self, piece: bytes) -> None:
        """Add some bytes."""
        self._file.write(piece)

    def finish(self) -> UUID:
        """The file is whole and on the disk for good; the name it lies under."""
        with self._file as file:
            file.flush()
            os.fsync(file.fileno())
        os.utime(self._path, (0, 0))  # when somebody was here is nobody's business
        self._path.rename(path_of(self._name))
        _sync_folder()
        return self._name

    def discard(self) -> None:
        """Leave nothing behind, also of a file that was finished."""
        with contextlib.suppress(OSError):  # a full disk: what waited in memory is let go
            self._file.close()
        take_away(self._path)
        erase([self._name])


def write(pieces: Iterable[bytes]) -> UUID:
    """Write the pieces to the disk for good; the name they lie under.

    Whatever goes wrong meanwhile leaves nothing behind.
    """
    unfinished = Unfinished()
    try:
        for piece in pieces:
            unfinished.write(piece)
        return unfinished.finish()
    except BaseException:
        unfinished.discard()
        raise


def path_of(name: UUID) -> Path:
    """Where the bytes of this name lie."""
    return server.files_folder() / name.hex


def size_of(name: UUID) -> int:
    """Sealed bytes on the disk."""
    return path_of(name).stat().st_size


def erase(names: Iterable[UUID]) -> list[UUID]:
    """Take the bytes away; names that are not there are fine. Those whose bytes are still there.

    One that the disk does not let go keeps no other from going.
    """
    return [name for name in names if not take_away(path_of(name))]


def take_away(path: Path) -> bool:
    """Whether nothing lies there any more. What the disk does not let go is in the log."""
    try:
        path.unlink(missing_ok=True)
    except OSError as fault:
        _log.error("sealed bytes could not be erased fault=%s", type(fault).__name__)
        return False
    return True


def strays(known: set[UUID], *, older_than: float) -> Iterator[Path]:
    """Files that no row names, and unfinished ones, untouched for `older_than` seconds."""
    limit = time.time() - older_than
    for path in server.files_folder().iterdir():
        with contextlib.suppress(FileNotFoundError):  # another sweeper was faster
            # Not mtime, which tells nothing here (see Unfinished).
            if not _named(path, known) and path.lstat().st_ctime < limit:
                yield path


def _named(path: Path, known: set[UUID]) -> bool:
    try:
        return UUID(path.name) in known
    except ValueError:
        return False


def _sync_folder() -> None:
    descriptor = os.open(server.files_folder(), os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
