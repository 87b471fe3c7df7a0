"""The watchman who holds the tables against the chain finds nothing after any change of the
roster, and finds whatever was done around it."""

from __future__ import annotations

import pytest

from accounts.models import User
from complaints import sealing
from complaints.models import Officer
from complaints.officers import custody, roster, sharing, ways
from complaints.sealed.reading import Reader
from complaints.sealed.stored import officer_keys, recovery_keys
from complaints.sealing import RECOVERY
from complaints.upkeep import verifying
from tests.complaints.offices import complain
from tests.complaints.test_custody import SEATS, finish, two
from tests.complaints.test_roster import PASSPHRASE, enrolled

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed(office):
    """An office whose roster saw everything: the rows that the chain tells of."""
    codes = finish_first()
    members = []
    for person in (office.head, office.clerk, office.planner):
        members.append(admit(person, "1,3"))
    complain("หนึ่ง", accused_posts=[office.posts.mayor.pk])
    members.append(admit(office.outsider, "2,3"))
    sharing.share_all(members[0].reader, members[3].row)
    roster.leave(members[0].row, by=members[0].row)
    roster.agree_to_leaving(members[1].row, by=members[2].row)
    roster.agree_to_leaving(members[1].row, by=members[3].row)
    lost = admit(office.planner, "1,2")  # a new pair takes the place of the old one
    sharing.share_all(members[3].reader, lost.row)
    ways.change_passphrase(Officer.objects.get(pk=lost.row.pk), PASSPHRASE, PASSPHRASE + "ใหม่")
    recovery = custody.in_force()
    private = sealing.open_recovery(recovery_keys(recovery), two(codes))
    finish(custody.prepare_division(private, SEATS, "1,3"))
    finish(custody.prepare(SEATS, custodians="1,3"))
    sharing.share_with_recovery(Reader(RECOVERY, private))
    complain("สอง")
    return members


def finish_first():
    made = custody.prepare(SEATS)
    finish(made)
    return made.codes


def admit(person, custodians):
    from types import SimpleNamespace

    from accounts.models import Role as Grant
    from tests import factories

    if not Officer.objects.filter(person=person).exists():
        factories.grant(person, Grant.COMPLAINT_OFFICER)
    made = roster.prepare(User.objects.get(pk=person.pk), PASSPHRASE)
    row = roster.enrol(person, made.sheet, made.code[-3:])
    roster.admit_by_custodians(row, custodians)
    private = sealing.unlock_by_code(officer_keys(row), made.code)
    return SimpleNamespace(row=row, reader=Reader(row.role, private))


def test_after_every_change_the_tables_are_as_the_chain_tells(changed):
    assert [str(finding) for finding in verifying.verify()] == []


def test_an_officer_put_back_is_found(changed):
    Officer.objects.filter(pk=changed[0].row.pk).update(state="admitted", left_on=None)
    assert verifying.verify()


def test_an_enrolment_put_in_is_no_officer(changed, office):
    before = Officer.objects.admitted().count()
    enrolled(office.webmaster)
    assert verifying.verify() == []
    assert Officer.objects.admitted().count() == before
