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


def make() -> dict[str, dict[str, str]]:
    """Two officers who hold posts, and the recovery; the codes that were printed."""
    from portal.models import Organisation
    from tests import factories
    from tests.complaints import offices

    Organisation.objects.get_or_create(pk=1, defaults={"name": "องค์การบริหารส่วนตำบลทดสอบ"})
    unit = factories.make_unit("สำนักปลัด")
    codes = {}
    for name in OFFICERS:
        person = factories.make_user(name, unit=unit)
        factories.appoint(person, factories.make_post("officer", f"เจ้าพนักงาน {name}", unit=unit))
        codes[name] = offices.make_officer(person).code
    return {"officers": codes, "custodians": offices.make_recovery().codes}


def sweep() -> dict[str, int | None]:
    """What the timer does, an hour after everything that lies there was touched."""
    from django.utils import timezone

    from complaints import sweeping

    sweeping.UNTOUCHED = timedelta(seconds=-1)  # nobody can put back when a file was touched
    return sweeping.sweep(timezone.now())


if __name__ == "__main__":
    django.setup()
    print(json.dumps({"make": make, "sweep": sweep}[sys.argv[1]]()))
