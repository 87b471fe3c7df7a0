"""How much memory some processes hold, looked at often enough to see the highest."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

PAUSE = 0.01  # seconds between two looks


class Watch:
    """Looks on while something is done; `highest` is in MiB, processes and their children."""

    def __init__(self, processes: Callable[[], list[int]]) -> None:
        self._processes = processes
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="watch")
        self.highest = 0.0

    def settled(self) -> float:
        """What they hold while nothing is asked of them."""
        time.sleep(0.3)
        idle = self.now()
        self.highest = idle
        return idle

    def now(self) -> float:
        """MiB that they hold at this moment, what they share counted once (PSS).

        Looked at one after the other, and twice: what one let go while another was looked at
        was never held by both.
        """
        pids = [one for pid in self._processes() for one in (pid, *_children(pid))]
        first = {pid: _held(pid) for pid in pids}
        return sum(min(first[pid], _held(pid)) for pid in pids)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(PAUSE):
            self.highest = max(self.highest, self.now())


def _held(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (OSError, ProcessLookupError):
        return 0.0
    sizes = {line.split()[0]: int(line.split()[1]) for line in lines[1:]}
    return sizes.get("Pss:", 0) / 1024


def _children(pid: int) -> list[int]:
    found = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(one) for one in path.read_text().split()]
        except OSError:
            continue
    return found
