"""The verbs of an entry: who may, when, once, and what remains on record."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.refusals import NotAllowed, Stale
from measures import evidence, locking, progress
from measures.evidence import FileChanges
from measures.models import EntryEvent, Evidence, ProgressEntry, RoundEvent
from measures.progress import Report
from tests import factories
from tests.concurrency import race
from tests.files import uploads

TODAY = date(2026, 2, 15)
DAY = date(2026, 2, 10)


@pytest.fixture
def plan(office):
    return factories.make_plan(2569)


@pytest.fixture
def step(plan, office):
    return factories.make_step(plan, units=[office.units.finance])


def report(step, **changes) -> Report:
    first = step.measure.group.plan.rounds.get(code="6")
    return replace(Report(first, DAY, "จัดประชุมชี้แจง"), **changes)


def record(step, by, **changes) -> ProgressEntry:
    given = report(step, **changes)
    entry, _new = progress.record(step, given, by=by, form_token=uuid4(), today=TODAY)
    return entry


def refused(act, *args, **kwargs) -> list[str]:
    with pytest.raises(NotAllowed) as caught:
        act(*args, **kwargs)
    return caught.value.reasons


def test_recording_keeps_every_word_and_writes_history(step, office):
    entry = record(step, office.clerk, problems=" ", suggestions="ควรจัดอีก")
    entry.refresh_from_db()
    assert (entry.narrative, entry.problems, entry.suggestions) == (
        "จัดประชุมชี้แจง",
        "ไม่มี",
        "ควรจัดอีก",
    )
    [event] = entry.events.all()
    assert (event.kind, event.by, event.snapshot["narrative"]) == (
        "recorded",
        office.clerk,
        "จัดประชุมชี้แจง",
    )


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("clerk", True),
        ("palad", True),  # of the same unit
        ("planner", True),  # any step
        ("outsider", False),
        ("head", False),
        ("mayor", False),
        ("webmaster", False),
    ],
)
def test_only_the_own_unit_or_the_planner_records(step, office, who, allowed):
    blockers = progress.record_blockers(step, report(step), by=getattr(office, who), today=TODAY)
    assert (blockers == []) is allowed


def test_a_section_and_its_division_answer_for_each_other_but_not_two_sections(plan, office):
    supplies = factories.make_unit("งานพัสดุ", parent=office.units.finance)
    revenue = factories.make_unit("งานจัดเก็บรายได้", parent=office.units.finance)
    member = factories.make_user("member", unit=revenue)
    of_division = factories.make_step(plan, units=[office.units.finance])
    of_supplies = factories.make_step(plan, units=[supplies])

    def may(user, step):
        return not progress.record_blockers(step, report(step), by=user, today=TODAY)

    assert may(office.clerk, of_supplies)
    assert may(member, of_division)
    assert not may(member, of_supplies)


@pytest.mark.parametrize(
    "changes",
    [
        {"evidence_date": TODAY + timedelta(days=1)},
        {"evidence_date": date(2025, 9, 30)},
        {"evidence_date": date(2026, 10, 1)},
        {"narrative": "  "},
        {"completed_on": TODAY + timedelta(days=1)},
    ],
)
def test_what_cannot_be_is_refused(step, office, changes):
    assert refused(record, step, office.clerk, **changes)
    assert ProgressEntry.objects.count() == 0


def test_a_date_of_the_second_half_is_no_date_of_the_first_round(step, office):
    given = report(step, evidence_date=date(2026, 4, 1))
    act = {"by": office.clerk, "form_token": uuid4(), "today": date(2026, 4, 2)}
    assert refused(progress.record, step, given, **act)


def test_a_round_of_another_plan_is_refused(step, office):
    other = factories.make_plan(2568)
    assert refused(record, step, office.clerk, round=other.rounds.get(code="12"))


def test_the_same_form_makes_one_entry(step, office):
    act = {"by": office.clerk, "form_token": uuid4(), "today": TODAY}
    first, new = progress.record(step, report(step), **act)
    again, newly = progress.record(step, report(step), **act)
    assert (first.pk, new, newly) == (again.pk, True, False)
    assert EntryEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_entry(step, office):
    token = uuid4()

    def click():
        return progress.record(step, report(step), by=office.clerk, form_token=token, today=TODAY)

    outcomes = race(click)
    assert [one.error for one in outcomes] == [None, None]
    assert sorted(one.value[1] for one in outcomes) == [False, True]
    assert ProgressEntry.objects.count() == EntryEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_accepting_and_returning_at_once_one_wins(step, office):
    entry = record(step, office.clerk)

    def decide(number):
        here = ProgressEntry.objects.select_related("round", "step").get(pk=entry.pk)
        if number:
            return progress.accept(here, by=office.planner, version=1)
        return progress.return_entry(here, by=office.planner, version=1, reason="ขอรูป")

    outcomes = race(decide)
    assert sum(one.error is None for one in outcomes) == 1
    assert all(isinstance(one.error, NotAllowed) for one in outcomes if one.error)
    entry.refresh_from_db()
    assert entry.version == 2
    assert entry.events.count() == 2


@pytest.mark.django_db(transaction=True)
def test_an_entry_and_a_lock_at_once_never_leave_an_entry_that_came_after(step, office):
    first = step.measure.group.plan.rounds.get(code="6")

    def act(number):
        if number:
            return locking.lock_round(first, by=office.planner)
        return record(step, office.clerk)

    entry, lock = race(act)
    assert lock.error is None
    if entry.error is None:
        recorded = EntryEvent.objects.get()
        assert recorded.at <= RoundEvent.objects.get().at
    else:
        assert isinstance(entry.error, NotAllowed)
        assert ProgressEntry.objects.count() == 0


def test_changing_keeps_what_stood_there_in_the_history(step, office):
    entry = record(step, office.clerk)
    changed = report(step, narrative="จัดประชุมสองครั้ง")
    progress.change(entry, changed, by=office.palad, version=1, today=TODAY)
    assert [(e.kind, e.snapshot["narrative"]) for e in entry.events.all()] == [
        ("recorded", "จัดประชุมชี้แจง"),
        ("changed", "จัดประชุมสองครั้ง"),
    ]
    assert entry.version == 2


def test_a_stale_page_changes_nothing(step, office):
    entry = record(step, office.clerk)
    progress.change(
        entry, report(step, narrative="ของคนแรก"), by=office.clerk, version=1, today=TODAY
    )
    with pytest.raises(Stale):
        progress.change(
            entry, report(step, narrative="ของคนที่สอง"), by=office.palad, version=1, today=TODAY
        )
    entry.refresh_from_db()
    assert (entry.narrative, entry.version, entry.events.count()) == ("ของคนแรก", 2, 2)


def test_an_accepted_entry_is_changed_and_returned_no_more(step, office):
    entry = record(step, office.clerk)
    progress.accept(entry, by=office.planner, version=1)
    assert (entry.state, entry.reviewed_by) == ("accepted", office.planner)
    change = {"by": office.clerk, "version": 2, "today": TODAY}
    assert refused(progress.change, entry, report(step), **change)
    back = {"by": office.planner, "version": 2, "reason": "ขอรูป"}
    assert refused(progress.return_entry, entry, **back)


def test_a_returned_entry_says_why_and_waits_again_after_the_change(step, office):
    entry = record(step, office.clerk)
    back = {"by": office.planner, "version": 1}
    assert refused(progress.return_entry, entry, reason=" ", **back)
    progress.return_entry(entry, reason="ขอรูปถ่าย", **back)
    assert (entry.state, entry.return_reason) == ("returned", "ขอรูปถ่าย")
    progress.change(entry, report(step), by=office.clerk, version=2, today=TODAY)
    assert (entry.state, entry.return_reason, entry.reviewed_at) == ("submitted", "", None)
    assert entry.events.filter(reason="ขอรูปถ่าย").count() == 1


def test_only_the_planner_reviews(step, office):
    entry = record(step, office.clerk)
    for who in (office.clerk, office.head, office.palad, office.mayor, office.outsider):
        assert refused(progress.accept, entry, by=who, version=1)
        assert refused(progress.return_entry, entry, by=who, version=1, reason="ขอรูป")
    entry.refresh_from_db()
    assert entry.state == "submitted"


def test_ones_own_entry_is_accepted_only_with_a_note(step, office):
    entry = record(step, office.planner)
    assert refused(progress.accept, entry, by=office.planner, version=1)
    progress.accept(entry, by=office.planner, version=1, note="ตรวจกับภาพถ่ายแล้ว")
    assert entry.events.last().reason == "ตรวจกับภาพถ่ายแล้ว"


def test_changing_anothers_words_makes_them_ones_own(step, office):
    entry = record(step, office.clerk)
    progress.change(entry, report(step), by=office.planner, version=1, today=TODAY)
    assert refused(progress.accept, entry, by=office.planner, version=2)


def test_a_locked_round_takes_nothing_until_opened_with_a_reason(step, office):
    entry = record(step, office.clerk)
    first = entry.round
    locking.lock_round(first, by=office.planner)
    entry.refresh_from_db()
    assert refused(record, step, office.clerk)
    change = {"by": office.clerk, "version": 1, "today": TODAY}
    assert refused(progress.change, entry, report(step), **change)
    assert refused(progress.accept, entry, by=office.planner, version=1)
    assert refused(progress.return_entry, entry, by=office.planner, version=1, reason="ขอรูป")
    assert refused(locking.unlock_round, first, by=office.planner, reason=" ")
    locking.unlock_round(first, by=office.planner, reason="เพิ่มภาพกิจกรรม")
    assert record(step, office.clerk).pk
    kinds = [(event.kind, event.reason) for event in first.events.all()]
    assert kinds == [("locked", ""), ("unlocked", "เพิ่มภาพกิจกรรม")]


def test_a_page_that_loaded_before_the_lock_is_refused_too(step, office):
    entry = ProgressEntry.objects.select_related("round", "step").get(
        pk=record(step, office.clerk).pk
    )
    given = report(step)  # both hold the round as it was: open
    locking.lock_round(entry.round.__class__.objects.get(pk=entry.round_id), by=office.planner)
    assert not entry.round.locked
    assert not given.round.locked
    act = {"by": office.clerk, "today": TODAY}
    assert refused(progress.record, step, given, form_token=uuid4(), **act)
    assert refused(progress.change, entry, given, version=1, **act)
    assert refused(progress.accept, entry, by=office.planner, version=1)
    assert (ProgressEntry.objects.count(), EntryEvent.objects.count()) == (1, 1)


def test_locking_twice_and_by_others_is_refused(plan, office):
    first = plan.rounds.get(code="6")
    assert refused(locking.lock_round, first, by=office.mayor)
    locking.lock_round(first, by=office.planner)
    with pytest.raises(Stale):
        locking.lock_round(first, by=office.planner)
    assert first.events.count() == 1


def test_the_history_of_a_round_is_never_changed(plan, office):
    event = locking.lock_round(plan.rounds.get(code="6"), by=office.planner)
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        RoundEvent.objects.all().delete()


def test_the_round_of_a_day_is_the_first_open_one_that_holds_it(plan, office):
    rounds = list(plan.rounds.all())
    assert progress.round_for(rounds, date(2026, 3, 31)).code == "6"
    assert progress.round_for(rounds, date(2026, 4, 1)).code == "12"
    assert progress.round_for(rounds, date(2026, 10, 1)) is None
    locking.lock_round(plan.rounds.get(code="6"), by=office.planner)
    assert progress.round_for(plan.rounds.all(), date(2026, 3, 31)).code == "12"


# --- files ---------------------------------------------------------------------------


def photo(name="ภาพ.jpg", colour="green"):
    return SimpleUploadedFile(name, uploads.jpeg(colour=colour))


def take(token, by, *files, entry=None):
    return evidence.take_in(files, token=token, by=by, entry=entry)


def test_a_token_spent_on_one_step_makes_no_entry_of_another(step, office):
    token, other = uuid4(), factories.make_step(step.measure.group.plan, all_units=True)
    progress.record(step, report(step), by=office.clerk, form_token=token, today=TODAY)
    with pytest.raises(NotAllowed):
        progress.record(other, report(other), by=office.clerk, form_token=token, today=TODAY)
    assert other.entries.count() == 0


def test_files_wait_under_the_token_and_become_the_entrys(step, office):
    token = uuid4()
    said = take(token, office.clerk, photo(), SimpleUploadedFile("ร้าย.svg", uploads.SVG))
    assert len(said) == 1
    assert said[0].startswith("ร้าย.svg: ")
    entry, _new = progress.record(
        step, report(step), by=office.clerk, form_token=token, today=TODAY
    )
    [one] = entry.evidence.kept()
    assert one.original_name == "ภาพ.jpg"
    with one.file.open() as stored:
        assert one.sha256 == hashlib.sha256(stored.read()).hexdigest()
    assert entry.events.get().snapshot["files"] == [
        {"name": "ภาพ.jpg", "sha256": one.sha256, "caption": ""}
    ]


def test_the_same_file_is_kept_once_and_late_ones_join(step, office):
    token = uuid4()
    act = {"by": office.clerk, "form_token": token, "today": TODAY}
    take(token, office.clerk, photo(), photo())
    entry, _new = progress.record(step, report(step), **act)
    take(token, office.clerk, photo(), photo(colour="red"))
    again, new = progress.record(step, report(step), **act)
    assert (again.pk, new) == (entry.pk, False)
    assert entry.evidence.kept().count() == 2
    assert Evidence.objects.filter(entry=None).count() == 0
    assert [e.kind for e in entry.events.all()] == ["recorded", "changed"]


def test_an_eleventh_file_is_refused(step, office):
    token = uuid4()
    files = [photo(f"{number}.jpg", (number, 0, 0)) for number in range(0, 250, 21)]
    said = take(token, office.clerk, *files)
    assert Evidence.objects.pending(token, office.clerk).count() == 10
    assert [line.split(":")[0] for line in said] == ["210.jpg", "231.jpg"]


def test_removal_is_a_mark_and_the_file_stays(step, office):
    token = uuid4()
    take(token, office.clerk, photo())
    entry, _new = progress.record(
        step, report(step), by=office.clerk, form_token=token, today=TODAY
    )
    one = entry.evidence.get()
    gone = FileChanges(uuid4(), removed=frozenset({one.public_id}))
    change = {"by": office.palad, "version": 1, "today": TODAY, "files": gone}
    progress.change(entry, report(step), **change)
    one.refresh_from_db()
    assert (one.removed_by, entry.evidence.kept().count()) == (office.palad, 0)
    assert one.file.storage.exists(one.file.name)


def test_anothers_waiting_files_are_out_of_reach(step, office):
    token = uuid4()
    take(token, office.palad, photo())
    entry, _new = progress.record(
        step, report(step), by=office.clerk, form_token=token, today=TODAY
    )
    assert entry.evidence.count() == 0


def test_files_of_forgotten_forms_are_cleared_after_three_days(
    step, office, django_capture_on_commit_callbacks
):
    take(uuid4(), office.clerk, photo())
    one = Evidence.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        assert evidence.clear_forgotten(timezone.now() + timedelta(days=2)) == 0
        assert evidence.clear_forgotten(timezone.now() + timedelta(days=4)) == 1
    for stored in (one.file, one.thumbnail):
        assert not stored.storage.exists(stored.name)


@pytest.mark.parametrize("both", [True, False])
def test_the_database_wants_an_entry_or_a_token(step, office, both):
    entry = record(step, office.clerk)
    facts = {"entry": entry, "pending_token": uuid4()} if both else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.create(
            kind="photo", media_type="image/jpeg", size=1, sha256="0" * 64, **facts
        )
