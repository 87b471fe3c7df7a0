"""Sentences across the top of every public page, each from a time to a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import refuse_if
from website import keeping
from website.models import Banner, WebsiteEvent

Event = WebsiteEvent.Kind


def state_of(banner: Banner, now: datetime | None = None) -> str:
    """ "showing", "coming" or "over"."""
    now = now or timezone.now()
    if banner.ends_at <= now:
        return "over"
    return "showing" if banner.starts_at <= now else "coming"


def add(*, facts: dict[str, Any], by: User) -> Banner:
    """Put a banner up, now or later; raises NotAllowed."""
    with keeping.turn(by):
        refuse_if(_time_blockers(facts))
        made = Banner.objects.create(made_by=by, **facts)
        keeping.note(Event.BANNER_ADDED, made.text, by=by)
    return made


def change(banner: Banner, *, facts: dict[str, Any], version: int, by: User) -> bool:
    """Save the facts; False when nothing differs. Raises NotAllowed, Stale.

    One that is over stays as it was: it is put up anew.
    """
    with keeping.turn(by):
        refuse_if(change_blockers(keeping.fetched(banner)) or _time_blockers(facts))
        if not keeping.save(banner, facts, version=version):
            return False
        keeping.note(Event.BANNER_CHANGED, banner.text, by=by)
    return True


def end_now(banner: Banner, *, by: User) -> None:
    """Take down at once what shows; what has not shown yet is called off and disappears.

    Raises NotAllowed for one that is over already.
    """
    with keeping.turn(by):
        kept = keeping.fetched(banner)
        refuse_if(change_blockers(kept))
        now = timezone.now()
        if state_of(kept, now) == "coming" or kept.starts_at == now:
            kept.delete()
            keeping.note(Event.BANNER_CANCELLED, kept.text, by=by)
        else:
            Banner.objects.filter(pk=kept.pk).update(ends_at=now, version=F("version") + 1)
            keeping.note(Event.BANNER_ENDED, kept.text, by=by)


def change_blockers(banner: Banner) -> list[str]:
    """Why the banner cannot be changed; empty when it can."""
    return [_("Its time is over already.")] if state_of(banner) == "over" else []


def _time_blockers(facts: dict[str, Any]) -> list[str]:
    if facts["ends_at"] <= facts["starts_at"]:
        return [_("The end must lie after the beginning.")]
    return [] if facts["ends_at"] > timezone.now() else [_("The end must lie in the future.")]
