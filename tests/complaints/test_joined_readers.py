"""Cases that were joined are one matter: whoever is kept out of one reads none of them."""

from __future__ import annotations

from uuid import uuid4

import pytest

from accounts.refusals import Stale
from complaints.handling import casework, exclusion, merging
from complaints.handling.casework import Seen
from complaints.models import Case, Exclusion, Item, Wrap
from complaints.sealed.writing import write_text
from complaints.upkeep import verifying
from tests.complaints.offices import complain, make_officer

pytestmark = pytest.mark.django_db

WHY = "เรื่องนี้เกี่ยวข้องกับเพื่อนร่วมงานคนนี้โดยตรง"


@pytest.fixture
def joined(handling):
    """`first` and `second`, joined with it; `handling.third` reads both, too."""
    handling.third = make_officer(handling.office.mayor)
    handling.first, handling.second = complain().case, complain().case
    merging.merge(
        handling.second, handling.first, "รวมเรื่องแล้ว", by=handling.head.row,
        seen=seen(handling.second),
    )  # fmt: skip
    return handling


def seen(case: Case) -> Seen:
    case.refresh_from_db()
    return Seen(uuid4(), case.version, case.items_count)


@pytest.mark.parametrize("one", ["first", "second"])
def test_left_out_of_one_is_left_out_of_all(joined, one):
    case = getattr(joined, one)
    exclusion.leave_out(case, joined.third.row, WHY, by=joined.head.row, seen=seen(case))
    assert not Case.objects.readable_by(joined.third.row).exists()
    assert not Wrap.objects.filter(role=joined.third.row.role).exists()
    assert Exclusion.objects.filter(person=joined.third.person).count() == 2
    assert Case.objects.readable_by(joined.clerk.row).count() == 2


def test_what_is_told_at_the_end_stays_closed_to_whoever_was_left_out(joined):
    first = joined.first
    exclusion.leave_out(first, joined.third.row, WHY, by=joined.head.row, seen=seen(first))
    joined.second.refresh_from_db()
    casework.close(
        first, "founded", "พบว่าเป็นความจริง", by=joined.head.row, seen=seen(first),
        telling=[joined.second],
    )  # fmt: skip
    told = Item.objects.filter(case=joined.second).latest("place")
    assert joined.head.reader.opened(told).text == "พบว่าเป็นความจริง"
    assert joined.third.reader.opened(told).text is None


def test_whoever_steps_aside_leaves_the_joined_cases_too(joined):
    exclusion.step_aside(joined.first, WHY, by=joined.third.row, seen=seen(joined.first))
    assert not Case.objects.readable_by(joined.third.row).exists()


def test_whoever_is_kept_out_of_a_later_report_is_kept_out_of_those_joined_before(joined):
    later, before = complain().case, verifying.verify()
    exclusion.leave_out(later, joined.third.row, WHY, by=joined.head.row, seen=seen(later))
    assert Case.objects.readable_by(joined.third.row).count() == 2
    merging.merge(later, joined.first, "รวมเรื่อง", by=joined.head.row, seen=seen(later))
    assert not Case.objects.readable_by(joined.third.row).exists()
    assert not Wrap.objects.filter(role=joined.third.row.role).exists()
    more = write_text(joined.second, Item.Kind.MESSAGE, joined.head.row.role, "ต่อ")
    assert joined.third.reader.opened(more).text is None
    assert joined.head.reader.opened(more).text == "ต่อ"
    assert verifying.verify() == before


def test_who_had_left_the_other_case_before_can_leave_this_one(joined):
    Exclusion.objects.create(
        case=joined.second, person=joined.third.person, on_day=joined.second.received_on
    )
    exclusion.leave_out(
        joined.first, joined.third.row, WHY, by=joined.head.row, seen=seen(joined.first)
    )
    assert Exclusion.objects.filter(person=joined.third.person).count() == 2


def test_a_case_that_is_joined_meanwhile_keeps_nobody_in(joined, monkeypatch):
    more, now = complain().case, seen(joined.first)

    class Slow(exclusion.Narrowing):
        def writer(self):
            merging.merge(more, joined.first, "รวมเรื่อง", by=joined.clerk.row, seen=seen(more))
            return super().writer()

    monkeypatch.setattr(exclusion, "Narrowing", Slow)
    monkeypatch.setattr(merging, "Narrowing", Slow.__base__)
    with pytest.raises(Stale):
        exclusion.leave_out(joined.first, joined.third.row, WHY, by=joined.head.row, seen=now)
    assert not Exclusion.objects.filter(person=joined.third.person).exists()


def test_the_chain_tells_it_of_each_case(joined):
    exclusion.leave_out(
        joined.second, joined.third.row, WHY, by=joined.head.row, seen=seen(joined.second)
    )
    write_text(joined.first, Item.Kind.NOTE, joined.head.row.role, "บันทึก")
    about_cases = [str(one) for one in verifying.verify(files=False) if "case" in str(one)]
    assert about_cases == []
