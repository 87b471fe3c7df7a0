"""No two substantive holders of a post on one day, whichever way a row comes in."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Appointment
from tests import factories

JAN, JUN, DEC = date(2026, 1, 1), date(2026, 6, 30), date(2026, 12, 31)
rule = import_module("accounts.migrations.0002_one_substantive_holder")


@pytest.fixture
def post(db):
    post = factories.make_post("palad")
    factories.appoint(factories.make_user(), post, starts=JAN, ends=JUN)
    return post


def make(post, *, starts=JAN, ends=None, kind="substantive") -> Appointment:
    return Appointment(
        person=factories.make_user(),
        post=post,
        kind=kind,
        starts=starts,
        ends=ends,
        order_reference="" if kind == "substantive" else "คำสั่งที่ ๒/๒๕๖๙",
    )


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (JAN, JUN),
        (JUN, DEC),
        (date(2025, 1, 1), JAN),
        (date(2026, 2, 1), date(2026, 2, 1)),
        (date(2025, 1, 1), None),
        (JUN, None),
    ],
)
def test_a_shared_day_is_refused(post, starts, ends):
    with pytest.raises(IntegrityError, match="one_substantive_holder"), transaction.atomic():
        make(post, starts=starts, ends=ends).save()
    assert Appointment.objects.count() == 1


def test_days_that_only_touch_are_no_conflict(post):
    make(post, starts=date(2026, 7, 1)).save()
    make(post, starts=date(2025, 1, 1), ends=date(2025, 12, 31)).save()
    assert Appointment.objects.count() == 3


def test_those_who_act_and_other_posts_are_free(post):
    make(post, kind="acting").save()
    make(factories.make_post("mayor")).save()
    assert Appointment.objects.count() == 3


def test_many_at_once_are_refused_too(post):
    rows = [make(post, starts=date(2027, 1, 1)), make(post, starts=date(2028, 1, 1))]
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.bulk_create(rows)
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("change", [{"starts": JUN}, {"kind": "substantive", "starts": JAN}])
def test_a_change_into_a_shared_day_is_refused(post, change):
    other = make(
        post, starts=date(2026, 7, 1), kind="acting" if "kind" in change else "substantive"
    )
    other.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.filter(pk=other.pk).update(**change)


def test_a_row_does_not_stand_in_its_own_way(post):
    assert Appointment.objects.filter(post=post).update(ends=DEC) == 1


def test_plain_sql_is_refused(post):
    statement = (
        "INSERT INTO accounts_appointment (person_id, post_id, kind, starts, ends, order_reference)"
        " SELECT person_id, post_id, kind, starts, NULL, '' FROM accounts_appointment"
    )
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_postgresql_without_the_extension_refuses_as_well(post):
    """The triggers that stand in for the exclusion constraint, put to the same tries."""
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")
            assert cursor.fetchone()[0] == 2  # SQLite has its own, tried above
        return
    # On PostgreSQL schema changes take part in the test's transaction and vanish with it.
    with connection.schema_editor(atomic=False) as editor:
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        rule.remove(None, editor)
        make(post, starts=JUN).save()  # nothing refuses now
        Appointment.objects.filter(starts=JUN).delete()
        rule.install_postgresql_trigger(editor)
    with pytest.raises(IntegrityError, match="one_substantive_holder"), transaction.atomic():
        make(post, starts=JUN).save()
    make(post, starts=date(2026, 7, 1)).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.filter(starts=date(2026, 7, 1)).update(starts=JUN)
