"""The complainant comes back with the receipt: the verbs."""

from __future__ import annotations

import io
from datetime import timedelta
from statistics import median
from time import perf_counter

import pytest
from django.utils import timezone

from complaints import sealing
from complaints.models import Case, Item, SealedUpload, VaultSession
from complaints.reporting import following
from complaints.sealed import server, storing
from complaints.sealed.receiving import Incoming
from complaints.sealed.writing import Writer, write_text
from complaints.sealing import Busy, CannotOpen
from tests.complaints.conftest import flipped
from tests.complaints.offices import complain

Kind = Item.Kind
PLAIN = b"%PDF-1.7 evidence"


def file(name="หลักฐาน.pdf", content=PLAIN) -> Incoming:
    return Incoming(name, "application/pdf", lambda: io.BytesIO(content))


def officer_writes(case, officer, words, *files) -> None:
    with Writer.of(case) as writer:
        item = writer.text(Kind.MESSAGE, officer.row.role, words)
        for one in files:
            writer.file(item, one.name, one.media_type, one.open())
        writer.save(case)


@pytest.fixture
def told(handling):
    return complain("เห็นรถหลวงขนทรายไปบ้านส่วนตัว", files=[file()], identity={"name": "คนหนึ่ง"})


@pytest.fixture
def visit(told):
    return following.enter(told.receipt)


# --- coming in --------------------------------------------------------------------------


def test_receipt_opens_its_case(told):
    visit = following.enter(told.receipt)
    assert visit.case == told.case
    assert following.entries(visit)[0].opened.text == "เห็นรถหลวงขนทรายไปบ้านส่วนตัว"


def test_receipt_of_no_case_and_wrong_secret_are_refused_alike(told):
    wrong = sealing.Receipt(told.receipt.locator, "0" * 16)
    unknown = sealing.new_receipt()
    refusals = []
    for receipt in (wrong, unknown):
        with pytest.raises(CannotOpen) as refused:
            following.enter(receipt)
        refusals.append(str(refused.value))
    assert refusals[0] == refusals[1]
    assert not VaultSession.objects.exists()


def test_unknown_receipt_takes_as_long_as_a_wrong_one(told):
    wrong = sealing.Receipt(told.receipt.locator, "0" * 16)

    def seconds(receipt) -> float:
        begun = perf_counter()
        with pytest.raises(CannotOpen):
            following.enter(receipt)
        return perf_counter() - begun

    seconds(wrong)
    # One after the other, so that whatever else the machine does hits both alike.
    pairs = [(seconds(wrong), seconds(sealing.new_receipt())) for _try in range(7)]
    wrong_ones, unknown_ones = zip(*pairs, strict=True)
    assert 0.6 < median(unknown_ones) / median(wrong_ones) < 1.6


def test_slow_key_is_made_for_an_unknown_receipt_too(handling, monkeypatch):
    asked = []
    real = sealing.open_by_receipt

    def counted(receipt, found, keys):
        asked.append(found)
        return real(receipt, found, keys)

    monkeypatch.setattr(sealing, "open_by_receipt", counted)
    with pytest.raises(CannotOpen):
        following.enter(sealing.new_receipt())
    assert asked == [None]


def test_erased_case_is_led_to_by_nothing(told):
    Case.objects.filter(pk=told.case.pk).update(
        status="closed", outcome="thin", closed_on=timezone.localdate(),
        erased_on=timezone.localdate(),
    )  # fmt: skip
    with pytest.raises(CannotOpen):
        following.enter(told.receipt)


def test_busy_sealing_is_told(told, monkeypatch):
    def busy(*_facts):
        raise Busy

    monkeypatch.setattr(sealing, "open_by_receipt", busy)
    with pytest.raises(Busy):
        following.enter(told.receipt)


def test_receipt_is_found_under_an_older_mac_key(told, monkeypatch):
    keys = server.keys()
    newer = sealing.ServerKeys(
        macs=keys.macs | {max(keys.macs) + 1: b"\x07" * 32}, peppers=keys.peppers
    )
    monkeypatch.setattr(server, "keys", lambda: newer)
    assert following.enter(told.receipt).case == told.case


# --- the token --------------------------------------------------------------------------


def test_token_opens_the_case_again(visit):
    again = following.resume(visit.token)
    assert again.case == visit.case
    assert following.entries(again)[0].opened.text


@pytest.mark.parametrize("token", ["", "0" * 64, "x", "\ud800", "é" * 64])
def test_other_tokens_open_nothing(visit, token):
    assert following.resume(token) is None


def test_visit_ends_after_an_hour(visit, monkeypatch):
    row = VaultSession.objects.get()
    assert row.until - timezone.now() <= timedelta(hours=1)
    assert row.until - timezone.now() > timedelta(minutes=54)
    later = row.until
    VaultSession.objects.update(used_at=later)
    monkeypatch.setattr(following.timezone, "now", lambda: later)
    assert following.resume(visit.token) is None


def test_visit_ends_after_a_quarter_of_an_hour_without_use(visit):
    VaultSession.objects.update(used_at=timezone.now() - timedelta(minutes=15, seconds=1))
    assert following.resume(visit.token) is None
    assert not VaultSession.objects.exists()


def test_use_keeps_the_visit_open(visit):
    VaultSession.objects.update(used_at=timezone.now() - timedelta(minutes=14))
    assert following.resume(visit.token)
    row = VaultSession.objects.get()
    assert timezone.now() - row.used_at < timedelta(minutes=5)


