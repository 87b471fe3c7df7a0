"""The officers' verbs: each writes what it promises, once, under what the page had shown."""

from __future__ import annotations

import io
from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone, translation

from accounts.refusals import NotAllowed, Stale
from complaints import waiting
from complaints.handling import casework, exclusion, identity, merging
from complaints.handling.casework import Referral, Seen
from complaints.models import AuditRow, Case, Exclusion, Item, Wrap
from complaints.officers import sharing
from complaints.sealed.reading import Reader
from complaints.sealed.receiving import Incoming
from complaints.sealed.records import Act, Record, read_record
from complaints.sealed.writing import write_text
from complaints.sealing import CannotOpen, Tampered
from tests.complaints.offices import complain, make_officer

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
WORDS = "ได้รับเรื่องแล้ว ขอบคุณที่แจ้ง"
REASON = "ผู้ถูกร้องเป็นญาติใกล้ชิดของข้าพเจ้า"


def seen(case: Case) -> Seen:
    """What a page that is opened now brings along."""
    case.refresh_from_db()
    return Seen(uuid4(), case.version, case.items_count)


def told(case: Case) -> list[str]:
    """What the chain says of the case."""
    return [row.event[0] for row in AuditRow.objects.filter(event__2=case.pk.hex)]


def records(case: Case, reader: Reader) -> list[Record]:
    return [read_record(one.text) for one in reader.items(case, Item.Kind.RECORD)]


@pytest.fixture
def sent(handling):
    return complain("เรื่องลับ", identity={"name": "ผู้แจ้งคนหนึ่ง", "contact": "ที่บ้าน"})


# --- from received to closed ----------------------------------------------------------


def test_acknowledging_tells_the_reporter_and_stops_the_clock(handling, sent):
    case = sent.case
    assert casework.acknowledge(case, WORDS, by=handling.head.row, seen=seen(case))
    case.refresh_from_db()
    assert (case.status, case.acknowledged_on) == ("acknowledged", TODAY)
    assert sent.reader.items(case, Item.Kind.MESSAGE)[0].text == WORDS
    assert told(case)[-2:] == ["status changed", "item written"]
    with pytest.raises(NotAllowed):
        casework.acknowledge(case, WORDS, by=handling.head.row, seen=seen(case))


def test_the_examination_may_begin_before_the_reporter_is_told(handling, sent):
    case = sent.case
    casework.begin(case, by=handling.head.row, seen=seen(case))
    casework.acknowledge(case, WORDS, by=handling.clerk.row, seen=seen(case))
    case.refresh_from_db()
    assert (case.status, case.examined_on, case.acknowledged_on) == ("examining", TODAY, TODAY)
    assert [one.act for one in records(case, handling.clerk.reader)] == [Act.BEGUN]
    with pytest.raises(NotAllowed):
        casework.begin(case, by=handling.head.row, seen=seen(case))


def test_closing_writes_outcome_words_reasons_and_how_long_it_is_kept(handling, sent):
    case = sent.case
    casework.close(
        case, "founded", "ดำเนินการแล้ว", "ตามรายงานการสอบ", by=handling.head.row, seen=seen(case)
    )
    case.refresh_from_db()
    assert (case.status, case.outcome, case.closed_on) == ("closed", "founded", TODAY)
    assert case.acknowledged_on == TODAY
    assert case.keep_until.year == TODAY.year + 1
    assert [one.text for one in sent.reader.items(case)][-1] == "ดำเนินการแล้ว"
    assert records(case, handling.clerk.reader) == [
        Record(Act.CLOSED, "ตามรายงานการสอบ", {"outcome": "founded"})
    ]
    assert {"closed", "status changed"} <= set(told(case))
    with pytest.raises(NotAllowed):
        casework.acknowledge(case, WORDS, by=handling.head.row, seen=seen(case))
    assert casework.write_message(case, WORDS, by=handling.head.row, seen=seen(case))


def test_a_case_is_opened_again_for_a_reason(handling, sent):
    case = sent.case
    with pytest.raises(NotAllowed):
        casework.reopen(case, REASON, by=handling.head.row, seen=seen(case))
    casework.close(case, "thin", WORDS, by=handling.head.row, seen=seen(case))
    Case.objects.filter(pk=case.pk).update(verdict="not_dealt_with")
    casework.reopen(case, "มีพยานหลักฐานใหม่", by=handling.clerk.row, seen=seen(case))
    case.refresh_from_db()
    assert (case.status, case.outcome, case.verdict) == ("examining", "", "")
    assert case.closed_on is case.keep_until is None
    assert records(case, handling.head.reader)[-1].words == "มีพยานหลักฐานใหม่"
    assert told(case)[-3:] == ["status changed", "reopened", "item written"]


