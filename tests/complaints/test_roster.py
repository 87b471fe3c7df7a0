"""Nobody becomes a complaint officer by one hand, and nothing is sealed to a row that is put in."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import signing
from django.utils import timezone

from accounts.models import Role as Grant
from accounts.models import User
from accounts.refusals import NotAllowed, Stale
from complaints import sealing, waiting
from complaints.models import Approval, AuditRow, Case, Officer, Wrap
from complaints.officers import agreeing, roster
from complaints.sealed.stored import fingerprint
from complaints.sealing import Tampered
from tests import factories
from tests.complaints.offices import complain, make_officer, make_recovery

pytestmark = pytest.mark.django_db
PASSPHRASE = "เรือลำน้อยลอยกลางบึงใหญ่"


def enrolled(person):
    """A person with the role who has enrolled and waits."""
    factories.grant(person, Grant.COMPLAINT_OFFICER)
    person = User.objects.get(pk=person.pk)
    made = roster.prepare(person, PASSPHRASE)
    return roster.enrol(person, made.sheet, made.code[-3:])


def chain():
    return [row.event[0] for row in AuditRow.objects.all()]


def test_two_officers_admit_and_new_cases_are_sealed_to_the_newcomer(handling):
    newcomer = enrolled(handling.office.planner)
    assert roster.approve(newcomer, by=handling.head.row) is False
    newcomer.refresh_from_db()
    assert (newcomer.state, bytes(newcomer.mark)) == ("waiting", b"")
    assert roster.approve(newcomer, by=handling.clerk.row) is True
    newcomer.refresh_from_db()
    assert newcomer.state == "admitted"
    assert newcomer.role in wraps_of(complain().case)
    assert chain()[4:8] == [  # after the two officers who were there
        "officer enrolled", "officer approved", "officer approved", "officer admitted",
    ]  # fmt: skip
    admitted = AuditRow.objects.get(number=8)
    assert admitted.event[3:] == [
        handling.clerk.row.role, newcomer.pk.hex, bytes(newcomer.mark).hex(),
        str(newcomer.person_id),
    ]  # fmt: skip


def wraps_of(case):
    return set(Wrap.objects.filter(epoch__case=case).values_list("role", flat=True))


def test_before_the_second_approval_nothing_is_sealed_to_the_newcomer(handling):
    newcomer = enrolled(handling.office.planner)
    roster.approve(newcomer, by=handling.head.row)
    assert wraps_of(complain().case) == {
        "complainant", "recovery", handling.head.row.role, handling.clerk.row.role,
    }  # fmt: skip


def test_one_officer_twice_is_one(handling):
    newcomer = enrolled(handling.office.planner)
    for _again in range(3):
        assert roster.approve(newcomer, by=handling.head.row) is False
    assert Approval.objects.count() == 1


def test_nobody_decides_about_their_own_key(handling):
    """Also not with the pair that they have already."""
    person = User.objects.get(pk=handling.head.person.pk)
    made = roster.prepare(person, PASSPHRASE)
    second = roster.enrol(person, made.sheet, made.code[-3:])
    with pytest.raises(NotAllowed):
        roster.approve(second, by=handling.head.row)
    assert not Approval.objects.exists()


def test_who_lost_the_role_no_longer_approves_and_their_approval_no_longer_counts(handling):
    newcomer = enrolled(handling.office.planner)
    roster.approve(newcomer, by=handling.head.row)
    User.objects.filter(pk=handling.head.person.pk).update(is_active=False)
    assert roster.approve(newcomer, by=handling.clerk.row) is False
    with pytest.raises(NotAllowed):
        roster.approve(newcomer, by=Officer.objects.get(pk=handling.head.row.pk))
    assert Officer.objects.get(pk=newcomer.pk).state == "waiting"


def test_an_approval_counts_for_thirty_days(handling, monkeypatch):
    newcomer = enrolled(handling.office.planner)
    roster.approve(newcomer, by=handling.head.row)
    later = timezone.localdate() + timedelta(days=31)
    monkeypatch.setattr(timezone, "localdate", lambda *args: later)
    assert agreeing.agreed_by(agreeing.Kind.ADMISSION, newcomer) == []
    assert roster.approve(newcomer, by=handling.clerk.row) is False


def test_two_custodians_admit_the_first_officers(office):
    make_recovery()
    for name in ("head", "clerk"):
        roster.admit_by_custodians(enrolled(getattr(office, name)), "1,3")
    assert Officer.objects.admitted().count() == 2
    assert list(Approval.objects.values_list("custodians", flat=True)) == ["1,3", "1,3"]
    assert len(wraps_of(complain().case)) == 4
    assert chain()[:3] == ["officer enrolled", "officer approved", "officer admitted"]
    assert AuditRow.objects.get(number=3).event[3] == "custodians 1,3"


# --- around the portal ------------------------------------------------------------


def put_in(person, state):
    """A row that somebody writes into the database, with a pair of their own."""
    private = sealing.new_officer(sealing.officer_role(uuid4()), PASSPHRASE, roster.server.keys())
    today = timezone.localdate()
    return Officer.objects.create(
        person=person, state=state, public=private.stored.public, by_passphrase=b"x", by_code=b"x",
        mark=b"\x01" * 34 if state == "admitted" else b"", enrolled_on=today,
        admitted_on=today if state == "admitted" else None,
    )  # fmt: skip


@pytest.mark.parametrize("state", ["waiting", "admitted"])
def test_a_row_put_into_the_database_gets_no_wrap(handling, state):
    rogue = put_in(handling.office.webmaster, state)
    factories.grant(handling.office.webmaster, Grant.COMPLAINT_OFFICER)
    assert rogue.role not in wraps_of(complain().case)


def test_a_row_put_into_the_database_is_admitted_by_nobody(handling):
    rogue = put_in(handling.office.webmaster, "waiting")
    factories.grant(handling.office.webmaster, Grant.COMPLAINT_OFFICER)
    for officer in (handling.head.row, handling.clerk.row):
        with pytest.raises(Tampered):
            roster.approve(rogue, by=officer)
    with pytest.raises(Tampered):
        roster.admit_by_custodians(rogue, "1,2")
    assert bytes(Officer.objects.get(pk=rogue.pk).mark) == b""


def test_a_key_exchanged_while_it_waits_is_not_admitted(handling):
    newcomer = enrolled(handling.office.planner)
    strange = sealing.new_officer(newcomer.role, PASSPHRASE, roster.server.keys())
    Officer.objects.filter(pk=newcomer.pk).update(public=strange.stored.public)
    with pytest.raises(Tampered):
        roster.approve(newcomer, by=handling.head.row)


def test_an_approval_put_into_the_database_does_not_count(handling):
    newcomer = enrolled(handling.office.planner)
    Approval.objects.create(officer=newcomer, by=handling.head.row, on_day=timezone.localdate())
    assert roster.approve(newcomer, by=handling.clerk.row) is False
    assert agreeing.agreed_by(agreeing.Kind.ADMISSION, newcomer) == [handling.clerk.row]
    assert roster.approve(newcomer, by=handling.head.row) is True


def test_a_row_of_the_chain_that_is_put_in_does_not_count(handling):
    rogue = put_in(handling.office.webmaster, "waiting")
    factories.grant(handling.office.webmaster, Grant.COMPLAINT_OFFICER)
    person = str(rogue.person_id)
    event = ["officer enrolled", "2026-11-21", "", rogue.role, fingerprint(rogue.public), person]
    AuditRow.objects.create(number=5, event=event, mark=b"\x01" * 33)
    with pytest.raises(Tampered):
        roster.approve(rogue, by=handling.head.row)


def test_a_superuser_without_the_role_cannot_enrol(handling, client):
    boss = User.objects.create_superuser("boss", password="something long enough")
    with pytest.raises(NotAllowed):
        roster.prepare(boss, PASSPHRASE)


# --- enrolling ------------------------------------------------------------


@pytest.fixture
def person(office):
    factories.grant(office.planner, Grant.COMPLAINT_OFFICER)
    return User.objects.get(pk=office.planner.pk)


def test_nothing_is_kept_before_the_code_was_written_down(person):
    made = roster.prepare(person, PASSPHRASE)
    assert not Officer.objects.exists()
    with pytest.raises(NotAllowed):
        roster.enrol(person, made.sheet, "AAA")
    assert not Officer.objects.exists()
    assert not AuditRow.objects.exists()


def test_the_sheet_holds_neither_code_nor_passphrase(person):
    made = roster.prepare(person, PASSPHRASE)
    held = json.dumps(signing.loads(made.sheet, salt="complaints.enrolment"))
    for secret in (made.code, made.code.replace("-", ""), PASSPHRASE):
        assert secret not in held
    assert made.code not in repr(made)


def test_the_last_group_may_be_typed_in_small_letters(person):
    made = roster.prepare(person, PASSPHRASE)
    assert roster.enrol(person, made.sheet, f" {made.code[-3:].lower()} ").state == "waiting"


def test_sent_twice_it_is_one_enrolment(person):
    made = roster.prepare(person, PASSPHRASE)
    first = roster.enrol(person, made.sheet, made.code[-3:])
    assert roster.enrol(person, made.sheet, made.code[-3:]) == first
    assert chain() == ["officer enrolled"]


def test_a_sheet_is_good_for_its_person_and_for_an_hour(person, office, monkeypatch):
    made = roster.prepare(person, PASSPHRASE)
    factories.grant(office.clerk, Grant.COMPLAINT_OFFICER)
    with pytest.raises(NotAllowed):
        roster.enrol(office.clerk, made.sheet, made.code[-3:])
    with pytest.raises(NotAllowed):
        roster.enrol(person, made.sheet + "x", made.code[-3:])
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + 3601)
    with pytest.raises(NotAllowed):
        roster.enrol(person, made.sheet, made.code[-3:])


def test_the_printed_code_opens_the_key(person):
    made = roster.prepare(person, PASSPHRASE)
    officer = roster.enrol(person, made.sheet, made.code[-3:])
    private = sealing.unlock_by_code(roster_keys(officer), made.code)
    assert bytes(private.public) == bytes(officer.public)
    assert fingerprint(officer.public) == made.fingerprint


def roster_keys(officer):
    from complaints.sealed.stored import officer_keys

    return officer_keys(officer)


# --- everybody is told ------------------------------------------------------------


def told(person):
    found = waiting.for_person(User.objects.get(pk=person.pk))
    return (found.count, found.text) if found else None


def test_every_officer_is_told_of_an_admission_for_fourteen_days(handling, monkeypatch):
    past = timezone.localdate() - timedelta(days=15)
    Officer.objects.update(admitted_on=past)
    assert told(handling.head.person) is None
    newcomer = enrolled(handling.office.planner)
    count, words = told(handling.head.person)
    assert count == 1
    roster.approve(newcomer, by=handling.head.row)
    assert told(handling.head.person) is None
    assert told(handling.clerk.person)[0] == 1
    roster.approve(newcomer, by=handling.clerk.row)
    for officer in (handling.head, handling.clerk):
        count, words = told(officer.person)
        assert count == 0
        assert str(handling.office.planner) in words
    later = timezone.localdate() + timedelta(days=15)
    monkeypatch.setattr(timezone, "localdate", lambda *args: later)
    assert told(handling.head.person) is None


def test_others_are_told_nothing(handling):
    enrolled(handling.office.planner)
    for name in ("webmaster", "mayor", "outsider"):
        assert told(getattr(handling.office, name)) is None


def test_two_approvals_at_once_are_one_admission(race, handling_committed):
    newcomer, officers = handling_committed
    outcomes = race(lambda number: roster.approve(newcomer, by=officers[number]), 2)
    assert sorted(outcome.value for outcome in outcomes) == [False, True]
    assert Officer.objects.get(pk=newcomer.pk).state == "admitted"
    assert chain().count("officer admitted") == 3  # the two before, and one


def test_eight_approvals_of_one_officer_at_once_are_one(race, handling_committed):
    newcomer, officers = handling_committed
    outcomes = race(lambda: roster.approve(newcomer, by=officers[0]), 8)
    assert [outcome.value for outcome in outcomes] == [False] * 8
    assert Approval.objects.count() == 1


@pytest.fixture
def handling_committed(transactional_db, office):
    make_recovery()
    officers = [make_officer(office.head).row, make_officer(office.clerk).row]
    return enrolled(office.planner), officers


def test_an_enrolment_that_was_decided_meanwhile_is_stale(handling):
    newcomer = enrolled(handling.office.planner)
    roster.withdraw(newcomer, person=handling.office.planner)
    with pytest.raises(Stale):
        roster.approve(newcomer, by=handling.head.row)
    assert not Case.objects.exists()
