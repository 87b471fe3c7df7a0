"""How every verb on a publication writes: under the row's version, with history and index.

Each function runs inside the transaction of the verb that calls it.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotAllowed, changed_meanwhile
from portal import freshness
from publications import guard, indexing, versions
from publications.models import Publication, PublicationEvent

KEYS_A_ROW = 25  # of 16 signs; a row of the history holds 500


class NotConfirmed(NotAllowed):
    """Personal data was found that nobody has let through; `found` lists it."""

    def __init__(self, found: list[guard.Found]) -> None:
        self.found = found
        super().__init__([_("Look at the personal data that was found, then decide.")])


def hold(publication: Publication) -> Publication:
    """The row as it is now, until the transaction ends: whoever writes to its pictures or
    files waits, so that what the guard has seen is what goes public."""
    return Publication.objects.select_for_update().get(pk=publication.pk)


def advance(one: Publication, *, seen: int) -> None:
    """The next version; of two who save at once, one finds the version that they saw.

    Raises Stale for the other.
    """
    here = Publication.objects.filter(pk=one.pk, version=seen, state=one.state)
    if not here.update(version=F("version") + 1, changed_at=timezone.now()):
        raise changed_meanwhile()
    one.version = seen + 1


def move(
    publication: Publication, *, by: User, seen: int, kind: str, words: str = "", **fields: Any
) -> None:
    """Change the row's own facts under its version; history and index go along. Raises Stale."""
    with transaction.atomic():
        advance(publication, seen=seen)
        Publication.objects.filter(pk=publication.pk).update(**fields)
        publication.refresh_from_db()
        versions.record(publication, by=by, reason=words[:300])
        note(publication, kind, by=by, words=words)
        tell_public(publication)


def pass_guard(publication: Publication, *, by: User, confirmed: frozenset[str]) -> None:
    """Note which finds of the guard the person lets through; raises NotConfirmed for others."""
    # One look, for it reads every page of every file while other writers wait.
    new = guard.unconfirmed(publication, frozenset())
    if open_finds := [one for one in new if one.key not in confirmed]:
        raise NotConfirmed(open_finds)
    keys = [one.key for one in new]
    for start in range(0, len(keys), KEYS_A_ROW):
        words = " ".join(keys[start : start + KEYS_A_ROW])
        note(publication, PublicationEvent.Kind.CONFIRMED, by=by, words=words)


def note(publication: Publication, kind: str, *, by: User, words: str = "") -> None:
    """Write into the history what happened."""
    PublicationEvent.objects.create(
        publication_id=publication.pk, kind=kind, by=by, words=words[:500],
        version=publication.version,
    )  # fmt: skip


def tell_public(publication: Publication) -> None:
    """Let the search know it as it is now, and every page be made anew."""
    indexing.index(publication)
    freshness.touch()
