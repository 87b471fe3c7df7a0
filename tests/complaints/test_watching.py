"""Officers hear themselves what the nightly look came to, and when nobody looked."""

from __future__ import annotations

import stat

import pytest
from django.core.management import CommandError, call_command
from time_machine import travel

from complaints.models import AuditRow
from complaints.sealed import recording
from complaints.upkeep import watching

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def said(person) -> str:
    found = watching.for_person(person)
    return found.text if found else ""


def test_officers_are_told_of_changed_rows_and_nobody_else_is(handling, client):
    for _number in range(2):
        with recording.turn():
            recording.record(recording.What.PRINTED)
    AuditRow.objects.filter(number=1)._raw_delete("default")
    with pytest.raises(CommandError):
        call_command("verify_complaints")
    look = watching.last()
    assert look.findings > 0
    client.force_login(handling.head.person)
    assert watching.for_person(handling.head.person).url == "/complaints/heads/"
    assert watching.for_person(handling.head.person).text in client.get("/staff/measures/").text
    assert said(handling.office.webmaster) == said(handling.office.mayor) == ""


def test_a_look_that_found_nothing_says_nothing_until_it_is_days_old(handling):
    assert said(handling.head.person) == ""  # nobody has looked yet, on a machine to try it
    with travel("2026-11-21T01:00:00+07:00", tick=False):
        watching.note(0)
    with travel("2026-11-23T23:00:00+07:00", tick=False):
        assert said(handling.head.person) == ""
    with travel("2026-11-24T01:00:00+07:00", tick=False):
        assert said(handling.head.person) != ""


@pytest.mark.parametrize("nonsense", ["", "{}", "[]", '{"on": "x", "findings": 1}'])
def test_a_note_that_somebody_spoilt_counts_as_no_look(handling, own_folder, nonsense):
    (own_folder / "complaints-verified.json").write_text(nonsense)
    assert said(handling.head.person) != ""


def test_the_note_is_read_by_the_portal_alone(own_folder):
    watching.note(3)
    watching.note(0)
    path = own_folder / "complaints-verified.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in own_folder.iterdir()] == [path.name]
    assert watching.last().findings == 0
