"""Old cases reach a colleague by an unlocked officer alone, and never whom they concern."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Appointment
from complaints.models import AuditRow, Case, Exclusion, Item, Officer, Wrap
from complaints.officers import sharing
from complaints.officers.sharing import Shared
from complaints.sealed.reading import Reader
from complaints.sealed.writing import write_text
from complaints.sealing import Tampered
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
        sent.case.pk.hex, handling.head.row.role, str(newcomer.person.pk),
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
