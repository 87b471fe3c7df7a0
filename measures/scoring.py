"""From scores to a total and a grade; plain arithmetic, no database.

The total is the weighted sum of the instruments, rounded half up to two decimals once,
at the end; it is the rounded total that is looked up in the bands. Scores are Decimals
from 0 to 100, weights Decimals in per cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
HALF_CENT = CENT / 2


@dataclass(frozen=True)
class Band:
    """One grade: from which total, and from which score of each instrument (None: any)."""

    grade: str
    minimum: Decimal
    each_minimum: Decimal | None = None


def rounded(value: Decimal) -> Decimal:
    """The value with two decimals, half up: 84.995 is 85.00."""
    return value.quantize(CENT, ROUND_HALF_UP)


def instrument_score(own: Decimal | None, indicators: Sequence[Decimal | None]) -> Decimal | None:
    """An instrument's score: the one given for it, else the mean of its indicators.

    None when an indicator is missing too: a mean of some of them would be a guess. The
    mean is not rounded.
    """
    if own is not None:
        return own
    known = [value for value in indicators if value is not None]
    if not known or len(known) < len(indicators):
        return None
    return sum(known, Decimal(0)) / len(known)


def total(
    scores: Mapping[str, Decimal | None], weights: Mapping[str, Decimal | int]
) -> Decimal | None:
    """The total with two decimals; None while an instrument that counts has no score.

    Raises ValueError when the weights do not sum to 100.
    """
    found = _unrounded(scores, weights)
    return None if found is None else rounded(found)


def grade(
    total: Decimal | None, each: Iterable[Decimal | None], bands: Iterable[Band]
) -> str | None:
    """The grade of a total and its instruments' scores: the first band both reach.

    `bands` stand best first. None without a total, or where no band is reached.
    """
    if total is None:
        return None
    scores = [None if value is None else rounded(value) for value in each]
    for band in bands:
        if rounded(total) >= band.minimum and _each_reaches(scores, band.each_minimum):
            return band.grade
    return None


def needed(
    scores: Mapping[str, Decimal | None],
    weights: Mapping[str, Decimal | int],
    code: str,
    target: Decimal,
    each_minimum: Decimal | None = None,
) -> Decimal | None:
    """The least score (two decimals) of one instrument that lifts the total to `target`.

    The others stay as they are. Not below what the band asks of each instrument, never
    below 0; above 100 it says that this instrument alone cannot do it. None while another
    score is missing or the instrument has no weight.
    """
    others = _unrounded({**scores, code: Decimal(0)}, weights)
    weight = Decimal(weights[code])
    if others is None or not weight:
        return None
    # Rounding is half up, so half a hundredth below the target is enough.
    least = (target - HALF_CENT - others) * HUNDRED / weight
    return max(least.quantize(CENT, ROUND_CEILING), each_minimum or Decimal(0), Decimal("0.00"))


def _unrounded(
    scores: Mapping[str, Decimal | None], weights: Mapping[str, Decimal | int]
) -> Decimal | None:
    if sum(Decimal(weight) for weight in weights.values()) != HUNDRED:
        raise ValueError("the weights do not sum to 100")
    counted = {code: scores.get(code) for code, weight in weights.items() if weight}
    if any(value is None for value in counted.values()):
        return None
    return (
        sum((value * Decimal(weights[code]) for code, value in counted.items()), Decimal(0))
        / HUNDRED
    )


def _each_reaches(scores: Sequence[Decimal | None], minimum: Decimal | None) -> bool:
    return minimum is None or all(value is not None and value >= minimum for value in scores)
