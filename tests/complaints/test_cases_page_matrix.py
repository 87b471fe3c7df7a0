"""Every page of the officers' cases against every actor and method: what is not let in is out."""

from __future__ import annotations

from io import BytesIO
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from complaints.handling import exclusion
from complaints.handling.casework import Seen
from complaints.models import AuditRow, Case, Item
from complaints.officers import vault
from complaints.sealed.receiving import Incoming
from complaints.staff_urls import urlpatterns
from tests import factories
from tests.complaints.offices import complain, make_officer, unlock

pytestmark = pytest.mark.django_db

# Pages of a case: the methods that they answer.
PAGES = {
    "case": "GET HEAD",
    "case-reporter": "GET HEAD POST",
    "case-print": "GET HEAD POST",
    "case-file": "GET",
    "case-note": "GET HEAD POST",
    "case-message": "GET HEAD POST",
    "case-refer": "GET HEAD POST",
    "case-acknowledge": "GET HEAD POST",
    "case-begin": "POST",
    "case-assign": "GET HEAD POST",
    "case-merge": "GET HEAD POST",
    "case-close": "GET HEAD POST",
    "case-reopen": "GET HEAD POST",
    "case-step-aside": "GET HEAD POST",
    "case-leave-out": "GET HEAD POST",
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
# A stranger is sent to the sign-in, whoever's vault is locked to the passphrase; a form that was
# typed is shown to be copied (403). Signed in without the role: 403. With an open vault and no
# key to the case: 404.
REFUSED = {
    "stranger": {302, 403},
    "outsider": {403},
    "webmaster": {403},
    "mayor": {403},
    "superuser": {403},
    "not enrolled": {302, 403},
    "locked": {302, 403},
    "accused": {404},
    "stepped aside": {404},
    "newcomer": {404},
}


@pytest.fixture
def sent(handling):
    """A case about the head's post; the clerk reads it."""
    post = handling.office.posts.head.pk
    file = Incoming("ก.pdf", "application/pdf", lambda: BytesIO(b"%PDF"))
    return complain("เรื่องที่ปิดลับ", accused_posts=[post], identity={"name": "ก"}, files=[file])


def address(name: str, case: Case) -> str:
    more = [case.items.get(kind="story").files.get().pk] if name == "case-file" else []
    return reverse(f"complaints-staff:{name}", args=[case.pk, *more])


def actors(handling, case: Case) -> dict[str, Client]:
    """A browser for each who must not read the case."""
    office = handling.office
    people = {
        "outsider": office.outsider, "webmaster": office.webmaster, "mayor": office.mayor,
        "superuser": factories.make_user("root", is_superuser=True, is_staff=True),
        "not enrolled": factories.make_user("granted"), "locked": handling.clerk.person,
    }  # fmt: skip
    factories.grant(people["not enrolled"], Role.COMPLAINT_OFFICER)
    browsers = {name: Client() for name in REFUSED}
    for name, person in people.items():
        browsers[name].force_login(person)
    browsers["locked"].cookies[vault.COOKIE] = "no such token"
    leaver, newcomer = make_officer(office.planner), make_officer(factories.make_user("new"))
    unlock(browsers["accused"], handling.head)
    unlock(browsers["stepped aside"], leaver)
    unlock(browsers["newcomer"], newcomer)
    case.refresh_from_db()
    seen = Seen(uuid4(), case.version, case.items_count)
    exclusion.leave_out(case, leaver.row, "เหตุผลที่ยาวพอสมควร", by=handling.clerk.row, seen=seen)
    return browsers


def send(client: Client, method: str, url: str):
    typed = {"words": "คำ", "why": "เหตุผลที่ยาวพอสมควร", "token": uuid4(), "version": 1, "items": 9}
    return client.generic(method, url) if method != "POST" else client.post(url, typed)


def test_the_matrix_names_every_page_of_a_case():
    named = {pattern.name for pattern in urlpatterns}
    assert {name for name in named if name.startswith("case-") or name == "case"} == set(PAGES)


def test_nobody_without_a_key_reaches_a_case(handling, sent):
    browsers = actors(handling, sent.case)
    rows, items = AuditRow.objects.count(), Item.objects.count()
    for actor, client in browsers.items():
        for name, answered in PAGES.items():
            for method in METHODS:
                answer = send(client, method, address(name, sent.case))
                allowed = REFUSED[actor] | (set() if method in answered.split() else {405})
                where = (actor, name, method, answer.status_code)
                assert answer.status_code in allowed, where
                assert "เรื่องที่ปิดลับ" not in answer.content.decode(), where
    assert AuditRow.objects.count() == rows
    assert Item.objects.count() == items


def test_whoever_has_the_key_gets_an_answer_to_each_method_named(handling, sent, client):
    unlock(client, handling.clerk)
    for name, answered in PAGES.items():
        for method in METHODS:
            answer = send(client, method, address(name, sent.case))
            if method not in answered.split():
                assert answer.status_code == 405, (name, method)
            elif method != "POST":
                assert answer.status_code == 200, (name, method)
            if answer.streaming:
                assert b"".join(answer) == b"%PDF"


def test_addresses_of_one_officers_cases_lead_another_nowhere(handling):
    """Whatever ids of a case the head can open: the clerk, whom it concerns, replays them."""
    case = complain("ข", accused_posts=[handling.office.posts.clerk.pk]).case
    mine = complain("ค", files=[Incoming("ก.txt", "text/plain", lambda: BytesIO(b"x"))]).case
    client = Client()
    unlock(client, handling.clerk)
    for name in set(PAGES) - {"case-file"}:
        method = "POST" if name == "case-begin" else "GET"
        assert send(client, method, address(name, case)).status_code == 404, name
    file = mine.items.get(kind="story").files.get().pk
    foreign = reverse("complaints-staff:case-file", args=[case.pk, file])
    assert client.get(foreign).status_code == 404
    for forged in (uuid4(), mine.pk):
        assert client.get(
            reverse("complaints-staff:case-file", args=[mine.pk, forged])
        ).status_code == 404  # fmt: skip


def test_no_form_is_taken_without_the_token_against_forgery(handling, sent):
    client = Client(enforce_csrf_checks=True)
    unlock(client, handling.clerk)
    rows = AuditRow.objects.count()
    for name, answered in PAGES.items():
        if "POST" in answered:
            assert send(client, "POST", address(name, sent.case)).status_code == 403, name
    listed = client.post(reverse("complaints-staff:cases"), {"q": "ก"})
    assert listed.status_code == 403
    assert AuditRow.objects.count() == rows


def test_the_door_shows_to_officers_alone(handling, client):
    url = reverse("complaints-staff:cases")
    seen = SimpleNamespace()
    for name in ("head", "mayor", "webmaster", "outsider"):
        client.force_login(getattr(handling.office, name))
        text = client.get(reverse("accounts:me")).content.decode()
        setattr(seen, name, f'href="{url}"' in text)
    assert vars(seen) == {"head": True, "mayor": False, "webmaster": False, "outsider": False}
