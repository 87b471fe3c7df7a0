"""The sealed complaints: how many at once, how long they wait, what they take."""

from __future__ import annotations


def run(*options: str) -> int:
    """Measure and print; `--quick` for a glance, `--faults` to kill and flood instead."""
    from bench.complaints import guesses, opening, submissions  # noqa: PLC0415 - each runs alone, too

    if "--faults" in options:
        return guesses.faults()
    opening.show()
    submissions.show(quick="--quick" in options)
    return guesses.show()
