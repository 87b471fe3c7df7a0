"""The portal says what of the machine would give the sealed complaints away, and how to mend it."""

from __future__ import annotations

import resource

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from complaints import checks
from complaints.sealed.credentials import make_server_keys


@pytest.fixture
def keys(settings, tmp_path):
    """Keys in a folder of their own, apart from the data."""
    settings.COMPLAINT_KEYS = tmp_path / "keys"
    settings.DATA_DIR = tmp_path / "data"
    make_server_keys(settings.COMPLAINT_KEYS)
    return settings.COMPLAINT_KEYS


def ids(found) -> list[str]:
    return [one.id for one in found]


def test_a_server_with_its_keys_apart_is_right(keys):
    assert checks.keys_can_be_read(None) == checks.keys_are_there(None) == []


def test_checks_are_registered_the_strict_ones_for_a_server_alone(keys):
    for path in keys.iterdir():
        path.unlink()
    plain = [one.id for one in run_checks() if one.id.startswith("complaints.")]
    strict = run_checks(include_deployment_checks=True)
    assert plain == ["complaints.W001"]
    assert "complaints.E001" in ids(strict)
    with pytest.raises(CommandError):
        call_command("check", deploy=True, tags=["security"])


@pytest.mark.parametrize("name", ["complaints-mac-key.1", "complaints-pepper.1"])
def test_a_key_that_is_missing_or_readable_by_others_is_named(keys, name):
    (keys / name).chmod(0o444)
    for found, code in (
        (checks.keys_can_be_read(None), "complaints.W001"),
        (checks.keys_are_there(None), "complaints.E001"),
    ):
        assert ids(found) == [code]
        assert name in found[0].msg
        assert "chmod 0400" in found[0].msg
    (keys / name).unlink()
    assert name in checks.keys_are_there(None)[0].msg


def test_no_check_shows_what_a_key_is(keys):
    path = keys / "complaints-pepper.1"
    secret = path.read_text().strip()
    path.chmod(0o600)
    path.write_text(secret[:-1])
    path.chmod(0o400)
    (fault,) = checks.keys_are_there(None)
    assert secret[:20] not in f"{fault.msg} {fault.hint}"


def test_keys_among_the_data_are_warned_of_on_a_server(settings, keys):
    settings.DATA_DIR = keys.parent
    assert ids(checks.keys_are_there(None)) == ["complaints.W002"]


def test_sealed_files_are_never_where_something_serves_them(settings, tmp_path):
    settings.DATA_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    settings.MEDIA_ROOT = tmp_path / "media"
    assert checks.sealed_files_are_apart(None) == []
    settings.STATIC_ROOT = tmp_path
    assert ids(checks.sealed_files_are_apart(None)) == ["complaints.E002"]


def test_a_folder_of_sealed_files_that_others_can_list_is_refused(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    folder = tmp_path / "sealed"
    folder.mkdir(mode=0o700)
    assert checks.sealed_files_are_apart(None) == []
    folder.chmod(0o750)
    assert ids(checks.sealed_files_are_apart(None)) == ["complaints.E003"]


def test_no_fault_is_sent_by_mail(settings):
    assert checks.mail_tells_nothing(None) == []
    handler = {"class": "django.utils.log.AdminEmailHandler"}
    settings.LOGGING = settings.LOGGING | {"handlers": {"mail": handler}}
    assert ids(checks.mail_tells_nothing(None)) == ["complaints.E004"]
    settings.LOGGING = {}
    settings.ADMINS = [("x", "x@tambon.example")]
    assert ids(checks.mail_tells_nothing(None)) == ["complaints.E004"]


def test_the_daily_mail_needs_a_sender_and_one_way_of_encryption(settings):
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "smtp.invalid", ""
    assert ids(checks.mail_tells_nothing(None)) == ["complaints.E005"]
    settings.DEFAULT_FROM_EMAIL = "portal@tambon.example"
    settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = True
    assert ids(checks.mail_tells_nothing(None)) == ["complaints.E006"]


def test_memory_is_written_out_neither_by_a_crash_nor_by_swapping(settings, monkeypatch, tmp_path):
    settings.EMAIL_HOST = "smtp.invalid"
    limits = {resource.RLIMIT_CORE: (0, 0)}
    monkeypatch.setattr(checks.resource, "getrlimit", limits.get)
    swaps, own = tmp_path / "swaps", tmp_path / "cgroup"
    group = tmp_path / "groups/system.slice/portal.service"
    group.mkdir(parents=True)
    swaps.write_text("Filename Type Size Used Priority\n/swapfile file 1 0 -2\n")
    own.write_text("0::/system.slice/portal.service\n")
    monkeypatch.setattr(checks, "SWAPS", swaps)
    monkeypatch.setattr(checks, "OWN_CGROUP", own)
    monkeypatch.setattr(checks, "CGROUPS", tmp_path / "groups")
    assert ids(checks.memory_stays_in_memory(None)) == ["complaints.W004"]
    (group / "memory.swap.max").write_text("max\n")
    assert ids(checks.memory_stays_in_memory(None)) == ["complaints.W004"]
    (group / "memory.swap.max").write_text("0\n")
    assert checks.memory_stays_in_memory(None) == []
    limits[resource.RLIMIT_CORE] = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    swaps.write_text("Filename Type Size Used Priority\n")
    assert ids(checks.memory_stays_in_memory(None)) == ["complaints.W003"]


def test_a_server_without_mail_is_told_so_and_starts(settings, monkeypatch):
    settings.EMAIL_HOST = ""
    assert "complaints.I001" in ids(checks.memory_stays_in_memory(None))
