"""No more than two at once: each Argon2id run takes 64 MiB for 80 ms."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from complaints.sealing.refusals import Busy

PERMITS = 2
LONGEST_WAIT = 20.0  # seconds; forty in the queue before somebody is asked to come again
_PAUSE = 0.005  # seconds between two looks at the locks of other processes


class Permits:
    """A number of permits for the threads of this process, or of every process of the machine.

    With a `folder` that the processes share, a permit is also a lock on one of the files in
    it. The kernel frees the lock of a process that dies.
    """

    def __init__(self, count: int = PERMITS, folder: Path | None = None) -> None:
        self._here = threading.BoundedSemaphore(count)
        self._files = [folder / f"sealing-{n}.permit" for n in range(count)] if folder else []

    @contextmanager
    def one(self, wait: float = LONGEST_WAIT) -> Iterator[None]:
        """Hold a permit for the block; raises Busy when none is free within `wait` seconds."""
        until = time.monotonic() + wait
        if not self._here.acquire(timeout=wait):
            raise Busy
        try:
            lock = self._locked(until)
            try:
                yield
            finally:
                if lock is not None:
                    os.close(lock)
        finally:
            self._here.release()

    def _locked(self, until: float) -> int | None:
        """The descriptor of a file that is now locked; None where no folder is shared."""
        while self._files:
            for path in self._files:
                if (lock := _lock(path)) is not None:
                    return lock
            if time.monotonic() >= until:
                raise Busy
            time.sleep(_PAUSE)
        return None


def _lock(path: Path) -> int | None:
    # Opened anew each time: a lock belongs to the opening, so threads exclude each other, too.
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags, 0o600)
    except OSError:
        raise Busy from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


_permits = Permits()


def share_permits(folder: Path) -> None:
    """From now on count the permits over all processes that name this folder.

    The folder belongs to one machine (its own temporary folder, not storage that several
    machines share) and nobody but the portal may write in it. Raises Busy when the portal
    cannot.
    """
    global _permits  # noqa: PLW0603  the one limit of a process, set when it starts
    permits = Permits(folder=folder)
    with permits.one():
        _permits = permits


def permit() -> Permits:
    """The permits in force."""
    return _permits
