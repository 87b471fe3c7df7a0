"""Who writes stands in line: one verb at a time, and never in line with the database in hand."""

from __future__ import annotations

import fcntl

import pytest
from django.db import connection, transaction

from complaints.models import AuditRow
from complaints.sealed import recording, server
from complaints.sealed.recording import What, turn


def line_is_free() -> bool:
    with (server.locks_folder() / "turn.lock").open("w") as line:
        try:
            fcntl.flock(line, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


@pytest.mark.django_db(transaction=True)
def test_a_turn_holds_the_line_to_its_end():
    with turn():
        assert line_is_free() == (connection.vendor != "sqlite")
        with turn():  # nested turns are one
            pass
        assert line_is_free() == (connection.vendor != "sqlite")
    assert line_is_free()


@pytest.mark.django_db(transaction=True)
def test_a_turn_that_fails_leaves_the_line():
    with pytest.raises(KeyError), turn():
        raise KeyError
    assert line_is_free()


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_nobody_waits_in_line():
    with transaction.atomic(), turn():
        assert line_is_free()


def test_eight_at_once_make_one_chain(race, handling):
    def write():
        with turn():
            recording.record(What.PRINTED, facts=("x",))

    before = AuditRow.objects.count()
    outcomes = race(write, 8)
    assert not any(one.error for one in outcomes)
    numbers = list(AuditRow.objects.values_list("number", flat=True))
    assert numbers == list(range(1, before + 9))
