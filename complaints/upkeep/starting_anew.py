"""A roster begun anew, when nobody is left who could open anything.

Every officer is gone, and two of the three custodians' codes are lost: nobody can admit an officer
and nobody can make a recovery. Whoever keeps the server then ends the recovery, so that new
custodians are chosen and new officers admitted as at the start. Nothing is deleted and nothing
opened by it: old cases stay sealed as they are, followed by whoever has their receipt, counted,
and erased when their time is over.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.refusals import refuse_if
from accounts.rights import Right, may
from complaints.models import Case, Officer, Recovery
from complaints.officers import custody, recovering, roster
from complaints.sealed import recording, server, witness
from complaints.sealed.recording import What
from complaints.sealed.stored import fingerprint
from complaints.upkeep import verifying
from portal.templatetags.thai import thai_date

BY = "server"  # who did it, in the chain
RECENTLY = timedelta(days=30)  # custodians who opened the recovery have their codes


def blockers() -> list[str]:
    """Every reason why the roster cannot be begun anew now; empty when it can."""
    if not server.have_keys():
        return [_("The server's keys for complaints are missing; restore them first.")]
    if custody.in_force() is None:
        return [_("There is no recovery key to end: the custodians can be chosen in the portal.")]
    return [*_who_can_act(), *_opened_lately(), *_uncertain()]


def old_cases() -> int:
    """How many cases are still kept, which nobody at the office can read."""
    return Case.objects.filter(erased_on__isnull=True).count()


def start_anew() -> None:
    """End the recovery and turn away whoever waits; officers who cannot sign in leave first.

    Raises NotAllowed with every reason.
    """
    refuse_if(blockers())
    roster.retire_departed()
    with recording.turn():
        refuse_if(blockers())
        roster.turn_away_waiting(by=BY)
        ended = Recovery.objects.get(active=True)
        Recovery.objects.filter(pk=ended.pk).update(active=False)
        recovering.close_all()
        recording.record(What.ROSTER_BEGUN_ANEW, by=BY, facts=(fingerprint(ended.public),))


def _who_can_act() -> list[str]:
    """Whoever is admitted and has the role may know their passphrase, or have their code."""
    words = _(
        "%(person)s is a complaint officer and may be able to open the vault. If they cannot, end"
        " their role in the portal first."
    )
    admitted = Officer.objects.admitted().select_related("person")
    return [
        words % {"person": one.person}
        for one in admitted
        if may(one.person, Right.HANDLE_COMPLAINTS)
    ]


def _opened_lately() -> list[str]:
    event = witness.last_of(What.RECOVERY_OPENED)
    day = date.fromisoformat(event[1]) if event else date.min
    if timezone.localdate() - day > RECENTLY:
        return []
    words = _("Two custodians opened the recovery on %(day)s: they have their codes.")
    return [words % {"day": thai_date(day, "long")}]


def _uncertain() -> list[str]:
    """Somebody who writes into the database could make it look as if nobody were left."""
    found = verifying.verify_roster()
    words = _("Chain and roster do not agree (%(row)s). Find out first: verify_complaints.")
    return [words % {"row": one.row} for one in found]


def begun_on() -> date | None:
    """The day on which the roster was last begun anew; None when it never was."""
    event = witness.last_of(What.ROSTER_BEGUN_ANEW) if server.have_keys() else None
    return date.fromisoformat(event[1]) if event else None