def test_a_referral_is_recorded_and_the_case_stays_open(handling, sent):
    to = Referral("สำนักงาน ป.ป.ช. ประจำจังหวัด", date(2026, 11, 20), "ที่ ๑๒๓/๒๕๖๙")
    casework.refer(
        sent.case, to, "อยู่นอกอำนาจของหน่วยงาน", by=handling.head.row, seen=seen(sent.case)
    )
    (record,) = records(sent.case, handling.clerk.reader)
    assert record.facts == {
        "to": "สำนักงาน ป.ป.ช. ประจำจังหวัด", "on": "2026-11-20", "reference": "ที่ ๑๒๓/๒๕๖๙",
    }  # fmt: skip
    sent.case.refresh_from_db()
    assert sent.case.status == "received"
    assert sent.reader.items(sent.case, Item.Kind.MESSAGE) == []


def test_only_a_reader_can_answer_for_a_case(handling):
    case = complain("ก", accused_posts=[handling.office.posts.head.pk]).case
    casework.assign(case, handling.clerk.row, by=handling.clerk.row, seen=seen(case))
    case.refresh_from_db()
    assert case.assigned_to == handling.clerk.row
    assert "assigned" in told(case)
    with pytest.raises(NotAllowed):
        casework.assign(case, handling.head.row, by=handling.clerk.row, seen=seen(case))
    casework.assign(case, None, by=handling.clerk.row, seen=seen(case))
    case.refresh_from_db()
    assert case.assigned_to is None


def test_a_message_brings_its_files(handling, sent):
    file = Incoming("หนังสือ.pdf", "application/pdf", lambda: io.BytesIO(b"x" * 99))
    casework.write_message(sent.case, WORDS, [file], by=handling.head.row, seen=seen(sent.case))
    upload = sent.case.items.get(kind="message").files.get()
    assert b"".join(sent.reader.content(upload)) == b"x" * 99


# --- sent twice, too late, with changed keys ------------------------------------------


def test_a_form_that_is_sent_twice_is_written_once(handling, sent):
    case, form = sent.case, seen(sent.case)
    assert casework.write_message(case, WORDS, by=handling.head.row, seen=form)
    assert not casework.write_message(case, WORDS, by=handling.head.row, seen=form)
    assert case.items.filter(kind="message").count() == 1
    closing = seen(case)
    assert casework.close(case, "thin", WORDS, by=handling.head.row, seen=closing)
    assert not casework.close(case, "thin", WORDS, by=handling.head.row, seen=closing)
    assert told(case).count("closed") == 1


def test_a_token_of_another_case_is_refused(handling, sent):
    other = complain("ข").case
    form = seen(sent.case)
    casework.write_note(sent.case, "ก", by=handling.head.row, seen=form)
    with pytest.raises(Stale):
        casework.write_note(other, "ข", by=handling.head.row, seen=form)
    assert not other.items.filter(kind="note").exists()


def test_whoever_looked_at_an_older_case_is_refused(handling, sent):
    before = seen(sent.case)
    casework.begin(sent.case, by=handling.clerk.row, seen=seen(sent.case))
    count = AuditRow.objects.count()
    for act in (
        lambda: casework.acknowledge(sent.case, WORDS, by=handling.head.row, seen=before),
        lambda: casework.close(sent.case, "thin", WORDS, by=handling.head.row, seen=before),
        lambda: casework.assign(sent.case, None, by=handling.head.row, seen=before),
        lambda: exclusion.step_aside(sent.case, REASON, by=handling.head.row, seen=before),
    ):
        with pytest.raises(Stale):
            act()
    assert AuditRow.objects.count() == count


def test_no_case_is_closed_over_a_message_that_nobody_has_read(handling, sent):
    before = seen(sent.case)
    write_text(sent.case, Item.Kind.MESSAGE, sent.reader.role, "มีหลักฐานเพิ่ม")
    with pytest.raises(Stale):
        casework.close(sent.case, "thin", WORDS, by=handling.head.row, seen=before)
    sent.case.refresh_from_db()
    assert sent.case.status == "received"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_close_at_once_one_closes(race, handling, sent):
    seens = [seen(sent.case), seen(sent.case)]

    def act(number: int) -> None:
        case = Case.objects.get(pk=sent.case.pk)
        outcome = ("founded", "unfounded")[number]
        casework.close(case, outcome, WORDS, by=handling.head.row, seen=seens[number])

    done = race(act, 2)
    assert sum(one.error is None for one in done) == 1
    assert sum(isinstance(one.error, Stale) for one in done) == 1
    assert told(sent.case).count("closed") == 1


