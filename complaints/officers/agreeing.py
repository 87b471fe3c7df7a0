"""Two people agree: two officers with open vaults, or two custodians together."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.refusals import NotAllowed
from complaints import sealing
from complaints.models import Approval, Officer, Recovery
from complaints.sealed import recording, server
from complaints.sealed.recording import What
from complaints.sealed.stored import fingerprint
from complaints.sealed.witness import tells, vouched

NEEDED = 2
COUNTS_FOR = timedelta(days=30)
Kind = Approval.Kind
TOLD = {
    Kind.ADMISSION: What.OFFICER_APPROVED,
    Kind.LEAVING: What.LEAVING_AGREED,
    Kind.RECOVERY: What.RECOVERY_AGREED,
}


def agree(kind: Kind, about: Officer | Recovery, by: Officer) -> bool:
    """Keep an officer's approval; True when with it two have agreed. Inside a turn.

    Raises NotAllowed for somebody who is no officer now or decides about themself.
    """
    held = Officer.objects.select_related("person").get(pk=by.pk)
    if not held.serves():
        raise NotAllowed([_("You are no longer a complaint officer.")])
    if isinstance(about, Officer) and about.person_id == held.person_id:
        raise NotAllowed([_("Nobody decides about their own key.")])
    if held not in agreed_by(kind, about):
        _keep(kind, about, on_day=timezone.localdate(), by=held)
        recording.record(TOLD[kind], by=held.role, facts=(_subject(about),))
    return len(agreed_by(kind, about)) >= NEEDED


def custodians_agree(kind: Kind, about: Officer | Recovery, custodians: str) -> None:
    """Keep that two custodians, "1,3", opened the recovery for this. Inside a turn."""
    _keep(kind, about, on_day=timezone.localdate(), custodians=custodians)
    recording.record(TOLD[kind], by=by_custodians(custodians), facts=(_subject(about),))


def by_custodians(custodians: str) -> str:
    """How the chain names two custodians."""
    return f"custodians {custodians}"


def agreed_by(kind: Kind, about: Officer | Recovery) -> list[Officer]:
    """The officers of today who agreed within thirty days, as far as the chain tells it, too.

    Nobody while the server lacks its keys: what the chain tells cannot be checked then.
    """
    if not server.have_keys():
        return []
    since = timezone.localdate() - COUNTS_FOR
    given = Approval.objects.filter(kind=kind, by__isnull=False, on_day__gte=since)
    about_this = {"officer" if isinstance(about, Officer) else "recovery": about}
    officers = {row.by for row in given.filter(**about_this).select_related("by__person")}
    return [
        officer
        for officer in officers
        if _is_officer(officer) and tells(TOLD[kind], by=officer.role, facts=(_subject(about),))
    ]


def _is_officer(officer: Officer) -> bool:
    """Whether the officer serves today, and the chain knows them as the row names them."""
    try:
        vouched(officer)
    except sealing.SealingError:
        return False
    return officer.serves()


def _keep(kind: Kind, about: Officer | Recovery, **facts: object) -> None:
    Approval.objects.get_or_create(
        kind=kind,
        officer=about if isinstance(about, Officer) else None,
        recovery=about if isinstance(about, Recovery) else None,
        **facts,
    )


def _subject(about: Officer | Recovery) -> str:
    return about.pk.hex if isinstance(about, Officer) else fingerprint(about.public)
