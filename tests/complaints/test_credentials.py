"""The server's keys from files: taken only when they are whole, private and apart."""

from __future__ import annotations

import stat

import pytest

from complaints.sealed.credentials import CredentialsError, only_ours, read_server_keys
from complaints.sealing import SealingError

MAC, PEPPER = "ab" * 32, "cd" * 32


def put(folder, name, content, mode=0o400):
    path = folder / name
    path.write_text(content)
    path.chmod(mode)
    return path


@pytest.fixture
def folder(tmp_path):
    put(tmp_path, "complaints-mac-key.1", MAC + "\n")
    put(tmp_path, "complaints-pepper.1", PEPPER)
    return tmp_path


def told(folder, **options):
    with pytest.raises(CredentialsError) as refused:
        read_server_keys(folder, **options)
    message = str(refused.value)
    assert isinstance(refused.value, SealingError)
    assert MAC not in message
    assert PEPPER not in message
    assert refused.value.__cause__ is None
    return message


def test_both_keys_are_read(folder):
    keys = read_server_keys(folder)
    assert dict(keys.macs) == {1: bytes.fromhex(MAC)}
    assert dict(keys.peppers) == {1: bytes.fromhex(PEPPER)}


def test_later_versions_are_read_beside_the_first_and_strangers_are_left_alone(folder):
    put(folder, "complaints-mac-key.2", "12" * 32)
    put(folder, "database-password", "something else", 0o644)
    assert sorted(read_server_keys(folder).macs) == [1, 2]


@pytest.mark.parametrize("name", ["complaints-mac-key.1", "complaints-pepper.1"])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    assert f"{folder / name} is missing" in told(folder)


def test_a_lost_pepper_is_let_pass_only_when_asked(folder):
    (folder / "complaints-pepper.1").unlink()
    assert dict(read_server_keys(folder, without_pepper=True).peppers) == {}
    (folder / "complaints-mac-key.1").unlink()
    assert "mac-key.1 is missing" in told(folder, without_pepper=True)


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o404, 0o500, 0o000, 0o4400, 0o420])
def test_a_file_that_others_may_read_or_anybody_write_is_refused(folder, mode):
    (folder / "complaints-pepper.1").chmod(mode)
    assert "complaints-pepper.1: must be a file" in told(folder) or mode == 0


@pytest.mark.parametrize(
    ("mode", "owner", "group", "fine"),
    [
        (stat.S_IFREG | 0o400, 1000, 1000, True),
        (stat.S_IFREG | 0o400, 0, 0, True),
        (stat.S_IFREG | 0o440, 0, 0, True),
        (stat.S_IFREG | 0o440, 1000, 0, False),
        (stat.S_IFREG | 0o440, 0, 1000, False),
        (stat.S_IFREG | 0o440, 1000, 1000, False),
        (stat.S_IFREG | 0o400, 33, 33, False),
        (stat.S_IFREG | 0o404, 0, 0, False),
        (stat.S_IFREG | 0o600, 1000, 1000, False),
        (stat.S_IFDIR | 0o400, 1000, 1000, False),
        (stat.S_IFIFO | 0o400, 1000, 1000, False),
    ],
)
def test_whose_file_it_must_be(mode, owner, group, fine):
    assert only_ours(mode, owner, group, ourselves=1000) == fine


@pytest.mark.parametrize("content", ["", "ab" * 31, "ab" * 33, "x" * 64, "ab " * 32, "ab" * 900])
def test_a_file_without_a_whole_key_is_refused(folder, content):
    (folder / "complaints-pepper.1").unlink()
    put(folder, "complaints-pepper.1", content)
    assert "complaints-pepper.1: must hold 64 hexadecimal digits" in told(folder)


def test_one_key_in_two_files_is_refused(folder):
    put(folder, "complaints-pepper.2", MAC)
    assert "two files hold the same key" in told(folder)


@pytest.mark.parametrize(
    "name", ["complaints-pepper", "complaints-pepper.0", "complaints-pepper.x"]
)
def test_a_name_without_a_version_is_not_passed_over(folder, name):
    put(folder, name, "12" * 32)
    assert "the name must end in a version" in told(folder)


def test_a_version_too_high_is_refused(folder):
    put(folder, "complaints-pepper.256", "12" * 32)
    assert "the highest version is 255" in told(folder)


def test_a_link_is_not_followed(folder):
    path = folder / "complaints-pepper.1"
    path.rename(folder / "elsewhere")
    path.symlink_to(folder / "elsewhere")
    assert "complaints-pepper.1" in told(folder)


def test_a_missing_folder_is_named(tmp_path):
    assert str(tmp_path / "nothing") in told(tmp_path / "nothing")
