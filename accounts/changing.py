"""Saving named fields of a row that others may be editing too, with history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import PeopleEvent, Post, Unit, User
from accounts.refusals import NotAllowed, changed_meanwhile

Row = User | Unit | Post


def readable(value: Any) -> Any:
    """A field's value as the history keeps it: text, number, list or None."""
    return str(value) if isinstance(value, models.Model) else value


@contextmanager
def names_once() -> Iterator[None]:
    """Refuse in words what the database refuses: a name that somebody took a moment ago."""
    try:
        yield
    except IntegrityError as error:
        raise NotAllowed([_("This name is taken already.")]) from error


def facts_of(row: Row, fields: dict[str, Any]) -> dict[str, Any]:
    """How the fields read on the row now."""
    return {name: readable(getattr(row, name)) for name in fields}


def change(row: Row, *, fields: dict[str, Any], version: int, kind: str, by: User | None) -> bool:
    """Save the fields when the row still is at `version`; False when nothing differs.

    `version` is the one the form was filled in against. Raises Stale when somebody
    has saved the row meanwhile: their words stay.
    """
    model = row._meta.model
    with names_once(), transaction.atomic():
        stored = model.objects.get(pk=row.pk)
        before, after = facts_of(stored, fields), {n: readable(v) for n, v in fields.items()}
        differing = [name for name in fields if before[name] != after[name]]
        if stored.version == version and not differing:
            return False
        here = model.objects.filter(pk=row.pk, version=version)
        if not here.update(**fields, version=F("version") + 1):
            raise changed_meanwhile()
        record(
            kind,
            row,
            by=by,
            before={name: before[name] for name in differing},
            after={name: after[name] for name in differing},
        )
    row.refresh_from_db()
    return True


def record(kind: str, row: Row, *, by: User | None, **facts: dict) -> PeopleEvent:
    """Write what was done to a person, unit or post into the history."""
    about = {User: "person", Unit: "unit", Post: "post"}[row._meta.model]
    return note(kind, by=by, **{about: row}, **facts)


def note(kind: str, *, by: User | None, **facts: Any) -> PeopleEvent:
    """Write a line of the history and let the rooms that live by it know, all in one transaction.

    `settings.PEOPLE_CHANGED` names their functions; each gets the event.
    """
    with transaction.atomic():
        event = PeopleEvent.objects.create(kind=kind, by=by, **facts)
        for path in settings.PEOPLE_CHANGED:
            import_string(path)(event)
    return event
