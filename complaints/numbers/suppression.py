"""Small numbers kept out of what is published: who knows the place must not know the person.

A count from 1 to 4 is not shown. Nor may it come out by subtraction from a total that is, not
even for somebody who knows this rule: counts are hidden until two of them differ and they are at
least 10 together, and equal ones go together. Where that cannot be done the whole breakdown is
hidden. Nothing tells a count that was small from one that is hidden to protect it.

Each part is needed: "5, hidden, hidden" of 13 can only be (5, 4, 4), and "5, hidden, hidden,
hidden" of 17 only (5, 4, 4, 4). The test tries every small table.
"""

from __future__ import annotations

from collections.abc import Mapping

FEWEST = 5
TOGETHER = 2 * FEWEST
Shown = dict[str, int | None]


def protected(counts: Mapping[str, int]) -> Shown:
    """The counts as they may be published beside their sum; None for those that may not."""
    hidden = {name for name, count in counts.items() if 0 < count < FEWEST}
    while hidden and not _is_safe([counts[name] for name in hidden]):
        others = {name: count for name, count in counts.items() if name not in hidden}
        if not others:
            break
        # The smallest first; a nought, which protects least, only when nothing else is left.
        smallest = min(others.values(), key=lambda count: (count == 0, count))
        hidden |= {name for name, count in others.items() if count == smallest}
    return {name: None if name in hidden else count for name, count in counts.items()}


def _is_safe(hidden: list[int]) -> bool:
    return len(set(hidden)) >= 2 and sum(hidden) >= TOGETHER


def summed(parts: list[Shown]) -> Shown:
    """Breakdowns of halves as one of their year: only what every part shows.

    So the year tells nothing that its halves do not, and nothing can be subtracted from it.
    """
    names = dict.fromkeys(name for part in parts for name in part)
    return {name: _sum([part.get(name, 0) for part in parts]) for name in names}


def _sum(counts: list[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
