"""A closed complaint is kept for its time, longer by the word of two, and then gone for good."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from time_machine import travel

from accounts.refusals import NotAllowed, Stale
from complaints import sealing
from complaints.models import (
    AuditRow,
    Case,
    Epoch,
    Exclusion,
    Extension,
    Item,
    LeftFile,
    SealedUpload,
    VaultSession,
    Wrap,
)
from complaints.sealed import recording, server, storing
from complaints.sealed.receiving import Incoming
from complaints.sealed.recording import What
from complaints.sealed.writing import write_text
from complaints.upkeep import retention
from tests.complaints.offices import complain, unlock

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def clock():
    with travel("2026-11-21T10:00:00+07:00", tick=False) as moved:
        yield moved


@pytest.fixture
def english():
    with translation.override("en"):
        yield


def close(case: Case, *, days_ago: int, keep: timedelta = timedelta(0), **fields) -> Case:
    """The case as if it had come and been closed so long ago, its time over `keep` from today.

    The chain, too: what it told of the case until now is told as of then.
    """
    closed = TODAY - timedelta(days=days_ago)
    Case.objects.filter(pk=case.pk).update(
        **{"status": "closed", "outcome": "unfounded"} | fields,
        received_on=closed, last_item_on=closed, closed_on=closed, keep_until=TODAY + keep,
    )  # fmt: skip
    with travel(closed, tick=False), recording.turn():
        tell_again(case)
        recording.record(What.CLOSED, case=case.pk, facts=("unfounded",))
        until = (TODAY + keep).isoformat()
        recording.record(What.KEPT_LONGER, case=case.pk, facts=(until,))
    case.refresh_from_db()
    return case


def tell_again(case: Case) -> None:
    """The chain made anew, what concerns this case told on the day that it is now."""
    events = [row.event for row in AuditRow.objects.order_by("number")]
    AuditRow.objects.all()._raw_delete("default")
    today = timezone.localdate().isoformat()
    for what, day, about, by, *facts in events:
        link = sealing.append(
            recording.head(),
            (what, today if about == case.pk.hex else day, about, by, *facts),
            server.keys(),
        )
        AuditRow.objects.create(number=link.number, event=list(link.event), mark=link.mark)


def with_file() -> Case:
    files = [Incoming("ภาพ.jpg", "image/jpeg", lambda: io.BytesIO(b"x" * 1000))]
    return complain("เรื่องที่ปิดแล้ว", files=files, identity={"name": "ก"}).case


def told(case: Case) -> list[str]:
    return [row.event[0] for row in AuditRow.objects.all() if row.event[2] == case.pk.hex]


# --- how long -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("closed", "until"),
    [
        (date(2026, 11, 21), date(2027, 11, 21)),
        (date(2028, 2, 29), date(2029, 3, 1)),
        (date(2027, 2, 28), date(2028, 2, 28)),
    ],
)
def test_a_closed_case_is_kept_for_a_whole_year(closed, until):
    assert retention.end_of_keeping(closed) == until


# --- erasure --------------------------------------------------------------------------


def test_nothing_of_an_erased_case_is_left_but_its_row(
    handling, django_capture_on_commit_callbacks
):
    case = close(with_file(), days_ago=366, verdict="partly", assigned_to=handling.head.row)
    stored = SealedUpload.objects.get().stored_as
    Exclusion.objects.create(case=case, person=handling.office.outsider, on_day=TODAY)
    asked = retention.ask_longer(case, TODAY + timedelta(days=9), "รอผลคดี", by=handling.head.row)
    close(case, days_ago=366, verdict="partly", assigned_to=handling.head.row)  # so asked, too
    with django_capture_on_commit_callbacks(execute=True):
        assert retention.erase_due(TODAY) == 1
    for model in (Wrap, Epoch, Item, SealedUpload, LeftFile, Extension, Exclusion, VaultSession):
        assert model.objects.count() == 0, model
    assert asked.case_id == case.pk
    assert not storing.path_of(stored).exists()
    left = Case.objects.get()
    assert (left.number, left.fiscal_year, left.category) == (case.number, 2570, "other")
    assert (left.outcome, left.verdict, left.closed_on) == ("unfounded", "partly", case.closed_on)
    assert (left.erased_on, left.locator, left.assigned_to) == (TODAY, None, None)
    assert (bytes(left.complainant_public), bytes(left.complainant_wrap)) == (b"", b"")
    last = AuditRow.objects.order_by("number").last()
    assert last.event == ["erased", "2026-11-21", case.pk.hex, "", "3", "1"]


def test_files_go_only_after_the_rows_are_gone_for_good(handling, transactional_db):
    close(with_file(), days_ago=366)
    stored = SealedUpload.objects.get().stored_as
    with pytest.raises(RuntimeError), transaction.atomic():
        retention.erase_due(TODAY)
        raise RuntimeError
    assert storing.path_of(stored).exists()
    assert Item.objects.count() == 2
    retention.erase_due(TODAY)
    assert not storing.path_of(stored).exists()


def stuck(upload: SealedUpload) -> Path:
    """The upload's place on the disk, where now a folder lies that no unlink takes away."""
    path = storing.path_of(upload.stored_as)
    path.unlink()
    path.mkdir()
    return path


