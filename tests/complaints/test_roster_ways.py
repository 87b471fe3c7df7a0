"""The officer's two ways to the key: each replaces the other, neither is guessed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Role as Grant
from accounts.models import User
from accounts.refusals import NotAllowed, Stale
from complaints import sealing
from complaints.models import AuditRow, Officer, VaultSession
from complaints.officers import roster, sharing, tries, vault, ways
from complaints.officers.tries import TooManyTries
from complaints.sealed import server
from complaints.sealed.reading import Reader
from complaints.sealed.stored import officer_keys
from complaints.sealing import CannotOpen, Mistyped, Tampered
from tests import factories
from tests.complaints.offices import PASSPHRASE, complain, make_officer, make_recovery
from tests.complaints.test_roster import enrolled

pytestmark = pytest.mark.django_db
NEW = "ลมหนาวพัดผ่านทุ่งรวงทอง"


@pytest.fixture
def officer(office):
    make_recovery()
    return make_officer(office.head)


def row(officer):
    return Officer.objects.get(pk=officer.row.pk)


def opened_by(officer, passphrase):
    return bytes(sealing.unlock(officer_keys(row(officer)), passphrase, server.keys()).public)


def test_a_forgotten_passphrase_is_replaced_by_the_printed_code(officer):
    vault.begin(officer.row, officer.private)
    ways.reset_by_code(row(officer), officer.code.lower().replace("-", " "), NEW)
    assert opened_by(officer, NEW) == bytes(officer.row.public)
    with pytest.raises(CannotOpen):
        opened_by(officer, PASSPHRASE)
    assert not VaultSession.objects.exists()
    assert AuditRow.objects.latest("number").event[0::3] == [
        "way to unlock changed",
        officer.row.role,
    ]


def test_another_code_or_half_a_code_changes_nothing(officer):
    before = bytes(row(officer).by_passphrase)
    with pytest.raises(CannotOpen):
        ways.reset_by_code(row(officer), sealing.new_code().printed(), NEW)
    with pytest.raises(Mistyped):
        ways.reset_by_code(row(officer), officer.code[:-3], NEW)
    assert bytes(row(officer).by_passphrase) == before


def test_the_passphrase_is_changed_by_the_present_one(officer):
    with pytest.raises(CannotOpen):
        ways.change_passphrase(row(officer), "ไม่ใช่วลีของคนนี้แน่นอน", NEW)
    ways.change_passphrase(row(officer), PASSPHRASE, NEW)
    assert opened_by(officer, NEW) == bytes(officer.row.public)


def test_a_new_code_replaces_the_old_one_once_it_was_written_down(officer):
    made = ways.prepare_code(row(officer), PASSPHRASE)
    with pytest.raises(NotAllowed):
        ways.keep_code(officer.person, made.sheet, "AAA")
    assert sealing.unlock_by_code(officer_keys(row(officer)), officer.code)
    ways.keep_code(officer.person, made.sheet, made.code[-3:])
    assert sealing.unlock_by_code(officer_keys(row(officer)), made.code)
    with pytest.raises(CannotOpen):
        sealing.unlock_by_code(officer_keys(row(officer)), officer.code)
    with pytest.raises(Stale):  # the sheet does not put an older code back
        ways.keep_code(officer.person, made.sheet, made.code[-3:])


def test_a_new_code_is_kept_for_nobody_else(officer, office):
    made = ways.prepare_code(row(officer), PASSPHRASE)
    with pytest.raises(NotAllowed):
        ways.keep_code(office.clerk, made.sheet, made.code[-3:])


# --- the code lost as well ------------------------------------------------------------


def test_a_new_pair_waits_while_the_old_one_stays_and_colleagues_share_again(handling):
    third = make_officer(handling.office.planner)
    sent = complain("เรื่องเดิม")
    person = User.objects.get(pk=handling.head.person.pk)
    made = roster.prepare(person, NEW)
    newer = roster.enrol(person, made.sheet, made.code[-3:])
    assert vault.officer_of(person) == handling.head.row
    roster.approve(newer, by=handling.clerk.row)
    roster.approve(newer, by=third.row)
    assert Officer.objects.get(pk=handling.head.row.pk).state == "left"
    assert vault.officer_of(person) == newer
    private = sealing.unlock_by_code(officer_keys(newer), made.code)
    reader = Reader(newer.role, private)
    assert [one.text for one in reader.items(sent.case)] == [None]
    assert sharing.share_all(handling.clerk.reader, newer) == sharing.Shared(shared=1)
    assert [one.text for one in Reader(newer.role, private).items(sent.case)] == ["เรื่องเดิม"]


def test_nobody_has_two_pairs_that_wait(handling):
    enrolled(handling.office.planner)
    with pytest.raises(NotAllowed):
        roster.prepare(User.objects.get(pk=handling.office.planner.pk), NEW)


# --- a row pointed to another account ------------------------------------------------------------


def test_the_vault_opens_for_no_other_person_than_was_admitted(officer, office, client):
    """Whoever writes in the database puts an admitted row under the webmaster's account."""
    factories.grant(office.webmaster, Grant.COMPLAINT_OFFICER)
    token = vault.begin(officer.row, officer.private)
    assert vault.resume(token, officer.person)
    Officer.objects.filter(pk=officer.row.pk).update(person=office.webmaster)
    webmaster = User.objects.get(pk=office.webmaster.pk)
    with pytest.raises(Tampered):
        vault.unlock(row(officer), PASSPHRASE)
    assert vault.resume(token, webmaster) is None
    Officer.objects.filter(pk=officer.row.pk).update(person=officer.person)
    assert vault.resume(vault.unlock(row(officer), PASSPHRASE), officer.person)


