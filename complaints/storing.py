"""Sealed bytes on the disk: under a random name, whole or not there at all."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

from complaints import server

_UNFINISHED = ".part"


def write(pieces: Iterable[bytes]) -> UUID:
    """Write the pieces to the disk for good; the name they lie under.

    The name appears only once every byte has reached the disk, so call this before the commit
    that names it. Whatever goes wrong meanwhile leaves nothing behind.
    """
    name = uuid4()
    unfinished = server.files_folder() / f"{name.hex}{_UNFINISHED}"
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        os.utime(unfinished, (0, 0))  # when somebody was here is nobody's business
        unfinished.rename(path_of(name))
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    _sync_folder()
    return name


def path_of(name: UUID) -> Path:
    """Where the bytes of this name lie."""
    return server.files_folder() / name.hex


def size_of(name: UUID) -> int:
    """Sealed bytes on the disk."""
    return path_of(name).stat().st_size


def erase(names: Iterable[UUID]) -> None:
    """Take the bytes away; names that are not there are fine."""
    for name in names:
        path_of(name).unlink(missing_ok=True)


def strays(known: set[UUID], *, older_than: float) -> Iterator[Path]:
    """Files that no row names, and unfinished ones, untouched for `older_than` seconds."""
    limit = time.time() - older_than
    for path in server.files_folder().iterdir():
        # Not mtime, which tells nothing here (see write).
        if not _named(path, known) and path.stat().st_ctime < limit:
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
