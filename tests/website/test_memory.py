"""What a process of the web carries: the libraries of rare work are not among it."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

# Each takes 2 to 30 MB of every process that imports it.
HEAVY = ("weasyprint", "fontTools", "pikepdf", "lxml", "openpyxl", "icalendar", "pypdfium2")


def test_what_the_server_imports_is_free_of_heavy_libraries():
    code = (
        "import sys, portal.wsgi, portal.urls\n"
        "from django.urls import get_resolver\n"
        "assert get_resolver().url_patterns\n"
        f"print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True, cwd=settings.BASE_DIR, capture_output=True, text=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings"},
    )  # fmt: skip
    assert done.stdout.split() == []


@pytest.mark.django_db
def test_public_pages_and_the_sign_in_are_made_without_them(publish, monkeypatch):
    news = publish("news", title="ข่าวที่ค้นได้")
    for name in HEAVY:
        for loaded in [one for one in sys.modules if one.split(".")[0] == name]:
            monkeypatch.delitem(sys.modules, loaded)
        monkeypatch.setitem(sys.modules, name, None)  # an import would raise
    visitor = Client()
    for address in (
        reverse("website:home"),
        reverse("website:news-list"),
        news.get_absolute_url(),
        f"{reverse('website:search')}?q={quote('ข่าวที่ค้น')}",
        reverse("accounts:sign-in"),
    ):
        assert visitor.get(address).status_code == 200, address


@pytest.mark.django_db
def test_each_thread_keeps_little_of_the_database_for_itself():
    if connection.vendor != "sqlite":
        assert "init_command" not in settings.DATABASES["default"].get("OPTIONS", {})
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        assert cursor.fetchone() == (-250,)  # kB (negative by SQLite's own rule)


# --- Before the workers part -----------------------------------------------------------------


@pytest.fixture
def server() -> dict:
    """What gunicorn reads."""
    return runpy.run_path(str(settings.BASE_DIR / "deploy" / "gunicorn.conf.py"))


class Pages:
    """An application that answers with a status and remembers who asked for what."""

    def __init__(self, status: str) -> None:
        self.status, self.asked, self.closed = status, [], 0

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        start_response(self.status, [])
        return self

    def __iter__(self):
        return iter([b"page"])

    def close(self) -> None:
        self.closed += 1


def test_the_pages_asked_for_most_are_made_before_the_workers_part(server, settings):
    settings.ALLOWED_HOSTS = [".office.example"]
    pages = Pages("200 OK")
    server["answer_once"](pages)
    addresses = [f"{one['PATH_INFO']}?{one['QUERY_STRING']}".rstrip("?") for one in pages.asked]
    assert tuple(addresses) == server["ASKED_FOR"]
    assert {one["HTTP_HOST"] for one in pages.asked} == {"office.example"}
    assert {one["wsgi.url_scheme"] for one in pages.asked} == {"https"}
    assert pages.closed == len(pages.asked)


def test_without_a_database_no_further_page_is_asked_for(server):
    pages = Pages("503 Service Unavailable")
    server["answer_once"](pages)
    assert len(pages.asked) == 1


def test_no_connection_outlives_what_was_asked_before_the_workers_part(server, monkeypatch):
    closed = []
    monkeypatch.setattr("django.db.connections.close_all", lambda: closed.append(True))
    server["answer_once"](Pages("200 OK"))
    assert closed == [True]


@pytest.mark.django_db
def test_what_is_asked_before_the_workers_part_is_answered(server, organisation):
    visitor = Client()
    assert [visitor.get(address).status_code for address in server["ASKED_FOR"]] == [
        200 for _ in server["ASKED_FOR"]
    ]
