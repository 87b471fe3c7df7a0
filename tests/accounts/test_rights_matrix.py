"""Every page of this room against every actor and method: what is not listed is refused."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Appointment, PeopleEvent, Post, RoleGrant, Unit, User
from accounts.rights import TABLE, Right, may
from accounts.urls import urlpatterns
from tests import factories

KEEPER, EDITOR, STAFF, OPEN = "keeper", "editor", "staff", "open"

# name: (who reaches it, methods that it answers)
PAGES = {
    "accounts:sign-in": (OPEN, "GET HEAD POST"),
    "accounts:sign-out": (OPEN, "POST"),
    "accounts:set-password": (OPEN, "GET HEAD POST"),
    "accounts:me": (STAFF, "GET HEAD"),
    "accounts:password": (STAFF, "GET HEAD POST"),
    "accounts:signature": (STAFF, "GET HEAD POST"),
    "accounts:signature-remove": (STAFF, "POST"),
    "accounts:signature-image": (STAFF, "GET HEAD"),
    "accounts:own-photo": (STAFF, "GET HEAD POST"),
    "accounts:own-photo-remove": (STAFF, "POST"),
    "accounts:photo": (KEEPER, "GET HEAD POST"),
    "accounts:photo-remove": (KEEPER, "POST"),
    "accounts:photo-image": (STAFF, "GET HEAD"),
    "accounts:people": (STAFF, "GET HEAD"),
    "accounts:person": (STAFF, "GET HEAD"),
    "accounts:units": (STAFF, "GET HEAD"),
    "accounts:posts": (STAFF, "GET HEAD"),
    "accounts:acting": (STAFF, "GET HEAD"),
    "accounts:person-add": (KEEPER, "GET HEAD POST"),
    "accounts:person-edit": (KEEPER, "GET HEAD POST"),
    "accounts:person-stop": (KEEPER, "POST"),
    "accounts:person-resume": (KEEPER, "POST"),
    "accounts:person-link": (KEEPER, "POST"),
    "accounts:appoint": (KEEPER, "GET HEAD POST"),
    "accounts:appointment-end": (KEEPER, "GET HEAD POST"),
    "accounts:appointment-withdraw": (KEEPER, "GET HEAD POST"),
    "accounts:role-grant": (KEEPER, "GET HEAD POST"),
    "accounts:role-end": (KEEPER, "GET HEAD POST"),
    "accounts:unit-add": (KEEPER, "GET HEAD POST"),
    "accounts:unit-edit": (KEEPER, "GET HEAD POST"),
    "accounts:post-add": (KEEPER, "GET HEAD POST"),
    "accounts:post-edit": (KEEPER, "GET HEAD POST"),
    "portal:organisation": (EDITOR, "GET HEAD POST"),
    "portal:emblem": (EDITOR, "GET HEAD"),
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
ACTORS = (
    "stranger",
    "stopped",
    "outsider",
    "clerk",
    "planner",
    "head",
    "palad",
    "mayor",
    "superuser",
    "webmaster",
    "keeper",
)
REACHES = {
    KEEPER: {"keeper"},
    EDITOR: {"keeper", "webmaster"},
    STAFF: set(ACTORS) - {"stranger", "stopped"},
}
# Nothing is there to be seen: no signature or photo was sent, no emblem, the link is not one.
ABSENT = {
    "accounts:signature-image": 404,
    "accounts:photo-image": 404,
    "portal:emblem": 404,
    "accounts:set-password": 410,
}


def test_every_address_of_the_room_is_in_the_table():
    assert {f"accounts:{pattern.name}" for pattern in urlpatterns} | {
        "portal:organisation",
        "portal:emblem",
    } == set(PAGES)


@pytest.fixture
def scene(office, keeper):
    """The actors, and addresses of rows that belong to somebody else."""
    superuser = factories.make_user("superuser", is_superuser=True, is_staff=True)
    stopped = factories.make_user("stopped", is_active=False)
    numbers = {
        "person": office.head.pk,
        "appointment": office.mayor.appointments.get().pk,
        "role": office.webmaster.role_grants.get().pk,
        "unit": office.units.works.pk,
        "post": office.posts.clerk.pk,
    }
    people = {name: getattr(office, name, None) for name in ACTORS} | {
        "superuser": superuser,
        "stopped": stopped,
        "keeper": keeper,
        "stranger": None,
    }
    return people, numbers


def address(name: str, numbers: dict[str, int]) -> str:
    if name == "accounts:set-password":
        return reverse(name, args=["MQ", "not-a-token"])
    kind = name.removeprefix("accounts:").split("-")[0]
    persons = dict.fromkeys(("appoint", "photo"), "person")
    known = persons.get(kind, kind)
    if name == "accounts:role-grant":
        known = "person"
    routes = {f"accounts:{pattern.name}": str(pattern.pattern) for pattern in urlpatterns}
    return reverse(name, args=[numbers[known]] if "<int:pk>" in routes.get(name, "") else [])


def expected(actor: str, name: str, method: str) -> set[int]:
    audience, methods = PAGES[name]
    answered = method in methods.split()
    if audience != OPEN and actor in ("stranger", "stopped"):
        return {302}
    if not answered:
        # Whoever has no right learns no more from a wrong method.
        return {405}
    if audience != OPEN and actor not in REACHES[audience]:
        return {403}
    if name in ABSENT:
        return {ABSENT[name]}
    if method == "POST":
        return {302, 422} | ({200} if name == "accounts:person-link" else set())
    return {200, 302} if name == "accounts:sign-in" else {200}


@pytest.mark.parametrize("actor", ACTORS)
def test_what_is_not_listed_is_refused(scene, browser_of, actor):
    people, numbers = scene
    wrong = []
    for name in PAGES:
        client = browser_of(people[actor])
        for method in METHODS:
            path = address(name, numbers)
            answer = client.generic(method, path)
            # A stranger is never told what stands there.
            refused = answer.status_code == 302 and "/sign-in/" in answer.headers["Location"]
            if answer.status_code not in expected(actor, name, method) or (
                actor in ("stranger", "stopped") and PAGES[name][0] != OPEN and not refused
            ):
                wrong.append((name, method, answer.status_code))
    assert not wrong


@pytest.mark.parametrize("actor", ["outsider", "mayor", "superuser", "webmaster"])
def test_nothing_changes_for_those_without_the_right(scene, browser_of, actor):
    people, numbers = scene
    before = [list(model.objects.order_by("pk").values()) for model in (User, Unit, Post)]
    counts = [model.objects.count() for model in (Appointment, RoleGrant, PeopleEvent)]
    client = browser_of(people[actor])
    before[0] = list(User.objects.order_by("pk").values())
    for name, (audience, _) in PAGES.items():
        if audience == KEEPER:
            data = {
                "title": "ก",
                "first_name": "ก",
                "last_name": "ข",
                "name": "ก",
                "ends": "1/1/2569",
            }
            assert client.post(address(name, numbers), data).status_code == 403
    assert [list(m.objects.order_by("pk").values()) for m in (User, Unit, Post)] == before
    assert [m.objects.count() for m in (Appointment, RoleGrant, PeopleEvent)] == counts


def test_a_superuser_has_what_the_table_gives_and_no_more(scene):
    superuser = scene[0]["superuser"]
    given = {right for right in Right if may(superuser, right)}
    assert given == {right for right, audience in TABLE.items() if audience.all_staff}


def test_no_form_is_taken_from_another_site(scene):
    people, numbers = scene
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["keeper"])
    posts = [name for name, (_, methods) in PAGES.items() if "POST" in methods]
    statuses = {name: client.post(address(name, numbers)).status_code for name in posts}
    assert statuses == dict.fromkeys(posts, 403)


def test_strangers_learn_nothing_of_addresses_that_do_not_exist(client, db, office):
    for path in ("/staff/no-such-page/", "/staff/people/999999/", "/staff/reports/../x"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert "/sign-in/" in answer.headers["Location"]
    client.force_login(office.outsider)
    assert client.get("/staff/no-such-page/").status_code == 404
    assert client.get("/staff/people/999999/").status_code == 404
