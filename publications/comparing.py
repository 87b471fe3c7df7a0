"""Two versions of a text beside each other: what was added, what was taken out, word by word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import LCSseq

from portal.thai.words import cut

Change = Literal["same", "added", "removed", "changed"]

# Comparing takes a bit for each pair of elements; beyond this many pairs (12 MB) what
# differs is given as one whole, taken out and put in.
MOST_PAIRS = 100_000_000
ALIKE = 0.4  # of the signs of both; two paragraphs below this are two, not one changed
NEAREST = 8  # paragraphs looked at for one that is alike


@dataclass(frozen=True)
class Words:
    """Neighbouring words of a paragraph with the same fate: same, added or removed."""

    change: Change
    text: str


@dataclass(frozen=True)
class Piece:
    """A paragraph with its fate; `words` joined without the removed give the new text of it.

    `change` is same, added, removed, or changed (then words of several fates); `gap` counts
    unchanged paragraphs left out in its place (`folded`), 0 for a paragraph itself.
    """

    change: Change
    words: tuple[Words, ...] = ()
    gap: int = 0

    @property
    def text(self) -> str:
        return "".join(words.text for words in self.words)


def compare(old: str, new: str) -> list[Piece]:
    """Compare two plain texts, a paragraph a line; empty lines do not count.

    Paragraphs are matched in their order; one that was rewritten in part is shown once,
    its words (cut as Thai is) marked. Two equal texts give pieces that are all "same". The
    time stays within seconds for texts of 200 kB, whatever stands in them.
    """
    before, after = _paragraphs(old), _paragraphs(new)
    pieces: list[Piece] = []
    for same, a, b in _runs(before, after):
        pieces += [_whole("same", line) for line in a] if same else _matched(a, b)
    return pieces


def folded(pieces: Sequence[Piece], around: int = 1) -> list[Piece]:
    """The pieces with long runs of unchanged paragraphs, but `around` beside a change, counted."""
    near = [False] * len(pieces)
    for place, piece in enumerate(pieces):
        if piece.change != "same":
            start = max(0, place - around)
            near[start : place + around + 1] = [True] * len(near[start : place + around + 1])
    kept: list[Piece] = []
    for piece, shown in zip(pieces, near, strict=True):
        if shown:
            kept.append(piece)
        elif kept and kept[-1].gap:
            kept[-1] = Piece("same", gap=kept[-1].gap + 1)
        else:
            kept.append(Piece("same", gap=1))
    return kept


def _paragraphs(text: str) -> list[str]:
    return [line for raw in text.splitlines() if (line := " ".join(raw.split()))]


def _whole(change: Change, line: str) -> Piece:
    return Piece(change, (Words(change, line),))


def _runs(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[bool, list[str], list[str]]]:
    """(equal?, part of a, part of b) in order; parts that differ come as one each."""
    start = _common(a, b)
    end = _common(a[start:][::-1], b[start:][::-1])
    left, right = a[start : len(a) - end], b[start : len(b) - end]
    if start:
        yield True, list(a[:start]), list(b[:start])
    yield from _differing(left, right)
    if end:
        yield True, list(a[len(a) - end :]), list(b[len(b) - end :])


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    """How many elements are equal at the beginning of both."""
    for count, (one, other) in enumerate(zip(a, b, strict=False)):
        if one != other:
            return count
    return min(len(a), len(b))


def _differing(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[bool, list[str], list[str]]]:
    if len(a) * len(b) > MOST_PAIRS or not a or not b:
        if a or b:
            yield False, list(a), list(b)
        return
    gone: list[str] = []
    come: list[str] = []
    for part in LCSseq.opcodes(a, b):
        if part.tag == "equal":
            if gone or come:
                yield False, gone, come
                gone, come = [], []
            yield True, a[part.src_start : part.src_end], b[part.dest_start : part.dest_end]
        else:
            gone = [*gone, *a[part.src_start : part.src_end]]
            come = [*come, *b[part.dest_start : part.dest_end]]
    if gone or come:
        yield False, gone, come


def _matched(before: list[str], after: list[str]) -> Iterator[Piece]:
    """Paragraphs that differ: each old one beside the first new one that is like it."""
    next_new = 0
    for line in before:
        window = after[next_new : next_new + NEAREST]
        like = next((n for n, other in enumerate(window) if _alike(line, other)), None)
        if like is None:
            yield _whole("removed", line)
            continue
        yield from (_whole("added", other) for other in window[:like])
        yield Piece("changed", tuple(_marked(cut(line), cut(window[like]))))
        next_new += like + 1
    yield from (_whole("added", other) for other in after[next_new:])


def _alike(one: str, other: str) -> bool:
    """Whether two paragraphs share enough of their signs in the same order."""
    longer, shorter = max(len(one), len(other)), min(len(one), len(other))
    if shorter < ALIKE * longer or longer * shorter > MOST_PAIRS:
        return False
    return LCSseq.similarity(one, other, score_cutoff=int(ALIKE * longer)) >= ALIKE * longer


def _marked(before: list[str], after: list[str]) -> Iterator[Words]:
    for same, gone, come in _runs(before, after):
        if same:
            yield Words("same", "".join(come))
        else:
            if gone:
                yield Words("removed", "".join(gone))
            if come:
                yield Words("added", "".join(come))
