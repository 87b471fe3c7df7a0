"""The sealed complaints: how many at once, how long they wait, what they take."""

from __future__ import annotations


def run(*options: str) -> None:
    """Measure and print; `--quick` for a glance."""
    from bench.complaints import opening, submissions  # noqa: PLC0415 - its modules run by themselves, too

    opening.show()
    submissions.show(quick="--quick" in options)
