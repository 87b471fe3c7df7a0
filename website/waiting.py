"""What waits for the webmaster here: messages that nobody has seen to."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.rights import Right, may
from portal.waiting import Waiting
from website.models import ContactMessage

MOST = 100


def for_person(user: User) -> Waiting | None:
    """How many messages to the office are new; None for none, and for everybody else."""
    if not may(user, Right.EDIT_WEBSITE):
        return None
    new = ContactMessage.objects.filter(state=ContactMessage.State.NEW)
    if not (count := new[:MOST].count()):
        return None
    words = ngettext(
        "%(count)s message to the office waits to be answered.",
        "%(count)s messages to the office wait to be answered.",
        count,
    )
    return Waiting(
        view_name="website-staff:menu",
        count=count,
        text=words % {"count": count},
        action=_("Read it") if count == 1 else _("Read them"),
        url=reverse("website-staff:messages"),
    )
