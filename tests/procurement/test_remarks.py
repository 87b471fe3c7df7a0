from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.remarks import MUST, remarks_of
from procurement.rows import Award, Offer
from tests.procurement.purchases import OCTOBER, PATIENT, any_row, purchase


def codes(*rows, before=(), month=OCTOBER):
    return [(one.index, one.code) for one in remarks_of(rows, month, before=before)]


def texts(*rows, before=()):
    with override("en"):
        return [one.text for one in remarks_of(rows, OCTOBER, before=before)]


def test_nothing_is_odd_about_an_ordinary_purchase():
    assert codes(purchase()) == []


def offers(*pairs):
    return tuple(
        Offer(name, None if price is None else Decimal(str(price))) for name, price in pairs
    )


CLAUSE = "มาตรา ๕๖ วรรคหนึ่ง (๒) (ค) มีผู้ประกอบการรายเดียว"
THREE = offers(("ร้านทองดีพาณิชย์", 100), ("ร้าน ข", 110), ("ร้าน ค", 120))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (purchase(title="  "), ["title_missing"]),
        (purchase(method=""), ["method_missing"]),
        (purchase(method="by-magic"), ["method_missing"]),
        (purchase(None, budget=Decimal(5)), ["agreed_missing"]),
        (purchase(awards=()), ["agreed_missing"]),
        (purchase(budget=None), ["budget_missing"]),
        (purchase(reason=" "), ["reason_missing"]),
        (purchase("500000", reference_price=None), []),
        (purchase("500000.01", reference_price=None, method="e_bidding"), ["reference_missing"]),
        (purchase("0"), ["agreed_zero"]),
        (purchase("10", budget=Decimal("9.99")), ["agreed_above_budget"]),
        (purchase("10", reference_price=Decimal("9.99")), ["agreed_above_reference"]),
        (purchase("500000"), []),
        (purchase("500000.01"), ["method_above_limit"]),
        (purchase("400000", budget=Decimal(600_000)), ["method_above_limit"]),
        (purchase("500000.01", reason=CLAUSE), []),
        (purchase("500000.01", reason="ตามมาตรา 56(2)(ข)"), ["method_above_limit"]),
        (purchase("500000.01", reason="ตามมาตรา 156(2)(ค)"), ["method_above_limit"]),
        (purchase("600000", reason="มาตรา 82 (1)"), []),
        (purchase("600000", reason="ราคา 82,000 บาท"), []),
        (purchase("5000000", method="price_inquiry"), []),
        (purchase("5000000.01", method="price_inquiry", reason=CLAUSE), ["method_above_limit"]),
        (purchase(offers=()), ["no_bidder"]),
        (purchase(offers=offers(("", 5))), ["no_bidder"]),
        (purchase("100", method="selection", offers=THREE), []),
        (purchase("100", method="selection", offers=THREE[:2]), ["few_bidders"]),
        (purchase(seller=" ", offers=offers(("ร้าน ข", None))), ["seller_missing"]),
        (purchase(offers=offers(("ร้าน ข", 20_000))), ["winner_not_bidder"]),
        (purchase("100", offers=offers(("ทองดี พาณิชย์", 100))), []),
        (purchase("100", offered="99.99"), ["agreed_above_offer"]),
        (purchase("99.99", offered="100"), []),
        (purchase("110", offers=offers(("ร้านทองดีพาณิชย์", 110), ("ร้าน ข", 90))), ["not_cheapest"]),
        (purchase("90", offers=offers(("ร้านทองดีพาณิชย์", 110), ("ร้าน ข", 100))), ["not_cheapest"]),
        (purchase("90", offers=offers(("ร้านทองดีพาณิชย์", 90), ("ร้าน ข", 90))), []),
        (purchase("90", offers=offers(("ร้านทองดีพาณิชย์", None), ("ร้าน ข", 80))), ["not_cheapest"]),
        (purchase(number=" "), []),
        (purchase("100000", number=""), []),
        (purchase("100000.01", number=""), ["contract_number_missing"]),
        (purchase(day=None), ["contract_date_missing"]),
        (purchase(day=date(2025, 10, 1)), []),
        (purchase(day=date(2025, 10, 31)), []),
        (purchase(day=date(2025, 9, 30)), ["date_outside"]),
        (purchase(day=date(2025, 11, 1)), ["date_outside"]),
        (purchase(day=date(2026, 10, 15)), ["date_outside"]),
    ],
)
def test_each_rule_by_itself(row, expected):
    assert codes(row) == [(0, code) for code in expected]


def test_prices_of_parts_are_not_held_against_one_another():
    awards = tuple(Award(name, Decimal(50), f"{name}1", OCTOBER) for name in ("ร้าน ก", "ร้าน ข"))
    both = purchase("100", awards=awards, offers=offers(("ร้าน ก", 50), ("ร้าน ข", 60)))
    assert codes(both) == []


def test_only_what_the_form_cannot_do_without_must_be_mended():
    row = purchase(None, title="", method="", budget=None, reason="", offers=())
    found = {code for _index, code in codes(row)}
    assert found & MUST == MUST == {"title_missing", "method_missing", "agreed_missing"}
    assert found - MUST == {"budget_missing", "reason_missing", "no_bidder"}


def test_texts_name_the_numbers():
    assert texts(purchase("510000", budget=Decimal(500_000), method="e_bidding")) == [
        "The agreed price of 510,000.00 baht is above the budget of 500,000.00 baht."
    ]
    told = remarks_of([purchase("600000")], OCTOBER)[0]
    assert "500,000.00" in told.text
    assert "600,000.00" in told.text
    assert "มาตรา 56 (2) (ข)" in told.source
    assert "30 กันยายน 2568" in texts(purchase(day=date(2025, 9, 30)))[0]


