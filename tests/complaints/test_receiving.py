"""A complaint becomes a case that its readers open, and nobody else."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest

from complaints import sealing
from complaints.models import AuditRow, Case, Item, Officer, Wrap
from complaints.sealed import receiving, storing
from complaints.sealed.receiving import Closed, Complaint, Incoming, free_receipt, receive
from complaints.sealed.writing import write_text
from complaints.sealing import CannotOpen
from tests.complaints import offices
from tests.complaints.offices import complain, complainant

pytestmark = pytest.mark.django_db


def test_officers_and_complainant_read_what_was_written(handling):
    sent = complain("เรื่องลับ", details={"when": "เมื่อวาน", "where": ""}, identity={"name": "ก"})
    for reader in (sent.reader, handling.head.reader, handling.clerk.reader):
        texts = [opened.text for opened in reader.items(sent.case)]
        assert texts == ["เรื่องลับ", '{"when": "เมื่อวาน"}', '{"name": "ก"}']


def test_files_come_back_byte_for_byte(handling):
    content = bytes(range(256)) * 1000
    file = Incoming("ใบเสร็จ.pdf", "application/pdf", lambda: io.BytesIO(content))
    sent = complain(files=[file])
    upload = sent.case.items.get(kind="story").files.get()
    reader = handling.head.reader
    assert b"".join(reader.content(upload)) == content
    assert reader.about(upload) == ("ใบเสร็จ.pdf", "application/pdf")
    assert reader.size(upload) == len(content)
    assert storing.path_of(upload.stored_as).stat().st_mtime == 0


def test_sent_twice_it_is_one_case(handling):
    receipt, pk = free_receipt(), uuid4()
    first = receive(Complaint("ก"), receipt, pk)
    assert receive(Complaint("ก"), receipt, pk) == first
    assert Case.objects.count() == 1
    assert first.items_count == 1


def test_whoever_is_complained_of_gets_no_key(handling):
    sent = complain(accused_posts=[handling.office.posts.head.pk])
    roles = set(Wrap.objects.filter(epoch__case=sent.case).values_list("role", flat=True))
    assert roles == {"complainant", "recovery", handling.clerk.row.role}
    assert list(Case.objects.readable_by(handling.head.row)) == []
    assert list(Case.objects.readable_by(handling.clerk.row)) == [sent.case]
    with pytest.raises(CannotOpen):
        handling.head.reader.text(sent.case.items.get(kind="story"))


def test_with_one_officer_nothing_is_taken(handling):
    handling.clerk.row.state, handling.clerk.row.left_on = "left", handling.clerk.row.enrolled_on
    handling.clerk.row.save()
    with pytest.raises(Closed):
        receive(Complaint("ก"), free_receipt(), uuid4())


def test_a_note_is_kept_from_the_complainant(handling):
    sent = complain("ก")
    write_text(sent.case, Item.Kind.NOTE, handling.head.row.role, "บันทึกภายใน")
    write_text(sent.case, Item.Kind.MESSAGE, handling.head.row.role, "ขอข้อมูลเพิ่ม")
    assert [one.text for one in sent.reader.items(sent.case)] == ["ก", "ขอข้อมูลเพิ่ม"]
    assert [one.text for one in handling.clerk.reader.items(sent.case)][1:] == [
        "บันทึกภายใน", "ขอข้อมูลเพิ่ม",
    ]  # fmt: skip


def test_the_chain_tells_every_step(handling):
    complain("ก", identity={"name": "ก"})
    told = [row.event[0] for row in AuditRow.objects.all()]
    assert told[-4:] == ["case received", "epoch begun", "item written", "item written"]


def test_another_receipt_opens_nothing(handling):
    sent = complain("ก")
    with pytest.raises(CannotOpen):
        complainant(sent.case, sealing.new_receipt())


def test_a_row_pointed_to_another_person_lets_nobody_read_of_themself(handling, caplog):
    """The accused officer's row is put under another account for the hour of the complaint."""
    third = offices.make_officer(handling.office.planner)
    Officer.objects.filter(pk=third.row.pk).update(person=handling.office.outsider)
    sent = complain("ก", accused_posts=[handling.office.posts.planner.pk])
    assert third.row.role not in {wrap.role for wrap in Wrap.objects.filter(epoch__case=sent.case)}
    assert "around the portal" in caplog.text
    Officer.objects.filter(pk=third.row.pk).update(person=handling.office.planner)
    assert third.row in receiving.trusted_officers()


def test_a_row_put_into_the_roster_admits_nobody(handling, caplog):
    rogue = offices.make_officer(handling.office.outsider)
    Officer.objects.filter(pk=rogue.row.pk).update(mark=handling.head.row.mark)
    sent = complain()
    assert not Wrap.objects.filter(role=rogue.row.role).exists()
    assert rogue.row.pk.hex in caplog.text.replace("-", "")
    assert handling.head.reader.items(sent.case)[0].text


def test_an_officer_who_leaves_while_it_is_sealed_gets_no_key(handling, monkeypatch):
    third = offices.make_officer(handling.office.planner)
    seal = receiving._seal

    def leaves_meanwhile(*arguments):
        Officer.objects.filter(pk=third.row.pk).update(state="left", left_on=third.row.enrolled_on)
        seal(*arguments)

    monkeypatch.setattr(receiving, "_seal", leaves_meanwhile)
    sent = complain()
    assert not Wrap.objects.filter(role=third.row.role).exists()
    assert Wrap.objects.filter(epoch__case=sent.case).count() == 4


def test_numbers_are_drawn_and_tell_of_no_gap(handling, monkeypatch):
    drawn = iter([4821, 4821, 1017])
    monkeypatch.setattr(receiving, "_drawn", lambda _lots: next(drawn))
    assert [complain().case.number for _case in range(2)] == [4821, 1017]


def test_a_year_of_thousands_has_longer_numbers(db, monkeypatch):
    monkeypatch.setattr(receiving, "FEWEST_LOTS", 10)
    Case.objects.bulk_create(
        Case(
            id=uuid4(), fiscal_year=2570, number=number, channel="web", category="other",
            received_on="2026-11-21", last_item_on="2026-11-21", locator=uuid4().bytes,
        )
        for number in range(1, 10)
    )  # fmt: skip
    assert 10 <= receiving.free_number(2570) < 100
