"""What a test does inside the office's own database, in a process of its own.

python -m tests.complaints.attack.office make
python -m tests.complaints.attack.office stories
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import django

OFFICERS = ("head", "clerk")


def make() -> None:
    """Recovery and two officers who hold posts, by the verbs that an office uses."""
    from accounts.models import Role
    from complaints.officers import custody, roster
    from portal.models import Organisation
    from tests import factories
    from tests.complaints.offices import PASSPHRASE

    Organisation.objects.get_or_create(pk=1, defaults={"name": "องค์การบริหารส่วนตำบลทดสอบ"})
    unit = factories.make_unit("สำนักปลัด")
    seats = [custody.Seat(f"ผู้เก็บรักษา {n}", f"ตำแหน่งที่ {n}", n == 3) for n in (1, 2, 3)]
    ceremony = custody.prepare(seats)
    codes = ceremony.codes
    custody.finish(ceremony.sheet, [codes[n].rsplit("-", 1)[-1] for n in (1, 2, 3)], by="")
    typed = {1: codes[1], 3: codes[3]}
    for name in OFFICERS:
        person = factories.make_user(name, unit=unit)
        factories.appoint(person, factories.make_post("officer", f"เจ้าพนักงาน {name}", unit=unit))
        factories.grant(person, Role.COMPLAINT_OFFICER)
        made = roster.prepare(person, PASSPHRASE)
        officer = roster.enrol(person, made.sheet, made.code.rsplit("-", 1)[-1])
        custody.open_by(typed)
        roster.admit_by_custodians(officer, custody.numbers(typed))


def sweep() -> dict[str, tuple[int, str]]:
    """What the timer does, an hour after everything that lies there was touched."""
    from django.utils import timezone

    from complaints.upkeep import sweeping

    sweeping.UNTOUCHED = timedelta(seconds=-1)  # nobody can put back when a file was touched
    return {name: tuple(part) for name, part in sweeping.sweep(timezone.now()).items()}


def mail(spool: str) -> int:
    """The mail of the next Monday, into a folder; how many messages went."""
    from django.conf import settings
    from django.utils import timezone

    from accounts.models import User
    from complaints.upkeep import mailing

    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH, settings.EMAIL_HOST = spool, "mail.example.go.th"
    settings.DEFAULT_FROM_EMAIL = "portal@example.go.th"
    for name in OFFICERS:
        User.objects.filter(username=name).update(email=f"{name}@example.go.th")
    noon = timezone.localtime().replace(hour=12)
    days = (noon + timedelta(days=number) for number in range(30))  # one of them is worked
    return next(sent for day in days if (sent := mailing.send_due(day).messages))


if __name__ == "__main__":
    django.setup()
    act = {"make": make, "sweep": sweep, "mail": mail}[sys.argv[1]]
    print(json.dumps(act(*sys.argv[2:])))
