"""Exact text costs no more than 1.3 times the renderer's own, and grows with the pages."""

from __future__ import annotations

from .pace import alone, compare, sized


def test_exact_text_costs_less_than_a_third_more() -> None:
    compare(sized(1), times=1)
    pace = compare(sized(4), times=4)
    assert pace.pages >= 4
    assert pace.ratio <= 1.3, pace


def test_time_and_memory_grow_with_the_pages_and_no_faster() -> None:
    short, long = compare(sized(4), times=3), compare(sized(32), times=1)
    growth = (long.exact / long.pages) / (short.exact / short.pages)
    assert growth < 2, (short, long)
    assert alone("exact", 32)[1] < alone("plain", 32)[1] * 1.5
