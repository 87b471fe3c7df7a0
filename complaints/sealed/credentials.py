"""The server's keys for complaints, read from a folder that is neither database nor settings.

systemd gives the folder (LoadCredential, $CREDENTIALS_DIRECTORY). It holds one file a key:

    complaints-mac-key.1   complaints-pepper.1   (and .2 and so on after a replacement)

each with 64 hexadecimal digits, made by `openssl rand -hex 32`, readable by the portal alone.
They are backed up apart from the data. No error ever shows what a file holds.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from pathlib import Path

from complaints.sealing import KEY_SIZE, SealingError, ServerKeys

MAC_KEY, PEPPER = "complaints-mac-key", "complaints-pepper"
_NAME = re.compile(rf"({MAC_KEY}|{PEPPER})\.([1-9][0-9]{{0,2}})")
_KEY = re.compile(rf"[0-9a-fA-F]{{{2 * KEY_SIZE}}}\s*".encode())
_LONGEST = 1024  # bytes; a key with its line break has 65


class CredentialsError(SealingError):
    """The keys cannot be used; str() names the file and says what to mend."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__()


def read_server_keys(folder: Path, *, without_pepper: bool = False) -> ServerKeys:
    """Every version of both keys; raises CredentialsError.

    `without_pepper` is for the day on which the peppers are lost: codes and custodians still
    work then. Peppers that are there are taken all the same.
    """
    found: dict[str, dict[int, bytes]] = {MAC_KEY: {}, PEPPER: {}}
    for path in _listed(folder):
        if name := _NAME.fullmatch(path.name):
            found[name[1]][_version(path, name[2])] = _key_in(path)
        elif path.name.startswith((MAC_KEY, PEPPER)):
            raise CredentialsError(f"{path}: the name must end in a version, as {MAC_KEY}.1 does")
    _need(folder, MAC_KEY, found[MAC_KEY])
    if not without_pepper:
        _need(folder, PEPPER, found[PEPPER])
    every = [*found[MAC_KEY].values(), *found[PEPPER].values()]
    if len(set(every)) != len(every):
        raise CredentialsError(f"{folder}: two files hold the same key; each needs its own")
    return ServerKeys(macs=found[MAC_KEY], peppers=found[PEPPER])


def make_server_keys(folder: Path) -> list[Path]:
    """The first version of each key where there is none; the files that were made.

    Never touches a key that is there: what was sealed needs it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = []
    for name in (MAC_KEY, PEPPER):
        if not any(folder.glob(f"{name}.*")):
            path = folder / f"{name}.1"
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(KEY_SIZE) + "\n")
            made.append(path)
    return made


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as fault:
        raise CredentialsError(f"{folder}: {fault.strerror}") from None


def _need(folder: Path, name: str, versions: dict[int, bytes]) -> None:
    if not versions:
        raise CredentialsError(f"{folder / name}.1 is missing; restore it from its own backup")


def _version(path: Path, digits: str) -> int:
    if int(digits) > 255:
        raise CredentialsError(f"{path}: the highest version is 255")
    return int(digits)


def _key_in(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as fault:
        raise CredentialsError(f"{path}: {fault.strerror}") from None
    with os.fdopen(descriptor, "rb") as file:
        facts = os.fstat(descriptor)
        if not only_ours(facts.st_mode, facts.st_uid, facts.st_gid, os.geteuid()):
            raise CredentialsError(
                f"{path}: must be a file that the portal alone reads: chmod 0400"
            )
        text = file.read(_LONGEST)
    if not _KEY.fullmatch(text):
        raise CredentialsError(f"{path}: must hold {2 * KEY_SIZE} hexadecimal digits")
    return bytes.fromhex(text.decode("ascii"))


def only_ours(mode: int, owner: int, group: int, ourselves: int) -> bool:
    """Whether a file's mode and owner keep it from everybody but us and root.

    0400, or what newer systemd makes: root's own with 0440, whose group bit is the mask of an
    access list that names the portal's user.
    """
    if not stat.S_ISREG(mode) or owner not in (ourselves, 0):
        return False
    bits = stat.S_IMODE(mode)
    return bits == 0o400 or (bits == 0o440 and owner == group == 0)
