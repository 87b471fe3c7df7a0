"""Small numbers do not come out, not even for somebody who subtracts and knows the rule."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.numbers.suppression import FEWEST, TOGETHER, protected, summed

COUNTS = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 60), min_size=2)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 0, "b": 0}, {"a": 0, "b": 0}),  # nothing is no small number
        ({"a": 12, "b": 5, "c": 0}, {"a": 12, "b": 5, "c": 0}),
        # One small: the next smallest goes with it, or the total would give it away.
        ({"a": 40, "b": 9, "c": 3}, {"a": 40, "b": None, "c": None}),
        # Small ones that are 10 together protect each other.
        ({"a": 40, "b": 4, "c": 3, "d": 3}, {"a": 40, "b": None, "c": None, "d": None}),
        # Three fours are nothing else: a fourth goes with them.
        ({"a": 5, "b": 4, "c": 4, "d": 4}, {"a": None, "b": None, "c": None, "d": None}),
        # Two small that are fewer together need a third.
        ({"a": 40, "b": 1, "c": 4, "d": 8}, {"a": 40, "b": None, "c": None, "d": None}),
        # Equal ones go together: the order of the words must not tell them apart.
        ({"a": 8, "b": 8, "c": 4, "d": 30}, {"a": None, "b": None, "c": None, "d": 30}),
        # A nought is taken only when nothing else is left.
        ({"a": 0, "b": 9, "c": 1}, {"a": 0, "b": None, "c": None}),
        # Fewer than ten in all: nothing is divided up.
        ({"a": 0, "b": 7, "c": 1}, {"a": None, "b": None, "c": None}),
        ({"a": 1, "b": 0}, {"a": None, "b": None}),
        # The one small number in two.
        ({"in_time": 30, "late": 1}, {"in_time": None, "late": None}),
    ],
)
def test_what_is_hidden_with_a_small_number(counts, shown):
    assert protected(counts) == shown


@given(COUNTS)
def test_no_small_number_is_shown_and_none_is_what_is_left(counts):
    shown = protected(counts)
    assert list(shown) == list(counts)
    assert all(shown[name] in (None, count) for name, count in counts.items())
    assert not any(0 < count < FEWEST for count in shown.values() if count is not None)
    hidden = [counts[name] for name, count in shown.items() if count is None]
    if hidden:
        assert len(hidden) >= 2
        assert sum(hidden) >= TOGETHER or len(hidden) == len(counts)
    else:
        assert not any(0 < count < FEWEST for count in counts.values())


@pytest.mark.parametrize(("columns", "most"), [(2, 40), (3, 30), (4, 18)])
def test_who_knows_the_rule_and_the_total_learns_no_small_number(columns, most):
    """Every table up to a total: whatever is published fits another table just as well."""
    published = defaultdict(list)
    for values in product(range(most + 1), repeat=columns):
        if sum(values) <= most:
            counts = dict(zip("abcd", values, strict=False))
            published[sum(values), tuple(protected(counts).values())].append(values)
    for (_total, shown), tables in published.items():
        for place, count in enumerate(shown):
            possible = {table[place] for table in tables}
            assert count in possible if count is not None else len(possible) > 1, (shown, tables)


@given(st.lists(st.tuples(*[st.integers(0, 30)] * 4), min_size=2, max_size=2))
def test_a_year_tells_nothing_that_its_halves_do_not(halves):
    parts = [protected(dict(zip("abcd", counts, strict=True))) for counts in halves]
    year = summed(parts)
    for name, count in year.items():
        known = [part[name] for part in parts]
        assert count == (None if None in known else sum(known))
