"""What holds for every address: the gate, forged forms, headers, sessions, throttling."""

from __future__ import annotations

from unittest import mock

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone
from time_machine import travel

from tests import factories
from tests.tree import addresses

pytestmark = pytest.mark.django_db

SIGN_IN = "/staff/sign-in/"
# Reached before anybody signed in; each says why.
OPEN_STAFF_PAGES = {
    "accounts:sign-in": "the gate itself",
    "accounts:sign-out": "harmless to a stranger, and a stale session must be able to leave",
    "accounts:set-password": "opened by a link that only its owner has",
}
STAFF = [(path, name) for path, name in addresses() if path.startswith("/staff/")]
CLOSED = [path for path, name in STAFF if name not in OPEN_STAFF_PAGES]
EVERY = [path for path, _ in addresses()]
# Views that the middleware does not check against forgery, each with the reason.
UNCHECKED = {
    "complaints:leave": "whoever flees must get away; it ends a visit and changes nothing else",
}
# These check by themselves, once it is settled where the files of the form go.
CHECK_INSIDE = {"complaints:start", "complaints-staff:case-message", "complaints-staff:enter"}
FORMS = [path for path, name in addresses() if name not in UNCHECKED]

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}


def enter(client: Client, username: str, password: str = factories.PASSWORD, **extra):
    return client.post(SIGN_IN, {"username": username, "password": password}, **extra)


# --- the gate ---------------------------------------------------------------------------


def test_the_sweep_sees_the_staff_pages():
    assert len(CLOSED) > 20
    assert reverse("portal:staff-home") in CLOSED
    assert {name for _, name in STAFF} >= set(OPEN_STAFF_PAGES)


@pytest.mark.parametrize("path", CLOSED)
def test_a_stranger_is_sent_to_the_gate(client, path):
    for method in ("get", "head", "post", "put", "delete"):
        response = getattr(client, method)(path)
        assert response.status_code == 302, (method, response.status_code)
        assert response.headers["Location"].startswith(SIGN_IN)


def test_what_is_not_there_looks_the_same_to_strangers(client):
    missing = client.get("/staff/people/999999/")
    assert missing.status_code == 302
    assert missing.headers["Location"].startswith(SIGN_IN)


@pytest.mark.parametrize("path", FORMS)
def test_a_form_sent_from_elsewhere_is_refused(office, path):
    client = Client(enforce_csrf_checks=True)
    if resolve(path).view_name in CHECK_INSIDE and path.startswith("/staff/"):
        client.force_login(office.webmaster)  # the gate answers strangers first
    response = client.post(path, {"anything": "1"})
    assert response.status_code == 403
    assert "errors/csrf.html" in [template.name for template in response.templates]


def test_no_other_form_escapes_the_check():
    exempt = {
        name for path, name in addresses() if getattr(resolve(path).func, "csrf_exempt", False)
    }
    assert exempt == CHECK_INSIDE | set(UNCHECKED)


@pytest.mark.parametrize("signed_in", [False, True])
def test_files_of_strangers_are_kept_nowhere(office, settings, signed_in, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    client, seen = Client(enforce_csrf_checks=True), []
    if signed_in:
        client.force_login(office.webmaster)
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    file = SimpleUploadedFile("a.pdf", b"0" * (3 * 1024 * 1024))
    kept = TemporaryUploadedFile.__init__

    def counted(self, *args, **kwargs):
        seen.append(args)
        kept(self, *args, **kwargs)

    with mock.patch.object(TemporaryUploadedFile, "__init__", counted):
        answer = client.post("/staff/content/1/files/add/", {"words": "คำ หนึ่ง", "files": file})
    assert answer.status_code == 403
    assert len(seen) == int(signed_in)


# --- headers ------------------------------------------------------------------------------


def policy_of(response) -> dict[str, str]:
    parts = [part.split(None, 1) for part in response.headers["Content-Security-Policy"].split(";")]
    return {name: value.strip() for name, value in parts}


def carries_all_headers(response) -> bool:
    """Every header of an answer; the test stops at the first that differs."""
    assert policy_of(response) == POLICY
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    closed = {part.strip() for part in response.headers["Permissions-Policy"].split(",")}
    assert closed == {
        f"{name}=()" for name in ("camera", "microphone", "geolocation", "payment", "usb")
    }
    return True


@pytest.mark.parametrize(
    "path", ["/", "/healthz", SIGN_IN, "/nowhere/", "/staff/", "/staff/nowhere/"]
)
def test_every_answer_carries_the_headers(client, path):
    assert carries_all_headers(client.get(path))


@pytest.mark.parametrize("https", [False, True], ids=["plain", "https"])
@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "-", "a\nb"])
def test_a_name_that_is_not_ours_is_refused_on_a_page_with_the_headers(
    host, https, settings, caplog
):
    settings.SECURE_SSL_REDIRECT = https
    client = Client(raise_request_exception=False)
    response = client.get("/news/", headers={"host": host})
    assert response.status_code == 400
    assert "errors/400.html" in [template.name for template in response.templates]
    assert "evil.example" not in response.content.decode()
    assert carries_all_headers(response)
    lines = [(one.name, one.levelname, one.exc_info) for one in caplog.records]
    assert lines == [("portal.hosts", "WARNING", None)]
    assert "\n" not in caplog.records[0].getMessage()