def test_nothing_is_written_under_a_key_that_was_exchanged(handling, sent):
    epoch = sent.case.epochs.get()
    epoch.public = bytes(32)
    epoch.save()
    with pytest.raises(Tampered):
        casework.write_note(sent.case, "ก", by=handling.head.row, seen=seen(sent.case))
    assert not sent.case.items.filter(kind="note").exists()


# --- the reporter's name --------------------------------------------------------------


def test_the_name_is_opened_for_a_reason_that_is_written_first(handling, sent):
    case, form = sent.case, seen(sent.case)
    head = handling.head
    facts = {"reader": head.reader, "by": head.row}
    (found,) = identity.open_identity(case, REASON, seen=form, **facts)
    assert found.given == {"name": "ผู้แจ้งคนหนึ่ง", "contact": "ที่บ้าน"}
    assert told(case)[-2:] == ["identity opened", "item written"]
    (opening,) = identity.openings(handling.clerk.reader.items(case))
    assert (opening[0].item.author, opening[1].words) == (head.row.role, REASON)
    with pytest.raises(NotAllowed):
        identity.open_identity(case, REASON, seen=form, **facts)
    assert told(case).count("identity opened") == 1


def test_without_a_name_nothing_is_opened_or_written(handling):
    case = complain("ก").case
    with pytest.raises(NotAllowed):
        identity.open_identity(
            case, REASON, reader=handling.head.reader, by=handling.head.row, seen=seen(case)
        )
    assert case.items.count() == 1


# --- who reads it ---------------------------------------------------------------------


def test_who_steps_aside_reads_nothing_that_comes_later(handling, sent):
    case, head = sent.case, handling.head
    casework.assign(case, head.row, by=head.row, seen=seen(case))
    kept = {wrap.epoch_id: bytes(wrap.blob) for wrap in Wrap.objects.filter(role=head.row.role)}
    exclusion.step_aside(case, REASON, by=head.row, seen=seen(case))
    case.refresh_from_db()
    assert case.assigned_to is None
    assert not Wrap.objects.filter(epoch__case=case, role=head.row.role).exists()
    assert list(Exclusion.objects.values_list("person", flat=True)) == [head.person.pk]
    assert list(Case.objects.readable_by(head.row)) == []
    later = write_text(case, Item.Kind.MESSAGE, sent.reader.role, "เรื่องที่มาทีหลัง")
    for epoch, blob in kept.items():  # an old backup of the keys
        Wrap.objects.create(epoch_id=epoch, role=head.row.role, blob=blob)
    fresh = Reader(head.row.role, head.private)
    assert fresh.text(case.items.get(kind="story")) == "เรื่องลับ"
    with pytest.raises(CannotOpen):
        fresh.text(later)
    assert records(case, handling.clerk.reader)[-1] == Record(Act.STEPPED_ASIDE, REASON)
    assert sent.reader.items(case)[-1].text == "เรื่องที่มาทีหลัง"


def test_a_colleague_whom_it_concerns_is_left_out_and_cannot_read_why(handling, sent):
    case, head, clerk = sent.case, handling.head, handling.clerk
    kept = [(wrap.epoch_id, bytes(wrap.blob)) for wrap in Wrap.objects.filter(role=head.row.role)]
    exclusion.leave_out(case, head.row, REASON, by=clerk.row, seen=seen(case))
    for epoch, blob in kept:
        Wrap.objects.create(epoch_id=epoch, role=head.row.role, blob=blob)
    why = case.items.get(kind="record")
    with pytest.raises(CannotOpen):
        Reader(head.row.role, head.private).text(why)
    assert read_record(clerk.reader.text(why)).facts == {"officer": head.row.role}
    with pytest.raises(NotAllowed):
        exclusion.leave_out(case, clerk.row, REASON, by=clerk.row, seen=seen(case))


