import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.sellers import bare_name, seller_of
from tests.procurement.purchases import PATIENT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("หจก. ทองดี การช่าง", "ห้างหุ้นส่วนจำกัด ทองดีการช่าง"),
        ("บจก.น้ำใส", "บริษัท น้ำใส จำกัด"),
        ("บมจ. น้ำใส", "บริษัท น้ํ\u0e32ใส จํากัด (มหาชน)"),
        ("บริษัท น้ำใส จำกัด (สำนักงานใหญ่)", "บริษัทน้ำใส จำกัด"),
        ("ร้าน เเก้วการค้า", "แก้ว การค้า"),
        ("นายดำ  ใจดี", "ดำ ใจดี"),
        ("น.ส.ขาว ใจดี", "นางสาวขาว ใจดี"),
        ("ร้าน ๑๐๘ ของใช้", "ร้าน 108 ของใช้"),
        ("ABC Shop", "abc shop"),
    ],
)
def test_spellings_of_one_seller(one, other):
    assert seller_of(one) == seller_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ร้านป้าศรี", "ร้านป่าศรี"),
        ("หจก. ทองดี", "บจก. ทองดี"),
        ("ร้าน ก", "ร้าน ข"),
    ],
)
def test_two_sellers_stay_two(one, other):
    assert not seller_of(one).may_be(seller_of(other))


def test_a_form_that_is_left_out_does_not_count():
    assert seller_of("ทองดีการช่าง").may_be(seller_of("หจก. ทองดีการช่าง"))
    assert seller_of("หจก. ทองดีการช่าง").may_be(seller_of("ทองดีการช่าง"))


@pytest.mark.parametrize("name", ["ร้าน", "บริษัท จำกัด", "นาย", "จำกัด"])
def test_a_name_of_nothing_but_its_form_is_not_emptied(name):
    assert seller_of(name).core


@PATIENT
@given(st.text())
def test_any_name_is_some_seller_and_itself(name):
    assert seller_of(name).may_be(seller_of(f" {name} "))
    assert not any(sign.isspace() or sign in '.,()"' for sign in bare_name(name))
