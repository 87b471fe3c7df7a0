"""The bench of the complaints: what it counts as a wait, and which verdict it prints."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from bench.complaints import submissions
from bench.complaints.writer import Waits
from tests.complaints.attack.experiments import guess
from tests.complaints.attack.ledger import Told, told
from tests.complaints.attack.memory import Watch


@contextmanager
def slow_turn():
    time.sleep(0.02)
    yield


def test_a_wait_lasts_from_asking_to_the_end_of_the_outermost_turn():
    waits = Waits(slow_turn)
    with waits.turn():
        with waits.turn():
            time.sleep(0.02)
        time.sleep(0.02)
    with waits.turn():
        pass
    assert len(waits.seconds) == 2
    assert 0.08 <= waits.seconds[0] < 1.0
    assert 0.02 <= waits.seconds[1] < 0.5


def test_a_turn_that_failed_leaves_the_next_one_counted():
    waits = Waits(slow_turn)
    with pytest.raises(ZeroDivisionError), waits.turn():
        raise ZeroDivisionError
    with waits.turn():
        pass
    assert len(waits.seconds) == 1


@pytest.mark.parametrize(
    ("waits", "failed", "missed"),
    [([0.01, 0.49], [], False), ([0.01, 0.51], [], True), ([0.01], ["OperationalError"], True)],
)
def test_a_slow_or_failed_complaint_is_told(waits, failed, missed):
    measured = {"waits": waits, "failed": failed, "rate": 20.0}
    row = submissions._row(submissions.WORDS["complaint"], "SQLite", measured, plain=2000.0)
    assert ("MISSED" in row[-1]) == missed
    assert row[3] == "1/100"


def test_a_broken_promise_fails_its_experiment(capsys):
    done = Told("9 sent again", {"cases": 2})
    done.check(False, "two cases")
    with pytest.raises(AssertionError, match="two cases"):
        told(done)
    assert "2 cases: FAILED: two cases" in capsys.readouterr().out


def test_guesses_are_receipts_that_could_be_somebodys():
    from complaints.sealing import read_receipt

    for _ in range(50):
        read_receipt(guess())  # raises Mistyped where the check digit is wrong


TAKES = """
input()
block = bytearray(48 << 20)
block[::4096] = b"x" * len(block[::4096])
input()
del block
"""


def test_memory_that_is_taken_for_a_moment_is_seen():
    command = [sys.executable, "-c", TAKES]
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, text=True, bufsize=1) as child,
        Watch(lambda: [child.pid]) as watch,
    ):
        before = watch.settled()
        child.stdin.write("take\n")
        deadline = time.monotonic() + 20
        while watch.highest - before <= 40 and time.monotonic() < deadline:
            time.sleep(0.05)
        child.stdin.write("end\n")
    assert watch.highest - before > 40
