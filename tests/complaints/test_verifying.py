"""Whatever somebody does to the rows behind the portal's back is found, and its row is named."""

from __future__ import annotations

import io
import shutil
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from time_machine import travel

from complaints import sealing
from complaints.handling import casework
from complaints.models import (
    AuditRow,
    Case,
    Epoch,
    Exclusion,
    Item,
    Officer,
    PublishedHead,
    Recovery,
    SealedUpload,
    Wrap,
)
from complaints.sealed import recording, server, storing
from complaints.sealed.excluding import exclude
from complaints.sealed.receiving import Incoming
from complaints.sealed.recording import What, short
from complaints.sealed.stored import fingerprint
from complaints.sealed.writing import write_text
from complaints.upkeep import heads, retention, verifying
from tests.complaints.conftest import flipped
from tests.complaints.offices import complain, make_officer

pytestmark = pytest.mark.django_db
GONE, CHANGED, UNTOLD = verifying.GONE, verifying.CHANGED, verifying.UNTOLD
BACK, READER = verifying.BACK, verifying.READER


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Files, and what a look came to, of no other test."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()


@pytest.fixture
def told(handling):
    """The office at work, its officers and recovery in the chain as the roster's verbs tell."""
    with recording.turn():
        tell_recovery(handling.recovery.row)
    return handling


def tell_recovery(row: Recovery) -> None:
    recording.record(What.RECOVERY_MADE, facts=(fingerprint(row.public), short(row.mark)))


@pytest.fixture
def case(told) -> Case:
    """A case with a file and a message, and the head of its day."""
    files = [Incoming("ภาพ.jpg", "image/jpeg", lambda: io.BytesIO(b"x" * 100))]
    sent = complain("เรื่อง", files=files, accused_posts=[])
    write_text(sent.case, Item.Kind.MESSAGE, told.head.row.role, "รับเรื่องแล้ว")
    heads.publish(timezone.localdate())
    return sent.case


def found(*noted, **options) -> list[tuple[str, object]]:
    return [(one.row, one.fault) for one in verifying.verify(noted, **options)]


