"""Old cases reach a colleague by an unlocked officer alone, and never whom they concern."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import Appointment
from accounts.models import Role as Grant
from complaints.handling import merging
from complaints.handling.casework import Seen
from complaints.models import AuditRow, Case, Exclusion, Item, Officer, Wrap
from complaints.officers import sharing
from complaints.officers.sharing import Shared
from complaints.sealed.excluding import name_in_chain
from complaints.sealed.reading import Reader
from complaints.sealed.writing import write_text
from complaints.sealing import Tampered
from complaints.upkeep import verifying
from tests import factories
from tests.complaints.conftest import flipped
from tests.complaints.offices import complain, make_officer

pytestmark = pytest.mark.django_db


def texts(officer, case):
    return [one.text for one in Reader(officer.row.role, officer.private).items(case)]


def test_old_cases_are_closed_to_a_newcomer_until_a_colleague_shares(handling):
    sent = complain("เก่า")
    newcomer = make_officer(handling.office.planner)
    assert texts(newcomer, sent.case) == [None]
    assert list(sharing.lacking(handling.head.row.role, newcomer.row)) == [sent.case]
    assert sharing.share_all(handling.head.reader, newcomer.row) == Shared(shared=1)
    assert texts(newcomer, sent.case) == ["เก่า"]
    assert list(sharing.lacking(handling.head.row.role, newcomer.row)) == []


def test_later_items_and_every_epoch_are_shared(handling):
    from complaints.sealed.recording import turn
    from complaints.sealed.writing import begin_epoch

    sent = complain("หนึ่ง")
    with turn():
        begin_epoch(sent.case, [handling.head.row, handling.clerk.row], by="test")
    write_text(sent.case, Item.Kind.MESSAGE, handling.head.row.role, "สอง")
    newcomer = make_officer(handling.office.planner)
    sharing.share_all(handling.head.reader, newcomer.row)
    write_text(sent.case, Item.Kind.MESSAGE, handling.head.row.role, "สาม")
    assert texts(newcomer, sent.case) == ["หนึ่ง", "สอง", "สาม"]
    told = AuditRow.objects.filter(event__0="epoch shared")
    assert [row.event[2:] for row in told] == [
        [sent.case.pk.hex, handling.head.row.role, number, newcomer.row.role]
        for number in ("1", "2")
    ]


def test_shared_twice_it_is_shared_once(handling):
    complain()
    newcomer = make_officer(handling.office.planner)
    sharing.share_all(handling.head.reader, newcomer.row)
    assert sharing.share_all(handling.clerk.reader, newcomer.row) == Shared()
    assert Wrap.objects.filter(role=newcomer.row.role).count() == 1


def test_whoever_was_excluded_gets_nothing(handling):
    sent = complain()
    newcomer = make_officer(handling.office.planner)
    Exclusion.objects.create(case=sent.case, person=newcomer.person, on_day=sent.case.received_on)
    assert list(sharing.lacking(handling.head.row.role, newcomer.row)) == []
    outcome = sharing.share(handling.head.reader, sent.case, newcomer.row)
    assert outcome == Shared(barred=1)
    assert not Wrap.objects.filter(role=newcomer.row.role).exists()


def test_whoever_holds_a_post_complained_of_gets_nothing_and_is_excluded(handling):
    """The planner was no officer when the complaint came, so no row excluded them yet."""
    sent = complain(accused_posts=[handling.office.posts.planner.pk])
    newcomer = make_officer(handling.office.planner)
    assert not Exclusion.objects.exists()
    assert sharing.share_all(handling.head.reader, newcomer.row) == Shared(barred=1)
    assert not Wrap.objects.filter(role=newcomer.row.role).exists()
    assert Exclusion.objects.get().person_id == newcomer.person.pk
    told = AuditRow.objects.get(event__0="excluded")
    assert told.event[2:] == [
        sent.case.pk.hex, handling.head.row.role,
        name_in_chain(bytes(sent.case.complainant_wrap), newcomer.person.pk),
    ]  # fmt: skip


def days(**shift):
    return timezone.localdate() + timedelta(**shift)


@pytest.mark.parametrize(
    ("starts", "ends", "barred"),
    [
        (-400, -10, True),  # held it on the day on which the complaint came
        (-5, None, True),  # holds it now
        (-20, -3, True),  # held it in between
        (-400, -31, False),  # gave it up before
    ],
)
def test_whoever_held_the_post_since_the_complaint_came(handling, starts, ends, barred):
    post = factories.make_post("officer", "นักวิชาการพัสดุ", position=9)
    case = complain(accused_posts=[post.pk]).case
    Case.objects.filter(pk=case.pk).update(received_on=days(days=-30))
    newcomer = make_officer(handling.office.outsider)
    Appointment.objects.create(
        person=newcomer.person, post=post, starts=days(days=starts),
        ends=days(days=ends) if ends else None,
    )  # fmt: skip
    outcome = sharing.share_all(handling.head.reader, newcomer.row)
    assert outcome == (Shared(barred=1) if barred else Shared(shared=1))


# --- cases that were joined ------------------------------------------------------------


@pytest.fixture
def matter(handling):
    """`first` names nobody; `second`, joined with it, complains of the planner's post."""
    handling.first = complain("เรื่องเดียวกัน").case
    handling.second = complain(accused_posts=[handling.office.posts.planner.pk]).case
    seen = Seen(uuid4(), handling.second.version, handling.second.items_count)
    merging.merge(handling.second, handling.first, "รวมเรื่อง", by=handling.head.row, seen=seen)
    handling.planner = make_officer(handling.office.planner)
    return handling


