"""The recovery: made once without asking, replaced by two, opened by any two of three."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

import pytest
from django.core import signing
from django.utils import timezone

from accounts.models import User
from accounts.refusals import NotAllowed, Stale
from complaints import sealing
from complaints.models import (
    AuditRow,
    Case,
    Custodian,
    Epoch,
    Officer,
    Recovery,
    VaultSession,
    Wrap,
)
from complaints.officers import custody, recovering, roster, sharing
from complaints.officers.custody import Seat
from complaints.sealed import server
from complaints.sealed.reading import Reader
from complaints.sealed.stored import recovery_keys
from complaints.sealing import RECOVERY, CannotOpen, Mistyped, Tampered
from tests.complaints.offices import complain, make_officer
from tests.complaints.test_roster import enrolled

pytestmark = pytest.mark.django_db
SEATS = [
    Seat("นางสาวหนึ่ง ใจดี", "ปลัด"),
    Seat("นายสอง ใจเย็น", "ประธานสภา"),
    Seat("นายสาม ใจกว้าง", "ท้องถิ่นอำเภอ", outside=True),
]


def groups(made):
    return [made.codes[number][-3:] for number in (1, 2, 3)]


def finish(made):
    return custody.finish(made.sheet, groups(made), by="person 1")


def two(codes, one=1, other=3):
    return {number: codes[number] for number in (one, other)}


def opens(recovery, codes, pair):
    private = sealing.open_recovery(recovery_keys(recovery), two(codes, *pair))
    return bytes(private.public) == bytes(recovery.public)


# --- the first ceremony ------------------------------------------------------------


def test_any_two_of_the_three_codes_open_and_none_alone(db):
    made = custody.prepare(SEATS)
    recovery = finish(made)
    assert all(opens(recovery, made.codes, pair) for pair in combinations((1, 2, 3), 2))
    for number in (1, 2, 3):
        with pytest.raises(CannotOpen):
            sealing.open_recovery(recovery_keys(recovery), {number: made.codes[number]})
    held = Custodian.objects.values_list("number", "name", "post", "outside")
    assert list(held) == [
        (n, seat.name, seat.post, seat.outside) for n, seat in enumerate(SEATS, start=1)
    ]
    assert AuditRow.objects.get().event[0] == "recovery made"


def test_no_code_and_no_private_key_is_kept(db):
    made = custody.prepare(SEATS)
    recovery = finish(made)
    kept = b"".join(bytes(getattr(recovery, f.name)) for f in Recovery._meta.fields
                    if f.get_internal_type() == "BinaryField")  # fmt: skip
    sheet = str(signing.loads(made.sheet, salt="complaints.officers.custody"))
    for code in made.codes.values():
        assert sealing.read_code(code).raw not in kept
        assert code not in sheet
        assert sealing.read_code(code).raw.hex() not in sheet


def test_until_every_code_was_written_down_there_is_no_recovery(db):
    made = custody.prepare(SEATS)
    for place in range(3):
        typed = groups(made)
        typed[place] = "AAA"
        with pytest.raises(NotAllowed):
            custody.finish(made.sheet, typed, by="person 1")
    assert not Recovery.objects.exists()
    assert not AuditRow.objects.exists()


def test_of_two_ceremonies_at_once_the_first_one_counts(race, transactional_db):
    made = [custody.prepare(SEATS), custody.prepare(SEATS)]
    outcomes = race(lambda number: finish(made[number]), 2)
    assert sorted(type(outcome.error) for outcome in outcomes if outcome.error) == [Stale]
    assert Recovery.objects.count() == 1


def test_the_same_ceremony_sent_twice_is_one(db):
    made = custody.prepare(SEATS)
    finish(made)
    with pytest.raises(Stale):
        finish(made)
    assert Recovery.objects.count() == 1


# --- replaced by two officers ------------------------------------------------------------


def test_a_second_recovery_needs_two_officers(handling):
    with pytest.raises(NotAllowed):
        custody.prepare(SEATS)
    assert custody.agree_to_new(handling.head.row) is False
    assert custody.agree_to_new(handling.head.row) is False
    with pytest.raises(NotAllowed):
        custody.prepare(SEATS)
    assert custody.agree_to_new(handling.clerk.row) is True
    made = custody.prepare(SEATS)
    recovery = finish(made)
    assert list(Recovery.objects.filter(active=True)) == [recovery]
    with pytest.raises(NotAllowed):  # the agreement was for this one time
        custody.prepare(SEATS)


def test_an_agreement_that_ran_out_between_the_pages_does_not_count(handling, monkeypatch):
    for officer in (handling.head, handling.clerk):
        custody.agree_to_new(officer.row)
    made = custody.prepare(SEATS)
    later = timezone.localdate() + timedelta(days=31)
    monkeypatch.setattr(timezone, "localdate", lambda *args: later)
    with pytest.raises(NotAllowed):
        finish(made)
    assert Recovery.objects.get() == handling.recovery.row


def test_a_recovery_that_was_deleted_around_the_portal_is_not_simply_made_anew(db):
    finish(custody.prepare(SEATS))
    Custodian.objects.all().delete()
    Recovery.objects.all().delete()
    with pytest.raises(NotAllowed):
        custody.prepare(SEATS)


@pytest.mark.parametrize("left", ["officers", "cases"])
def test_with_the_chain_deleted_as_well_nobody_makes_a_new_recovery_alone(handling, left):
    complain()
    Custodian.objects.all().delete()
    for model in (Recovery, AuditRow):
        model.objects.all()._raw_delete("default")
    if left == "cases":
        Officer.objects.update(admitted_on=None, state="waiting")
    with pytest.raises(NotAllowed):
        custody.prepare(SEATS)


def test_new_cases_go_to_the_new_recovery_and_old_ones_when_officers_share(handling):
    old = complain("เก่า").case
    for officer in (handling.head, handling.clerk):
        custody.agree_to_new(officer.row)
    made = custody.prepare(SEATS)
    recovery = finish(made)
    new = complain("ใหม่").case
    reader = Reader(RECOVERY, sealing.open_recovery(recovery_keys(recovery), two(made.codes)))
    assert [one.text for one in reader.items(new)] == ["ใหม่"]
    assert [one.text for one in reader.items(old)] == [None]
    assert old.pk.hex in sharing.not_reached()
    assert sharing.share_with_recovery(handling.clerk.reader).shared == 2
    assert sharing.not_reached() == {}
    assert sharing.share_with_recovery(handling.clerk.reader) == sharing.Shared()
    reader = Reader(RECOVERY, sealing.open_recovery(recovery_keys(recovery), two(made.codes)))
    assert [one.text for one in reader.items(old)] == ["เก่า"]
    assert Wrap.objects.filter(role=RECOVERY, epoch__case=old).count() == 1


def test_what_no_officer_could_reach_is_told(handling):
    hidden = complain(accused_posts=[handling.office.posts.head.pk]).case
    for officer in (handling.head, handling.clerk):
        custody.agree_to_new(officer.row)
    finish(custody.prepare(SEATS))
    outcome = sharing.share_with_recovery(handling.head.reader)
    assert (outcome.shared, outcome.closed) == (0, 1)
    assert sharing.not_reached() == {hidden.pk.hex: {1}}


def test_the_first_recovery_has_nothing_to_reach(handling):
    complain()
    assert sharing.not_reached() == {}


# --- by its custodians ------------------------------------------------------------


def opened(handling, one=1, other=3):
    return recovering.enter(two(handling.recovery.codes, one, other), handling.head.person)


def test_the_custodians_divide_the_same_key_under_new_codes(handling):
    sent = complain("เก่า")
    room = opened(handling)
    made = custody.prepare_division(room.private, SEATS, room.custodians)
    recovery = finish(made)
    assert bytes(recovery.public) == bytes(handling.recovery.row.public)
    assert opens(recovery, made.codes, (2, 3))
    with pytest.raises(CannotOpen):
        custody.open_by(two(handling.recovery.codes))
    reader = Reader(RECOVERY, custody.open_by(two(made.codes)))
    assert [one.text for one in reader.items(sent.case)] == ["เก่า"]
    assert Custodian.objects.get(number=1).name == SEATS[0].name
    assert AuditRow.objects.filter(event__0="recovery divided anew").count() == 1


def test_the_custodians_make_a_new_key_and_old_cases_follow_at_once(handling):
    sent = complain("เก่า")
    room = opened(handling)
    made = custody.prepare(SEATS, custodians=room.custodians)
    recovery = finish(made)
    sharing.share_with_recovery(room.reader)
    assert sharing.not_reached() == {}
    reader = Reader(RECOVERY, sealing.open_recovery(recovery_keys(recovery), two(made.codes)))
    assert [one.text for one in reader.items(sent.case)] == ["เก่า"]


def test_a_sheet_from_before_another_ceremony_changes_nothing(handling):
    room = opened(handling)
    late = custody.prepare_division(room.private, SEATS, room.custodians)
    finish(custody.prepare_division(room.private, SEATS, room.custodians))
    with pytest.raises(Stale):
        finish(late)


def test_a_recovery_exchanged_in_the_database_is_refused(handling):
    strange = sealing.new_recovery()
    by_two = strange.stored.by_two
    Recovery.objects.update(
        public=strange.stored.public, by_1_and_2=by_two[1, 2], by_1_and_3=by_two[1, 3],
        by_2_and_3=by_two[2, 3],
    )  # fmt: skip
    codes = {number: code.printed() for number, code in strange.codes.items()}
    with pytest.raises(Tampered):
        custody.open_by(two(codes))


def test_wrong_codes_open_nothing_and_leave_no_row(handling):
    codes = handling.recovery.codes
    with pytest.raises(CannotOpen):
        custody.open_by({1: codes[1], 2: codes[3]})
    with pytest.raises(Mistyped):
        custody.open_by({1: codes[1], 2: "ABC"})
    assert not AuditRow.objects.filter(event__0="recovery opened").exists()


# --- the custodians' session ------------------------------------------------------------


def test_the_chain_tells_that_the_recovery_was_opened_and_by_whom(handling):
    opened(handling, 2, 3)
    assert AuditRow.objects.latest("number").event[0::4] == ["recovery opened", "2,3"]


def test_the_room_is_open_for_a_quarter_of_an_hour_at_one_screen(handling, monkeypatch):
    room = opened(handling)
    person = handling.head.person
    assert recovering.resume(room.page_token, person).custodians == "1,3"
    assert recovering.resume(room.page_token, handling.clerk.person) is None
    assert recovering.resume(room.page_token + "x", person) is None
    later = timezone.now() + timedelta(minutes=15, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert recovering.resume(room.page_token, person) is None


def test_a_closed_room_opens_no_more(handling):
    room = opened(handling)
    recovering.close(room.page_token)
    assert recovering.resume(room.page_token, handling.head.person) is None
    assert not VaultSession.objects.exists()


def test_the_database_alone_does_not_open_the_room(handling):
    room = opened(handling)
    session = VaultSession.objects.get()
    assert room.private.raw not in bytes(session.blob)
    assert session.officer is None


# --- cases that no officer reads ------------------------------------------------------------


def accuse_both(handling, story="ร้องทั้งสองคน"):
    posts = handling.office.posts
    return complain(story, accused_posts=[posts.head.pk, posts.clerk.pk])


def test_when_all_officers_are_complained_of_the_recovery_alone_has_the_case(handling):
    sent, _other = accuse_both(handling), complain()
    roles = set(Wrap.objects.filter(epoch__case=sent.case).values_list("role", flat=True))
    assert roles == {"complainant", "recovery"}
    assert list(sharing.stranded()) == [sent.case]


def test_whoever_is_complained_of_sees_no_such_case_at_the_screen(handling):
    sent = accuse_both(handling)
    substitute = admitted_substitute(handling)
    assert recovering.left_to_nobody(opened(handling)) == []
    room = recovering.enter(two(handling.recovery.codes), substitute.person)
    assert recovering.left_to_nobody(room) == [sent.case]


def admitted_substitute(handling):
    substitute = enrolled(handling.office.planner)
    roster.admit_by_custodians(substitute, "1,3")
    return substitute


def test_two_custodians_hand_the_case_to_a_substitute(handling):
    sent = accuse_both(handling)
    substitute = admitted_substitute(handling)
    room = recovering.enter(two(handling.recovery.codes), substitute.person)
    outcome = recovering.hand_over(room, [sent.case], substitute)
    assert outcome == sharing.Shared(shared=1)
    assert list(Case.objects.readable_by(substitute)) == [sent.case]
    assert list(sharing.stranded()) == []


def test_the_custodians_too_hand_no_case_to_whom_it_concerns(handling):
    sent = accuse_both(handling)
    room = opened(handling)
    for officer in (handling.head, handling.clerk):
        outcome = recovering.hand_over(room, [sent.case], officer.row)
        assert outcome == sharing.Shared(barred=1)
    assert list(sharing.stranded()) == [sent.case]


def test_a_case_whose_only_officer_left_is_found(handling):
    sent = complain(accused_posts=[handling.office.posts.head.pk])
    make_officer(handling.office.planner)
    roster.remove_by_custodians(Officer_of(handling.office.planner), "1,2")
    assert list(sharing.stranded()) == []
    roster.leave(handling.clerk.row, by=handling.clerk.row)
    assert list(sharing.stranded()) == [sent.case]
    assert Epoch.objects.filter(case=sent.case).count() == 2


def Officer_of(person):
    from complaints.models import Officer

    return Officer.objects.admitted().get(person=person)


def test_pepper_lost_the_custodians_still_open(handling, monkeypatch):
    sent = complain("ยังอ่านได้")
    bare = sealing.ServerKeys(macs=server.keys().macs, peppers={})
    monkeypatch.setattr(server, "keys", lambda: bare)
    reader = recovering.enter(
        two(handling.recovery.codes), User.objects.get(pk=handling.head.person.pk)
    ).reader
    assert [one.text for one in reader.items(sent.case)] == ["ยังอ่านได้"]
