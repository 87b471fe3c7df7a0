"""What waits for whoever keeps the procurement: months that are over and not public."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.rights import Right, may
from portal.thai.dates import be_year, month_name
from portal.waiting import Waiting
from procurement import months

MOST_NAMED = 3


def for_person(user: User) -> Waiting | None:
    """The months that the public misses, in words; None for none, and for everybody else."""
    if not may(user, Right.KEEP_PROCUREMENT):
        return None
    missing = months.missing_months()
    if not missing:
        return None
    named = ", ".join(
        f"{month_name(one.month, short=True)} {be_year(one)}" for one in missing[:MOST_NAMED]
    )
    words = ngettext(
        "%(count)s month of procurement is over and not public: %(named)s",
        "%(count)s months of procurement are over and not public: %(named)s",
        len(missing),
    )
    return Waiting(
        view_name="procurement-staff:start",
        count=len(missing),
        text=words % {"count": len(missing), "named": named},
        action=_("See to them"),
        url=reverse("procurement-staff:start"),
    )
