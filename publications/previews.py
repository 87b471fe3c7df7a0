"""Links by which somebody without an account reads what is not public yet.

The link's key is shown once, to whoever made it; only its SHA-256 is kept, so that neither
the database nor a backup of it opens a draft.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import refuse_if
from accounts.rights import Right, standing
from publications.deciding import decides
from publications.kinds import whole
from publications.models import PreviewLink, Publication, PublicationEvent
from publications.moving import note

KEY_BYTES = 24
DAYS = 7  # that a link works


@transaction.atomic
def make(publication: Publication, *, by: User, days: int = DAYS) -> str:
    """A new link's key, which is kept nowhere; it works for `days` days. Raises NotAllowed."""
    refuse_if(blockers_of_make(publication, by=by))
    key = secrets.token_urlsafe(KEY_BYTES)
    PreviewLink.objects.create(
        publication_id=publication.pk,
        key_hash=_hash(key),
        made_by=by,
        expires_at=timezone.now() + timedelta(days=days),
    )
    note(publication, PublicationEvent.Kind.LINK_MADE, by=by)
    return key


def blockers_of_make(publication: Publication, *, by: User) -> list[str]:
    """Why the person cannot show this to others now; empty when they can."""
    if publication.is_public() or publication.is_over():
        return [_("Only what is not public yet needs a preview link.")]
    return [] if _works_on(publication, by) else [_("You may not do this.")]


@transaction.atomic
def stop(link: PreviewLink, *, by: User) -> bool:
    """End the link at once; False when it had ended before. Raises NotAllowed."""
    refuse_if([] if _works_on(link.publication, by) else [_("You may not do this.")])
    now = timezone.now()
    going = PreviewLink.objects.filter(pk=link.pk, stopped_at=None, expires_at__gt=now)
    if not going.update(stopped_at=now, stopped_by=by):
        return False
    note(link.publication, PublicationEvent.Kind.LINK_STOPPED, by=by)
    return True


def find(token: str) -> Publication | None:
    """What the link shows, as its kind; None when it is unknown, stopped, too old, or when
    the publication was withdrawn meanwhile. What has become public is found, too."""
    now = timezone.now()
    going = PreviewLink.objects.filter(
        key_hash=_hash(token), stopped_at=None, expires_at__gt=now
    ).select_related("publication")
    link = going.first()
    if link is None or link.publication.is_over(now):
        return None
    return whole(link.publication)


def _works_on(publication: Publication, by: User) -> bool:
    """Whether it is the person's own work, the unit's, or any, for a publisher."""
    who = standing(by)
    mine = publication.owner_id == by.pk or publication.unit_id in who.unit_ids
    return decides(by, publication.kind) or (who.may(Right.WRITE_CONTENT) and mine)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()
