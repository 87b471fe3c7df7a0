import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.figures import Saving, Sum, YearFigures, figures_of, percent_of
from procurement.rows import Award
from tests.procurement.purchases import OCTOBER, PATIENT, any_row, purchase

JANUARY = date(2026, 1, 20)


def test_a_year_by_method_and_by_month():
    figures = figures_of(
        2569,
        [
            (OCTOBER, purchase("100.25")),
            (OCTOBER, purchase("200", method="e_bidding")),
            (JANUARY, purchase("50.50")),
            (JANUARY, purchase(None)),
        ],
    )
    assert figures.total == Sum(4, Decimal("350.75"), 1)
    by_method = {one.method: one for one in figures.methods}
    assert by_method["specific"].sum == Sum(3, Decimal("150.75"), 1)
    assert by_method["specific"].months[0] == Sum(1, Decimal("100.25"))
    assert by_method["specific"].months[3] == Sum(2, Decimal("50.50"), 1)
    assert by_method["selection"].sum == Sum()
    assert list(by_method) == ["e_bidding", "e_market", "price_inquiry", "selection", "specific"]
    assert [one.month for one in figures.months][::11] == [date(2025, 10, 1), date(2026, 9, 1)]
    assert [one.sum.count for one in figures.months] == [2, 0, 0, 2] + [0] * 8


def test_an_unknown_method_is_shown_as_one_not_dropped():
    figures = figures_of(2569, [(OCTOBER, purchase("5", method=""))])
    assert (figures.methods[-1].method, figures.methods[-1].sum.count) == ("", 1)
    assert figures.total.count == 1


def test_savings_count_only_purchases_that_name_both_prices():
    figures = figures_of(
        2569,
        [
            (OCTOBER, purchase("90", reference_price=Decimal(100))),
            (OCTOBER, purchase("105", reference_price=Decimal(100), budget=Decimal(200))),
            (OCTOBER, purchase("70", reference_price=None)),
            (OCTOBER, purchase(None, reference_price=Decimal(1000))),
        ],
    )
    assert figures.against_reference == Saving(2, Decimal(200), Decimal(195), above=1)
    assert figures.against_reference.saved == Decimal(5)
    assert figures.against_reference.percent == Decimal("2.50")
    assert figures.against_budget.count == 3


def test_nothing_bought_is_no_division_by_zero():
    figures = figures_of(2569, [])
    assert figures.total == Sum()
    assert len(figures.months) == 12
    assert figures.against_reference.percent is None
    assert percent_of(1, 3) == Decimal("33.33")
    assert percent_of(Decimal("0.125"), 100) == Decimal("0.13")
    assert percent_of(5, 0) is None


def test_sellers_are_one_however_they_are_spelt_and_the_biggest_come_first():
    twice = (
        Award("หจก. ทองดี", Decimal(30), "1", OCTOBER),
        Award("หจก.ทองดี", Decimal(30), "2", OCTOBER),
    )
    figures = figures_of(
        2569,
        [
            (OCTOBER, purchase("100", seller="ร้าน ก")),
            (OCTOBER, purchase("60", seller="ห้างหุ้นส่วนจำกัด ทองดี")),
            (OCTOBER, purchase("60", awards=twice)),
            (OCTOBER, purchase("60", seller="หจก. ทองดี")),
            (OCTOBER, purchase("5", seller="บริษัท ทองดี จำกัด")),
        ],
    )
    told = [(one.name, one.count, one.agreed) for one in figures.sellers]
    assert told == [
        ("หจก. ทองดี", 3, Decimal(180)),
        ("ร้าน ก", 1, Decimal(100)),
        ("บริษัท ทองดี จำกัด", 1, Decimal(5)),
    ]
    assert figures.sellers_count == 3
    assert len(figures_of(2569, [(OCTOBER, purchase())], most_sellers=0).sellers) == 0


def test_a_purchase_of_another_year_is_refused():
    with pytest.raises(ValueError, match="2569"):
        figures_of(2569, [(date(2025, 9, 30), purchase())])


@settings(PATIENT, max_examples=50)
@given(st.lists(st.tuples(st.dates(date(2025, 10, 1), date(2026, 9, 30)), any_row), max_size=12))
def test_every_way_to_add_up_gives_the_same_and_json_keeps_it(purchases):
    figures = figures_of(2569, purchases)
    whole = sum((row.agreed for _month, row in purchases if row.agreed is not None), Decimal())
    assert figures.total.agreed == whole
    assert figures.total.count == len(purchases)
    assert sum(one.sum.agreed for one in figures.methods) == whole
    assert sum(one.sum.agreed for one in figures.months) == whole
    assert sum(cell.count for one in figures.methods for cell in one.months) == len(purchases)
    assert YearFigures.from_json(json.loads(json.dumps(figures.as_json()))) == figures
