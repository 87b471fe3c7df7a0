"""Widths shared among columns, and forms that are filled with words and never with markup."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper.columns import shared, width_rules
from paper.filling import fill, stylesheet

COLUMNS = st.lists(st.tuples(st.floats(0.2, 5), st.floats(0, 300)), min_size=1, max_size=12).map(
    lambda pairs: tuple(map(list, zip(*pairs, strict=True)))
)


@given(COLUMNS, st.floats(100, 1000))
def test_the_whole_width_is_given_away_and_no_column_starves(columns, whole):
    weights, needs = columns
    widths = shared(whole, weights, needs)
    assert sum(widths) == pytest.approx(whole)
    if sum(needs) < whole:
        assert all(width >= need - 0.1 for width, need in zip(widths, needs, strict=True))


def test_weights_decide_where_every_column_has_what_it_needs():
    assert shared(400, [1, 3], [10, 10]) == [100, 300]
    assert shared(400, [1, 3, 1], [200, 0, 0]) == [200, 150, 50]


def test_widths_become_rules_in_the_order_of_the_columns():
    rules = width_rules([50, 150]).splitlines()
    assert rules == [
        "col:nth-of-type(1) { width: 25.000%; }",
        "col:nth-of-type(2) { width: 75.000%; }",
    ]


def test_a_form_is_filled_with_words_and_never_with_markup(tmp_path: Path):
    (tmp_path / "form.html").write_text("<p>{{ words }}</p>")
    assert fill(tmp_path, "form.html", {"words": "<b>"}) == "<p>&lt;b&gt;</p>"


def test_the_forms_own_rules_come_after_those_of_all_papers(tmp_path: Path):
    own = tmp_path / "own.css"
    own.write_text("th { color: red; } /* > */")
    whole = stylesheet(own)
    assert whole.endswith("th { color: red; } /* > */")
    assert 'font: 16pt "Portal Sarabun"' in whole