def test_whoever_left_the_others_out_does_not_close_alone(handling, sent):
    """An accused officer whose post nobody ticked gets rid of a colleague, and no further."""
    case, head, clerk = sent.case, handling.head, handling.clerk
    exclusion.leave_out(case, head.row, REASON, by=clerk.row, seen=seen(case))
    with translation.override("en"):
        with pytest.raises(NotAllowed, match="one more officer must read it"):
            casework.close(case, "unfounded", "ยุติ", by=clerk.row, seen=seen(case))
        told = waiting.for_person(head.person).text
        assert "left you out" in told
        assert str(case) not in told
        assert "left you out" not in waiting.for_person(clerk.person).text
    third = make_officer(handling.office.planner)
    sharing.share_all(clerk.reader, third.row)
    assert casework.close(case, "unfounded", "ยุติ", by=clerk.row, seen=seen(case))


def test_whoever_is_left_alone_by_others_may_close(handling, sent):
    case = sent.case
    exclusion.step_aside(case, REASON, by=handling.head.row, seen=seen(case))
    assert casework.close(case, "unfounded", "ยุติ", by=handling.clerk.row, seen=seen(case))


def test_when_the_last_officer_steps_aside_the_recovery_alone_reads(handling, sent):
    case = sent.case
    exclusion.step_aside(case, REASON, by=handling.head.row, seen=seen(case))
    assert exclusion.is_last_reader(case, handling.clerk.row)
    exclusion.step_aside(case, REASON, by=handling.clerk.row, seen=seen(case))
    last = case.epochs.latest("number")
    assert set(last.wraps.values_list("role", flat=True)) == {"complainant", "recovery"}
    assert not Wrap.objects.filter(epoch__case=case, role__startswith="officer").exists()


# --- joined ---------------------------------------------------------------------------


def test_a_second_report_is_joined_and_its_reporter_reads_on(handling, sent):
    second = complain("เรื่องเดียวกัน")
    merging.merge(
        second.case, sent.case, "รวมกับเรื่องที่ตรวจสอบอยู่", by=handling.head.row,
        seen=seen(second.case),
    )  # fmt: skip
    second.case.refresh_from_db()
    assert (second.case.status, second.case.outcome) == ("closed", "merged")
    assert second.case.merged_into == sent.case
    assert [one.text for one in second.reader.items(second.case)][-1] == "รวมกับเรื่องที่ตรวจสอบอยู่"
    assert records(sent.case, handling.clerk.reader)[-1].act == Act.JOINED
    casework.close(
        sent.case, "founded", "ลงโทษแล้ว", by=handling.head.row, seen=seen(sent.case),
        telling=[second.case],
    )  # fmt: skip
    assert [one.text for one in second.reader.items(second.case)][-1] == "ลงโทษแล้ว"
    assert "merged" in told(second.case)


def test_joining_leaves_out_of_both_whoever_was_left_out_of_one(handling, sent):
    head, clerk = handling.head, handling.clerk
    concerned = complain("ว่าด้วยหัวหน้า", accused_posts=[handling.office.posts.head.pk])
    assert sent.case in Case.objects.readable_by(head.row)
    merging.merge(sent.case, concerned.case, WORDS, by=clerk.row, seen=seen(sent.case))
    assert list(Case.objects.readable_by(head.row)) == []
    assert sent.case.epochs.count() == 2
    assert concerned.case.epochs.count() == 1  # nobody left it
    assert sent.reader.items(sent.case)[-1].text == WORDS


def test_what_cannot_be_joined(handling, sent):
    head, clerk = handling.head, handling.clerk
    concerned = complain("ว่าด้วยหัวหน้า", accused_posts=[handling.office.posts.head.pk]).case
    closed, other = complain("ค").case, complain("ง").case
    casework.close(closed, "thin", WORDS, by=head.row, seen=seen(closed))
    for into in (concerned, closed, sent.case):  # closed to head, closed, itself
        with pytest.raises(NotAllowed):
            merging.merge(sent.case, into, WORDS, by=head.row, seen=seen(sent.case))
    merging.merge(other, sent.case, WORDS, by=clerk.row, seen=seen(other))
    third = complain("จ").case
    with pytest.raises(NotAllowed):
        merging.merge(sent.case, third, WORDS, by=clerk.row, seen=seen(sent.case))


def test_records_of_other_verbs_are_plain_sentences():
    assert read_record("ขอเก็บเรื่องไว้ถึงสิ้นปี") == Record(None, "ขอเก็บเรื่องไว้ถึงสิ้นปี")
    assert read_record('{"act": "unheard of", "words": "", "facts": {}}').act is None
    assert read_record('["a"]').words == '["a"]'