def test_a_file_that_the_disk_keeps_stops_no_other_and_is_tried_again(
    handling, transactional_db, client, capsys, english
):
    for _number in range(2):
        close(with_file(), days_ago=366)
    first, second = SealedUpload.objects.select_related("item").order_by("item__case_id")
    path, other = stuck(first), storing.path_of(second.stored_as)
    with pytest.raises(CommandError, match="1 file of an erased complaint could not be taken"):
        call_command("erase_complaints")
    assert "2 complaints were erased" in capsys.readouterr().out
    assert not other.exists()
    left = LeftFile.objects.get()
    assert (left.case_id, left.stored_as) == (first.item.case_id, first.stored_as)
    assert set(Case.objects.values_list("erased_on", flat=True)) == {timezone.localdate()}
    unlock(client, handling.head)
    here = reverse("complaints-staff:retention")
    client.cookies["language"] = "en"
    assert "could not be taken from the disk" in client.get(here).text
    with pytest.raises(CommandError, match="1 file"):
        call_command("erase_complaints")
    path.rmdir()
    path.write_bytes(b"sealed")
    call_command("erase_complaints")
    assert not path.exists()
    assert not LeftFile.objects.exists()
    assert "could not be taken from the disk" not in client.get(here).text


def test_a_name_written_in_by_hand_erases_nothing_that_is_needed(handling, english):
    kept = with_file()
    stored = SealedUpload.objects.get().stored_as
    gone = close(complain().case, days_ago=366)
    assert retention.erase_due(TODAY) == 1
    LeftFile.objects.create(case=gone, stored_as=stored)
    with pytest.raises(CommandError, match="1 file"):
        call_command("erase_complaints")
    assert storing.path_of(stored).exists()
    assert Case.objects.get(pk=kept.pk).erased_on is None


@pytest.mark.parametrize(
    "told",
    [What.REOPENED, What.KEPT_LONGER, What.ITEM_WRITTEN],
)
def test_a_row_that_claims_an_end_which_the_chain_does_not_tell_is_not_believed(
    handling, told, caplog
):
    case = close(complain().case, days_ago=366)
    with recording.turn():
        recording.record(told, case=case.pk, facts=("2026-11-22",))
    assert retention.erase_due(TODAY) == 0
    assert "changed around the portal" in caplog.text
    assert Item.objects.count() == 1


def test_a_case_that_was_never_closed_is_not_erased_by_writing_into_its_row(handling):
    case = complain().case
    past = TODAY - timedelta(days=400)
    Case.objects.filter(pk=case.pk).update(
        status="closed", outcome="thin", received_on=past, closed_on=past, keep_until=past,
        last_item_on=past,
    )  # fmt: skip
    assert retention.erase_due(TODAY) == 0
    assert Item.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"keep_until": TODAY + timedelta(days=1)},
        {"keep_until": None},
        {"last_item_on": TODAY - timedelta(days=13)},
        {"status": "examining", "closed_on": None, "outcome": ""},
    ],
    ids=["its time is not over", "it has no day", "something new came", "it was opened again"],
)
def test_a_case_stays_while_one_reason_holds(handling, change):
    case = close(complain().case, days_ago=366)
    Case.objects.filter(pk=case.pk).update(**change)
    assert retention.erase_due(TODAY) == 0
    assert Item.objects.count() == 1


def test_a_word_from_the_reporter_keeps_a_case_for_fourteen_days(handling, clock):
    sent = complain()
    close(sent.case, days_ago=366)
    write_text(sent.case, Item.Kind.MESSAGE, sent.reader.role, "ขอทราบผล")
    assert retention.erase_due(TODAY + timedelta(days=13)) == 0
    assert retention.erase_due(TODAY + timedelta(days=14)) == 1


