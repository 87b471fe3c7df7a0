"""The bench of the procurement: what it fills the year with, and which verdict it prints."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import Role
from bench import procurement as bench
from procurement.intake.reading import read_paste
from procurement.models import Purchase, PurchaseMonth
from tests import factories


def test_the_year_grows_month_by_month_and_is_public(db):
    officer = factories.make_user("supply", unit=factories.make_unit("กองคลัง"))
    factories.grant(officer, Role.PROCUREMENT_OFFICER)
    bench.fill(officer, 13)
    first = set(Purchase.objects.public().values_list("pk", flat=True))
    bench.fill(officer, 26)
    assert len(first) == 13
    assert first < set(Purchase.objects.public().values_list("pk", flat=True))
    assert Purchase.objects.public().of_year(bench.YEAR).count() == 26
    assert PurchaseMonth.objects.public().count() == 12
    assert len(bench.as_json().split("\n")) == 26


def test_what_is_pasted_is_understood_as_it_was_written():
    month = date(2025, 10, 1)
    rows = [(month, bench.a_row(number, month)) for number in range(bench.PASTED)]
    pasted = bench.clipboard(rows)
    read = read_paste(pasted)
    assert read.problems == ()
    assert [one.title for one in read.rows] == [row.title for _month, row in rows]
    assert [one.offers for one in read.rows] == [row.offers for _month, row in rows]
    assert [one.awards for one in read.rows] == [row.awards for _month, row in rows]
    plain = bench.cells_of(pasted)
    assert plain == [(row.title, row.budget, row.reference_price) for _month, row in rows]


@pytest.mark.parametrize(
    ("pairs", "seconds", "kept"),
    [
        ([(0.1, 0.3), (0.1, 0.2), (0.1, 0.9)], None, True),  # 3 times at the median
        ([(0.1, 0.4), (0.1, 0.4), (0.1, 0.1)], None, False),
        ([(0.1, 0.3)], 0.2, False),
        ([(0.1, 0.2)], 0.2, True),
    ],
)
def test_a_missed_goal_is_told(pairs, seconds, kept):
    one = bench.Timed("ocds", lambda: None, lambda: None, 3.0 + 1e-9, seconds)
    row, said = bench.judged(one, pairs)
    assert said == kept
    assert ("MISSED" in row[-1]) != kept


def test_a_page_that_asks_more_for_more_purchases_is_told(capsys):
    assert bench.show_queries({"a": 3, "b": 4}, {"a": 3, "b": 4})
    assert "MISSED" not in capsys.readouterr().out
    assert not bench.show_queries({"a": 3, "b": 4}, {"a": 3, "b": 9})
    assert "MISSED" in capsys.readouterr().out.splitlines()[-1]
