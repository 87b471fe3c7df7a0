"""The order and words of a publication's pictures and files, saved all at once.

A form shows every row; it comes back with what was typed and with a mark of how the rows
read when it was opened, so that nobody overwrites unseen what somebody else has saved.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from accounts.models import User
from accounts.refusals import changed_meanwhile, refuse_if
from publications import publishing
from publications.models import Publication

STEP = {"up": -1.5, "down": 1.5}


@dataclass(frozen=True)
class Act:
    """What a button of the form does beside saving it, and with which row."""

    name: Literal["up", "down", "remove"]
    public_id: UUID


@dataclass(frozen=True)
class Arrangement:
    """What was typed: for each row its facts by field name, and the position it is to have.

    `seen` is the `fingerprint` of the rows when the form was opened.
    """

    seen: str
    facts: Mapping[UUID, Mapping[str, Any]]
    positions: Mapping[UUID, int] = field(default_factory=dict)
    act: Act | None = None


@dataclass(frozen=True)
class Shelf:
    """What of a publication is arranged: its pictures or its files.

    `name` is the relation to the rows, `facts` the fields that the form writes, `words` the
    msgid of what the public reads of a change without a reason; `holds(publication, row,
    others)` says why a row cannot be taken away, of the rows that are there.
    """

    name: str
    facts: Sequence[str]
    words: str
    holds: Callable[[Publication, Any, list[Any]], list[str]]


def arrange(
    shelf: Shelf,
    publication: Publication,
    wanted: Arrangement,
    *,
    by: User,
    reason: str = "",
    confirmed: frozenset[str] = frozenset(),
) -> bool:
    """Save words and order of all rows at once, and move or take away one.

    Whether anything differed. Raises NotAllowed, NotConfirmed, Stale.
    """
    with transaction.atomic():
        one = locked(publication, by=by)
        rows = list(getattr(one, shelf.name).kept())
        changed = apply(rows, wanted, shelf.facts)
        if wanted.act and wanted.act.name == "remove":
            changed |= _take_away(shelf, one, rows, wanted.act.public_id, by=by)
        if changed:
            tell(one, by=by, words=shelf.words, reason=reason, confirmed=confirmed)
    return changed


def _take_away(shelf: Shelf, one: Publication, rows: list, public_id: UUID, *, by: User) -> bool:
    row = next((row for row in rows if row.public_id == public_id), None)
    if row is None:
        return False
    refuse_if(shelf.holds(one, row, [other for other in rows if other is not row]))
    mark_removed(row, by=by)
    return True


def fingerprint(rows: Iterable[models.Model], names: Sequence[str]) -> str:
    """A short mark that differs as soon as a row's order or one of its named facts differs."""
    facts = [[str(row.public_id), *(str(getattr(row, name)) for name in names)] for row in rows]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]


def locked(publication: Publication, *, by: User) -> Publication:
    """The publication for whoever may write here now, others kept waiting until the
    transaction ends; raises NotAllowed."""
    one = Publication.objects.select_for_update().get(pk=publication.pk)
    refuse_if(publishing.blockers_of_change(one, by=by))
    return one


def apply(rows: list[models.Model], wanted: Arrangement, names: Sequence[str]) -> bool:
    """Give the rows, in their present order, the facts and the order that are wanted.

    Whether anything differed. Raises Stale when the rows of the form read otherwise now.
    """
    mine = [row for row in rows if row.public_id in wanted.facts]
    if len(mine) < len(wanted.facts) or fingerprint(mine, names) != wanted.seen:
        raise changed_meanwhile()
    before = [_state(row, names) for row in rows]
    for row in mine:
        for name in names:
            setattr(row, name, wanted.facts[row.public_id][name])
    for number, row in enumerate(_ordered(rows, mine, wanted), start=1):
        row.position = number
    changed = [row for row, was in zip(rows, before, strict=True) if _state(row, names) != was]
    if changed:
        type(changed[0]).objects.bulk_update(changed, ["position", *names])
    return bool(changed)


def mark_removed(row: models.Model, *, by: User) -> None:
    """Removal is a mark: the row, and who took it away, stay on record."""
    type(row).objects.filter(pk=row.pk, removed_at=None).update(
        removed_at=timezone.now(), removed_by=by
    )


def tell(
    publication: Publication,
    *,
    by: User,
    words: str,
    reason: str = "",
    confirmed: frozenset[str] | None = None,
) -> None:
    """Let history, index and public know, where the publication is published.

    `words` is a msgid: what the public reads beside the date unless a `reason` was given.
    With `confirmed` the personal-data guard looks at the new words first (NotConfirmed).
    """
    if publication.state != Publication.State.PUBLISHED:
        return
    with override(settings.LANGUAGE_CODE):
        said = reason.strip() or gettext(words)
    publishing.files_changed(publication, by=by, words=said, confirmed=confirmed)


def _state(row: models.Model, names: Sequence[str]) -> tuple:
    return (row.position, *(getattr(row, name) for name in names))


def _ordered(
    rows: list[models.Model], mine: list[models.Model], wanted: Arrangement
) -> list[models.Model]:
    """The rows by the numbers that were typed; of two with one number the moved one wins.

    A button moves its row by one place; rows that the form does not know stay behind.
    """
    shown = {row.public_id: number for number, row in enumerate(mine, start=1)}

    def key(row: models.Model) -> tuple:
        before = shown.get(row.public_id)
        if before is None:
            return (float("inf"), 0)
        typed = wanted.positions.get(row.public_id, before)
        if wanted.act and wanted.act.public_id == row.public_id:
            return (typed + STEP.get(wanted.act.name, 0), 0)
        return (typed, (typed > before) - (typed < before))

    return sorted(rows, key=key)
