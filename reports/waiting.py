"""What waits for a person here: reports that their post signs next."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from portal.waiting import Waiting
from reports.models import Report


def for_person(user: User) -> Waiting | None:
    """The reports that wait for the person's signature; None when there is none."""
    reports = list(Report.objects.visible_to(user).waiting_for(user).only("pk")[:100])
    if not reports:
        return None
    return Waiting(
        view_name="reports:list",
        count=len(reports),
        text=ngettext(
            "%(count)s report waits for your signature.",
            "%(count)s reports wait for your signature.",
            len(reports),
        )
        % {"count": len(reports)},
        action=_("Read and sign"),
        url=reports[0].get_absolute_url() if len(reports) == 1 else reverse("reports:list"),
    )
