"""The portal refuses to start misconfigured, and says which variable or file to mend."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection

from portal import checks


def ids(messages) -> list[str]:
    return [message.id for message in messages]


def test_these_settings_are_without_fault():
    assert [message for message in run_checks() if message.id.startswith("portal.")] == []


def test_checks_are_registered_so_that_manage_py_runs_them(settings):
    settings.TIME_ZONE = "UTC"
    with pytest.raises(Exception, match="Asia/Bangkok"):
        call_command("check")


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("TIME_ZONE", "UTC", "portal.E001"),
        ("USE_TZ", False, "portal.E001"),
        ("LANGUAGE_CODE", "en", "portal.E002"),
    ],
)
def test_time_and_language_are_thai(settings, name, value, code):
    setattr(settings, name, value)
    (fault,) = checks.thai_time_and_language(None)
    assert fault.id == code
    assert name in fault.hint
    assert "portal/settings.py" in fault.hint


def test_libthai_without_its_dictionary_is_refused(monkeypatch):
    monkeypatch.setattr(checks, "libthai_knows_words", lambda: False)
    (fault,) = checks.thai_words_break(None)
    assert fault.id == "portal.E003"
    assert "libthai-data" in fault.hint


def test_libthai_is_asked_for_its_dictionary_itself(monkeypatch):
    assert checks.libthai_knows_words()

    def absent(name):
        raise OSError(name)

    monkeypatch.setattr(checks.ctypes, "CDLL", absent)
    assert not checks.libthai_knows_words()


def test_missing_word_lists_are_named(monkeypatch, tmp_path):
    monkeypatch.setattr(checks.words, "FOLDER", tmp_path)
    (fault,) = checks.thai_words_break(None)
    assert fault.id == "portal.E004"
    assert "words_th.txt" in fault.msg


def test_data_folder_must_be_writable(settings, tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    settings.DATA_DIR = in_the_way / "data"
    (fault,) = checks.folders_are_right(None)
    assert fault.id == "portal.E005"
    assert "PORTAL_DATA_DIR" in fault.hint


@pytest.mark.parametrize("inside", ["media", "deeper/media", "."])
def test_uploads_never_lie_where_static_files_are_served(settings, tmp_path, inside):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.MEDIA_ROOT = settings.STATIC_ROOT / inside
    (fault,) = checks.folders_are_right(None)
    assert fault.id == "portal.E006"
    assert "PORTAL_STATIC_ROOT" in fault.hint


def test_static_files_inside_the_uploads_are_refused_too(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    assert ids(checks.folders_are_right(None)) == ["portal.E006"]


def test_debug_pages_never_go_with_https(settings):
    settings.DEBUG = settings.HTTPS = True
    (fault,) = checks.secrets_stay_secret(None)
    assert fault.id == "portal.E007"
    assert "PORTAL_DEBUG" in fault.hint


def test_a_short_secret_is_refused(settings):
    settings.SECRET_KEY = "x" * 49
    (fault,) = checks.secrets_stay_secret(None)
    assert fault.id == "portal.E008"
    assert "PORTAL_SECRET_KEY" in fault.hint


def test_plain_http_for_other_machines_is_warned_of(settings):
    settings.ALLOWED_HOSTS = ["portal.example.go.th"]
    settings.HTTPS = False
    (warning,) = checks.secrets_stay_secret(None)
    assert warning.id == "portal.W001"
    settings.HTTPS = True
    assert checks.secrets_stay_secret(None) == []


SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "PRAGMA busy_timeout=20000; PRAGMA secure_delete=ON;",
    },
}


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({}, None),
        ({"transaction_mode": "DEFERRED"}, "transaction_mode IMMEDIATE"),
        ({"init_command": "PRAGMA journal_mode=WAL;"}, "synchronous=FULL"),
        ({"init_command": ""}, "journal_mode=WAL"),
    ],
)
def test_sqlite_is_opened_so_that_it_keeps_what_it_confirmed(monkeypatch, options, named):
    database = SQLITE | {"OPTIONS": SQLITE["OPTIONS"] | options}
    monkeypatch.setattr(settings, "DATABASES", {"default": database})
    found = checks.sqlite_is_durable(None)
    if named is None:
        assert found == []
    else:
        assert ids(found) == ["portal.E009"]
        assert named in found[0].msg


def test_an_old_postgres_is_refused(monkeypatch, db):
    class Connection:
        vendor = "postgresql"
        pg_version = 140_012

    monkeypatch.setattr(checks, "connections", {"default": Connection})
    assert ids(checks.postgres_is_recent(None, databases=["default"])) == ["portal.E010"]
    Connection.pg_version = 150_001
    assert checks.postgres_is_recent(None, databases=["default"]) == []


@pytest.mark.django_db
def test_the_open_database_is_as_the_check_promises():
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            (mode,) = cursor.execute("PRAGMA journal_mode").fetchone()
            (secure,) = cursor.execute("PRAGMA secure_delete").fetchone()
        assert (mode, secure) == ("wal", 1)
    assert checks.postgres_is_recent(None, databases=["default"]) == []
