"""What the nightly look at the chain came to, told to the officers themselves.

Whoever keeps the server may be the one who changed rows: the officers hear of it on their own
pages, too. Kept in a file beside the database, with a day and a number and nothing else.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.rights import Right, may
from portal.templatetags.thai import thai_date
from portal.waiting import Waiting

LATE = timedelta(days=2)  # a night may fail; two are no accident


@dataclass(frozen=True)
class Look:
    """The last look: when, and how many rows were not as the portal wrote them."""

    on: date
    findings: int


def note(findings: int) -> None:
    """Keep what a look of today came to."""
    unfinished = _file().with_suffix(".part")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump({"on": timezone.localdate().isoformat(), "findings": findings}, file)
    unfinished.rename(_file())


def last() -> Look | None:
    """The last look; None where nobody has looked yet."""
    try:
        read = json.loads(_file().read_text(encoding="ascii"))
        return Look(date.fromisoformat(read["on"]), int(read["findings"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError):
        return Look(date.min, 0)  # somebody wrote into it


def for_person(user: User) -> Waiting | None:
    """For an officer: rows that were changed, or looks that are missing (STAFF_WAITING)."""
    if not may(user, Right.HANDLE_COMPLAINTS) or not (look := last()):
        return None
    words = _words(look)
    if not words:
        return None
    return Waiting(
        view_name="complaints-staff:cases",
        count=look.findings or 1,
        text=words,
        action=_("What the published signs prove"),
        url=reverse("complaints:heads"),
    )


def _words(look: Look) -> str:
    if look.findings:
        said = ngettext(
            "The nightly look found %(count)s row that was deleted or changed around the portal "
            "(%(day)s). Tell the mayor and somebody outside the office, not only whoever keeps "
            "the server.",
            "The nightly look found %(count)s rows that were deleted or changed around the portal "
            "(%(day)s). Tell the mayor and somebody outside the office, not only whoever keeps "
            "the server.",
            look.findings,
        )
        return said % {"count": look.findings, "day": thai_date(look.on)}
    if timezone.localdate() - look.on > LATE:
        return _(
            "Nobody has looked for days whether complaints were deleted or changed. Ask whoever "
            "keeps the server to start the nightly work again."
        )
    return ""


def _file() -> Path:
    return settings.DATA_DIR / "complaints-verified.json"
