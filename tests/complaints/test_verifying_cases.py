"""What of a case lies in the clear is held against the chain: columns, and who is kept out."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from time_machine import travel

from accounts.models import User
from complaints.handling import casework, exclusion
from complaints.models import AuditRow, Case, Epoch, Exclusion, Item, Officer, Recovery
from complaints.reporting import replying
from complaints.sealed import recording
from complaints.sealed.excluding import name_in_chain
from complaints.sealed.writing import write_text
from complaints.upkeep import retention, verifying
from tests.complaints.offices import complain
from tests.complaints.test_verifying import close, columns, erase, found, one, tell_recovery

pytestmark = pytest.mark.django_db
GONE, UNTOLD = verifying.GONE, verifying.UNTOLD


@pytest.fixture
def told(handling, settings, tmp_path):
    """The office at work, its recovery in the chain, its files of this test alone."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    with recording.turn():
        tell_recovery(handling.recovery.row)
    return handling


@pytest.fixture
def case(told) -> Case:
    """A case with a message."""
    case = complain("เรื่อง").case
    write_text(case, Item.Kind.MESSAGE, told.head.row.role, "รับเรื่องแล้ว")
    return case


@pytest.mark.parametrize(
    "change",
    [
        {"category": "bribery"},
        {"channel": "paper"},
        {"received_on": date(2026, 1, 5)},
        {"acknowledged_on": date(2099, 1, 5)},
        {"examined_on": date(2026, 1, 5)},
        {"keep_until": date(2026, 1, 5)},
        {"last_item_on": date(2026, 1, 5)},
        {"items_count": 7},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_edited_column_of_a_case_is_named(case, change):
    Case.objects.update(**change)
    assert found() == columns(case, next(iter(change)))


def test_another_number_another_officer_or_another_matter_is_named(case, told):
    Case.objects.update(number=1, assigned_to=told.head.row)
    case.refresh_from_db()
    assert found() == columns(case, "number", "assigned_to")


def test_a_case_is_right_on_its_whole_way(case, told):
    """Every column is as the chain tells after each verb that sets it, told apart by days."""
    head, clerk, now = told.head, told.clerk, timezone.now()
    way = [
        lambda: casework.begin(case, by=head.row, seen=seen(case)),
        lambda: casework.acknowledge(case, "ได้รับแล้ว", by=head.row, seen=seen(case)),
        lambda: casework.assign(case, head.row, by=head.row, seen=seen(case)),
        lambda: exclusion.step_aside(case, "ญาติของผู้ถูกร้อง", by=head.row, seen=seen(case)),
        lambda: casework.close(case, "thin", "จบ", by=clerk.row, seen=seen(case)),
        lambda: casework.reopen(case, "มีข้อมูลเพิ่ม", by=clerk.row, seen=seen(case)),
        lambda: casework.close(case, "founded", "จบ", by=clerk.row, seen=seen(case)),
        lambda: replying.judge(case, "partly", "", seen="", token=uuid4()),
    ]
    for days, act in enumerate(way, start=1):
        with travel(now + timedelta(days=3 * days), tick=False):
            act()
        assert found() == [], days


def seen(case: Case) -> casework.Seen:
    case.refresh_from_db()
    return casework.Seen(uuid4(), case.version, case.items_count)


def test_a_case_kept_longer_by_two_is_right_and_by_one_is_not(case, told):
    close(case, told)
    case.refresh_from_db()
    until = case.keep_until + timedelta(days=30)
    asked = retention.ask_longer(case, until, "รอผลคดี", by=told.head.row)
    retention.agree(asked, by=told.clerk.row)
    assert found() == []
    Case.objects.update(keep_until=until + timedelta(days=300))
    assert found() == columns(case, "keep_until")


def test_days_of_items_epochs_recovery_and_officers_are_compared(case, told):
    earlier = timezone.localdate() - timedelta(days=9)
    Item.objects.filter(kind="message").update(on_day=earlier)
    Epoch.objects.update(begun_on=earlier)
    Recovery.objects.update(made_on=earlier)
    Officer.objects.filter(pk=told.clerk.row.pk).update(admitted_on=earlier)
    assert {row.split()[0] for row, _fault in found()} == {
        str(told.clerk.row.role), "recovery", "epoch", "item",
    }  # fmt: skip


def test_a_verb_that_ran_over_midnight_is_no_fault(case):
    yesterday = timezone.localdate() - timedelta(days=1)
    Case.objects.update(last_item_on=yesterday)
    assert found() == []


# --- who is kept out ------------------------------------------------------------------


@pytest.fixture
def concerning(told):
    """A case that complains of the clerk, who is kept out of it since it came."""
    return complain("เรื่อง", accused_posts=[told.office.posts.clerk.pk]).case


def test_who_was_complained_of_is_kept_out_as_the_chain_tells(concerning, told):
    assert Exclusion.objects.get().person == told.clerk.person
    assert found() == []


def test_an_exclusion_of_the_complaint_itself_that_was_deleted_is_named(concerning, told):
    Exclusion.objects.all().delete()
    name = f"exclusion of person {told.clerk.person.pk} from case {concerning.pk.hex}"
    assert found() == one(name, GONE)


def test_an_exclusion_that_was_added_is_named(concerning, told):
    """So somebody would blind an officer whom they fear."""
    person = told.head.person
    Exclusion.objects.create(case=concerning, person=person, on_day=timezone.localdate())
    assert found() == one(f"exclusion of person {person.pk} from case {concerning.pk.hex}", UNTOLD)


def test_an_exclusion_pointed_to_another_person_is_named_twice(concerning, told):
    Exclusion.objects.update(person=told.head.person)
    of = f"from case {concerning.pk.hex}"
    assert found() == [
        (f"exclusion of person {told.head.person.pk} {of}", UNTOLD),
        (f"exclusion of person {told.clerk.person.pk} {of}", GONE),
    ]


def test_the_chain_names_nobody_whom_a_case_concerned_once_it_is_erased(
    concerning, told, django_capture_on_commit_callbacks
):
    """While it is kept, each account can be held against the row; afterwards nobody can."""
    person = told.clerk.person.pk
    (fact,) = AuditRow.objects.get(event__0="excluded").event[4:]
    assert fact == name_in_chain(bytes(concerning.complainant_wrap), person)
    with django_capture_on_commit_callbacks(execute=True):
        erase(concerning, told)
    left = Case.objects.get(pk=concerning.pk)
    everybody = User.objects.values_list("pk", flat=True)
    for value in (left.complainant_wrap, left.pk.bytes, left.complainant_mark, b"excluded"):
        assert fact not in {name_in_chain(bytes(value), one) for one in everybody}
    assert found() == []
