"""When nobody is left who could open anything, complaints are taken again; in no other state."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation
from time_machine import travel

from accounts.models import Role as Grant
from accounts.models import RoleGrant, User
from accounts.refusals import NotAllowed
from complaints.models import (
    Approval,
    AuditRow,
    Case,
    Item,
    Officer,
    Recovery,
    SealedUpload,
    VaultSession,
    Wrap,
)
from complaints.officers import custody, recovering, roster, sharing, vault
from complaints.sealed import receiving, recording, server
from complaints.sealed.reading import Reader
from complaints.sealed.recording import What
from complaints.sealed.writing import write_text
from complaints.sealing import RECOVERY
from complaints.upkeep import retention, starting_anew, verifying
from portal.models import Organisation
from tests import factories
from tests.complaints.offices import complain
from tests.complaints.test_custody import SEATS, finish, two
from tests.complaints.test_roster import PASSPHRASE, enrolled
from tests.complaints.test_verifying import close

pytestmark = pytest.mark.django_db
COMMAND = "start_complaint_roster_anew"
LATER = timedelta(days=60)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()


@pytest.fixture
def running(office):
    """Custodians, two officers admitted by them, and a complaint, all by the verbs."""
    made = custody.prepare(SEATS)
    finish(made)
    officers = [admitted(office.head, made.codes), admitted(office.clerk, made.codes)]
    return SimpleNamespace(office=office, codes=made.codes, officers=officers, sent=complain("เก่า"))


def admitted(person: User, codes) -> Officer:
    officer = enrolled(person)
    typed = two(codes)
    custody.open_by(typed)
    roster.admit_by_custodians(officer, custody.numbers(typed))
    return Officer.objects.get(pk=officer.pk)


@pytest.fixture
def abandoned(running):
    """Sixty days later: nobody has the role any more, the codes are lost, one newcomer waits."""
    with travel(timezone.now() + LATER, tick=False):
        roles_end()
        running.waiting = enrolled(running.office.planner)
        yield running


def roles_end() -> None:
    RoleGrant.objects.filter(role=Grant.COMPLAINT_OFFICER).delete()


def begin_anew() -> None:
    call_command(COMMAND, yes=True)


def refused() -> str:
    """The reasons of the command, which changes nothing."""
    before = list(Officer.objects.values()), list(Recovery.objects.values())
    rows = AuditRow.objects.count()
    with translation.override("en"), pytest.raises(CommandError) as refusal:
        begin_anew()
    assert (list(Officer.objects.values()), list(Recovery.objects.values())) == before
    assert AuditRow.objects.count() == rows
    return str(refusal.value)


# --- what it does ---------------------------------------------------------------------


def test_complaints_are_taken_again_and_old_ones_stay_sealed(abandoned):
    begin_anew()
    assert custody.in_force() is None
    assert not receiving.is_open()
    made = custody.prepare(SEATS)
    finish(made)
    factories.grant(abandoned.office.head, Grant.COMPLAINT_OFFICER)
    for person in (abandoned.office.head, abandoned.office.planner):
        admitted(User.objects.get(pk=person.pk), made.codes)
    assert receiving.is_open()
    new = complain("ใหม่")
    officer = Officer.objects.admitted().get(person=abandoned.office.head)
    reader = vault.resume(vault.unlock(officer, PASSPHRASE), officer.person).reader
    assert [one.text for one in reader.items(new.case)] == ["ใหม่"]
    assert [one.text for one in reader.items(abandoned.sent.case)] == [None]
    by_custodians = Reader(RECOVERY, custody.open_by(two(made.codes)))
    assert [one.text for one in by_custodians.items(abandoned.sent.case)] == [None]
    assert [one.text for one in by_custodians.items(new.case)] == ["ใหม่"]
    assert list(sharing.lost()) == [abandoned.sent.case]
    assert verifying.verify() == []


def test_whoever_has_the_receipt_still_reads_and_writes(abandoned):
    begin_anew()
    sent = abandoned.sent
    write_text(sent.case, Item.Kind.MESSAGE, sent.reader.role, "ยังรออยู่")
    assert [one.text for one in sent.reader.items(sent.case)] == ["เก่า", "ยังรออยู่"]


def test_nothing_that_could_be_opened_is_deleted(abandoned):
    """Codes that turn up again in a drawer still fit the recovery's row and the case's wrap."""
    before = Recovery.objects.values("by_1_and_2", "by_1_and_3", "by_2_and_3").get()
    roster.retire_departed()
    wraps = set(Wrap.objects.values_list("epoch", "role"))
    begin_anew()
    after = Recovery.objects.values("by_1_and_2", "by_1_and_3", "by_2_and_3").get()
    assert {name: bytes(blob) for name, blob in after.items()} == {
        name: bytes(blob) for name, blob in before.items()
    }
    assert set(Wrap.objects.values_list("epoch", "role")) == wraps
    assert Case.objects.count() == Item.objects.count() == 1


def test_an_old_case_that_was_closed_goes_when_its_time_is_over(
    running, django_capture_on_commit_callbacks
):
    close(running.sent.case, SimpleNamespace(head=SimpleNamespace(row=running.officers[0])))
    with travel(timezone.now() + LATER, tick=False):
        roles_end()
        begin_anew()
    with (
        travel(timezone.now() + timedelta(days=400), tick=False),
        django_capture_on_commit_callbacks(execute=True),
    ):
        assert retention.erase_due(timezone.localdate()) == 1
    assert not Item.objects.exists()
    assert not SealedUpload.objects.exists()
    assert verifying.verify() == []


def test_whoever_waited_enrols_again_and_the_chain_tells_it(abandoned):
    assert str(abandoned.waiting.role) in {row.role for row in Officer.objects.waiting()}
    begin_anew()
    assert set(Officer.objects.values_list("state", flat=True)) == {"left"}
    last = AuditRow.objects.latest("number")
    assert (last.event[0], last.event[3]) == (What.ROSTER_BEGUN_ANEW, "server")
    assert roster.enrolment_blockers(User.objects.get(pk=abandoned.office.planner.pk)) == []
    assert verifying.verify() == []


def test_a_recovery_that_was_ended_and_put_back_is_found(abandoned):
    begin_anew()
    Recovery.objects.update(active=True)
    assert [one.fault for one in verifying.verify()] == [verifying.BACK]


def test_the_roster_s_page_tells_it(abandoned, client):
    begin_anew()
    factories.grant(abandoned.office.head, Grant.COMPLAINT_OFFICER)
    client.force_login(User.objects.get(pk=abandoned.office.head.pk))
    client.cookies["language"] = "en"
    with translation.override("en"):
        page = client.get("/staff/complaints/roster/").text
    assert "the roster was begun anew on the server" in page
    assert "1 older complaint can be read by nobody" in page
    assert "Two custodians give" not in page
    assert "Choose the custodians" in page


# --- when it refuses ------------------------------------------------------------------


def test_it_refuses_while_an_officer_could_act(running):
    with travel(timezone.now() + LATER, tick=False):
        said = refused()
        assert str(running.office.head) in said
        assert str(running.office.clerk) in said
        RoleGrant.objects.filter(person=running.office.head).delete()
        assert str(running.office.clerk) in refused()


def test_it_refuses_when_two_custodians_have_just_shown_their_codes(abandoned):
    custody.open_by(two(abandoned.codes))
    assert "they have their codes" in refused()
    with travel(timezone.now() + timedelta(days=31), tick=False):
        begin_anew()


def test_it_refuses_before_there_is_anything_to_end(office):
    assert "no recovery key" in refused()


def test_it_refuses_a_second_time(abandoned):
    begin_anew()
    assert "no recovery key" in refused()


@pytest.mark.parametrize("act", ["left", "person", "deleted", "chain"])
def test_it_refuses_where_rows_were_changed_to_make_it_look_so(running, act):
    """Somebody turns the officers' rows over, so that the server's keeper ends the recovery."""
    officers = Officer.objects.filter(pk__in=[one.pk for one in running.officers])
    with travel(timezone.now() + LATER, tick=False):
        if act == "left":
            officers.update(state="left", left_on=timezone.localdate())
        elif act == "person":
            roles_end()
            officers.filter(pk=running.officers[0].pk).update(person=running.office.outsider)
        elif act == "deleted":
            Approval.objects.all()._raw_delete("default")
            VaultSession.objects.all().delete()
            officers._raw_delete("default")
        else:
            roles_end()
            AuditRow.objects.filter(number=2)._raw_delete("default")
        assert "do not agree" in refused()


def test_it_refuses_without_the_keys(abandoned, settings, tmp_path):
    settings.COMPLAINT_KEYS = tmp_path / "nowhere"
    server.keys.cache_clear()
    try:
        assert "keys for complaints are missing" in refused()
    finally:
        server.keys.cache_clear()


@pytest.mark.parametrize("typed", ["", "อบต.อื่น", None])
def test_it_asks_for_the_name_of_the_office(abandoned, monkeypatch, typed, capsys):
    office = Organisation.current()
    office.name = "องค์การบริหารส่วนตำบลทดสอบ"
    office.save()

    def answer(_prompt):
        if typed is None:
            raise EOFError
        return typed

    monkeypatch.setattr("builtins.input", answer)
    with pytest.raises(CommandError):
        call_command(COMMAND)
    assert custody.in_force() is not None
    assert office.name in capsys.readouterr().out
    monkeypatch.setattr("builtins.input", lambda _prompt: f" {office.name} ")
    call_command(COMMAND)
    assert custody.in_force() is None


# --- nobody makes a recovery alone by it ----------------------------------------------


def test_a_chain_cut_back_to_that_moment_lets_nobody_make_a_recovery_alone(abandoned):
    begin_anew()
    cut = AuditRow.objects.latest("number").number
    made = custody.prepare(SEATS)
    finish(made)
    assert custody.ceremony_blockers()
    recovery = Recovery.objects.get(active=True)
    recovery.custodians.all().delete()
    AuditRow.objects.filter(number__gt=cut)._raw_delete("default")
    Recovery.objects.filter(pk=recovery.pk).update(active=False)
    with pytest.raises(NotAllowed):
        custody.prepare(SEATS)
    recovery.delete()
    assert custody.ceremony_blockers() == []  # nothing is left that was sealed to it


def test_a_case_that_came_after_it_keeps_the_recovery_in_its_place(abandoned):
    begin_anew()
    cut = AuditRow.objects.latest("number").number
    made = custody.prepare(SEATS)
    finish(made)
    for name in ("head", "clerk"):
        factories.grant(getattr(abandoned.office, name), Grant.COMPLAINT_OFFICER)
        admitted(User.objects.get(pk=getattr(abandoned.office, name).pk), made.codes)
    complain("ใหม่")
    AuditRow.objects.filter(number__gt=cut)._raw_delete("default")
    Recovery.objects.filter(active=True).update(active=False)
    with pytest.raises(NotAllowed):
        custody.prepare(SEATS)


def test_open_rooms_of_the_old_recovery_close(abandoned):
    room = recovering.enter(two(abandoned.codes), abandoned.office.planner)
    with travel(timezone.now() + timedelta(days=31), tick=False):
        begin_anew()
    assert recovering.resume(room.page_token, abandoned.office.planner) is None
    assert not VaultSession.objects.filter(role=RECOVERY).exists()


def test_in_one_turn_it_judges_again(abandoned, monkeypatch):
    """An officer who gets their role back meanwhile is not cut off."""
    real = roster.retire_departed

    def meanwhile():
        with recording.turn():
            recording.record(What.RECOVERY_OPENED, by="custodians", facts=("1,2",))
        return real()

    monkeypatch.setattr(roster, "retire_departed", meanwhile)
    with pytest.raises(NotAllowed):
        starting_anew.start_anew()
    assert custody.in_force() is not None


@pytest.mark.parametrize("act", ["taken away", "changed"])
def test_one_row_less_in_the_chain_lets_nobody_make_a_recovery_alone(abandoned, act):
    """Somebody takes the new recovery away, and the one row that tells it was made."""
    begin_anew()
    made = custody.prepare(SEATS)
    finish(made)
    factories.grant(abandoned.office.head, Grant.COMPLAINT_OFFICER)
    admitted(User.objects.get(pk=abandoned.office.head.pk), made.codes)
    told = AuditRow.objects.filter(event__0=What.RECOVERY_MADE.value).latest("number")
    AuditRow.objects.filter(number=told.number)._raw_delete("default")
    if act == "changed":
        AuditRow.objects.create(number=told.number, event=["-"], mark=told.mark)
    recovery = Recovery.objects.get(active=True)
    recovery.custodians.all().delete()
    recovery.delete()
    assert not custody.is_begun_anew()
    with pytest.raises(NotAllowed):
        custody.prepare(SEATS)
