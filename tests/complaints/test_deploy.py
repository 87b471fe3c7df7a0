"""What runs complaints on a server has the keys, keeps memory in memory and logs nobody."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from complaints.reporting.forms_report import LONGEST_STORY
from complaints.reporting.uploads import (
    LONGEST_REQUEST,
    MAX_FILES,
    MAX_MEGABYTES,
    MAX_TOGETHER,
    MEGABYTE,
)

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = [DEPLOY / "portal.service", *sorted(DEPLOY.glob("portal-complaints-*.service"))]
NGINX = (DEPLOY / "nginx.conf.example").read_text(encoding="utf-8")


def service(unit: Path) -> tuple[str, configparser.SectionProxy]:
    text = unit.read_text(encoding="utf-8")
    parsed = configparser.ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str
    parsed.read_string(text)
    return text, parsed["Service"]


def test_there_is_a_timer_for_each():
    assert [unit.stem for unit in UNITS[1:]] == [
        "portal-complaints-mail", "portal-complaints-nightly", "portal-complaints-sweep",
    ]  # fmt: skip
    assert all(unit.with_suffix(".timer").exists() for unit in UNITS[1:])


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_has_the_keys_and_writes_no_memory_out(unit):
    text, facts = service(unit)
    for key in ("complaints-mac-key.1", "complaints-pepper.1"):
        assert f"LoadCredential={key}:/etc/portal/complaint-keys/{key}\n" in text
    assert (facts["LimitCORE"], facts["MemorySwapMax"]) == ("0", "0")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_its_commands_exist(unit):
    commands = re.findall(r"manage\.py (\w+)", unit.read_text(encoding="utf-8"))
    assert commands
    assert [one for one in commands if one not in get_commands()] == []


def test_nothing_is_erased_before_it_was_verified():
    text, _facts = service(DEPLOY / "portal-complaints-nightly.service")
    order = re.findall(r"^ExecStart=/\S+ \S+manage\.py (\w+)$", text, re.MULTILINE)
    assert order == ["publish_head", "verify_complaints", "erase_complaints"]


def test_the_front_server_logs_neither_address_nor_path_nor_browser():
    (logged,) = re.findall(r"log_format \w+ '(.*?)';", NGINX)
    variables = set(re.findall(r"\$\w+", logged))
    assert variables == {
        "$time_iso8601", "$request_method", "$host", "$status", "$body_bytes_sent",
        "$request_time",
    }  # fmt: skip


def test_evidence_waits_in_memory_at_the_front_server():
    (place,) = re.findall(r"location ~ \^/\(staff/\)\?complaints/ \{(.*?)\}", NGINX, re.DOTALL)
    assert "client_body_temp_path /run/" in place
    assert "proxy_max_temp_file_size 0;" in place
    assert "error_log /dev/null emerg;" in place


def test_words_are_taken_also_where_files_have_filled_the_place_in_which_bodies_wait():
    (place,) = re.findall(r"location ~ \^/\(staff/\)\?complaints/ \{(.*?)\}", NGINX, re.DOTALL)
    (held,) = re.findall(r"client_body_buffer_size (\d+)k;", place)
    assert int(held) * 1024 > 2 * 3 * LONGEST_STORY  # bytes of a Thai sign, and the other fields


def test_whoever_sends_too_much_meets_a_page_of_the_portal():
    """Up to the portal's own limit the form comes back; beyond it a page in Thai."""
    (place,) = re.findall(
        r"location ~ \^/\(staff/\)\?complaints/ \{(.*?)\n    \}", NGINX, re.DOTALL
    )
    (most,) = re.findall(r"client_max_body_size (\d+)m;", place)
    assert int(most) * MEGABYTE > LONGEST_REQUEST
    (alias,) = re.findall(r"alias /opt/portal/deploy/(\S+);", NGINX)
    for status, words in (("413", "ใหญ่เกินไป"), ("502", "ส่งข้อมูลอีกครั้ง")):
        (address,) = re.findall(rf"error_page [\d ]*{status}[\d ]* /-/(\S+);", place)
        page = (DEPLOY / alias / address).read_text(encoding="utf-8")
        assert words in page
        assert not re.search(r"<(?:script|link|img|style)|style=|https?:", page)


def test_the_page_says_the_limits_that_the_form_has():
    page = (DEPLOY / "pages" / "too-large.html").read_text(encoding="utf-8")
    for words in (
        f"{MAX_FILES} ไฟล์",
        f"ละไม่เกิน {MAX_MEGABYTES} MB",
        f"รวมกันไม่เกิน {MAX_TOGETHER} MB",
    ):
        assert words in page


def test_lines_that_name_an_address_and_a_page_are_never_written():
    levels = dict(re.findall(r"^ *error_log (\S+) (\w+);", NGINX, re.MULTILINE))
    assert levels == {"/var/log/nginx/portal-error.log": "crit", "/dev/null": "emerg"}
