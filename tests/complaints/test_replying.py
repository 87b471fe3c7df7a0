"""What the complainant adds: messages once, verdicts twice at most."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.refusals import NotAllowed, Stale
from complaints import sealing
from complaints.handling import casework, merging
from complaints.models import AuditRow, Case, Item, SealedUpload
from complaints.reporting import replying
from complaints.sealed import recording, server
from complaints.sealed.receiving import Incoming
from complaints.sealed.recording import What
from complaints.sealed.writing import Writer, begin_epoch
from complaints.upkeep import verifying
from tests.complaints.offices import complain

Kind = Item.Kind


def file(name="ภาพ.jpg", content=b"picture") -> Incoming:
    return Incoming(name, "image/jpeg", lambda: io.BytesIO(content))


def close(case, outcome="founded") -> None:
    with recording.turn():
        Case.objects.filter(pk=case.pk).update(
            status="closed", outcome=outcome, closed_on=timezone.localdate()
        )
        recording.record(What.CLOSED, case=case.pk, by="x", facts=(outcome,))


def reopen(case) -> None:
    Case.objects.filter(pk=case.pk).update(
        status="examining", outcome="", verdict="", closed_on=None
    )


def sealed_files() -> set[str]:
    return {path.name for path in server.files_folder().iterdir()}


def fresh(case) -> Case:
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def told(handling):
    return complain()


# --- messages ---------------------------------------------------------------------------


def test_officers_read_the_message_and_its_file(told, handling):
    assert replying.write(told.case, "มีพยานอีกคน", [file()], token=uuid4())
    read = handling.head.reader.items(told.case, Kind.MESSAGE)
    assert [one.text for one in read] == ["มีพยานอีกคน"]
    (kept,) = SealedUpload.objects.all()
    assert handling.head.reader.about(kept).name == "ภาพ.jpg"
    assert b"".join(handling.head.reader.content(kept)) == b"picture"
    case = fresh(told.case)
    assert (case.items_count, case.last_item_on) == (2, timezone.localdate())


def test_message_sent_again_is_written_once(told):
    token = uuid4()
    assert replying.write(told.case, "มีพยานอีกคน", [file()], token=token)
    there = sealed_files()
    assert not replying.write(told.case, "มีพยานอีกคน", [file()], token=token)
    assert Item.objects.filter(kind=Kind.MESSAGE).count() == 1
    assert sealed_files() == there


def test_message_sent_ten_times_at_once_is_written_once(race, told):
    token, before = uuid4(), sealed_files()
    outcomes = race(lambda: replying.write(told.case, "พร้อมกัน", [file()], token=token), 10)
    assert [outcome.error for outcome in outcomes] == [None] * 10
    assert [outcome.value for outcome in outcomes].count(True) == 1
    assert Item.objects.filter(kind=Kind.MESSAGE).count() == 1
    assert len(sealed_files() - before) == SealedUpload.objects.count() == 1


def test_token_of_another_case_writes_nothing(told, handling):
    other, token = complain("อีกเรื่อง"), uuid4()
    replying.write(other.case, "ของเขา", token=token)
    with pytest.raises(Stale):
        replying.write(told.case, "ของเรา", token=token)
    assert Item.objects.filter(kind=Kind.MESSAGE).count() == 1


def test_message_is_sealed_for_those_who_read_when_it_is_saved(told, handling, monkeypatch):
    sealed = []
    real = Writer.text

    def text(self, *facts):
        item = real(self, *facts)
        if not sealed:  # the clerk leaves between sealing and saving
            with recording.turn():
                begin_epoch(told.case, [handling.head.row], by="x")
        sealed.append(item)
        return item

    monkeypatch.setattr(Writer, "text", text)
    assert replying.write(told.case, "หลังจากนั้น", token=uuid4())
    assert [item.epoch for item in sealed] == [1, 2]
    item = Item.objects.get(kind=Kind.MESSAGE)
    assert item.epoch == 2
    assert handling.clerk.reader.opened(item).text is None
    assert handling.head.reader.opened(item).text == "หลังจากนั้น"


def test_one_case_takes_no_endless_files(told, monkeypatch, settings):
    monkeypatch.setattr(replying, "MOST_FILES", 2)
    replying.write(told.case, "หนึ่ง", [file()], token=uuid4())
    there = sealed_files()
    with pytest.raises(NotAllowed):
        replying.write(told.case, "สอง", [file(), file()], token=uuid4())
    assert sealed_files() == there
    assert replying.write(told.case, "ไม่มีไฟล์", token=uuid4())


def test_nothing_is_written_into_an_erased_case(told):
    close(told.case)
    Case.objects.filter(pk=told.case.pk).update(erased_on=timezone.localdate())
    with pytest.raises(NotAllowed):
        replying.write(told.case, "ยังอยู่ไหม", token=uuid4())
    assert not Item.objects.filter(kind=Kind.MESSAGE).exists()


@pytest.mark.parametrize("spelled", ["{}", "รหัสของฉันคือ {} นะ", "{}ครับ"])
def test_receipt_in_a_text_is_seen(told, spelled):
    printed = told.receipt.printed()
    thai = printed.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert replying.tells_receipt(told.case, "", spelled.format(printed))
    assert replying.tells_receipt(told.case, spelled.format(thai.replace("-", " ")))
    other = sealing.new_receipt()
    assert not replying.tells_receipt(told.case, spelled.format(other.printed()))


# --- the verdict ------------------------------------------------------------------------


def judge(case, verdict="partly", words="", token=None):
    seen = fresh(case).verdict
    return replying.judge(case, verdict, words, seen=seen, token=token or uuid4())


def test_verdict_is_counted_in_the_open_and_its_words_are_sealed(told, handling):
    close(told.case)
    assert judge(told.case, "not_dealt_with", "ยังไม่ได้คืนทราย")
    assert fresh(told.case).verdict == "not_dealt_with"
    (read,) = handling.head.reader.items(told.case, Kind.VERDICT)
    assert read.text == "ยังไม่ได้คืนทราย"
    (row,) = AuditRow.objects.filter(event__0=What.VERDICT_GIVEN.value)
    assert row.event[2:] == [told.case.pk.hex, sealing.COMPLAINANT, "not_dealt_with"]


def test_verdict_waits_for_the_end(told):
    with pytest.raises(NotAllowed):
        judge(told.case)
    assert fresh(told.case).verdict == ""
    assert not AuditRow.objects.filter(event__0=What.VERDICT_GIVEN.value).exists()


def test_verdict_can_be_changed_once(told):
    close(told.case)
    judge(told.case, "not_dealt_with")
    assert replying.against_verdict(fresh(told.case)) == []
    judge(told.case, "dealt_with")
    assert replying.against_verdict(fresh(told.case))
    with pytest.raises(NotAllowed):
        judge(told.case, "partly", "อีกครั้ง")
    assert fresh(told.case).verdict == "dealt_with"


def test_same_verdict_again_uses_up_no_change(told):
    close(told.case)
    assert judge(told.case, "partly")
    assert not judge(told.case, "partly")
    assert judge(told.case, "dealt_with")


def test_verdict_sent_twice_counts_once(told):
    close(told.case)
    token = uuid4()
    assert judge(told.case, "partly", "คืนบางส่วน", token=token)
    assert not replying.judge(told.case, "partly", "คืนบางส่วน", seen="", token=token)
    assert Item.objects.filter(kind=Kind.VERDICT).count() == 1


def test_of_two_verdicts_at_once_one_is_given(race, told):
    close(told.case)
    verdicts = ["dealt_with", "not_dealt_with"]

    def act(number):
        return replying.judge(told.case, verdicts[number], "คำ", seen="", token=uuid4())

    outcomes = race(act, 2)
    assert sorted(type(outcome.error) for outcome in outcomes if outcome.error) == [Stale]
    assert Item.objects.filter(kind=Kind.VERDICT).count() == 1
    assert AuditRow.objects.filter(event__0=What.VERDICT_GIVEN.value).count() == 1


def test_case_that_is_opened_and_closed_again_is_judged_anew(told):
    close(told.case)
    judge(told.case, "partly")
    judge(told.case, "dealt_with")
    reopen(told.case)
    with pytest.raises(NotAllowed):
        judge(told.case)
    close(told.case)
    assert judge(told.case, "partly")
    assert judge(told.case, "not_dealt_with")
    with pytest.raises(NotAllowed):
        judge(told.case, "dealt_with")


def test_joined_case_is_judged_when_the_other_ends(told, handling):
    other = complain("เรื่องเดียวกัน")
    close(told.case, "merged")
    Case.objects.filter(pk=told.case.pk).update(merged_into=other.case)
    with pytest.raises(NotAllowed):
        judge(told.case)
    close(other.case)
    assert judge(told.case)


def test_joined_case_is_judged_anew_when_the_other_was_opened_again(told, handling):
    """The joined case keeps its own closing: what counts is the end that its reporter hears."""
    head, other = handling.head.row, complain("เรื่องเดียวกัน").case

    def seen(case):
        case.refresh_from_db()
        return casework.Seen(uuid4(), case.version, case.items_count)

    merging.merge(told.case, other, "รวมเรื่องแล้ว", by=head, seen=seen(told.case))
    for _round in range(3):
        casework.close(other, "unfounded", "ไม่พบ", by=head, seen=seen(other))
        assert judge(told.case, "partly")
        assert judge(told.case, "not_dealt_with")
        with pytest.raises(NotAllowed):
            judge(told.case, "dealt_with")
        casework.reopen(other, "มีพยานเพิ่ม", by=head, seen=seen(other))
        assert fresh(told.case).verdict == ""  # it was on an end that no longer is
        with pytest.raises(NotAllowed):
            judge(told.case)
    assert [str(one) for one in verifying.verify(files=False) if "verdict" in one.row] == []


def test_chain_stays_whole(told):
    close(told.case)
    replying.write(told.case, "ข้อความ", [file()], token=uuid4())
    judge(told.case, "partly", "คำ")
    links = [recording.link_of(row) for row in AuditRow.objects.order_by("number")]
    assert sealing.first_broken(links, server.keys()) is None
