"""A complaint with marked words, an odd address and an odd browser leaves no trace in the clear.

Through the server as it runs in an office: what a complainant does from the first page to an
answered message, with large files, with a fault of the server in the middle; then every file
that the server could write is searched.
"""

from __future__ import annotations

import re
import secrets
from http.cookies import SimpleCookie

import pytest

from tests.complaints.attack.marked import Told, gone, walk
from tests.complaints.attack.office import OFFICERS
from tests.complaints.attack.server import Portal
from tests.complaints.attack.traces import hits, spellings
from tests.complaints.attack.visitor import HOST, Page, Visitor
from tests.complaints.offices import PASSPHRASE
from tests.factories import PASSWORD

ADDRESS, AGENT = "203.0.113.77", "Zqx7Odd-Browser/9.1 (curious)"


@pytest.fixture(scope="module")
def told(portal) -> Told:
    """The whole way, once for the tests of this module."""
    return walk(portal, ADDRESS, AGENT, [gone])


# --- what was left ------------------------------------------------------------------------------


def test_nothing_that_was_typed_sent_or_shown_lies_anywhere_in_the_clear(portal, told):
    assert len(told.words) >= 18
    assert hits(portal, told.words) == []
    print(f"{len(told.words)} marked words, 0 hits in {_searched(portal)} files")


def test_the_mail_went_out_and_was_searched_too(portal, told):
    (spool,) = (portal.folder / "mail").iterdir()
    assert spool.read_text().count("Subject:") == len(OFFICERS)


def _searched(portal: Portal) -> int:
    return sum(path.is_file() for path in portal.folder.rglob("*"))


def test_the_search_would_find_a_trace(portal, told):
    """In each spelling, in the log, in the database and packed."""
    import gzip

    word = f"zq{secrets.token_hex(8)}"
    assert hits(portal, {"never sent": word}) == []
    for number, spelled in enumerate(spellings(word).values()):
        (portal.temporary / f"{number}.tmp").write_bytes(b"before " + spelled + b" behind")
    (portal.temporary / "packed.gz").write_bytes(gzip.compress(word.encode() * 3))
    portal.write("CREATE TABLE traces (words text)")
    portal.write("INSERT INTO traces VALUES (?)", word)
    found = hits(portal, {"never sent": word})
    portal.write("DROP TABLE traces")
    for path in portal.temporary.iterdir():
        path.unlink()
    places = {one.split(" in ", 1)[1].split(" (")[0].split(",")[0] for one in found}
    assert {f"tmp/{number}.tmp" for number in range(len(spellings(word)))} <= places
    assert "tmp/packed.gz" in places
    assert any("portal.sqlite3" in one for one in places)


def test_the_faults_were_told_in_the_log_without_a_word(portal, told):
    log = portal.log.read_text(encoding="utf-8", errors="replace")
    assert "no such table" in log
    assert "csrfmiddlewaretoken" not in log
    assert "/complaints/" not in log.replace("/work", "") or "step=" not in log


def test_no_session_was_begun_and_no_task_queued(portal, told):
    for table in ("django_session", "django_tasks_db_dbtaskresult", "axes_accesslog"):
        if portal.rows("SELECT 1 FROM sqlite_master WHERE name = ?", table):
            assert portal.rows(f'SELECT count(*) FROM "{table}"') == [(0,)], table


def test_no_cookie_lasts(portal, told):
    """The one cookie guards the forms and goes with the browser."""
    names = set()
    for given in told.visitor.given:
        for name, morsel in SimpleCookie(given).items():
            names.add(name)
            assert morsel["max-age"] == morsel["expires"] == ""
            assert morsel["httponly"]
            assert morsel["secure"]
    assert names == {"__Host-csrf"}


def test_no_page_may_be_kept(portal, told):
    for name, page in told.pages.items():
        assert page.header("cache-control") == "no-store", name
        assert not page.header("etag"), name
        assert not page.header("last-modified"), name


def test_no_page_makes_the_browser_ask_elsewhere(told):
    for name, page in told.pages.items():
        assert "default-src 'none'" in page.header("content-security-policy"), name
        asked = re.findall(r'<(?:img|script|link|source)[^>]*?(?:src|href)="([^"]*)"', page.text)
        assert [one for one in asked if not one.startswith(("/", f"https://{HOST}/"))] == [], name


def test_every_form_leads_back_to_the_one_address(portal, told):
    """So that a browser's history shows nothing more; the receipt stands in no address."""
    for name, page in told.pages.items():
        for form in page.forms:
            if {"step", "token"} & form.names():
                assert form.action in ("/complaints/", "", "/complaints/leave/"), name
        assert told.receipt not in page.header("location")
        assert not re.search(r'(?:href|src)="[^"]*(?:receipt|token)=', page.text), name


def test_files_are_given_out_as_files_alone(told):
    page = told.pages["file"]
    assert page.header("content-disposition").startswith("attachment")
    assert page.header("content-type") == "application/octet-stream"
    assert "sandbox" in page.header("content-security-policy")


def test_no_row_joins_an_address_or_a_time_of_day_and_a_case(portal, told):
    """What has a moment is gone with the visit or the draft, and tells it to minutes or hours."""
    columns = [
        (table.removeprefix("complaints_"), column[1], column[2])
        for (table,) in portal.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        if table.startswith("complaints_")
        for column in portal.rows(f'PRAGMA table_info("{table}")')
    ]
    names = {part for _, name, _ in columns for part in name.split("_")}
    assert not names & {"ip", "agent", "address", "browser", "host", "time"}
    moments = {(table, name) for table, name, kind in columns if kind == "datetime"}
    own = {one for one in moments if one[0] not in ("mailday", "officer", "wrongpassphrase")}
    assert own == {("draft", "until"), ("vaultsession", "until"), ("vaultsession", "used_at")}
    for (until,) in portal.rows("SELECT until FROM complaints_draft"):
        assert until.endswith("00:00"), until


# --- the officers' side -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def worked(portal, told) -> dict[str, Page]:
    """An officer signs in, opens the vault, reads the case and takes a file."""
    officer = Visitor(portal.port, address="192.0.2.5")
    form = _form_with(officer.get("/staff/sign-in/"), "password")
    signed = officer.submit(
        form, {"username": "head", "password": PASSWORD}, path="/staff/sign-in/"
    )
    assert signed.status == 302, signed.words
    page = officer.get("/staff/complaints/unlock/")
    form = _form_with(page, "vault_password")
    unlocked = officer.submit(
        form, {"vault_password": PASSPHRASE}, path="/staff/complaints/unlock/"
    )
    assert unlocked.status == 302, unlocked.words
    (case,) = portal.rows("SELECT id FROM complaints_case")[0]
    pages = {
        "list": officer.get("/staff/complaints/"),
        "case": officer.get(f"/staff/complaints/cases/{_dashed(case)}/"),
    }
    return pages


def _dashed(pk: str) -> str:
    from uuid import UUID

    return str(UUID(pk))


def _form_with(page: Page, name: str):
    return next(form for form in page.forms if name in form.names())


def test_the_officers_reading_leaves_no_trace_either(portal, told, worked):
    for name, page in worked.items():
        assert page.status == 200, name
        assert page.header("cache-control") == "no-store", name
    assert told.words["story"] in worked["case"].text
    assert told.words["name"] not in worked["case"].text  # the identity lies apart
    words = told.words | {"passphrase": PASSPHRASE, "password": PASSWORD}
    assert hits(portal, words) == []