def sql(statement: str, *values) -> None:
    """As somebody with the database in hand."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def one(*expected) -> list[tuple[str, object]]:
    return [expected]


# --- as it was written ----------------------------------------------------------------


def test_what_the_portal_wrote_is_right(case):
    assert found() == []


def test_what_the_portal_erased_is_right(case, told, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        erase(case, told)
    assert found() == []


def close(case: Case, told) -> None:
    case.refresh_from_db()
    seen = casework.Seen(uuid4(), case.version, case.items_count)
    casework.close(case, "thin", "ไม่มีข้อมูลพอ", by=told.head.row, seen=seen)


def erase(case: Case, told) -> None:
    close(case, told)
    with travel(timezone.now() + timedelta(days=400), tick=False):
        assert retention.erase_due(timezone.localdate()) == 1


def test_written_while_it_looks_nothing_is_taken_for_a_fault(case, told, monkeypatch):
    real, writes = verifying._items, [1, 1]

    def meanwhile(*facts):
        if writes:
            writes.pop()
            complain("ระหว่างตรวจ")
        yield from real(*facts)

    monkeypatch.setattr(verifying, "_items", meanwhile)
    assert found() == []
    assert writes == []


# --- taken away -----------------------------------------------------------------------


def test_a_deleted_item_is_named(case):
    item = case.items.get(kind="message")
    sql("DELETE FROM complaints_item WHERE id = %s", _key(item.pk))
    assert found() == one(f"item {item.pk.hex} of case {case.pk.hex}", GONE)


def _key(pk):
    return pk.hex if connection.vendor == "sqlite" else str(pk)


def test_a_deleted_file_is_named_in_the_table_and_on_the_disk(case):
    upload = SealedUpload.objects.get()
    path = storing.path_of(upload.stored_as)
    name = f"file {upload.pk.hex} of case {case}"
    path.write_bytes(flipped(path.read_bytes(), 70))
    assert found() == one(name, verifying.BYTES_CHANGED)
    assert found(files=False) == []
    path.unlink()
    assert found(files=False) == one(name, verifying.BYTES_GONE)
    SealedUpload.objects.all().delete()
    assert found() == one(f"file {upload.pk.hex} of case {case.pk.hex}", GONE)


def test_a_case_deleted_whole_is_named_with_all_it_held(case):
    Wrap.objects.all().delete()
    SealedUpload.objects.all().delete()
    Item.objects.all().delete()
    Epoch.objects.all().delete()
    Case.objects.all().delete()
    rows = [row for row, fault in found() if fault == GONE]
    assert rows[0] == f"case {case.pk.hex}"
    assert [row.split()[0] for row in rows] == ["case", "epoch", "item", "item", "file"]


def test_an_erasure_that_the_portal_did_not_do_is_found(case):
    Wrap.objects.all().delete()
    today = timezone.localdate()
    Case.objects.update(
        status="closed", outcome="thin", closed_on=today, erased_on=today, locator=None
    )
    faults = dict(found())
    assert faults[f"case {case} {case.pk.hex}"] == CHANGED
    assert verifying.READER_GONE in faults.values()


def test_rows_cut_from_the_end_of_the_chain_are_shown_by_the_heads(case):
    noted = sealing.read_head(PublishedHead.objects.get().printed)
    last = AuditRow.objects.order_by("number").last()
    sql("DELETE FROM complaints_auditrow WHERE number = %s", last.number)
    day = PublishedHead.objects.get().day
    assert (f"head of {day}", verifying.CUT) in found()
    sql("DELETE FROM complaints_publishedhead")
    assert found() == []  # consistent in itself: what is kept on paper tells
    assert found(noted) == one(f"head {noted.printed()[:24]}", verifying.CUT)


def test_a_published_head_that_was_deleted_or_edited_is_named(case):
    row = PublishedHead.objects.get()
    forged = sealing.Head(1, sealing.Blob(bytes(34))).printed()
    sql("UPDATE complaints_publishedhead SET printed = %s", forged)
    assert (f"head of {row.day}", CHANGED) in found()
    sql("UPDATE complaints_publishedhead SET printed = 'nonsense'")
    assert (f"head of {row.day}", CHANGED) in found()
    sql("DELETE FROM complaints_publishedhead")
    assert found() == one(f"head of {row.day}", GONE)


@pytest.mark.parametrize("act", ["edit", "delete", "swap"])
def test_a_changed_chain_is_named_by_its_first_wrong_row(case, act):
    if act == "edit":
        sql('UPDATE complaints_auditrow SET event = \'["x", "y", "", ""]\' WHERE number = 6')
    elif act == "delete":
        sql("DELETE FROM complaints_auditrow WHERE number = 6")
    else:
        sql("UPDATE complaints_auditrow SET number = 999 WHERE number = 6")
        sql("UPDATE complaints_auditrow SET number = 6 WHERE number = 7")
        sql("UPDATE complaints_auditrow SET number = 7 WHERE number = 999")
    assert ("chain row 6", CHANGED) in found()


# --- put back, put in, edited ---------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "note"},
        {"author": "complainant"},
        {"blob": b"x" * 300},
        {"wrapped_key": b"y" * 81},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_edited_item_is_named(case, change):
    item = case.items.get(kind="message")
    Item.objects.filter(pk=item.pk).update(**change)
    assert found() == one(f"item 2 of case {case} {item.pk.hex}", CHANGED)


def test_a_file_under_another_name_is_named(case):
    upload = SealedUpload.objects.get()
    SealedUpload.objects.update(about=flipped(upload.about, 40))
    assert found() == one(f"file {upload.pk.hex} of case {case}", CHANGED)


def test_an_item_copied_from_elsewhere_is_named(case):
    item = case.items.get(kind="message")
    item.pk, item.place = uuid4(), 3
    item.save(force_insert=True)
    assert found() == one(f"item 3 of case {case} {item.pk.hex}", UNTOLD)


def test_a_wrap_for_somebody_whom_the_chain_does_not_know_is_named(case, told):
    stranger = make_officer(told.office.outsider, told=False).row
    epoch = Epoch.objects.get()
    Wrap.objects.create(epoch=epoch, role=stranger.role, blob=b"z")
    name = f"wrap of {stranger.role} in epoch 1 of case {case.pk.hex}"
    assert found() == [(str(stranger.role), UNTOLD), (name, READER)]


def test_a_wrap_that_was_shared_by_the_verbs_is_right(case, told):
    newcomer = make_officer(told.office.planner).row
    epoch = Epoch.objects.get()
    with recording.turn():
        recording.record(What.EPOCH_SHARED, case=case.pk, facts=("1", newcomer.role))
    Wrap.objects.create(epoch=epoch, role=newcomer.role, blob=b"z")
    assert found() == []


def test_a_wrap_given_back_to_somebody_excluded_is_named(case, told):
    clerk = told.clerk
    with recording.turn():
        exclude(case, clerk.person.pk, by="test")
    row = Exclusion.objects.get()
    name = f"wrap of {clerk.row.role} in epoch 1 of case {case.pk.hex}"
    assert found() == one(name, READER)
    Wrap.objects.filter(role=clerk.row.role).delete()
    assert found() == []
    row.delete()
    assert found() == one(f"exclusion of person {clerk.person.pk} from case {case.pk.hex}", GONE)


def test_an_officer_who_left_and_was_put_back_is_named(case, told):
    with recording.turn():
        recording.record(What.OFFICER_LEFT, facts=(told.clerk.row.pk.hex,))
    rows = dict(found())
    assert rows[str(told.clerk.row.role)] == BACK
    assert rows[f"wrap of {told.clerk.row.role} in epoch 1 of case {case.pk.hex}"] == READER


def test_an_officer_with_an_exchanged_key_is_named(case, told):
    other = sealing.new_officer(told.clerk.row.role, "รถไฟสายเก่าวิ่งผ่านทุ่งนา", server.keys())
    Officer.objects.filter(pk=told.clerk.row.pk).update(public=other.stored.public)
    assert found() == one(str(told.clerk.row.role), CHANGED)


def test_an_older_recovery_put_back_in_force_is_named(case, told):
    made = sealing.new_recovery()
    key = sealing.admit(sealing.RECOVERY, made.stored.public, server.keys())
    old = told.recovery.row
    Recovery.objects.update(active=False)
    new = Recovery.objects.create(
        public=key.public, mark=key.mark, by_1_and_2=b"", by_1_and_3=b"", by_2_and_3=b"",
        made_on=timezone.localdate(),
    )  # fmt: skip
    with recording.turn():
        tell_recovery(new)
    assert found() == []
    Recovery.objects.filter(pk=new.pk).update(active=False)
    Recovery.objects.filter(pk=old.pk).update(active=True)
    assert (f"recovery {fingerprint(old.public)[:16]}", BACK) in found()


def test_an_erased_case_put_back_from_a_backup_is_named(
    case, told, django_capture_on_commit_callbacks
):
    close(case, told)
    saved = {model: list(model.objects.all()) for model in (Case, Epoch, Wrap, Item)}
    with (
        travel(timezone.now() + timedelta(days=400), tick=False),
        django_capture_on_commit_callbacks(execute=True),
    ):
        assert retention.erase_due(timezone.localdate()) == 1
    Case.objects.all().delete()
    for model, rows in saved.items():
        model.objects.bulk_create(rows)
    faults = [fault for _row, fault in found()]
    assert faults == [BACK] * (1 + 1 + 4)


def test_a_verdict_or_an_end_that_nobody_gave_is_named(case):
    Case.objects.update(
        status="closed", outcome="unfounded", closed_on=timezone.localdate(), verdict="dealt_with"
    )
    assert found() == columns(case, "status", "outcome", "verdict", "closed_on")


def columns(case: Case, *names: str) -> list[tuple[str, object]]:
    return [(f"{name} of case {case} {case.pk.hex}", CHANGED) for name in names]


# --- whose key it is ------------------------------------------------------------------


def test_an_officer_row_pointed_to_another_person_is_named(case, told):
    Officer.objects.filter(pk=told.clerk.row.pk).update(person=told.office.outsider)
    assert found() == one(str(told.clerk.row.role), CHANGED)


# --- the command ----------------------------------------------------------------------


def test_the_command_names_rows_and_fails(case, capsys):
    head = PublishedHead.objects.get()
    signs = heads.signs_of(head)
    call_command("verify_complaints", head=[signs, signs[:20]])
    Item.objects.filter(kind="message").delete()
    with pytest.raises(CommandError):
        call_command("verify_complaints")
    assert f"of case {case.pk.hex}: " in capsys.readouterr().out


def test_the_command_tells_a_head_that_the_chain_lacks(case, capsys):
    with pytest.raises(CommandError):
        call_command("verify_complaints", head=["0" * 16])
    assert "head 0000000000000000: " in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("verify_complaints", head=["ไม่ใช่"])


def test_without_keys_the_command_says_what_is_missing(case, settings, tmp_path):
    settings.COMPLAINT_KEYS = tmp_path / "nowhere"
    server.keys.cache_clear()
    try:
        with pytest.raises(CommandError, match="nowhere"):
            call_command("verify_complaints")
    finally:
        server.keys.cache_clear()
        shutil.rmtree(tmp_path, ignore_errors=True)