@pytest.mark.parametrize("one", ["first", "second"])
def test_whom_a_joined_report_concerns_gets_none_of_the_cases(matter, one):
    outcome = sharing.share(matter.head.reader, getattr(matter, one), matter.planner.row)
    assert outcome == Shared(barred=1)
    assert not Wrap.objects.filter(role=matter.planner.row.role).exists()
    out = Exclusion.objects.filter(person=matter.planner.person)
    assert {row.case_id for row in out} == {matter.first.pk, matter.second.pk}
    assert sharing.share_all(matter.head.reader, matter.planner.row) == Shared()
    about_them = [str(one) for one in verifying.verify(files=False) if "exclusion" in one.row]
    assert about_them == []


def test_others_get_every_case_of_the_matter(matter):
    newcomer = make_officer(matter.office.outsider)
    assert sharing.share_all(matter.head.reader, newcomer.row) == Shared(shared=2)
    assert not Exclusion.objects.exists()


def test_what_they_read_before_the_other_was_joined_is_taken_back(handling):
    """Newly written words are closed to them, too: the case begins a new epoch."""
    first = complain("เรื่องเดียวกัน").case
    second = complain(accused_posts=[handling.office.posts.planner.pk]).case
    planner = make_officer(handling.office.planner)
    assert sharing.share(handling.head.reader, first, planner.row) == Shared(shared=1)
    kept = {wrap.epoch_id: bytes(wrap.blob) for wrap in Wrap.objects.filter(role=planner.row.role)}
    Case.objects.filter(pk=first.pk).update(assigned_to=planner.row)
    merging.merge(
        second, first, "รวมเรื่อง", by=handling.head.row,
        seen=Seen(uuid4(), second.version, second.items_count),
    )  # fmt: skip
    assert sharing.share(handling.head.reader, second, planner.row) == Shared(barred=1)
    assert not Case.objects.readable_by(planner.row).exists()
    assert Case.objects.get(pk=first.pk).assigned_to is None
    write_text(first, Item.Kind.NOTE, handling.head.row.role, "ต่อจากนี้")
    for epoch, blob in kept.items():  # an old backup of the keys
        Wrap.objects.create(epoch_id=epoch, role=planner.row.role, blob=blob)
    assert texts(planner, first)[-1] is None
    assert texts(handling.clerk, first)[-1] == "ต่อจากนี้"


def test_a_joined_case_that_cannot_be_opened_keeps_the_matter_closed(matter):
    """Whom it concerns is not known then, not even for a case that names nobody."""
    Wrap.objects.filter(epoch__case=matter.second, role=matter.head.row.role).delete()
    newcomer = make_officer(matter.office.outsider)
    reader = Reader(matter.head.row.role, matter.head.private)
    assert sharing.share(reader, matter.first, newcomer.row) == Shared(closed=1)
    assert not Wrap.objects.filter(role=newcomer.row.role).exists()


