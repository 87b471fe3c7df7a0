"""The office's guide says what the portal does: numbers, commands, addresses."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import resolve

from complaints import waiting
from complaints.clocks import DAYS
from complaints.numbers import suppression
from complaints.officers import agreeing, recovering, tries, vault
from complaints.sealed import receiving
from complaints.sealing import CUSTODIANS, SHORTEST_PASSPHRASE
from complaints.sealing.codes import new_code
from complaints.upkeep import heads, mailing, retention
from tests.conftest import REPOSITORY

GUIDE = (REPOSITORY / "docs" / "COMPLAINTS.md").read_text(encoding="utf-8")
SIGNS = len(new_code().printed().replace("-", ""))

SAID = {
    "passphrase": f"อย่างน้อย {SHORTEST_PASSPHRASE} ตัวอักษร",
    "idle": f"ไม่ใช้ {vault.IDLE.seconds // 60} นาที",
    "longest": f"ครบ {vault.LONGEST.seconds // 3600} ชั่วโมง",
    "custodians": f"| ผู้เก็บรักษารหัสกู้คืน | {len(CUSTODIANS)} คน",
    "officers": f"อย่างน้อย {receiving.FEWEST_OFFICERS} คน",
    "signs of a code": f"ชุดละ {SIGNS} ตัวอักษร",
    "approval": f"มีผล {agreeing.COUNTS_FOR.days} วัน",
    "told": f"ข้อความ {waiting.TOLD_FOR.days} วัน",
    "wrong tries": f"ผิด{'เจ็ด' if tries.MOST == 7 else tries.MOST}ครั้ง",
    "recovery": f"ปิดเองใน {recovering.LASTS.seconds // 60} นาที",
    "mail": f"เวลา {mailing.AT:%H.%M} น.",
    "kept": f"เก็บไว้{'หนึ่ง' if retention.KEEPING.years == 1 else retention.KEEPING.years}ปี",
    "warned": f"ล่วงหน้า {retention.WARNED.days} วัน",
    "settled": f"ไม่ลบภายใน {retention.SETTLED.days} วัน",
    "suppressed": f"น้อยกว่า {suppression.FEWEST}",
    "noted": f"อักขระ {heads.SHORTEST} ตัวแรก",
    **{f"clock {name}": f"| {days} วัน |" for name, days in DAYS.items()},
}


@pytest.mark.parametrize("words", SAID.values(), ids=SAID)
def test_a_number_is_the_one_that_is_kept(words):
    assert words in GUIDE


def test_commands_settings_and_addresses_are_there():
    commands = set(re.findall(r"manage\.py (\w+)", GUIDE))
    assert {"make_complaint_keys", "verify_complaints"} <= commands <= set(get_commands())
    assert "PORTAL_COMPLAINTS_WITHOUT_PEPPER" in GUIDE
    assert settings.COMPLAINTS_WITHOUT_PEPPER is False
    addresses = set(re.findall(r"`(/complaints/\S*/)`", GUIDE))
    assert addresses
    for address in addresses:
        resolve(address)


def test_links_lead_to_files():
    for link in re.findall(r"\]\(([\w./-]+\.md)\)", GUIDE):
        assert (REPOSITORY / "docs" / link).is_file(), link