def test_an_enrolment_pointed_to_another_account_is_not_admitted(handling):
    newcomer = enrolled(handling.office.planner)
    factories.grant(handling.office.webmaster, Grant.COMPLAINT_OFFICER)
    Officer.objects.filter(pk=newcomer.pk).update(person=handling.office.webmaster)
    with pytest.raises(Tampered):
        roster.approve(newcomer, by=handling.head.row)
    with pytest.raises(Tampered):
        roster.admit_by_custodians(newcomer, "1,2")


# --- tries ------------------------------------------------------------


def wrong(officer):
    with pytest.raises(CannotOpen):
        vault.unlock(officer.row, "วลีที่เดาสุ่มเอาตามใจชอบ")


def test_after_seven_wrong_passphrases_the_right_one_must_wait_too(officer, monkeypatch):
    for _try in range(7):
        wrong(officer)
    monkeypatch.setattr(sealing, "unlock", pytest.fail)  # nothing is even tried
    with pytest.raises(TooManyTries) as refused:
        vault.unlock(officer.row, PASSPHRASE)
    assert refused.value.minutes == 15
    monkeypatch.undo()
    Officer.objects.update(wrong_since=timezone.now() - timedelta(minutes=15, seconds=1))
    assert vault.unlock(officer.row, PASSPHRASE)
    assert row(officer).wrong_tries == 0


def test_a_right_one_forgets_the_wrong_ones(officer):
    for _try in range(6):
        wrong(officer)
    vault.unlock(officer.row, PASSPHRASE)
    assert (row(officer).wrong_tries, row(officer).wrong_since) == (0, None)


def test_the_code_helps_while_the_passphrase_waits(officer):
    Officer.objects.update(wrong_tries=7, wrong_since=timezone.now())
    ways.reset_by_code(row(officer), officer.code, NEW)
    assert vault.unlock(row(officer), NEW)


def test_twenty_tries_at_once_are_seven(race, transactional_db, office, monkeypatch):
    make_recovery()
    officer = make_officer(office.head)
    tried = []

    def refuse(*args):
        tried.append(1)
        raise CannotOpen

    monkeypatch.setattr(sealing, "unlock", refuse)
    outcomes = race(lambda: vault.unlock(officer.row, "x"), 20)
    assert len(tried) == tries.MOST
    kinds = [type(outcome.error) for outcome in outcomes]
    assert (kinds.count(CannotOpen), kinds.count(TooManyTries)) == (7, 13)