def test_joined_cases_go_together_over_every_step(handling):
    first, second, third = (complain().case for _ in range(3))
    close(third, days_ago=366, keep=timedelta(days=5))
    close(second, days_ago=400, merged_into=third, outcome="merged")
    close(first, days_ago=400, merged_into=second, outcome="merged")
    assert retention.erase_due(TODAY + timedelta(days=4)) == 0
    assert Item.objects.count() == 3
    assert retention.erase_due(TODAY + timedelta(days=5)) == 3
    assert Item.objects.count() == 0


def test_erased_twice_at_once_it_goes_once(handling, race):
    close(complain().case, days_ago=366)
    outcomes = race(lambda: retention.erase_due(TODAY), 3)
    assert sorted(one.value for one in outcomes) == [0, 0, 1]
    assert AuditRow.objects.order_by("number").last().event[0] == "erased"
    assert retention.erase_due(TODAY + timedelta(days=400)) == 0


def test_the_receipt_of_an_erased_case_leads_nowhere(handling):
    sent = complain()
    close(sent.case, days_ago=366)
    retention.erase_due(TODAY)
    assert Case.objects.readable_by(handling.head.row).count() == 0
    assert Case.objects.filter(locator__isnull=False).count() == 0


# --- kept longer ----------------------------------------------------------------------


def test_two_officers_keep_a_case_longer(handling):
    case = close(complain().case, days_ago=340, keep=timedelta(days=20))
    until = TODAY + timedelta(days=200)
    asked = retention.ask_longer(case, until, "รอคำสั่งศาล", by=handling.head.row)
    case.refresh_from_db()
    assert case.keep_until == TODAY + timedelta(days=20)
    retention.agree(asked, by=handling.clerk.row)
    case.refresh_from_db()
    assert case.keep_until == until
    assert retention.erase_due(until - timedelta(days=1)) == 0
    assert told(case)[-1] == "kept longer"
    reason = handling.clerk.reader.items(case, Item.Kind.RECORD)[0]
    assert reason.text.endswith("รอคำสั่งศาล")
    assert asked.reason_id == reason.item.pk


def test_nobody_agrees_with_themself(handling):
    case = close(complain().case, days_ago=340)
    asked = retention.ask_longer(case, TODAY + timedelta(days=9), "รอคำสั่งศาล", by=handling.head.row)
    with pytest.raises(NotAllowed):
        retention.agree(asked, by=handling.head.row)
    assert Case.objects.get().keep_until == TODAY


def test_agreed_twice_at_once_it_is_kept_once(handling, race):
    case = close(complain().case, days_ago=340)
    asked = retention.ask_longer(case, TODAY + timedelta(days=9), "รอคำสั่งศาล", by=handling.head.row)
    outcomes = race(lambda: retention.agree(asked, by=handling.clerk.row), 2)
    assert [type(one.error) for one in outcomes if one.error] == [Stale]
    assert told(case)[-2:] == ["item written", "kept longer"]


@pytest.mark.parametrize("days", [-1, 0, 366 + 31])
def test_an_extension_ends_after_the_present_day_and_within_a_year(handling, days):
    case = close(complain().case, days_ago=340, keep=timedelta(days=30))
    with pytest.raises(NotAllowed):
        retention.ask_longer(
            case, case.keep_until + timedelta(days=days), "ยังไม่แล้วเสร็จ", by=handling.head.row
        )
    assert Item.objects.filter(kind="record").count() == 0


def test_one_extension_is_asked_for_at_a_time_and_none_for_an_open_case(handling):
    case = close(complain().case, days_ago=340)
    until = TODAY + timedelta(days=9)
    retention.ask_longer(case, until, "รอคำสั่งศาล", by=handling.head.row)
    with pytest.raises(NotAllowed):
        retention.ask_longer(case, until, "อีกครั้ง", by=handling.clerk.row)
    with pytest.raises(NotAllowed):
        retention.ask_longer(complain().case, until, "ยังไม่ปิด", by=handling.clerk.row)
    assert Extension.objects.count() == 1


def test_what_was_asked_before_a_later_end_is_void(handling):
    case = close(complain().case, days_ago=340, keep=timedelta(days=20))
    old = retention.ask_longer(case, TODAY + timedelta(days=50), "รอคำสั่งศาล", by=handling.head.row)
    later = TODAY + timedelta(days=300)  # opened again, and closed anew
    Case.objects.filter(pk=case.pk).update(keep_until=later)
    case.refresh_from_db()
    with pytest.raises(Stale):
        retention.agree(old, by=handling.clerk.row)
    case.refresh_from_db()
    assert case.keep_until == later
    assert retention.against_asking(case) == []
    new = retention.ask_longer(case, TODAY + timedelta(days=400), "ยังไม่สิ้นสุด", by=handling.head.row)
    assert list(Extension.objects.all()) == [new]