def test_what_is_joined_while_somebody_shares_is_not_overlooked(matter, monkeypatch):
    third = complain(accused_posts=[matter.office.posts.mayor.pk]).case
    newcomer = make_officer(matter.office.mayor)
    real = sharing.accused_in_matter

    def slow(*facts):
        read = real(*facts)
        seen = Seen(uuid4(), third.version, third.items_count)
        merging.merge(third, matter.first, "รวมเรื่อง", by=matter.clerk.row, seen=seen)
        return read

    monkeypatch.setattr(sharing, "accused_in_matter", slow)
    assert sharing.share(matter.head.reader, matter.first, newcomer.row) == Shared(closed=1)
    assert not Wrap.objects.filter(role=newcomer.row.role, epoch__case=matter.first).exists()


def test_when_the_posts_cannot_be_read_nothing_is_shared(handling):
    sent = complain(accused_posts=[handling.office.posts.planner.pk])
    newcomer = make_officer(handling.office.planner)
    details = sent.case.items.get(kind="details")
    Item.objects.filter(pk=details.pk).update(blob=flipped(bytes(details.blob), -1))
    reader = Reader(handling.head.row.role, handling.head.private)
    assert sharing.share_all(reader, newcomer.row) == Shared(closed=1)
    Item.objects.filter(pk=details.pk).delete()  # the chain still tells that there were some
    assert sharing.share_all(reader, newcomer.row) == Shared(closed=1)
    assert not Wrap.objects.filter(role=newcomer.row.role).exists()


def test_an_officer_shares_only_what_they_read(handling):
    hidden = complain(accused_posts=[handling.office.posts.head.pk]).case
    complain()
    newcomer = make_officer(handling.office.outsider)
    assert sharing.share_all(handling.head.reader, newcomer.row) == Shared(shared=1)
    assert sharing.share(handling.head.reader, hidden, newcomer.row).shared == 0
    assert not Wrap.objects.filter(role=newcomer.row.role, epoch__case=hidden).exists()


def test_a_row_pointed_to_an_account_that_nothing_concerns_gets_nothing(handling):
    """So whom a complaint concerns would have their own key put under another name."""
    complain(accused_posts=[handling.office.posts.planner.pk])
    newcomer = make_officer(handling.office.planner)
    factories.grant(handling.office.outsider, Grant.COMPLAINT_OFFICER)
    Officer.objects.filter(pk=newcomer.row.pk).update(person=handling.office.outsider)
    with pytest.raises(Tampered):
        sharing.share_all(handling.head.reader, newcomer.row)
    assert not Wrap.objects.filter(role=newcomer.row.role).exists()


def test_a_colleague_put_into_the_database_gets_nothing(handling):
    complain()
    newcomer = make_officer(handling.office.planner)
    Officer.objects.filter(pk=newcomer.row.pk).update(mark=b"\x01" * 33)
    with pytest.raises(Tampered):
        sharing.share_all(handling.head.reader, newcomer.row)
    assert not Wrap.objects.filter(role=newcomer.row.role).exists()


@pytest.mark.parametrize("state", ["waiting", "left"])
def test_nobody_but_an_admitted_officer_gets_anything(handling, state):
    complain()
    newcomer = make_officer(handling.office.planner)
    day = days() if state == "left" else None
    Officer.objects.filter(pk=newcomer.row.pk).update(state=state, left_on=day)
    assert sharing.share_all(handling.head.reader, newcomer.row).shared == 0
    assert not Wrap.objects.filter(role=newcomer.row.role).exists()


def test_erased_cases_are_not_shared(handling):
    case = complain().case
    Case.objects.filter(pk=case.pk).update(
        status="closed", outcome="thin", closed_on=days(), erased_on=days()
    )
    newcomer = make_officer(handling.office.planner)
    assert sharing.share_all(handling.head.reader, newcomer.row) == Shared()


def test_while_one_shares_and_one_removes_nobody_keeps_a_key(race, transactional_db, office):
    """Whichever comes first: after both the one who left has no wrap."""
    from complaints.officers import roster
    from tests.complaints.offices import make_recovery

    make_recovery()
    head, clerk = make_officer(office.head), make_officer(office.clerk)
    complain()
    newcomer = make_officer(office.planner)

    def act(number):
        if number:
            roster.remove_by_custodians(newcomer.row, "1,2")
        else:
            sharing.share_all(head.reader, newcomer.row)

    for outcome in race(act, 2):
        assert outcome.error is None
    assert not Wrap.objects.filter(role=newcomer.row.role).exists()
    assert clerk.row.role in Wrap.objects.values_list("role", flat=True)
