"""An office that takes complaints, on whatever database the environment names."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

from bench.ground import ROOT

STORY = "ผู้รับเหมาเล่าว่าต้องจ่ายเงินก่อนจึงจะได้งานซ่อมถนนสายหมู่ที่ ๔ " * 20  # about 3.5 kB


def environment(folder: Path, database: str = "") -> dict[str, str]:
    """What a process needs to work on the office in this folder."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    own = {
        "PORTAL_DATA_DIR": str(folder),
        "PORTAL_HTTPS": "0",
        "PORTAL_DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "bench.settings",
    }
    return kept | own | ({"DATABASE_URL": database} if database else {})


def start(module: str, *arguments: str, on: dict[str, str]) -> subprocess.Popen[str]:
    """A module of this package as a process that is spoken to and answers in lines."""
    command = [sys.executable, "-m", f"bench.complaints.{module}", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=on, stdin=pipe, stdout=pipe, text=True)


def make_office() -> SimpleNamespace:
    """Keys, recovery and two admitted officers `head` and `clerk`; Django must be set up."""
    from django.conf import settings  # noqa: PLC0415 - bench.complaints is imported before setup

    from complaints.sealed.credentials import make_server_keys  # noqa: PLC0415
    from tests import factories  # noqa: PLC0415
    from tests.complaints import offices  # noqa: PLC0415

    make_server_keys(settings.COMPLAINT_KEYS)
    unit = factories.make_unit("สำนักปลัด")
    people = {name: factories.make_user(name, unit=unit) for name in ("head", "clerk")}
    for name, person in people.items():
        factories.appoint(person, factories.make_post("officer", f"เจ้าหน้าที่ {name}", unit=unit))
    recovery = offices.make_recovery()
    officers = {name: offices.make_officer(person) for name, person in people.items()}
    return SimpleNamespace(recovery=recovery, **officers)


def prepare() -> SimpleNamespace:
    """Tables and an office, on the database that the environment names."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    return make_office()


if __name__ == "__main__":
    prepare()
