"""Small numbers kept out of what is published: who knows the place must not know the person.

A count from 1 to 4 is not shown. Nor may it come out by subtraction from a total that is: at
least two counts are hidden together, and what is hidden together is at least 5. Where that cannot
be done, the whole breakdown is hidden. Nothing tells a count that was small from one that is
hidden to protect it.
"""

from __future__ import annotations

from collections.abc import Mapping

FEWEST = 5
Shown = dict[str, int | None]


def protected(counts: Mapping[str, int]) -> Shown:
    """The counts as they may be published beside their sum; None for those that may not."""
    hidden = {name for name, count in counts.items() if 0 < count < FEWEST}
    while hidden and (len(hidden) < 2 or sum(counts[name] for name in hidden) < FEWEST):
        others = [name for name in counts if name not in hidden]
        if not others:
            break
        # The smallest that there is; a nought, which protects least, only when nothing else is left.
        hidden.add(min(others, key=lambda name: (counts[name] == 0, counts[name])))
    if hidden and sum(counts[name] for name in hidden) < FEWEST:
        hidden = set(counts)
    return {name: None if name in hidden else count for name, count in counts.items()}


def summed(parts: list[Shown]) -> Shown:
    """Breakdowns of halves as one of their year: only what every part shows.

    So the year tells nothing that its halves do not, and nothing can be subtracted from it.
    """
    names = dict.fromkeys(name for part in parts for name in part)
    return {name: _sum([part.get(name, 0) for part in parts]) for name in names}


def _sum(counts: list[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
