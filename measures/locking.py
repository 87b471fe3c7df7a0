"""Closing a reporting round, and opening it again with a reason.

A report speaks of what its round holds; so a locked round takes no entry, no change, no file
and no review until somebody with the right opens it again and says why. Every verb of
`progress` and `evidence` calls `hold_open` inside its transaction: an UPDATE that finds the
round only while it is open and keeps it so until the commit.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotAllowed, Stale, refuse_if
from accounts.rights import Right, may
from measures.models import Round, RoundEvent


def locked_reason(one: Round) -> str:
    """The sentence that pages and refusals show for a locked round."""
    return _("The round of %(round)s is locked.") % {"round": one.get_code_display()}


def hold_open(one: Round) -> None:
    """Keep the round open until this transaction ends; NotAllowed when it is locked."""
    if not Round.objects.filter(pk=one.pk, locked_at__isnull=True).update(locked_at=None):
        raise NotAllowed([locked_reason(one)])


def blockers(one: Round, *, by: User) -> list[str]:
    """Every reason `by` may neither lock nor open the round; empty when they may."""
    return [] if may(by, Right.LOCK_ROUND) else [_("Only the planner locks and opens rounds.")]


@transaction.atomic
def lock_round(one: Round, *, by: User) -> RoundEvent:
    """Lock the round; of two at once, one does and the other learns of it."""
    refuse_if(blockers(one, by=by))
    open_round = Round.objects.filter(pk=one.pk, locked_at__isnull=True)
    if not open_round.update(locked_at=timezone.now(), locked_by=by):
        raise Stale([_("The round is locked already.")])
    one.refresh_from_db()
    return RoundEvent.objects.create(round=one, kind=RoundEvent.Kind.LOCKED, by=by)


@transaction.atomic
def unlock_round(one: Round, *, by: User, reason: str) -> RoundEvent:
    """Open the round again; the reason stays in its history."""
    reasons = blockers(one, by=by)
    if not reason.strip():
        reasons.append(_("Write why the round is opened again."))
    refuse_if(reasons)
    locked = Round.objects.filter(pk=one.pk, locked_at__isnull=False)
    if not locked.update(locked_at=None, locked_by=None):
        raise Stale([_("The round is open already.")])
    one.refresh_from_db()
    return RoundEvent.objects.create(
        round=one, kind=RoundEvent.Kind.UNLOCKED, by=by, reason=reason.strip()
    )
