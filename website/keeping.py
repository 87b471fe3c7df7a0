"""How the webmaster's verbs write: one after the other, under a version, with history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Stale, changed_meanwhile, refuse_if
from accounts.rights import Right, may
from portal import freshness
from website.models import Banner, MenuItem, Service, WebsiteEvent

Row = TypeVar("Row", MenuItem, Service, Banner)

_LOCK = 7_100_120  # of PostgreSQL's advisory locks; any number that no other lock uses


@contextmanager
def turn(by: User) -> Iterator[None]:
    """A transaction of whoever keeps the website; a second one waits until it is over.

    Whoever reads inside therefore reads what stays true until the end: positions remain
    without gaps and no entry gets lost. SQLite queues every writing transaction by itself.
    Afterwards the public sees the change at once. Raises NotAllowed.
    """
    refuse_if([] if may(by, Right.EDIT_WEBSITE) else [_("You may not do this.")])
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        yield
        freshness.touch()


def fetched(row: Row) -> Row:
    """The row as it is now; raises Stale when somebody has removed it."""
    found = type(row).objects.filter(pk=row.pk).first()
    if found is None:
        raise Stale([_("Somebody else has removed this meanwhile.")])
    return found


def save(row: Row, facts: dict[str, Any], *, version: int) -> bool:
    """Write the facts when the row still is at `version`; False when nothing differs.

    Raises Stale when somebody else was faster.
    """
    stored = fetched(row)
    if stored.version != version:
        raise changed_meanwhile()
    differing = {name: value for name, value in facts.items() if getattr(stored, name) != value}
    if not differing:
        return False
    type(row).objects.filter(pk=row.pk).update(**differing, version=F("version") + 1)
    row.refresh_from_db()
    return True


def number(rows: Iterable[Row]) -> None:
    """Give the rows the positions 0, 1, 2 … in this order."""
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position
            type(row).objects.filter(pk=row.pk).update(position=position)


def note(kind: str, words: str, *, by: User) -> None:
    """Write into the history what was done."""
    WebsiteEvent.objects.create(kind=kind, words=words[:500], by=by)


def history(topic: str, most: int = 20) -> QuerySet[WebsiteEvent]:
    """The latest events of "menu", "service" or "banner"."""
    found = WebsiteEvent.objects.filter(kind__startswith=f"{topic}_").select_related("by")
    return found.order_by("-at", "-pk")[:most]
