"""What a look at the rows can find: a row's name and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.sealing import SealingError

UNTOLD = _("was not written by the portal: the chain does not know it")
GONE = _("is gone, though the chain tells of it and it was not erased")
CHANGED = _("is not as the portal wrote it")
BACK = _("is back, though it was replaced or erased")
BYTES_GONE = _("its sealed bytes are gone from the disk")
BYTES_CHANGED = _("its sealed bytes were changed")
READER = _("opens a case for somebody to whom the chain gives no key")
READER_GONE = _("is gone: somebody who may read the case no longer can")
CUT = _("was published, but the chain does not have it: rows were cut off, or are older ones")

MIDNIGHT = timedelta(days=1)


@dataclass(frozen=True)
class Finding:
    """A row that is not as it should be: its name, and what is wrong with it."""

    row: str
    fault: str | Promise

    def __str__(self) -> str:
        return f"{self.row}: {self.fault}"


Findings = Iterator[Finding]


def same_day(row: date | None, told: str) -> bool:
    """Whether a row's day is the one on which the chain tells of it; "" is none.

    A verb that runs over midnight writes its row on the day before: so much is let pass.
    """
    if row is None or not told:
        return row is None and not told
    return row in (date.fromisoformat(told), date.fromisoformat(told) - MIDNIGHT)


def unmarked(check: Callable[..., None], *facts: object) -> Promise | None:
    """CHANGED where the mark does not bind these facts, None where it does."""
    try:
        check(*facts)
    except SealingError:
        return CHANGED
    return None


def named(name: str, fault: Promise | None) -> Findings:
    """The fault under the row's name, if there is one."""
    if fault:
        yield Finding(name, fault)


def missing(kind: str, expected: Iterable[str], there: Collection[str]) -> Findings:
    """Those of the expected rows that are not there."""
    for name in expected:
        if name not in there:
            yield Finding(f"{kind} {name}".strip(), GONE)