# --- rows beside one another -----------------------------------------------------------------


def test_a_contract_number_twice_in_the_month_or_the_year():
    one = purchase(title="ก", number="12/2569")
    other = purchase(title="ข", number="เลขที่ ๑๒ / ๒๕๖๙")
    assert codes(one, other) == [(1, "contract_twice")]
    assert "row 1" in texts(one, other)[0]
    assert codes(other, before=[one]) == [(0, "contract_twice")]
    assert "earlier month" in texts(other, before=[one])[0]
    assert codes(purchase(title="ก", number="-"), purchase(title="ข", number="-")) == []
    lots = (Award("ร้าน ก", Decimal(5), "7/2569", OCTOBER),) * 2
    assert codes(purchase("10", awards=lots, offers=offers(("ร้าน ก", 10)))) == []


def test_the_same_work_from_the_same_seller_twice():
    one = purchase(title="ซื้อวัสดุ สำนักงาน", number="1/2569")
    other = purchase(title="ซื้อวัสดุสำนักงาน", number="2/2569", seller="ทองดี พาณิชย์")
    assert codes(one, other) == [(1, "purchase_twice")]
    assert codes(one, replace(other, title="ซื้อวัสดุงานบ้าน")) == []
    assert codes(other, before=[one]) == []  # the fuel of every month


def parts(*prices, seller="หจก. ทองดี", **other):
    """Purchases from a seller, each its own work and its own contract."""
    return [
        purchase(
            price, title=f"งาน {price} {place}", number=f"{price}-{place}", seller=seller, **other
        )
        for place, price in enumerate(prices)
    ]


def test_purchases_just_under_a_limit_from_one_seller():
    assert codes(*parts(499_000, 400_000)) == [(0, "split")]
    assert codes(*parts(499_000, 399_999)) == []
    assert codes(*parts(499_000), *parts(490_000, seller="หจก. อื่น")) == []
    assert codes(*parts(499_000, 490_000, method="e_bidding")) == []
    assert codes(*parts(499_000, 490_000, reason=CLAUSE)) == []
    assert codes(*parts(95_000, 100_000)) == [(0, "split")]
    assert codes(*parts(89_999, 100_000)) == []
    told = texts(*parts(1_000), *parts(499_000, 400_000))[0]
    for named in ("2 purchases", "หจก. ทองดี", "500,000.00", "rows 2, 3", "899,000.00"):
        assert named in told


def test_purchases_just_under_a_limit_over_the_months_of_a_year():
    here, before = parts(499_000), parts(450_000, 460_000)
    assert codes(*here, before=before) == [(0, "split")]
    assert codes(*here, before=before[:1]) == []
    assert "2 in earlier months" in texts(*here, before=before)[0]
    assert codes(purchase(), before=before) == []  # it is told where it goes on


# --- fingerprints ----------------------------------------------------------------------------


def prints(*rows, before=()):
    return [one.fingerprint for one in remarks_of(rows, OCTOBER, before=before)]


def test_an_answer_holds_while_the_facts_do_wherever_the_row_stands():
    odd = purchase("510000", budget=Decimal(500_000), method="e_bidding")
    [known] = prints(odd)
    other = purchase(title="อื่น", number="13/2569")
    assert prints(other, odd) == [known]
    same = replace(
        odd, place="แถว 9", budget=Decimal("500000.00"), reference_price=Decimal(900_000)
    )
    assert prints(same) == [known]
    assert len(known) <= 64


def test_an_answer_about_several_rows_holds_in_any_order():
    for odd in (parts(499_000, 450_000, 460_000), [purchase(title=one) for one in "กขค"]):
        assert sorted(prints(*odd)) == sorted(prints(*reversed(odd)))
        assert len(prints(*odd)) == len(set(prints(*odd))) > 0


def test_an_answer_lapses_with_any_of_its_facts():
    odd = purchase("510000", budget=Decimal(500_000), method="e_bidding")
    others = [
        replace(odd, budget=Decimal(500_001)),
        replace(odd, title="อื่น"),
        purchase("520000", budget=Decimal(500_000), method="e_bidding"),
    ]
    assert len({one for row in (odd, *others) for one in prints(row)}) == 4
    [two], [three] = prints(*parts(499_000, 400_000)), prints(*parts(499_000, 400_000, 450_000))
    assert two != three


def test_two_rows_alike_want_an_answer_each():
    odd = purchase(reason="", number="")
    found = prints(odd, odd)
    assert len(found) == 3  # the second is also the same work again
    assert len(set(found)) == 3
    assert set(prints(odd)) < set(found)


@settings(PATIENT, max_examples=60)
@given(st.lists(any_row, max_size=6), st.lists(any_row, max_size=3))
def test_any_rows_are_judged_and_each_remark_is_one_of_its_kind(rows, before):
    found = remarks_of(rows, OCTOBER, before=before)
    assert [one.index for one in found] == sorted(one.index for one in found)
    assert len({one.fingerprint for one in found}) == len(found)
    assert all(one.text and len(one.code) <= 40 for one in found)
    assert found == remarks_of(rows, OCTOBER, before=before)
    lacking = {index for index, row in enumerate(rows) if row.agreed is None}
    assert {one.index for one in found if one.code == "agreed_missing"} == lacking
