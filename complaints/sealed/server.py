"""The server's keys as the rooms' verbs use them, and where sealed files lie."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from complaints import sealing
from complaints.sealed.credentials import read_server_keys


@cache
def keys() -> sealing.ServerKeys:
    """The keys of this server; raises CredentialsError. Read once a process.

    From then on the slow keys are counted over all processes of the machine.
    """
    found = read_server_keys(
        settings.COMPLAINT_KEYS, without_pepper=settings.COMPLAINTS_WITHOUT_PEPPER
    )
    sealing.share_permits(locks_folder())
    return found


def have_keys() -> bool:
    """Whether the keys can be read: without them no complaint is taken and none is opened."""
    try:
        keys()
    except sealing.SealingError:
        return False
    return True


def locks_folder() -> Path:
    """Where the processes of this machine wait for one another."""
    return _private_folder(settings.DATA_DIR / "permits")


def files_folder() -> Path:
    """Where sealed files lie; nobody but the portal reads it."""
    return _private_folder(settings.DATA_DIR / "sealed")


def _private_folder(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
