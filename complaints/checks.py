"""What the sealed complaints need of the machine; each fault names the file or line to mend.

`manage.py check` says it, with `--deploy` more strictly: portal.service asks that before it starts.
"""

from __future__ import annotations

import resource
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register

from complaints.sealed.credentials import CredentialsError, read_server_keys

OPERATIONS = "docs/OPERATIONS.md, “The sealed complaints”, tells how"
CGROUPS = Path("/sys/fs/cgroup")
SWAPS = Path("/proc/swaps")
OWN_CGROUP = Path("/proc/self/cgroup")

Apps = Sequence[AppConfig] | None


@register(Tags.security)
def keys_can_be_read(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """Without its keys the portal takes no complaint and opens none."""
    return [
        Warning(
            f"The keys of the sealed complaints cannot be read here: {fault}",
            hint="On a new server: manage.py make_complaint_keys. Services that need none, such "
            f"as the worker, may go without; {OPERATIONS}.",
            id="complaints.W001",
        )
        for fault in _key_faults()
    ]


@register(Tags.security, deploy=True)
def keys_are_there(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """A server has its keys, and not in the folder that is backed up as data."""
    hint = f"systemd hands them over by LoadCredential (deploy/portal.service); {OPERATIONS}."
    found: list[CheckMessage] = [
        Error(f"The keys of the sealed complaints: {fault}", hint=hint, id="complaints.E001")
        for fault in _key_faults()
    ]
    keys, data = Path(settings.COMPLAINT_KEYS).resolve(), Path(settings.DATA_DIR).resolve()
    if not found and keys.is_relative_to(data):
        found.append(
            Warning(
                f"The keys of the sealed complaints lie among the data, in {keys}: "
                "whoever takes a copy of the data has both.",
                hint=hint,
                id="complaints.W002",
            )
        )
    return found


def _key_faults() -> list[str]:
    try:
        read_server_keys(
            Path(settings.COMPLAINT_KEYS), without_pepper=settings.COMPLAINTS_WITHOUT_PEPPER
        )
    except CredentialsError as fault:
        return [fault.message]
    return []


@register(Tags.files)
def sealed_files_are_apart(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """Sealed bytes lie where nothing serves them and no other account lists them."""
    found: list[CheckMessage] = []
    folder = Path(settings.DATA_DIR) / "sealed"
    for served in (settings.STATIC_ROOT, settings.MEDIA_ROOT, *settings.STATICFILES_DIRS):
        if folder.resolve().is_relative_to(Path(served).resolve()):
            found.append(
                Error(
                    f"Sealed files would lie in {served}, which is served to everybody.",
                    hint="Part PORTAL_DATA_DIR from PORTAL_STATIC_ROOT.",
                    id="complaints.E002",
                )
            )
    if folder.exists() and stat.S_IMODE(folder.stat().st_mode) & 0o077:
        found.append(
            Error(
                f"Other accounts can look into {folder}.",
                hint=f"chmod 0700 {folder}",
                id="complaints.E003",
            )
        )
    return found


@register(Tags.security)
def mail_tells_nothing(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """No fault is ever sent by mail, for it may hold what somebody wrote; the daily mail has a
    sender and one way to be encrypted."""
    found: list[CheckMessage] = []
    handlers = settings.LOGGING.get("handlers", {})
    mailing = [name for name, one in handlers.items() if "AdminEmail" in str(one.get("class", ""))]
    if mailing or settings.ADMINS:
        found.append(
            Error(
                "Faults would be sent by mail, with what people had typed.",
                hint="Take ADMINS and every AdminEmailHandler out of portal/settings.py.",
                id="complaints.E004",
            )
        )
    if settings.EMAIL_HOST and not settings.DEFAULT_FROM_EMAIL:
        found.append(
            Error(
                "The officers' mail has no sender.",
                hint="Set PORTAL_EMAIL_FROM beside PORTAL_EMAIL_HOST.",
                id="complaints.E005",
            )
        )
    if settings.EMAIL_USE_TLS and settings.EMAIL_USE_SSL:
        found.append(
            Error(
                "PORTAL_EMAIL_TLS and PORTAL_EMAIL_STARTTLS exclude one another.",
                hint="Leave PORTAL_EMAIL_STARTTLS out where PORTAL_EMAIL_TLS is 1.",
                id="complaints.E006",
            )
        )
    return found


@register(Tags.security, deploy=True)
def memory_stays_in_memory(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """Opened texts and keys are never written out by the machine itself."""
    found: list[CheckMessage] = []
    if resource.getrlimit(resource.RLIMIT_CORE)[0] != 0:
        found.append(
            Warning(
                "A crash of this process would write its memory to the disk.",
                hint="LimitCORE=0 in the unit (deploy/portal.service), `ulimit -c 0` in a shell.",
                id="complaints.W003",
            )
        )
    if _may_swap():
        found.append(
            Warning(
                "The memory of this process may be written to the swap.",
                hint="MemorySwapMax=0 in the unit (deploy/portal.service), or no swap at all.",
                id="complaints.W004",
            )
        )
    if not settings.EMAIL_HOST:
        found.append(
            Info(
                "The officers get no mail and have to look by themselves each working day.",
                hint="Set PORTAL_EMAIL_HOST; deploy/portal.env.example has the others.",
                id="complaints.I001",
            )
        )
    return found


def _may_swap() -> bool:
    """Whether there is swap, and nothing keeps this process out of it."""
    try:
        swaps = SWAPS.read_text(encoding="utf-8").splitlines()[1:]
    except OSError:
        return False
    return bool(swaps) and not any(limit == "0" for limit in _swap_limits())


def _swap_limits() -> Iterator[str]:
    """What the groups of this process allow it, its own first (cgroup v2)."""
    try:
        own = OWN_CGROUP.read_text(encoding="ascii").rpartition("::/")[2].strip()
    except OSError:
        return
    group = CGROUPS / own
    while group != CGROUPS and group.is_relative_to(CGROUPS):
        limit = group / "memory.swap.max"
        if limit.is_file():
            yield limit.read_text(encoding="ascii").strip()
        group = group.parent
