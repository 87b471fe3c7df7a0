"""A complaint with marked words, an odd address and an odd browser leaves no trace in the clear.

Through the server as it runs in an office: what a complainant does from the first page to an
answered message, with large files, with a fault of the server in the middle; then every file
that the server could write is searched.
"""

from __future__ import annotations

import re
import secrets
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

import pytest
from PIL import ExifTags, Image

from complaints.reporting.uploads import MEGABYTE
from tests.complaints.attack import journey
from tests.complaints.attack.office import OFFICERS
from tests.complaints.attack.server import Portal
from tests.complaints.attack.traces import hits, spellings
from tests.complaints.attack.visitor import HOST, Page, Visitor
from tests.complaints.offices import PASSPHRASE
from tests.factories import PASSWORD
from tests.files.photos import saved

ADDRESS, AGENT = "203.0.113.77", "Zqx7Odd-Browser/9.1 (curious)"
FIELDS = ("story", "accused", "when", "where", "elsewhere", "name", "contact")


@dataclass
class Told:
    """One complainant's whole way: the words that were typed, the pages that were seen."""

    words: dict[str, str] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    visitor: Visitor | None = None
    receipt: str = ""

    def marked(self, name: str) -> str:
        """A word that occurs nowhere else, noted under this name."""
        return self.words.setdefault(name, f"zq{secrets.token_hex(8)}")

    def saw(self, name: str, page: Page, status: int = 200) -> Page:
        assert page.status == status, f"{name}: {page.status} {page.words[:1500]}"
        self.pages[name] = page
        return page


@pytest.fixture(scope="module")
def told(portal) -> Told:
    """The whole way, once for the tests of this module."""
    way = Told()
    way.visitor = Visitor(portal.port, address=ADDRESS, agent=AGENT)
    _report(portal, way)
    _come_back(portal, way)
    portal.run("-m", "tests.complaints.attack.office", "mail", str(portal.folder / "mail"))
    way.words |= {"address": ADDRESS, "browser": AGENT.split("/", 1)[0]}
    way.words |= {
        "receipt": way.receipt,
        "receipt with dashes": _grouped(way.receipt, "-"),
        "receipt with blanks": _grouped(way.receipt, " "),
        "the receipt's secret": way.receipt[7:23],
    }
    return way


def _grouped(digits: str, between: str) -> str:
    return between.join(digits[start : start + 4] for start in range(0, len(digits), 4))


def _report(portal: Portal, way: Told) -> None:
    visitor = way.visitor
    way.saw("first page", visitor.get("/complaints/"))
    form = way.saw("form", journey.form_page(visitor)).form(step="review")
    fields = {name: f"มีเรื่อง {way.marked(name)} เกิดขึ้น" for name in FIELDS}
    large = f"%PDF-1.7 {way.marked('large file')} ".encode() * (6 * MEGABYTE // 40)
    files = [
        ("files", f"{way.marked('name of large file')}.pdf", large),
        ("files", f"{way.marked('name of small file')}.txt", way.marked("small file").encode()),
        ("files", f"{way.marked('name of photo')}.jpg", _photo(way.marked("photo"))),
    ]
    # A refused form first: what was typed and sent must not stay either.
    refused = visitor.submit(form, fields | {"human_answer": "wrong"}, files)
    form = way.saw("refused form", refused, 422).form(step="review")
    with _fault(portal, "accounts_post"):
        broken = visitor.submit(form, fields | journey.human(portal, form), files)
        way.saw("server's fault", broken, 500)
    again = visitor.submit(form, fields | journey.human(portal, form))
    review = way.saw("review", again)
    way.receipt = journey.receipt_of(review)
    with _fault(portal, "complaints_item"):
        failed = journey.send(visitor, review)
        assert failed.status in (500, 503), failed.status
        way.pages["fault while sending"] = failed
    way.saw("sent", journey.send(visitor, review))


def _come_back(portal: Portal, way: Told) -> None:
    visitor = way.visitor
    wrong = journey.follow(portal, visitor, way.receipt[:7] + "0" * 17)
    way.saw("wrong receipt", wrong, 422)
    case = way.saw("case", journey.follow(portal, visitor, way.receipt))
    assert way.words["story"] in case.text
    words = f"เพิ่มเติม {way.marked('message')}"
    content = way.marked("file of message").encode() * (3 * MEGABYTE // 18)
    files = [("files", f"{way.marked('name of file of message')}.pdf", b"%PDF-1.7 " + content)]
    with _fault(portal, "complaints_item"):
        failed = journey.message(visitor, case, words, files)
        assert failed.status >= 422, failed.status
        way.pages["fault while writing"] = failed
    case = way.saw("message", journey.message(visitor, case, words, files))
    own = next(form for form in case.forms if ("step", "file") in form.fields)
    way.saw("file", visitor.submit(own))
    way.saw("left", visitor.submit(case.form(step="close")))


def _photo(word: str) -> bytes:
    """A photo that tells by whose telephone it was taken."""
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = word
    picture = Image.effect_noise((800, 600), 90).convert("RGB")
    return saved(picture, "JPEG", exif=exif, comment=word.encode())


@contextmanager
def _fault(portal: Portal, table: str):
    """While the block lasts the server finds its table gone, and fails in the middle."""
    portal.write(f'ALTER TABLE "{table}" RENAME TO "{table}_gone"')
    try:
        yield
    finally:
        portal.write(f'ALTER TABLE "{table}_gone" RENAME TO "{table}"')


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
