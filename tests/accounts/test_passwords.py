"""Passwords: the rules, changing one, and the link that gives the first."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts import people
from accounts.models import PeopleEvent, User
from accounts.refusals import NotAllowed
from tests import factories
from tests.accounts.test_sign_in import enter, is_in

NEW = "ตลาดนัดวันอาทิตย์มีขนมครก"
CHANGE = "/staff/me/password/"


def change(client: Client, old: str = factories.PASSWORD, new: str = NEW, again: str | None = None):
    again = new if again is None else again
    return client.post(CHANGE, {"old_password": old, "new_password": new, "repeated": again})


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("สั้นไปหน่อย", "password_too_short"),
        ("a" * 20, "password_repeats"),
        ("abcabcabcabcabcabc", "password_repeats"),
        ("น้ำน้ำน้ำน้ำน้ำน้ำ", "password_repeats"),
        ("๑๒๓๔๕๖๗๘๙๐๑๒๓๔๕๖", "password_entirely_numeric"),
        ("081-234-5678 081-999", "password_entirely_numeric"),
        ("somchai.jaidee.2569", "password_too_similar"),
        ("passwordpassword", "password_repeats"),
        ("1q2w3e4r5t6y7u8i", "password_too_common"),
    ],
)
def test_weak_passwords_are_refused(password, code):
    person = User(username="somchai.jaidee", first_name="สมชาย", last_name="ใจดี")
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, person)
    assert code in [error.code for error in refusal.value.error_list]


@pytest.mark.parametrize("password", [NEW, "correct horse battery staple", "ก ข ค ง จ ฉ ช ซ ฌ ญ"])
def test_long_passwords_of_any_letters_are_taken(password):
    validate_password(password, User(username="somchai"))


def test_changing_the_password_ends_every_other_session(office, client):
    elsewhere = Client()
    enter(client, "planner")
    enter(elsewhere, "planner")
    key = client.cookies["session"].value
    assert change(client).headers["Location"] == reverse("accounts:me")
    assert is_in(client)
    assert client.cookies["session"].value != key
    assert not is_in(elsewhere)
    assert enter(Client(), "planner").status_code == 422
    assert enter(Client(), "planner", NEW).status_code == 302
    event = PeopleEvent.objects.get()
    assert (event.kind, event.person, event.before, event.after) == (
        "password_changed",
        office.planner,
        {},
        {},
    )


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"old": "ไม่ใช่รหัสนี้แน่นอน"}, "old_password"),
        ({"again": NEW + "ๆ"}, "repeated"),
        ({"new": "สั้น"}, "new_password"),
        ({"new": factories.PASSWORD}, "new_password"),
        ({"new": "x" * 300}, "new_password"),
        ({"new": ""}, "new_password"),
    ],
)
def test_a_wrong_form_changes_nothing(office, client, typed, field):
    enter(client, "planner")
    answer = change(client, **typed)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert factories.PASSWORD not in answer.content.decode()
    assert is_in(client)
    assert enter(Client(), "planner").status_code == 302
    assert not PeopleEvent.objects.exists()


def test_an_open_session_is_no_place_to_guess_the_password(office, client):
    enter(client, "planner")
    for guess in range(7):
        change(client, old=f"ลองเดารหัสผ่านครั้งที่ {guess}")
    assert change(client).status_code == 429
    assert User.objects.get(username="planner").check_password(factories.PASSWORD)
    client.logout()
    assert enter(client, "planner").status_code == 429


def test_the_log_tells_of_changes_and_holds_no_password(office, keeper, client, caplog):
    caplog.set_level("INFO", logger="portal.security")
    enter(client, "planner")
    change(client)
    people.issue_link(office.head, by=keeper)
    people.deactivate(office.head, by=keeper)
    lines = [r.getMessage() for r in caplog.records if r.name == "portal.security"]
    assert [line.partition(" from=")[0] for line in lines] == [
        "signed in account='planner'",
        "password changed account='planner'",
        "link made account='head'",
        "sign-in stopped account='head'",
    ]
    assert "by='keeper'" in lines[3]
    assert NEW not in "".join(lines)


def make_link(browser_of, keeper, person) -> str:
    answer = browser_of(keeper).post(reverse("accounts:person-link", args=[person.pk]))
    return re.search(r"http://testserver(/staff/set-password/[^<\s]+)", answer.content.decode())[1]


def follow(link: str, password: str = NEW, again: str | None = None) -> tuple[Client, int]:
    """Open the link, send the form it leads to; the browser and the last status."""
    browser = Client()
    opened = browser.get(link)
    if opened.status_code != 302:
        return browser, opened.status_code
    form = opened.headers["Location"]
    assert browser.get(form).status_code == 200
    answer = browser.post(form, {"new_password": password, "repeated": again or password})
    return browser, answer.status_code


@pytest.fixture
def newcomer(keeper) -> User:
    return people.add_person(
        fields={"username": "newcomer", "first_name": "มาใหม่", "last_name": "ทดสอบ"}, by=keeper
    )


def test_a_newcomer_sets_the_first_password_by_the_link(browser_of, keeper, newcomer):
    assert enter(Client(), "newcomer", "!").status_code == 422
    link = make_link(browser_of, keeper, newcomer)
    assert follow(link)[1] == 302
    assert enter(Client(), "newcomer", NEW).status_code == 302
    kinds = list(PeopleEvent.objects.values_list("kind", "by__username"))
    assert kinds == [
        ("person_added", "keeper"),
        ("link_issued", "keeper"),
        ("password_set", "newcomer"),
    ]
    token = link.split("/")[-2]
    assert token not in str(list(PeopleEvent.objects.values()))


def test_the_token_leaves_the_address_at_once(browser_of, keeper, newcomer):
    link = make_link(browser_of, keeper, newcomer)
    shown = Client().get(link)
    assert link.split("/")[-2] not in shown.headers["Location"]
    assert "no-store" in shown.headers["Cache-Control"]


def test_the_link_works_once(browser_of, keeper, newcomer):
    link = make_link(browser_of, keeper, newcomer)
    assert follow(link)[1] == 302
    assert follow(link, "อีกประโยคหนึ่งที่ยาวพอ")[1] == 410
    assert enter(Client(), "newcomer", NEW).status_code == 302


def test_of_two_who_opened_the_link_the_first_wins(browser_of, keeper, newcomer):
    link = make_link(browser_of, keeper, newcomer)
    late = Client()
    form = late.get(link).headers["Location"]
    assert follow(link)[1] == 302
    answer = late.post(form, {"new_password": NEW + "สอง", "repeated": NEW + "สอง"})
    assert answer.status_code == 410
    with pytest.raises(NotAllowed):
        people.set_password_by_link(newcomer, token="old-token", password=NEW + "สอง")
    assert enter(Client(), "newcomer", NEW).status_code == 302


def test_a_newer_link_a_sign_in_and_three_days_void_it(browser_of, keeper, newcomer):
    with time_machine.travel("2026-11-20 09:00+07:00", tick=False) as clock:
        old = make_link(browser_of, keeper, newcomer)
        clock.shift(1)
        new = make_link(browser_of, keeper, newcomer)
        assert follow(old)[1] == 410
        clock.shift(timedelta(days=3))
        assert Client().get(new).status_code == 302
        clock.shift(2)
        assert follow(new)[1] == 410
        third = make_link(browser_of, keeper, newcomer)
        assert follow(third)[1] == 302
        fourth = make_link(browser_of, keeper, newcomer)
        clock.shift(10)
        enter(Client(), "newcomer", NEW)
        assert follow(fourth)[1] == 410


def test_stopping_a_person_voids_the_link(browser_of, keeper, newcomer):
    link = make_link(browser_of, keeper, newcomer)
    people.deactivate(newcomer, by=keeper)
    assert follow(link)[1] == 410
    people.reactivate(newcomer, by=keeper)
    assert follow(link)[1] == 410


@pytest.mark.parametrize(
    "address", ["MQ/set-password", "!!/x", "9" * 40 + "/abc-def", "MQ/%00", "LTE/x-y"]
)
def test_invented_links_are_told_off_alike(client, db, address):
    answer = client.get(f"/staff/set-password/{address}/")
    assert answer.status_code == 410


def test_a_weak_password_by_link_is_refused_and_the_link_lives(browser_of, keeper, newcomer):
    link = make_link(browser_of, keeper, newcomer)
    assert follow(link, "สั้น")[1] == 422
    assert follow(link)[1] == 302


def test_a_forgotten_password_ends_lockout_and_old_sessions(office, browser_of, keeper):
    inside = Client()
    enter(inside, "planner")
    for _ in range(7):
        enter(Client(), "planner", "wrong")
    assert enter(Client(), "planner").status_code == 429
    assert follow(make_link(browser_of, keeper, office.planner))[1] == 302
    assert not is_in(inside)
    assert enter(Client(), "planner", NEW).status_code == 302


def test_a_keeper_does_not_become_superuser_by_a_link(office, browser_of, keeper):
    root = factories.make_user("root", is_superuser=True)
    browser = browser_of(keeper)
    for act in ("link", "stop"):
        assert browser.post(f"/staff/people/{root.pk}/{act}/").status_code == 302
    root.refresh_from_db()
    assert (root.link_issued_at, root.is_active) == (None, True)
    with pytest.raises(NotAllowed):
        people.change_person(root, fields={"username": "mine"}, version=1, by=keeper)
    assert not PeopleEvent.objects.exists()


def test_nobody_stops_themselves_or_the_last_keeper(office, keeper):
    with pytest.raises(NotAllowed):
        people.deactivate(keeper, by=keeper)
    root = factories.make_user("root", is_superuser=True)
    with pytest.raises(NotAllowed):
        people.deactivate(keeper, by=root)
    keeper.refresh_from_db()
    assert keeper.is_active
