"""The HTML checker finds what is wrong, and says plainly where it cannot look."""

from __future__ import annotations

import pytest

from tools import html_checker
from tools.html_checker import CheckerFailed, CheckerMissing, check

VALID = (
    '<!doctype html>\n<html lang="th">\n<head><meta charset="utf-8"><title>หน้าแรก</title></head>\n'
    "<body><h1>ข่าวประชาสัมพันธ์</h1>{}</body>\n</html>\n"
)


def page(body: str) -> bytes:
    return VALID.format(body).encode()


def test_every_document_is_answered_for_by_its_own_name():
    found = check(
        {
            "/sound/": page("<p>น้ำประปาหยุดไหล</p>"),
            "/twice/": page('<p id="a">ก</p>\n<p id="a">ข</p>'),
            "/no-alt/": page('<img src="/a.png">'),
            "/loose section/": page("<section><p>ก</p></section>"),
        }
    )
    assert list(found) == ["/sound/", "/twice/", "/no-alt/", "/loose section/"]
    assert found["/sound/"] == []
    error = next(fault for fault in found["/twice/"] if fault.kind == "error")
    assert error.message == "Duplicate ID “a”."
    assert error.line == 5
    assert '<p id="a">ข' in error.extract
    assert [fault.kind for fault in found["/no-alt/"]] == ["error"]
    assert [fault.kind for fault in found["/loose section/"]] == ["warning"]


def test_nothing_to_check_starts_nothing(monkeypatch):
    monkeypatch.setattr(html_checker.subprocess, "run", pytest.fail)
    assert check({}) == {}


def test_without_java_the_package_is_named(monkeypatch):
    monkeypatch.setattr(html_checker.shutil, "which", lambda name: None)
    with pytest.raises(CheckerMissing, match="apt-get install default-jre-headless"):
        check({"/": page("")})


def test_a_jar_of_another_sum_is_not_run(monkeypatch, tmp_path):
    other = tmp_path / "vnu.jar"
    other.write_bytes(html_checker.jar().read_bytes() + b"x")
    with pytest.raises(CheckerMissing, match="is not the file"):
        html_checker._proved(other)


def test_an_environment_without_the_package_says_what_installs_it(monkeypatch):
    monkeypatch.setattr(html_checker, "find_spec", lambda name: None)
    html_checker.jar.cache_clear()
    with pytest.raises(CheckerMissing, match="make test"):
        html_checker.jar()


def test_a_checker_that_breaks_off_is_no_verdict(monkeypatch):
    monkeypatch.setattr(html_checker, "JAVA_OPTIONS", ("-XX:NoSuchOption",))
    with pytest.raises(CheckerFailed, match="NoSuchOption"):
        check({"/": page("")})
