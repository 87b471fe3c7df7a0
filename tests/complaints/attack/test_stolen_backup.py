"""A backup is put on another machine: with no keys, with keys made anew, with the office's own."""

from __future__ import annotations

import shutil

import pytest
from django.utils.translation import gettext, override

from tests.complaints.attack import journey
from tests.complaints.attack.server import Portal, serving
from tests.complaints.attack.visitor import Page, Visitor
from tests.complaints.offices import PASSPHRASE
from tests.factories import PASSWORD


@pytest.fixture(scope="module")
def backup(made, tmp_path_factory):
    """Database and files of an office with one complaint, the keys beside them; its receipt."""
    folder = tmp_path_factory.mktemp("office")
    with serving(made, folder) as portal:
        receipt = journey.report(portal, files=[("files", "a.pdf", b"%PDF-1.7 " + b"x" * 90_000)])
    return folder, made, receipt


@pytest.fixture
def restored(backup, tmp_path):
    """The copy, not yet started: what lies in `keys` decides."""
    folder, made, receipt = backup
    shutil.copytree(folder, tmp_path / "copy")
    portal = Portal(tmp_path / "copy", made / "static")
    yield portal, receipt
    portal.stop()


def unlocked(portal: Portal) -> Page:
    """An officer who knows password and passphrase signs in and tries to open the vault."""
    officer = Visitor(portal.port)
    for path, fields in (
        ("/staff/sign-in/", {"username": "head", "password": PASSWORD}),
        ("/staff/complaints/unlock/", {"vault_password": PASSPHRASE}),
    ):
        page = officer.get(path)
        form = next(one for one in page.forms if set(fields) <= one.names())
        page = officer.submit(form, fields, path=path)
    return page


def test_with_the_keys_the_copy_opens(restored):
    portal, receipt = restored
    portal.start()
    assert unlocked(portal).status == 302
    assert journey.opens(portal, receipt)


def test_without_keys_it_starts_says_so_and_opens_nothing(restored):
    portal, receipt = restored
    shutil.rmtree(portal.keys)
    portal.start()
    home = Visitor(portal.port)
    assert home.get("/").status == 200
    first = home.get("/complaints/")
    assert first.status == 200
    assert not first.has(step="form")
    refused = unlocked(portal)
    assert refused.status == 422
    with override("th"):
        told = gettext(
            "The vault cannot be opened. Ask whoever keeps the server to look at the log."
        )
    assert told in refused.words
    assert not opens(portal, receipt)


def test_with_keys_of_a_thief_neither_passphrase_nor_receipt_opens(restored):
    portal, receipt = restored
    shutil.rmtree(portal.keys)
    portal.run("manage.py", "make_complaint_keys", "--folder", str(portal.keys))
    portal.start()
    assert unlocked(portal).status == 422
    assert not opens(portal, receipt)


def opens(portal: Portal, receipt: str) -> bool:
    """Whether the receipt opens the case, typed into the form itself, be it offered or not."""
    visitor = Visitor(portal.port)
    first = visitor.get("/complaints/")
    token = next(form for form in first.forms if "csrfmiddlewaretoken" in form.names())
    fields = [
        ("csrfmiddlewaretoken", token["csrfmiddlewaretoken"]), ("step", "follow"),
        ("receipt", receipt),
    ]  # fmt: skip
    page = visitor.post(fields)
    assert page.status in (200, 422, 503)
    return journey.STORY in page.words
