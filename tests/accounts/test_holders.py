from datetime import date

from accounts.holders import capacity, holders
from tests import factories

DAY = date(2026, 3, 31)


def test_substantive_holder_signs_with_the_post_alone(office):
    assert capacity(office.mayor, office.posts.mayor, DAY).lines == ("นายกองค์การบริหารส่วนตำบลทดสอบ",)


def test_acting_holder_signs_with_own_post_and_acting_line(office):
    found = capacity(office.palad, office.posts.palad, DAY)
    assert found.acting
    assert found.lines == (
        "ผู้อำนวยการกองคลัง",
        "รักษาราชการแทนปลัดองค์การบริหารส่วนตำบลทดสอบ",
    )


def test_delegated_holder_has_the_words_of_delegation(office):
    factories.appoint(office.head, office.posts.mayor, kind="delegated", starts=DAY, ends=DAY)
    assert capacity(office.head, office.posts.mayor, DAY).lines == (
        "หัวหน้าสำนักปลัด",
        "ปฏิบัติราชการแทนนายกองค์การบริหารส่วนตำบลทดสอบ",
    )
    assert capacity(office.head, office.posts.mayor, date(2026, 4, 1)) is None


def test_outsider_holds_nothing(office):
    assert capacity(office.outsider, office.posts.mayor, DAY) is None


def test_those_who_act_are_named_before_the_holder(office):
    factories.appoint(office.head, office.posts.mayor, kind="acting", starts=DAY, ends=DAY)
    assert [a.person for a in holders(office.posts.mayor, DAY)] == [office.head, office.mayor]
