"""The verbs of appointments and roles."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import appointing
from accounts.models import Appointment, PeopleEvent, Role, RoleGrant, User
from accounts.refusals import NotAllowed
from tests import factories

TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(days=1)


def appoint(person, post, *, by=None, **facts) -> Appointment:
    facts = {"kind": "substantive", "starts": TODAY, "ends": None, "order_reference": ""} | facts
    return appointing.appoint(person=person, post=post, by=by, **facts)


def test_appointing_keeps_who_what_and_by_whom(office, keeper):
    post = factories.make_post("deputy_palad", "รองปลัดทดสอบ")
    made = appoint(office.outsider, post, by=keeper)
    event = PeopleEvent.objects.get()
    assert (event.kind, event.person, event.post, event.by) == (
        "appointed",
        office.outsider,
        post,
        keeper,
    )
    assert event.after == {
        "person": str(office.outsider),
        "post": "รองปลัดทดสอบ",
        "kind": "substantive",
        "starts": TODAY.isoformat(),
        "ends": None,
        "order_reference": "",
    }
    assert list(Appointment.objects.on(TODAY).filter(post=post)) == [made]


def test_a_second_holder_is_refused_with_the_name_of_the_first(office, keeper):
    with pytest.raises(NotAllowed) as refusal:
        appoint(office.outsider, office.posts.mayor, by=keeper)
    assert len(refusal.value.reasons) == 1
    assert str(office.mayor) in refusal.value.reasons[0]
    assert not PeopleEvent.objects.exists()


def test_every_reason_is_given_at_once(office):
    office.outsider.is_active = False
    office.posts.mayor.active = False
    reasons = appointing.appointment_blockers(
        person=office.outsider,
        post=office.posts.mayor,
        kind="acting",
        starts=TODAY,
        ends=None,
        order_reference="  ",
    )
    assert len(reasons) == 3


def test_last_day_before_the_first_is_refused(office):
    with pytest.raises(NotAllowed):
        appoint(office.outsider, factories.make_post("officer"), ends=YESTERDAY)


def test_the_same_acting_order_twice_is_refused(office):
    facts = {"kind": "acting", "order_reference": "คำสั่งที่ ๓/๒๕๖๙"}
    appoint(office.head, office.posts.mayor, **facts)
    with pytest.raises(NotAllowed):
        appoint(office.head, office.posts.mayor, **facts)
    appoint(office.outsider, office.posts.mayor, **facts)


def test_of_two_at_once_one_wins_and_the_other_reads_who(race):
    post = factories.make_post("mayor")
    rivals = [factories.make_user("first"), factories.make_user("second")]
    outcomes = race(lambda number: appoint(rivals[number], post), runners=2)
    lost = [outcome.error for outcome in outcomes if outcome.error]
    assert [type(error) for error in lost] == [NotAllowed]
    winner = Appointment.objects.get(post=post).person
    assert str(winner) in str(lost[0])
    assert PeopleEvent.objects.count() == 1


def test_the_database_speaks_thai_when_the_check_came_too_early(office, monkeypatch):
    monkeypatch.setattr(appointing, "appointment_blockers", lambda **facts: [])
    with pytest.raises(NotAllowed) as refusal:
        appoint(office.outsider, office.posts.mayor)
    assert str(office.mayor) in refusal.value.reasons[0]


def test_ending_makes_room_for_the_next_day(office, keeper):
    held = office.mayor.appointments.get()
    appointing.end_appointment(appointment=held, ends=YESTERDAY, by=keeper)
    appoint(office.outsider, office.posts.mayor, by=keeper)
    ended = PeopleEvent.objects.filter(kind="appointment_ended").get()
    assert (ended.before["ends"], ended.after["ends"]) == (None, YESTERDAY.isoformat())


def test_an_end_before_the_start_or_after_the_end_is_refused(office, keeper):
    held = office.mayor.appointments.get()
    with pytest.raises(NotAllowed):
        appointing.end_appointment(
            appointment=held, ends=held.starts - timedelta(days=1), by=keeper
        )
    appointing.end_appointment(appointment=held, ends=TODAY, by=keeper)
    with pytest.raises(NotAllowed):
        appointing.end_appointment(appointment=held, ends=TODAY + timedelta(days=1), by=keeper)


def test_ending_what_somebody_else_ended_is_refused(office, keeper):
    stale = office.mayor.appointments.get()
    appointing.end_appointment(appointment=office.mayor.appointments.get(), ends=TODAY, by=keeper)
    with pytest.raises(NotAllowed):
        appointing.end_appointment(appointment=stale, ends=YESTERDAY, by=keeper)
    assert office.mayor.appointments.get().ends == TODAY


def test_a_withdrawn_mistake_stays_in_the_history(office, keeper):
    held = office.mayor.appointments.get()
    with pytest.raises(NotAllowed):
        appointing.withdraw_appointment(appointment=held, reason=" ", by=keeper)
    appointing.withdraw_appointment(appointment=held, reason="ผิดคน", by=keeper)
    assert not office.mayor.appointments.exists()
    event = PeopleEvent.objects.get()
    assert event.before["post"] == office.posts.mayor.title
    assert event.after == {"reason": "ผิดคน"}


def test_a_role_is_granted_once_for_the_same_days(office, keeper):
    grant = {"person": office.outsider, "role": Role.WEBMASTER, "starts": TODAY, "by": keeper}
    appointing.grant_role(**grant)
    with pytest.raises(NotAllowed):
        appointing.grant_role(**grant)
    assert PeopleEvent.objects.filter(kind="role_granted").count() == 1


def test_a_role_granted_twice_at_once_is_there_once(race):
    person = factories.make_user()
    race(lambda: appointing.grant_role(person=person, role="webmaster", starts=TODAY, by=None))
    assert RoleGrant.objects.count() == 1


def test_a_role_can_be_taken_away_at_once(office, keeper):
    today_only = appointing.grant_role(
        person=office.outsider, role=Role.WEBMASTER, starts=TODAY, by=keeper
    )
    appointing.end_role(grant=today_only, ends=YESTERDAY, by=keeper)
    long = office.webmaster.role_grants.get()
    appointing.end_role(grant=long, ends=YESTERDAY, by=keeper)
    assert not RoleGrant.objects.filter(role=Role.WEBMASTER).on(TODAY).exists()
    assert PeopleEvent.objects.filter(kind="role_ended").count() == 2


def test_the_last_keeper_stays(office, keeper):
    grant = keeper.role_grants.get()
    with pytest.raises(NotAllowed):
        appointing.end_role(grant=grant, ends=TODAY, by=keeper)
    # Somebody who cannot sign in is no successor.
    for unable in (
        {"is_active": False},
        {"password": "!never"},
    ):
        successor = factories.make_user()
        User.objects.filter(pk=successor.pk).update(**unable)
        factories.grant(successor, Role.PEOPLE_MANAGER)
        with pytest.raises(NotAllowed):
            appointing.end_role(grant=grant, ends=TODAY, by=keeper)
    # Nor somebody whose own role ends the same day.
    short = factories.grant(factories.make_user(), Role.PEOPLE_MANAGER)
    RoleGrant.objects.filter(pk=short.pk).update(ends=TODAY)
    with pytest.raises(NotAllowed):
        appointing.end_role(grant=grant, ends=TODAY, by=keeper)
    factories.grant(office.head, Role.PEOPLE_MANAGER)
    appointing.end_role(grant=grant, ends=TODAY, by=keeper)


def test_two_keepers_who_remove_each_other_leave_one(race):
    pair = [factories.make_user("one"), factories.make_user("two")]
    grants = [factories.grant(person, Role.PEOPLE_MANAGER) for person in pair]
    race(
        lambda number: appointing.end_role(
            grant=RoleGrant.objects.select_related("person").get(pk=grants[number].pk),
            ends=YESTERDAY,
            by=pair[1 - number],
        )
    )
    assert RoleGrant.objects.keepers(TODAY).count() == 1


def test_history_cannot_be_changed(office, keeper):
    appoint(office.outsider, factories.make_post("officer"), by=keeper)
    event = PeopleEvent.objects.get()
    for act in (event.save, event.delete, PeopleEvent.objects.all().delete):
        with pytest.raises(TypeError):
            act()
    with pytest.raises(TypeError):
        PeopleEvent.objects.update(after={})
