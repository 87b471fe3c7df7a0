"""Exact text costs no more than 1.3 times the renderer's own, and grows with the pages."""

from __future__ import annotations

from paper.pdf import render_pdf

from .pace import alone, compare, sized, timed


def test_exact_text_costs_less_than_a_third_more() -> None:
    compare(sized(1), times=1)
    pace = compare(sized(4), times=4)
    assert pace.pages >= 4
    assert pace.ratio <= 1.3, pace


def test_time_and_memory_grow_with_the_pages_and_no_faster() -> None:
    short = min(timed(lambda: render_pdf(sized(4), title="x"))[0] for _ in range(3))
    long, memory = alone("exact", 24)
    assert (long / 24) / (short / 4) < 2, (short, long)
    assert memory < alone("plain", 24)[1] * 1.5