def test_the_way_to_https_carries_the_headers(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    response = client.get("/news/")
    assert response.headers["Location"] == "https://testserver/news/"
    assert carries_all_headers(response)


def test_static_files_carry_the_headers_too(client):
    response = client.get("/static/css/base.css")
    assert b"".join(response.streaming_content)
    response.close()
    assert carries_all_headers(response)


def test_pages_of_someone_signed_in_carry_them_too(client, office):
    client.force_login(office.planner)
    for path in ("/staff/me/", "/staff/people/", "/staff/people/999999/"):
        response = client.get(path)
        assert policy_of(response) == POLICY
        assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("path", [path for path, _ in STAFF])
def test_staff_pages_stay_out_of_every_cache(client, path):
    assert "no-store" in client.get(path).headers["Cache-Control"]


def test_https_is_remembered_for_a_year(client, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    settings.SECURE_HSTS_PRELOAD = True
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/").headers["Location"].startswith("https://")
    answer = client.get("/", secure=True)
    assert answer.headers["Strict-Transport-Security"] == (
        "max-age=31536000; includeSubDomains; preload"
    )


# --- sessions -----------------------------------------------------------------------------


def test_a_row_of_the_session_table_opens_nothing(client, office):
    enter(client, office.planner.username)
    row = Session.objects.get()
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert row.session_key != key
    assert key not in row.session_data

    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = row.session_key
    assert thief.get("/staff/me/").status_code == 302
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    assert thief.get("/staff/me/").status_code == 200


def test_signing_in_changes_the_session_and_leaving_ends_it(client, office):
    client.get(SIGN_IN)
    enter(client, office.planner.username)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/staff/sign-out/")
    assert Session.objects.count() == 0
    late = Client()
    late.cookies[settings.SESSION_COOKIE_NAME] = key
    assert late.get("/staff/me/").status_code == 302


def test_a_session_left_idle_ends(client, office):
    start = timezone.now()
    with travel(start, tick=False) as clock:
        enter(client, office.planner.username)
        clock.shift(settings.STAFF_IDLE_SECONDS - 1)
        assert client.get("/staff/me/").status_code == 200
        clock.shift(settings.STAFF_IDLE_SECONDS - 1)
        assert client.get("/staff/me/").status_code == 200
        clock.shift(settings.STAFF_IDLE_SECONDS + 1)
        assert client.get("/staff/me/").status_code == 302


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client, office):
    enter(client, office.planner.username)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == ""  # gone with the browser


# --- too many tries -----------------------------------------------------------------------


def test_seven_wrong_passwords_close_the_gate_for_that_name_there_alone(client, office):
    planner, clerk = office.planner.username, office.clerk.username
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        assert enter(client, planner, "wrong").status_code in {200, 422}
    closed = enter(client, planner, "wrong")
    assert closed.status_code == 429
    assert "accounts/locked_out.html" in [template.name for template in closed.templates]
    assert enter(client, planner).status_code == 429, "the right password must not open it"

    assert enter(Client(), planner, REMOTE_ADDR="192.0.2.7").status_code == 302
    assert enter(Client(), clerk).status_code == 302


def test_the_gate_opens_again_after_the_time_it_names(client, office):
    planner = office.planner.username
    start = timezone.now()
    with travel(start, tick=False) as clock:
        for _ in range(settings.AXES_FAILURE_LIMIT):
            enter(client, planner, "wrong")
        assert enter(client, planner).status_code == 429
        clock.shift(settings.AXES_COOLOFF_TIME * 3600 + 1)
        assert enter(client, planner).status_code == 302


def test_wrong_tries_are_forgotten_after_a_right_one(client, office):
    planner = office.planner.username
    for _ in range(2):
        for _ in range(settings.AXES_FAILURE_LIMIT - 1):
            enter(client, planner, "wrong")
        assert enter(Client(), planner).status_code == 302