def test_end_of_a_visit_cannot_be_put_off_in_the_database(visit):
    VaultSession.objects.update(until=timezone.now() + timedelta(days=300))
    assert following.resume(visit.token) is None


def test_token_of_one_case_opens_no_other(visit, handling):
    other = complain("อีกเรื่องหนึ่ง")
    VaultSession.objects.update(case=other.case)
    assert following.resume(visit.token) is None


def test_visit_ends_with_the_case(visit):
    Case.objects.filter(pk=visit.case.pk).update(
        status="closed", outcome="thin", closed_on=timezone.localdate(),
        erased_on=timezone.localdate(),
    )  # fmt: skip
    assert following.resume(visit.token) is None


def test_left_visit_is_over(visit):
    following.leave(visit.token)
    assert following.resume(visit.token) is None
    assert not VaultSession.objects.exists()
    following.leave("nobody's")


def test_row_tells_neither_token_nor_minute(visit):
    row = VaultSession.objects.get()
    assert visit.token.encode() not in bytes(row.blob)
    assert bytes.fromhex(visit.token) not in (bytes(row.blob), bytes(row.token_hash))
    for moment in (row.used_at, row.until):
        assert (moment.minute % 5, moment.second, moment.microsecond) == (0, 0, 0)
    assert visit.token not in repr(visit)


def test_officers_token_is_none_of_a_complainant(handling, told):
    from complaints.officers import vault

    token = vault.begin(handling.head.row, handling.head.private)
    assert following.resume(token) is None
    following.leave(token)
    assert VaultSession.objects.filter(officer=handling.head.row).exists()


# --- what is read -----------------------------------------------------------------------


def test_messages_come_in_order_with_their_files(visit, handling):
    officer_writes(visit.case, handling.head, "รับเรื่องแล้ว", file("ตอบ.pdf", b"answer"))
    write_text(visit.case, Kind.MESSAGE, sealing.COMPLAINANT, "ขอบคุณ")
    entries = [entry for entry in following.entries(visit) if entry.item.kind != Kind.DETAILS]
    assert [(entry.is_mine, entry.opened.text) for entry in entries] == [
        (True, "เห็นรถหลวงขนทรายไปบ้านส่วนตัว"), (False, "รับเรื่องแล้ว"), (True, "ขอบคุณ"),
    ]  # fmt: skip
    assert [[(one.name, one.size) for one in entry.files] for entry in entries] == [
        [("หลักฐาน.pdf", len(PLAIN))], [("ตอบ.pdf", 6)], [],
    ]  # fmt: skip


def test_notes_records_and_their_files_are_not_shown(visit, handling):
    with Writer.of(visit.case) as writer:
        note = writer.text(Kind.NOTE, handling.head.row.role, "สงสัยคนใกล้ตัว")
        hidden = writer.file(note, "note.pdf", "application/pdf", io.BytesIO(b"x"))
        writer.text(Kind.RECORD, handling.head.row.role, "บันทึก")
        writer.save(visit.case)
    kinds = {entry.item.kind for entry in following.entries(visit)}
    assert kinds == {Kind.STORY}
    assert following.file_of(visit, hidden.pk) is None


def test_name_and_contact_are_not_opened_for_the_page(visit):
    assert Kind.IDENTITY not in {entry.item.kind for entry in following.entries(visit)}
    assert following.left_a_name(visit)


def test_file_comes_back_as_it_was_sent(visit):
    (found,) = SealedUpload.objects.all()
    assert following.file_of(visit, found.pk) == found
    assert b"".join(following.content_of(visit, found)) == PLAIN


def test_file_of_another_case_is_not_there(visit, handling):
    complain("อีกเรื่อง", files=[file("b.pdf")])
    other = SealedUpload.objects.exclude(item__case=visit.case).get()
    assert following.file_of(visit, other.pk) is None
    assert following.file_of(visit, None) is None


def test_changed_item_is_shown_as_changed_and_the_rest_is_read(visit, handling):
    officer_writes(visit.case, handling.head, "รับเรื่องแล้ว")
    story = Item.objects.get(case=visit.case, kind=Kind.STORY)
    Item.objects.filter(pk=story.pk).update(mark=flipped(bytes(story.mark), -1))
    entries = following.entries(following.resume(visit.token))
    assert [(entry.opened.text, entry.opened.alarm) for entry in entries] == [
        (None, True), ("รับเรื่องแล้ว", False),
    ]  # fmt: skip


def test_changed_file_has_no_name_and_gives_nothing(visit):
    (found,) = SealedUpload.objects.all()
    path = storing.path_of(found.stored_as)
    sealed = bytearray(path.read_bytes())
    sealed[100] ^= 1
    path.write_bytes(sealed)
    with pytest.raises(CannotOpen):
        following.content_of(visit, found)
    SealedUpload.objects.update(about_mark=b"\x00" * 34)
    assert following.entries(visit)[0].files[0].name == ""


def test_queries_do_not_grow_with_what_was_written(visit, handling, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for _round in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            following.entries(following.resume(visit.token))
        counts.append(len(queries))
        for number in range(3):
            officer_writes(visit.case, handling.head, f"ข้อความ {number}", file(f"{number}.pdf"))
    assert counts[0] == counts[1]
