"""No more than two Argon2id runs at once, on a machine and not only in a process."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from complaints import sealing
from complaints.sealing import Busy, permits, primitives
from complaints.sealing.permits import Permits


def most_at_once(groups: list[Permits], rounds: int = 12) -> int:
    """The most that were inside at one time, with two threads for each permit."""
    inside, most, lock = 0, 0, threading.Lock()

    def enter(group: Permits) -> None:
        nonlocal inside, most
        with group.one(wait=10):
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.01)
            with lock:
                inside -= 1

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(enter, groups[n % len(groups)]) for n in range(rounds)]:
            done.result()
    return most


def test_two_threads_work_at_once_and_no_third():
    assert most_at_once([Permits()]) == 2


def test_processes_that_share_a_folder_share_the_permits(tmp_path):
    """Each `Permits` stands for a process: they have nothing in common but the folder."""
    assert most_at_once([Permits(folder=tmp_path), Permits(folder=tmp_path)]) == 2


def test_whoever_waits_too_long_is_told_so(tmp_path):
    for group in (Permits(1), Permits(1, tmp_path)):
        with group.one(), pytest.raises(Busy), group.one(wait=0.02):
            pytest.fail("a second permit of one")
    with Permits(1, tmp_path).one(), pytest.raises(Busy), Permits(1, tmp_path).one(wait=0.02):
        pytest.fail("a second permit of one")


def test_a_permit_comes_back_after_a_fault(tmp_path):
    group = Permits(1, tmp_path)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), group.one(wait=0.02):
            raise ZeroDivisionError


def test_a_process_that_dies_gives_its_permit_back(tmp_path):
    program = (
        "import os, pathlib, sys\n"
        "from complaints.sealing.permits import Permits\n"
        "with Permits(1, pathlib.Path(sys.argv[1])).one():\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(Busy), Permits(1, tmp_path).one(wait=0.02):
            pytest.fail("held by the other process")
        process.kill()
        process.wait()
    with Permits(1, tmp_path).one(wait=1):
        pass


def test_every_argon2_run_holds_a_permit(monkeypatch):
    monkeypatch.setattr(permits, "_permits", Permits(1))
    held = []
    real = primitives.argon2id.kdf

    def looked_at(*arguments, **limits):
        held.append(permits.permit()._here.acquire(blocking=False))
        return real(*arguments, **limits)

    monkeypatch.setattr(primitives.argon2id, "kdf", looked_at)
    primitives.slow_key("secret", b"s" * 16)
    assert held == [False]


def test_a_shared_folder_that_cannot_be_written_is_told_at_the_start(tmp_path, monkeypatch):
    monkeypatch.setattr(permits, "_permits", permits.permit())
    sealing.share_permits(tmp_path)
    assert (tmp_path / "sealing-0.permit").exists()
    with pytest.raises(Busy):
        sealing.share_permits(tmp_path / "missing")
