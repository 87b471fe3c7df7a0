"""What an experiment did, in one line, and what is held against the portal afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException

from tests.complaints.attack.server import Portal
from tests.complaints.attack.visitor import Page

PATIENCE = 60.0  # seconds until something that should happen has not


@dataclass
class Told:
    """What an experiment did and what went wrong; printed in one line."""

    name: str
    counts: dict[str, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counted = ", ".join(f"{value:g} {words}" for words, value in self.counts.items())
        verdict = "passed" if not self.faults else "FAILED: " + "; ".join(self.faults)
        return f"{self.name}: {counted}: {verdict}"

    def check(self, right: bool, fault: str) -> None:
        if not right:
            self.faults.append(fault)


def told(told: Told) -> None:
    """Print what was done; an AssertionError where a promise broke."""
    print(told, flush=True)
    assert not told.faults, str(told)


# --- what is held against the portal ------------------------------------------------------------


def half_made(portal: Portal) -> list[str]:
    """Cases that lack what every case has, and items that hang in the air."""
    return [
        row[0]
        for row in portal.rows(
            """
            SELECT c.id FROM complaints_case c WHERE c.erased_on IS NULL AND (
                c.items_count <> (SELECT count(*) FROM complaints_item i WHERE i.case_id = c.id)
                OR c.items_count = 0
                OR NOT EXISTS (SELECT 1 FROM complaints_epoch e WHERE e.case_id = c.id)
                OR (SELECT count(*) FROM complaints_wrap w JOIN complaints_epoch e
                    ON e.id = w.epoch_id WHERE e.case_id = c.id) < 4)
            UNION ALL SELECT w.blob FROM complaints_wrap w
                LEFT JOIN complaints_epoch e ON e.id = w.epoch_id WHERE e.id IS NULL
            """
        )
    ]


def cases(portal: Portal) -> int:
    return portal.rows("SELECT count(*) FROM complaints_case")[0][0]


def named_files(portal: Portal) -> set[str]:
    """Names of sealed files that some row knows."""
    query = (
        "SELECT stored_as FROM complaints_sealedupload UNION"
        " SELECT stored_as FROM complaints_draftfile"
    )
    return {str(row[0]) for row in portal.rows(query)}


def strays(portal: Portal) -> list[str]:
    """Sealed bytes on the disk that no row knows."""
    known = named_files(portal)
    return [path.name for path in portal.sealed() if path.name not in known]


def verified(portal: Portal) -> str:
    """What the portal itself says of its tables and chain; "" when all is as it was written."""
    try:
        portal.run("manage.py", "verify_complaints")
    except RuntimeError as fault:
        return str(fault)[-2000:]
    return ""


def until(happened: Callable[[], object], patience: float = PATIENCE) -> bool:
    """Wait for something that happens in another process."""
    ends = time.monotonic() + patience
    while time.monotonic() < ends:
        if happened():
            return True
        time.sleep(0.02)
    return False


def answered(act: Callable[[], Page]) -> Page | None:
    """The answer, None where the server died before it gave one."""
    try:
        return act()
    except (OSError, HTTPException):
        return None
