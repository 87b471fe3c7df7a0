"""The office's working days: the public holidays and what the office itself has announced."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.changing import note
from accounts.models import PeopleEvent, User
from accounts.refusals import NotAllowed, Stale
from portal import freshness
from portal.keeping import Keeper
from portal.models import SpecialDay
from portal.thai.workdays import SpecialDay as Announced
from portal.thai.workdays import WorkCalendar

_kept = Keeper()


def calendar() -> WorkCalendar:
    """The working days as they are announced now; one query, and none while nothing changes."""
    return _kept.get("", _read)


def _read() -> WorkCalendar:
    rows = SpecialDay.objects.values_list("day", "name", "works")
    return WorkCalendar({day: Announced(name, works) for day, name, works in rows})


def add_day(*, day: date, name: str, works: bool, by: User) -> SpecialDay:
    """A day more, off or worked; raises NotAllowed when the day is in the list already."""
    try:
        with transaction.atomic():
            made = SpecialDay.objects.create(day=day, name=name, works=works)
            _note("", str(made), by=by)
    except IntegrityError as fault:
        raise NotAllowed([_("This day is in the list already. Remove it first.")]) from fault
    return made


@transaction.atomic
def remove_day(row: SpecialDay, *, by: User) -> None:
    """The day is as the public holidays have it again; raises Stale when somebody was faster."""
    gone, _rows = SpecialDay.objects.filter(pk=row.pk).delete()
    if not gone:
        raise Stale([_("Somebody else has removed this meanwhile.")])
    _note(str(row), "", by=by)


def _note(before: str, after: str, *, by: User) -> None:
    note(PeopleEvent.Kind.OFFICE_CHANGED, by=by, before={"day": before}, after={"day": after})
    freshness.touch()
