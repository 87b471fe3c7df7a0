"""Some writers at once in one process: `python -m bench.complaints.writer WHAT THREADS SECONDS`.

Says `ready`, waits for a line, writes for so many seconds, then prints one line of JSON: the
seconds that each write spent with the database, and what failed. WHAT is

    complaint   what the form's last button does: sealed, with Argon2id, then stored
    stored      the same with the slow keys made beforehand: the database is all that is left
    plain       one row by the ORM, to compare with
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import django

MADE_BEFORE = 25  # slow keys for each writer; 80 ms each


class Waits:
    """How long each outermost turn took, from asking for the database to the commit."""

    def __init__(self, turn: Callable) -> None:
        self._turn, self._inside = turn, threading.local()
        self.seconds: list[float] = []

    @contextmanager
    def turn(self) -> Iterator[None]:
        if getattr(self._inside, "deep", False):
            with self._turn():
                yield
            return
        self._inside.deep = True
        asked = time.perf_counter()
        try:
            with self._turn():
                yield
        finally:
            self._inside.deep = False
        self.seconds.append(time.perf_counter() - asked)


def main(what: str, threads: int, seconds: float) -> dict[str, object]:
    """What the module prints."""
    from complaints.sealed import recording  # noqa: PLC0415 - after django.setup()

    waits = Waits(recording.turn)
    recording.turn = waits.turn
    act = ACTS[what](threads)
    failed: list[str] = []
    print("ready", flush=True)
    sys.stdin.readline()
    ends = time.perf_counter() + seconds
    running = [threading.Thread(target=_write, args=(act, ends, failed)) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return {"waits": waits.seconds, "failed": failed}


def _write(act: Callable[[], object], ends: float, failed: list[str]) -> None:
    from django.db import connection  # noqa: PLC0415

    connection.ensure_connection()
    while time.perf_counter() < ends:
        try:
            act()
        except StopIteration:
            break
        except Exception as fault:
            failed.append(type(fault).__name__)
    connection.close()


def _complaints(threads: int) -> Callable[[], object]:
    from bench.complaints.office import STORY  # noqa: PLC0415
    from complaints.sealed.receiving import Complaint, free_receipt, receive  # noqa: PLC0415

    return lambda: receive(Complaint(STORY), free_receipt(), uuid4())


def _stored(threads: int) -> Callable[[], object]:
    """Complaints whose slow key is made, until they are used up."""
    from bench.complaints.office import STORY  # noqa: PLC0415
    from complaints import sealing  # noqa: PLC0415
    from complaints.sealed import server  # noqa: PLC0415
    from complaints.sealed.receiving import Complaint, receive  # noqa: PLC0415

    ready = deque((uuid4(), sealing.new_receipt()) for _ in range(threads * MADE_BEFORE))
    made = {case: sealing.new_complainant(case, one, server.keys()) for case, one in ready}
    sealing.new_complainant = lambda case, *_: made[case]

    def act() -> object:
        if not ready:
            raise StopIteration
        case, receipt = ready.popleft()
        return receive(Complaint(STORY), receipt, case)

    return act


def _plain(threads: int) -> Callable[[], object]:
    from django.contrib.sessions.models import Session  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from complaints.sealed import recording  # noqa: PLC0415

    def act() -> None:
        until = timezone.now() + timedelta(hours=1)
        with recording.turn():
            Session.objects.create(
                session_key=uuid4().hex, session_data="x" * 4096, expire_date=until
            )

    return act


ACTS = {"complaint": _complaints, "stored": _stored, "plain": _plain}

if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))))
