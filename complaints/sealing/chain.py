"""The audit chain: each row bears a mark on itself and on the mark before it.

Whoever changes, drops, adds or reorders rows without the MAC key breaks it at that row. Whoever
puts an older database back is found out by a *head* that was published before: the number and
the mark of the last row of a day.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from complaints.sealing.primitives import Blob, Context
from complaints.sealing.refusals import KeyMissing, Mistyped, Tampered
from complaints.sealing.server_keys import MARK_SIZE, ServerKeys, check_mark, mark, mark_version
from complaints.sealing.typed import signs_of

_CONTEXT = Context("audit")
_NUMBER = struct.Struct(">Q")
_PRINTED = re.compile(rf"([0-9]{{1,18}})X([0-9A-F]{{{2 * MARK_SIZE}}})")


@dataclass(frozen=True)
class Head:
    """The end of the chain at some moment: how many rows, and the last one's mark."""

    number: int
    mark: Blob

    def printed(self) -> str:
        """The head for publication; tells nothing of what happened but the number of rows."""
        return f"{self.number}x{bytes(self.mark).hex()}"


START = Head(0, Blob(b""))


@dataclass(frozen=True)
class Link:
    """A row of the chain: its number from 1, what happened, its mark."""

    number: int
    event: tuple[str, ...]
    mark: Blob

    @property
    def head(self) -> Head:
        """The chain's end when this was its last row."""
        return Head(self.number, self.mark)


def append(head: Head, event: Sequence[str], keys: ServerKeys) -> Link:
    """The next row after `head`. Two rows after one head exclude each other by their number."""
    number = head.number + 1
    parts = _parts(number, head.mark, event)
    return Link(number, tuple(event), mark(keys, _CONTEXT, *parts))


def first_broken(
    links: Iterable[Link], keys: ServerKeys, *, after: Head = START, heads: Iterable[Head] = ()
) -> int | None:
    """The number of the first row that is wrong or missing; None when all is as it was written.

    `links` are all rows after `after` in their order; `heads` were published before, and
    those beyond `after` must be met.
    """
    published = {head.number: head.mark for head in heads if head.number > after.number}
    last = after
    for link in links:
        if not _follows(link, last, keys) or published.pop(link.number, link.mark) != link.mark:
            return last.number + 1
        last = link.head
    return last.number + 1 if published else None


def read_head(printed: str) -> Head:
    """A head that was published, read again; raises Mistyped."""
    if not (found := _PRINTED.fullmatch(signs_of(printed))):
        raise Mistyped
    return Head(int(found[1]), Blob(bytes.fromhex(found[2])))


def _follows(link: Link, last: Head, keys: ServerKeys) -> bool:
    if link.number != last.number + 1:
        return False
    try:
        check_mark(keys, link.mark, _CONTEXT, *_parts(link.number, last.mark, link.event))
        # A key that was replaced, perhaps because it leaked, writes no newer rows.
        return not last.mark or mark_version(link.mark) >= mark_version(last.mark)
    except (Tampered, KeyMissing):
        return False


def _parts(number: int, before: bytes, event: Sequence[str]) -> list[bytes]:
    return [_NUMBER.pack(number), before, *(word.encode() for word in event)]
