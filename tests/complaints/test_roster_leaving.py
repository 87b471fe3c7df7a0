"""Whoever leaves the roster reads nothing any more, and nothing later with whatever they kept."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.db import transaction

from accounts.models import RoleGrant, User
from accounts.refusals import NotAllowed, Stale
from complaints import sealing
from complaints.models import AuditRow, Case, Epoch, Exclusion, Item, Officer, VaultSession, Wrap
from complaints.officers import roster, vault
from complaints.sealed import receiving, witness
from complaints.sealed.reading import Reader
from complaints.sealed.stored import epoch_key
from complaints.sealed.writing import write_text
from complaints.sealing import CannotOpen
from tests.complaints.offices import complain, make_officer
from tests.complaints.test_roster import enrolled

pytestmark = pytest.mark.django_db
MESSAGE = Item.Kind.MESSAGE


@pytest.fixture
def third(handling):
    return make_officer(handling.office.planner)


def texts(reader, case):
    return [opened.text for opened in reader.items(case)]


def fresh(officer):
    """A reader who opens everything anew."""
    return Reader(officer.row.role, officer.private)


def test_an_officer_who_left_has_no_key_in_the_database(handling, third):
    sent = complain("ก่อนลา")
    token = vault.begin(handling.head.row, handling.head.private)
    roster.leave(handling.head.row, by=handling.head.row)
    gone = Officer.objects.get(pk=handling.head.row.pk)
    assert gone.state == "left"
    assert not any(map(bytes, (gone.mark, gone.by_passphrase, gone.by_code)))
    assert not Wrap.objects.filter(role=gone.role).exists()
    assert not VaultSession.objects.filter(officer=gone).exists()
    assert vault.resume(token, handling.head.person) is None
    assert texts(fresh(handling.head), sent.case) == [None]
    assert list(Case.objects.readable_by(gone)) == []


def test_a_row_put_back_from_an_old_backup_brings_nobody_back(handling, third, caplog):
    """With the old wraps and mark, the officer would read what comes from then on."""
    backup = Officer.objects.filter(pk=handling.head.row.pk).values().get()
    roster.leave(handling.head.row, by=handling.head.row)
    Officer.objects.filter(pk=backup.pop("id")).update(**backup)
    back = Officer.objects.get(pk=handling.head.row.pk)
    assert back.state == "admitted"
    assert back.pk not in {one.pk for one in receiving.trusted_officers()}
    assert "admitted around the portal" in caplog.text
    sent = complain("หลังลา")
    assert not Wrap.objects.filter(epoch__case=sent.case, role=back.role).exists()
    assert vault.resume(vault.begin(back, handling.head.private), handling.head.person) is None
    with pytest.raises(sealing.Tampered):
        vault.private_of(back, "anything")


def test_whoever_left_agrees_to_nothing_with_a_row_put_back(handling, third):
    newcomer = enrolled(handling.office.mayor)
    assert roster.approve(newcomer, by=handling.head.row) is False
    backup = Officer.objects.filter(pk=handling.head.row.pk).values().get()
    roster.leave(handling.head.row, by=handling.head.row)
    Officer.objects.filter(pk=backup.pop("id")).update(**backup)
    assert roster.approve(newcomer, by=handling.clerk.row) is False
    assert roster.approve(newcomer, by=third.row) is True


def test_who_left_is_read_again_where_a_turn_was_taken_back(handling, third):
    """What a process has read of the chain must not outlive the rows that told it."""
    with suppress(ZeroDivisionError), transaction.atomic():
        roster.leave(handling.head.row, by=handling.head.row)
        assert handling.head.row.pk.hex in witness._who_left()
        raise ZeroDivisionError
    everybody = {handling.head.row.pk, handling.clerk.row.pk, third.row.pk}
    assert {one.pk for one in receiving.trusted_officers()} == everybody
    roster.leave(handling.clerk.row, by=handling.clerk.row)
    assert witness._who_left() == {handling.clerk.row.pk.hex}


def test_with_an_old_backup_they_read_what_was_before_and_nothing_later(handling, third):
    """The backup has every wrap of that day; what comes later is sealed to another pair."""
    sent = complain("ก่อนลา")
    backup = list(Wrap.objects.filter(role=handling.head.row.role).values("epoch_id", "blob"))
    epochs = {one.pk: epoch_key(one) for one in Epoch.objects.all()}
    roster.leave(handling.head.row, by=handling.head.row)
    write_text(sent.case, MESSAGE, third.row.role, "หลังลา")
    later = sent.case.items.get(place=2)
    [wrap] = backup
    opened = sealing.open_epoch(
        epochs[wrap["epoch_id"]], handling.head.row.role, wrap["blob"], handling.head.private,
        roster.server.keys(),
    )  # fmt: skip
    from complaints.sealed.stored import sealed_text

    story = sent.case.items.get(place=1)
    assert sealing.open_text(sealed_text(story), opened, roster.server.keys()) == "ก่อนลา"
    with pytest.raises(CannotOpen):
        sealing.open_text(sealed_text(later), opened, roster.server.keys())
    new_key = epoch_key(sent.case.epochs.get(number=2))
    with pytest.raises(CannotOpen):
        sealing.open_epoch(
            new_key, handling.head.row.role, wrap["blob"], handling.head.private,
            roster.server.keys(),
        )  # fmt: skip
    for reader in (fresh(handling.clerk), fresh(third), sent.reader):
        assert texts(reader, sent.case) == ["ก่อนลา", "หลังลา"]


def test_what_comes_after_is_sealed_to_those_who_stay(handling, third):
    roster.leave(handling.head.row, by=handling.head.row)
    roles = Wrap.objects.filter(epoch__case=complain().case).values_list("role", flat=True)
    assert set(roles) == {"complainant", "recovery", handling.clerk.row.role, third.row.role}


def test_the_new_epoch_leaves_out_who_was_excluded_and_whom_nobody_had_let_in(handling, third):
    """`third` was shut out of the case, a fourth came later: neither gets in by the leaving."""
    sent = complain()
    fourth = make_officer(handling.office.outsider)
    Exclusion.objects.create(case=sent.case, person=third.person, on_day=sent.case.received_on)
    roster.leave(handling.head.row, by=handling.head.row)
    wraps = sent.case.epochs.get(number=2).wraps
    assert set(wraps.values_list("role", flat=True)) == {
        "complainant", "recovery", handling.clerk.row.role,
    }  # fmt: skip
    assert fourth.row.role not in Wrap.objects.values_list("role", flat=True)


def test_when_the_last_reader_leaves_the_recovery_alone_reads_on(handling):
    sent = complain(accused_posts=[handling.office.posts.head.pk])
    roster.leave(handling.clerk.row, by=handling.clerk.row)
    roles = sent.case.epochs.get(number=2).wraps.values_list("role", flat=True)
    assert set(roles) == {"complainant", "recovery"}


def test_erased_cases_are_left_alone_and_closed_ones_are_not(handling, third):
    kept, erased = complain().case, complain().case
    day = erased.received_on
    Case.objects.filter(pk=kept.pk).update(status="closed", outcome="thin", closed_on=day)
    Case.objects.filter(pk=erased.pk).update(
        status="closed", outcome="thin", closed_on=day, erased_on=day
    )
    roster.leave(handling.head.row, by=handling.head.row)
    assert (kept.epochs.count(), erased.epochs.count()) == (2, 1)


def test_what_was_theirs_to_do_is_nobodys(handling, third):
    case = complain().case
    Case.objects.filter(pk=case.pk).update(assigned_to=handling.head.row)
    roster.leave(handling.head.row, by=handling.head.row)
    case.refresh_from_db()
    assert case.assigned_to is None
    assert case.version == 2


def test_the_chain_tells_who_left_and_each_new_epoch(handling, third):
    complain()
    before = AuditRow.objects.count()
    roster.leave(handling.head.row, by=handling.head.row)
    told = [row.event for row in AuditRow.objects.filter(number__gt=before)]
    assert [event[0] for event in told] == ["officer left", "epoch begun"]
    assert told[0][3:] == [handling.head.row.role, handling.head.row.pk.hex]


def test_a_case_changed_around_the_portal_keeps_nobody_in_the_roster(handling, third, caplog):
    sent, other = complain(), complain()
    Case.objects.filter(pk=sent.case.pk).update(complainant_public=b"\x01" * 32)
    roster.leave(handling.head.row, by=handling.head.row)
    assert not Wrap.objects.filter(role=handling.head.row.role).exists()
    assert other.case.epochs.count() == 2
    assert sent.case.pk.hex in caplog.text


# --- by others ------------------------------------------------------------


def test_one_colleague_alone_removes_nobody(handling, third):
    with pytest.raises(NotAllowed):
        roster.leave(handling.head.row, by=handling.clerk.row)
    assert roster.agree_to_leaving(handling.head.row, by=handling.clerk.row) is False
    assert roster.agree_to_leaving(handling.head.row, by=handling.clerk.row) is False
    with pytest.raises(NotAllowed):
        roster.agree_to_leaving(handling.head.row, by=handling.head.row)
    assert Officer.objects.get(pk=handling.head.row.pk).state == "admitted"


def test_two_colleagues_remove_one(handling, third):
    sent = complain()
    roster.agree_to_leaving(handling.head.row, by=handling.clerk.row)
    assert roster.agree_to_leaving(handling.head.row, by=third.row) is True
    assert texts(fresh(handling.head), sent.case) == [None]
    with pytest.raises(Stale):
        roster.agree_to_leaving(handling.head.row, by=third.row)


def test_two_custodians_remove_one(handling):
    roster.remove_by_custodians(handling.head.row, "2,3")
    assert Officer.objects.get(pk=handling.head.row.pk).state == "left"
    assert AuditRow.objects.filter(event__3="custodians 2,3", event__0="officer left").exists()


def test_an_approval_of_an_admission_is_none_of_a_leaving(handling, third):
    """The two who once admitted somebody have not agreed that they leave."""
    from complaints.officers.agreeing import Kind, agree
    from complaints.sealed.recording import turn

    with turn():
        for officer in (handling.clerk.row, third.row):
            agree(Kind.ADMISSION, handling.head.row, officer)
    assert roster.agree_to_leaving(handling.head.row, by=handling.clerk.row) is False


def test_with_fewer_than_two_left_the_form_closes(handling):
    assert receiving.is_open()
    roster.leave(handling.head.row, by=handling.head.row)
    assert not receiving.is_open()


# --- by itself ------------------------------------------------------------


def stop(person):
    User.objects.filter(pk=person.pk).update(is_active=False)


def end_role(person):
    RoleGrant.objects.filter(person=person).update(ends="2020-12-31")


@pytest.mark.parametrize("depart", [stop, end_role])
def test_whoever_departs_is_locked_out_at_once_and_leaves_in_the_night(handling, depart):
    sent = complain()
    token = vault.begin(handling.head.row, handling.head.private)
    assert vault.resume(token, User.objects.get(pk=handling.head.person.pk)) is not None
    depart(handling.head.person)
    assert vault.resume(token, User.objects.get(pk=handling.head.person.pk)) is None
    assert roster.retire_departed() == 1
    assert texts(fresh(handling.head), sent.case) == [None]
    assert Officer.objects.get(pk=handling.head.row.pk).state == "left"
    assert AuditRow.objects.filter(event__0="officer left", event__3="portal").exists()
    assert roster.retire_departed() == 0


def test_who_stays_is_not_retired(handling):
    assert roster.retire_departed() == 0
    assert Officer.objects.admitted().count() == 2


def test_a_leaving_that_a_crash_cut_short_is_finished_in_the_night(handling, third, monkeypatch):
    first, second = complain(), complain()

    def crash(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(roster, "_close_cases", crash)
        roster.leave(handling.head.row, by=handling.head.row)
    assert Officer.objects.get(pk=handling.head.row.pk).state == "left"
    assert Wrap.objects.filter(role=handling.head.row.role).count() == 2
    assert roster.retire_departed() == 0
    assert not Wrap.objects.filter(role=handling.head.row.role).exists()
    assert [sent.case.epochs.count() for sent in (first, second)] == [2, 2]


def test_two_retirements_at_once_are_one(race, transactional_db, office):
    from tests.complaints.offices import make_recovery

    make_recovery()
    gone = make_officer(office.head)
    make_officer(office.clerk)
    complain()
    stop(gone.person)
    outcomes = race(roster.retire_departed, 2)
    assert sorted(outcome.value for outcome in outcomes) == [0, 1]
    assert Epoch.objects.count() == 2
