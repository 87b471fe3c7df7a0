"""What the portal will not start without; each fault names the variable or file to mend.

`manage.py` runs these before its commands and gunicorn before it serves, so a fault shows
at the start and not at somebody's click.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections

from portal.thai import words

ENVIRONMENT_FILE = "deploy/portal.env.example says what each variable is for"
SHORTEST_SECRET = 50  # characters, Django's own measure
OLDEST_POSTGRES = 15
# What a receipt once shown depends on (a power cut must not take it back), and what lets
# readers and writers meet; in portal/settings.py, DATABASES.
SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=", "secure_delete=ON")
LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "testserver"}

Apps = Sequence[AppConfig] | None


@register(Tags.translation)
def thai_time_and_language(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """Deadlines end at midnight in Thailand, and pages are Thai unless someone chose else."""
    found: list[CheckMessage] = []
    if settings.TIME_ZONE != "Asia/Bangkok" or not settings.USE_TZ:
        found.append(
            Error(
                "The time zone is not Asia/Bangkok: deadlines would end at a wrong hour.",
                hint='Set TIME_ZONE = "Asia/Bangkok" and USE_TZ = True in portal/settings.py.',
                id="portal.E001",
            )
        )
    if settings.LANGUAGE_CODE != "th":
        found.append(
            Error(
                "The portal's language is not Thai.",
                hint='Set LANGUAGE_CODE = "th" in portal/settings.py.',
                id="portal.E002",
            )
        )
    return found


def libthai_knows_words() -> bool:
    """Whether libthai finds its dictionary, by asking it to open one."""
    try:
        libthai = ctypes.CDLL("libthai.so.0")
    except OSError:
        return False
    libthai.th_brk_new.restype = ctypes.c_void_p
    libthai.th_brk_new.argtypes = [ctypes.c_char_p]
    libthai.th_brk_delete.argtypes = [ctypes.c_void_p]
    breaker = libthai.th_brk_new(None)
    if breaker is None:
        return False
    libthai.th_brk_delete(breaker)
    return True


@register("words")
def thai_words_break(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """Without its word lists the paper breaks its lines in the middle of words."""
    found: list[CheckMessage] = []
    if not libthai_knows_words():
        found.append(
            Error(
                "libthai or its dictionary is missing: Thai lines would not break between words.",
                hint="Install the system packages libthai0 and libthai-data (make run does).",
                id="portal.E003",
            )
        )
    missing = [name for name in words.DICTIONARIES if not (words.FOLDER / name).is_file()]
    if missing:
        found.append(
            Error(
                f"Word lists are missing: {', '.join(missing)}.",
                hint=f"Bring them back to {words.FOLDER.name}/ of the portal's package.",
                id="portal.E004",
            )
        )
    return found


def _is_writable(folder: Path) -> bool:
    """Whether files can be made in the folder, or the folder itself where it is not there."""
    nearest = folder
    while not nearest.exists() and nearest != nearest.parent:
        nearest = nearest.parent
    return nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)


def _within(folder: Path, others: Iterable[Path]) -> Path | None:
    """The first of the others that holds the folder or lies inside it."""
    resolved = folder.resolve()
    for other in map(Path.resolve, others):
        if resolved.is_relative_to(other) or other.is_relative_to(resolved):
            return other
    return None


@register(Tags.files)
def folders_are_right(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """Data can be written, and nothing of it lies where static files are served from."""
    found: list[CheckMessage] = []
    for name, folder in (("DATA_DIR", settings.DATA_DIR), ("MEDIA_ROOT", settings.MEDIA_ROOT)):
        if not _is_writable(Path(folder)):
            found.append(
                Error(
                    f"{name} {folder} cannot be written.",
                    hint="Give the portal's user the folder that PORTAL_DATA_DIR names; "
                    + ENVIRONMENT_FILE,
                    id="portal.E005",
                )
            )
    static = [Path(settings.STATIC_ROOT), *map(Path, settings.STATICFILES_DIRS)]
    if served := _within(Path(settings.MEDIA_ROOT), static):
        found.append(
            Error(
                f"MEDIA_ROOT {settings.MEDIA_ROOT} and the static files at {served} overlap: "
                "what people upload would be served to everyone.",
                hint="Part PORTAL_DATA_DIR from PORTAL_STATIC_ROOT; " + ENVIRONMENT_FILE,
                id="portal.E006",
            )
        )
    return found


@register(Tags.security)
def secrets_stay_secret(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """No debug pages on a server, a secret that cannot be guessed, no passwords in the clear."""
    found: list[CheckMessage] = []
    if settings.DEBUG and settings.HTTPS:
        found.append(
            Error(
                "Debug pages are on while the portal serves over HTTPS.",
                hint="Set PORTAL_DEBUG=0 (or, on your own machine, PORTAL_HTTPS=0).",
                id="portal.E007",
            )
        )
    if len(settings.SECRET_KEY) < SHORTEST_SECRET:
        found.append(
            Error(
                f"The secret key has fewer than {SHORTEST_SECRET} characters.",
                hint="Set PORTAL_SECRET_KEY to a long random text, or unset it: the portal then "
                "makes one and keeps it in PORTAL_DATA_DIR/secret-key.",
                id="portal.E008",
            )
        )
    outside = [host for host in settings.ALLOWED_HOSTS if host not in LOOPBACK]
    if outside and not settings.HTTPS:
        found.append(
            Warning(
                f"The portal answers for {', '.join(outside)} without HTTPS: "
                "passwords would travel in the clear.",
                hint="Set PORTAL_HTTPS=1 and a proxy with a certificate before it "
                "(deploy/nginx.conf.example), or PORTAL_HOSTS to this machine alone.",
                id="portal.W001",
            )
        )
    return found


@register(Tags.models)
def sqlite_is_durable(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """SQLite keeps what it confirmed, and lets two people write one after the other."""
    found: list[CheckMessage] = []
    for alias, database in settings.DATABASES.items():
        if database["ENGINE"] != "django.db.backends.sqlite3":
            continue
        options = database.get("OPTIONS", {})
        start = options.get("init_command", "").replace(" ", "")
        lacking = [pragma for pragma in SQLITE_PRAGMAS if pragma not in start]
        if options.get("transaction_mode") != "IMMEDIATE":
            lacking.append("transaction_mode IMMEDIATE")
        if lacking:
            found.append(
                Error(
                    f"The SQLite database {alias!r} is opened without {', '.join(lacking)}.",
                    hint="See DATABASES in portal/settings.py.",
                    id="portal.E009",
                )
            )
    return found


@register(Tags.database)
def postgres_is_recent(
    app_configs: Apps, databases: Sequence[str] | None = None, **kwargs: object
) -> list[CheckMessage]:
    """PostgreSQL is of a release that the suite runs on, or newer."""
    return [
        Error(
            f"PostgreSQL of the database {alias!r} is older than {OLDEST_POSTGRES}.",
            hint=f"Point DATABASE_URL to PostgreSQL {OLDEST_POSTGRES} or newer.",
            id="portal.E010",
        )
        for alias in databases or ()
        if connections[alias].vendor == "postgresql"
        and connections[alias].pg_version < OLDEST_POSTGRES * 10_000
    ]
