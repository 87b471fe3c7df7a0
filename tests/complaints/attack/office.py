"""What a test does inside the office's own database, in a process of its own.

python -m tests.complaints.attack.office make
python -m tests.complaints.attack.office stories
"""

from __future__ import annotations

import json
import sys

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


if __name__ == "__main__":
    django.setup()
    print(json.dumps({"make": make}[sys.argv[1]]()))
