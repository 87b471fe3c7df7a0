"""What is asked of the machine, and what root is told to run."""

from __future__ import annotations

import pytest

from tools import machine

THERE = machine.Need("there", lambda: True, ("one",))
GONE = machine.Need("gone", lambda: False, ("two", "three"))
GONE_TOO = machine.Need("gone too", lambda: False, ("three", "four"))


@pytest.fixture
def clerk(monkeypatch):
    """Somebody who is not root, on a machine without sudo."""
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)
    which = {"apt-get": "/usr/bin/apt-get"}
    monkeypatch.setattr(machine.shutil, "which", which.get)


def test_this_machine_has_everything():
    assert machine.missing(machine.TEST) == []


def test_only_what_is_missing_is_asked_for_and_each_package_once():
    lacking = machine.missing([THERE, GONE, GONE_TOO])
    assert machine.packages_of(lacking) == ["two", "three", "four"]


def test_a_library_that_does_not_load_is_missing():
    assert machine.library("libthai.so.0")()
    assert not machine.library("libnowhere.so.0")()


def test_tests_need_all_that_running_needs():
    assert set(machine.RUN) < set(machine.TEST)
    packages = machine.packages_of(machine.TEST)
    heavy = {"chromium", "postgresql", "default-jre-headless"}
    assert {*heavy, "poppler-utils", "libthai-data"} <= set(packages)
    assert not heavy & set(machine.packages_of(machine.RUN))


def test_postgres_is_installed_without_a_cluster_that_starts_by_itself(monkeypatch, tmp_path):
    monkeypatch.setattr(machine, "CLUSTER_SETTING", tmp_path / "createcluster.conf")
    update, setting, install = machine.commands(["gettext", "postgresql"])
    assert update[:2] == ["apt-get", "update"]
    assert "create_main_cluster = false" in setting[-1]
    assert install[-2:] == ["gettext", "postgresql"]
    assert "--no-install-recommends" in install

    (tmp_path / "createcluster.conf").write_text("create_main_cluster = true\n")
    assert len(machine.commands(["postgresql"])) == 2, "what the machine's owner set stays"


def test_without_root_the_one_line_is_shown_and_nothing_is_run(monkeypatch, capsys, clerk):
    monkeypatch.setitem(machine.NEEDS, "run", (THERE, GONE))
    monkeypatch.setattr(machine.subprocess, "run", pytest.fail)
    assert machine.main(["run"]) == 1
    told = capsys.readouterr().out
    line = "apt-get update && apt-get install --yes --no-install-recommends two three"
    assert line in [part.strip() for part in told.splitlines()]
    assert "root" in told


def test_a_machine_that_has_everything_is_left_alone(monkeypatch, capsys, clerk):
    monkeypatch.setitem(machine.NEEDS, "run", (THERE,))
    monkeypatch.setattr(machine.subprocess, "run", pytest.fail)
    assert machine.main(["run"]) == 0
    assert capsys.readouterr().out == ""


def test_an_unknown_word_is_answered_with_the_usage(capsys):
    assert machine.main(["walk"]) == 2
    assert "tools.machine run" in capsys.readouterr().err
