"""Remarks on entries: when they come, and when they hold their peace."""

from __future__ import annotations

from collections import Counter
from datetime import date
from types import SimpleNamespace

import pytest

from measures.hints import hints, repeats

DAY = date(2026, 2, 10)


def remarks(narrative="ประชุมเมื่อวันที่ ๑๐ มีผู้เข้าร่วม ๓๐ คน", plan="จัดประชุม", starts=None, same=1):
    entry = SimpleNamespace(narrative=narrative, evidence_date=DAY)
    step = SimpleNamespace(text=plan, starts=starts)
    return len(hints(entry, step, days=Counter({DAY: same})))


def test_twelve_rows_of_one_date_are_worth_a_look_eleven_are_not():
    assert (remarks(same=11), remarks(same=12)) == (0, 1)


def test_evidence_older_than_the_period():
    assert remarks(starts=date(2026, 2, 11)) == 1
    assert remarks(starts=DAY) == 0


PLAN = "- จัดทำคู่มือการปฏิบัติงานและเผยแพร่บนเว็บไซต์ของหน่วยงาน\n- ประชุมชี้แจง ๒ ครั้ง"


@pytest.mark.parametrize(
    ("said", "same"),
    [
        (PLAN, True),
        ("จัดทำคู่มือการปฏิบัติงาน และเผยแพร่บนเว็บไซต์ของหน่วยงาน ประชุมชี้แจง 2 ครั้ง", True),
        ("จัดทำคู่มือการปฏิบัติงานและเผยแพร่บนเว็บไซต์ของหน่วยงาน", True),
        ("ดำเนินการ" + PLAN, True),
        ("เผยแพร่คู่มือ ๓ เล่มเมื่อ ๕ ม.ค. มีผู้เปิดอ่าน ๑๒๐ ครั้ง", False),
        ("แล้วเสร็จ", False),
        (
            PLAN + "\nผล: พิมพ์ ๕๐ เล่ม แจกทุกกอง มีผู้เข้าประชุม ๔๒ คน และแบบประเมินได้ ๔.๕ คะแนนเต็ม ๕" * 2,
            False,
        ),
    ],
)
def test_a_result_that_only_repeats_the_plan(said, same):
    assert repeats(said, PLAN) is same
