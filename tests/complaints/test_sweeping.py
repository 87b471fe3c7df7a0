"""What is over goes; what is in use stays; two sweepers do no harm to one another."""

from __future__ import annotations

import io
import os
import time
from datetime import timedelta
from unittest import mock
from uuid import uuid4

import pytest
from captcha.models import CaptchaStore
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from complaints.models import Case, Draft, DraftFile, LeftFile, SealedUpload, VaultSession
from complaints.officers import vault
from complaints.reporting import drafts
from complaints.sealed import recording, storing
from complaints.sealed.receiving import Incoming
from complaints.upkeep import retention, sweeping
from tests.complaints.offices import complain

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def empty_folder(settings, tmp_path):
    """Files of no other test."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def english():
    with translation.override("en"):
        yield


def later(hours: float):
    """As if the files that are there had been written so long ago."""
    return mock.patch.object(storing.time, "time", return_value=time.time() + hours * 3600)


def with_file() -> SealedUpload:
    files = [Incoming("ภาพ.jpg", "image/jpeg", lambda: io.BytesIO(b"x"))]
    return complain(files=files).case.items.get(kind="story").files.get()


def test_stray_files_go_after_an_hour_and_named_ones_never(handling):
    kept = with_file()
    staged = storing.write([b"draft"])
    draft = Draft.objects.create(token_hash=b"d" * 32, blob=b"", until=timezone.now() + HOUR)
    DraftFile.objects.create(draft=draft, stored_as=staged, size=5)
    stray = storing.write([b"left behind"])
    unfinished = storing.path_of(stray).with_name(uuid4().hex + ".part")
    unfinished.write_bytes(b"half")
    with later(0.9):
        assert sweeping.sweep(timezone.now())["files"].went == 0
    with later(1.1):
        assert sweeping.sweep(timezone.now())["files"].went == 2
        assert sweeping.sweep(timezone.now())["files"].went == 0
    assert storing.path_of(kept.stored_as).exists()
    assert storing.path_of(staged).exists()
    assert not storing.path_of(stray).exists()
    assert not unfinished.exists()


def test_a_crash_between_erasing_rows_and_files_is_mended(handling):
    upload = with_file()
    Case.objects.update(status="closed", outcome="thin", closed_on=timezone.localdate())
    retention._erase(Case.objects.get(), timezone.localdate())
    # Inside the test's own transaction nothing commits: the files stay, as after a crash.
    assert storing.path_of(upload.stored_as).exists()
    with later(1.1):
        assert sweeping.sweep(timezone.now())["left"].went == 1
    assert not storing.path_of(upload.stored_as).exists()


def test_beside_an_empty_database_no_file_is_erased(english):
    names = [storing.write([b"x"]) for _number in range(sweeping.MANY + 1)]
    unfinished = storing.path_of(names[0]).with_name(uuid4().hex + ".part")
    unfinished.write_bytes(b"half")
    with later(2):
        assert sweeping.sweep(timezone.now())["files"].went == 0
        with pytest.raises(CommandError, match=r"11 sealed files have no row.*--own-database"):
            call_command("sweep_complaints")
        assert all(storing.path_of(name).exists() for name in names)
        assert not unfinished.exists()  # it is no row's in any database
        call_command("sweep_complaints", own_database=True)
    assert not any(storing.path_of(name).exists() for name in names)


def test_what_a_disk_keeps_of_an_erased_case_is_no_sign_of_a_foreign_database(
    handling, transactional_db, english
):
    files = [
        Incoming("ภาพ.jpg", "image/jpeg", lambda: io.BytesIO(b"x"))
        for _number in range(sweeping.MANY + 1)
    ]
    complain(files=files)
    paths = [storing.path_of(one.stored_as) for one in SealedUpload.objects.all()]
    for path in paths:
        path.unlink()
        path.mkdir()  # no unlink takes a folder away
    Case.objects.update(status="closed", outcome="thin", closed_on=timezone.localdate())
    with recording.turn():
        retention._erase(Case.objects.get(), timezone.localdate())
    stray = storing.write([b"left behind"])
    with later(2):
        swept = sweeping.sweep(timezone.now())
        assert swept["files"] == (1, "")
        assert "11 files" in swept["left"].fault
        assert not storing.path_of(stray).exists()
        for path in paths:
            path.rmdir()
            path.write_bytes(b"sealed")
        assert sweeping.sweep(timezone.now())["left"] == (11, "")
    assert not any(path.exists() for path in paths)
    assert not LeftFile.objects.exists()


def test_one_stray_that_the_disk_keeps_stops_no_other(english):
    stuck, *others = sorted(storing.path_of(storing.write([b"x"])) for _number in range(4))
    stuck.unlink()
    stuck.mkdir()
    with later(2), pytest.raises(CommandError, match=r"files \(1 file without a row could not be"):
        call_command("sweep_complaints")
    assert not any(path.exists() for path in others)
    stuck.rmdir()
    stuck.write_bytes(b"x")
    with later(2):
        call_command("sweep_complaints")
    assert not stuck.exists()


def test_expired_drafts_go_with_their_files():
    staged = storing.write([b"draft"])
    over = Draft.objects.create(token_hash=b"o" * 32, blob=b"", until=timezone.now())
    DraftFile.objects.create(draft=over, stored_as=staged, size=5)
    alive = Draft.objects.create(token_hash=b"a" * 32, blob=b"", until=timezone.now() + HOUR)
    assert sweeping.sweep(timezone.now())["drafts"].went == 1
    assert list(Draft.objects.all()) == [alive]


def test_vault_sessions_that_are_over_go(handling):
    now = timezone.now()
    tokens = [vault.begin(handling.head.row, handling.head.private) for _number in range(3)]
    first, second, _third = VaultSession.objects.order_by("pk")
    VaultSession.objects.filter(pk=first.pk).update(until=now)
    VaultSession.objects.filter(pk=second.pk).update(used_at=now - vault.IDLE - HOUR)
    assert sweeping.sweep(now)["sessions"].went == 2
    assert [bool(vault.resume(token, handling.head.person)) for token in tokens] == [
        False, False, True,
    ]  # fmt: skip


def test_questions_that_nobody_answered_go():
    now = timezone.now()
    for minutes in (-1, 5):
        until = now + timedelta(minutes=minutes)
        CaptchaStore.objects.create(
            hashkey=str(minutes), challenge="x", response="y", expiration=until
        )
    assert sweeping.sweep(now)["challenges"].went == 1
    assert CaptchaStore.objects.get().hashkey == "5"


def test_an_officer_whose_account_ended_is_retired(handling):
    person = handling.clerk.person
    person.is_active = False
    person.save(update_fields=["is_active"])
    assert sweeping.sweep(timezone.now())["officers"].went == 1
    handling.clerk.row.refresh_from_db()
    assert handling.clerk.row.state == "left"
    assert sweeping.sweep(timezone.now())["officers"].went == 0


def test_one_part_that_fails_keeps_no_other_from_being_done(monkeypatch):
    def broken(_now):
        raise OSError("disk")

    Draft.objects.create(token_hash=b"o" * 32, blob=b"", until=timezone.now())
    monkeypatch.setattr(sweeping, "PARTS", {"files": broken, "drafts": drafts.sweep, "bad": broken})
    swept = sweeping.sweep(timezone.now())
    assert swept == {"files": (0, "OSError"), "drafts": (1, ""), "bad": (0, "OSError")}
    with pytest.raises(CommandError, match=r"files \(OSError\), bad \(OSError\)"):
        call_command("sweep_complaints")


def test_two_sweepers_at_once_do_no_harm(transactional_db, race):
    now = timezone.now()
    for number in range(6):
        staged = storing.write([b"draft"])
        over = Draft.objects.create(token_hash=bytes([number]) * 32, blob=b"", until=now)
        DraftFile.objects.create(draft=over, stored_as=staged, size=5)
        os.utime(storing.path_of(storing.write([b"stray"])), (0, 0))
    with later(2):
        outcomes = race(lambda: sweeping.sweep(now + HOUR), 2)
    assert [one.error for one in outcomes] == [None, None]
    swept = [one.value for one in outcomes]
    assert [part.fault for one in swept for part in one.values() if part.fault] == []
    assert sum(one["drafts"].went for one in swept) == 6
    assert Draft.objects.count() == 0
    assert list(storing.path_of(uuid4()).parent.iterdir()) == []