# --- the officers' pages --------------------------------------------------------------


def test_officers_are_warned_thirty_days_before_a_case_goes(handling):
    near, far = complain().case, complain().case
    close(near, days_ago=340, keep=timedelta(days=30))
    close(far, days_ago=300, keep=timedelta(days=31))
    found = retention.going(Case.objects.readable_by(handling.head.row), TODAY)
    assert [(one.case, one.on) for one in found] == [(near, TODAY + timedelta(days=30))]


def test_the_home_page_tells_an_officer_what_goes_soon(handling, client):
    client.force_login(handling.head.person)
    assert retention.for_person(handling.head.person) is None
    close(complain().case, days_ago=340, keep=timedelta(days=30))
    waiting = retention.for_person(handling.head.person)
    assert (waiting.count, waiting.url) == (1, reverse("complaints-staff:retention"))
    assert waiting.url in client.get(reverse("measures:mine")).text
    assert retention.for_person(handling.office.mayor) is None


def test_one_asks_on_the_page_and_another_agrees_there(handling, client):
    case = close(complain().case, days_ago=340, keep=timedelta(days=30))
    here = reverse("complaints-staff:retention")
    ask = reverse("complaints-staff:retention-longer", args=[case.pk])
    unlock(client, handling.head)
    assert ask in client.get(here).text
    words = "<b>รอคำสั่งศาล</b> ที่ 12/2569"
    refused = client.post(ask, {"until": "1/1/2500", "reason": words})
    assert (refused.status_code, words) == (422, refused.context["form"]["reason"].value())
    assert client.post(ask, {"until": "1/6/2570", "reason": words}).url == here
    extension = Extension.objects.get()
    button = reverse("complaints-staff:retention-agree", args=[extension.pk])
    assert button not in client.get(here).text  # not to whoever asked
    assert client.post(button).url == here
    assert Case.objects.get().keep_until == TODAY + timedelta(days=30)
    unlock(client, handling.clerk)
    page = client.get(here)
    assert "&lt;b&gt;รอคำสั่งศาล&lt;/b&gt;" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    client.post(button)
    assert Case.objects.get().keep_until == date(2027, 6, 1)
    assert client.get(button).status_code == 405


def test_a_reason_that_was_exchanged_is_not_agreed_to(handling, client):
    case = close(complain().case, days_ago=340, keep=timedelta(days=30))
    asked = retention.ask_longer(case, date(2027, 6, 1), "รอคำสั่งศาล", by=handling.head.row)
    Item.objects.filter(pk=asked.reason_id).update(author="officer:someone")
    unlock(client, handling.clerk)
    page = client.get(reverse("complaints-staff:retention"))
    assert page.status_code == 200
    assert reverse("complaints-staff:retention-agree", args=[asked.pk]) not in page.text
    assert page.context["rows"][0]["reason"].alarm


def test_whoever_must_not_read_a_case_learns_nothing_of_its_end(handling, client):
    case = close(complain().case, days_ago=340, keep=timedelta(days=30))
    asked = retention.ask_longer(case, date(2027, 6, 1), "รอคำสั่งศาล", by=handling.head.row)
    Exclusion.objects.create(case=case, person=handling.clerk.person, on_day=TODAY)
    unlock(client, handling.clerk)
    here = reverse("complaints-staff:retention")
    assert client.get(here).context["rows"] == []
    for page in (
        client.get(reverse("complaints-staff:retention-longer", args=[case.pk])),
        client.post(reverse("complaints-staff:retention-agree", args=[asked.pk])),
    ):
        assert page.status_code == 404
    for person in (handling.office.mayor, handling.office.webmaster):
        client.force_login(person)
        assert client.get(here).status_code == 403


def test_the_page_asks_as_much_for_many_cases_as_for_one(
    handling, client, django_assert_num_queries
):
    def look(queries: int) -> int:
        with django_assert_num_queries(queries):
            return len(retention.going(Case.objects.readable_by(handling.head.row), TODAY))

    last = close(complain().case, days_ago=340, keep=timedelta(days=30))
    assert look(3) == 1
    for _number in range(3):
        case = complain().case
        close(case, days_ago=340, keep=timedelta(days=9), merged_into=last, outcome="merged")
        last = case
    assert look(3) == 4
