"""What the complaint officers are told on their staff home: who came, who waits."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.rights import Right, may
from complaints.handling.exclusion import left_out_since
from complaints.models import Officer
from complaints.officers.vault import officer_of
from portal.templatetags.thai import thai_date
from portal.waiting import Waiting

TOLD_FOR = timedelta(days=14)


def for_person(user: User) -> Waiting | None:
    """For complaint officers: what changed among them in these 14 days, whose enrolment waits."""
    if not may(user, Right.HANDLE_COMPLAINTS):
        return None
    since = timezone.localdate() - TOLD_FOR
    newcomers = Officer.objects.admitted().filter(admitted_on__gte=since)
    gone = Officer.objects.filter(state="left", admitted_on__isnull=False, left_on__gte=since)
    waiting = Officer.objects.waiting().exclude(person=user).exclude(
        approvals__by__person=user, approvals__kind="admission"
    )  # fmt: skip
    count = waiting.count()
    sentences = [*_waiting(count), *_came(newcomers), *_left(gone), *_left_out(user, since)]
    if not sentences:
        return None
    return Waiting(
        view_name="complaints-staff:cases",
        count=count,
        text=" ".join(sentences),
        action=_("Look at the roster"),
        url=reverse("complaints-staff:roster"),
    )


def _waiting(count: int) -> list[str]:
    words = ngettext(
        "%(count)s enrolment of a complaint officer waits for approval.",
        "%(count)s enrolments of complaint officers wait for approval.",
        count,
    )
    return [words % {"count": count}] if count else []


def _came(newcomers: QuerySet[Officer]) -> list[str]:
    words = _("%(person)s was admitted as complaint officer on %(day)s.")
    return [
        words % {"person": officer.person, "day": thai_date(officer.admitted_on)}
        for officer in newcomers.select_related("person").order_by("admitted_on", "pk")
    ]


def _left(gone: QuerySet[Officer]) -> list[str]:
    words = _("%(person)s left the complaint officers on %(day)s.")
    return [
        words % {"person": officer.person, "day": thai_date(officer.left_on)}
        for officer in gone.select_related("person").order_by("left_on", "pk")
    ]


def _left_out(user: User, since: date) -> list[str]:
    """That a colleague closed a case to this officer: an accused one must not do so unseen."""
    officer = officer_of(user)
    days = left_out_since(officer, since) if officer else []
    words = _(
        "On %(day)s a colleague left you out of a complaint. If that is wrong, tell a custodian"
        " of the recovery."
    )
    return [words % {"day": thai_date(day)} for day in sorted(set(days))]
