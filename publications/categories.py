"""The drawers that each kind of publication is sorted into: added, renamed, ordered, put away."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.changing import names_once
from accounts.models import User
from accounts.refusals import refuse_if
from accounts.rights import Right, may
from portal import freshness
from publications.models import Category


def add(kind: str, *, name: str, by: User) -> Category:
    """A new category at the end of its kind; raises NotAllowed, also for a taken name."""
    refuse_if(_blockers(by) or _empty(name))
    with names_once(), transaction.atomic():
        last = Category.objects.filter(kind=kind).aggregate(last=Max("position"))["last"]
        made = Category.objects.create(
            kind=kind, name=name.strip(), position=0 if last is None else last + 1
        )
        freshness.touch()
    return made


def rename(category: Category, *, name: str, by: User) -> None:
    """Another name, on everything that is sorted there too; raises NotAllowed."""
    refuse_if(_blockers(by) or _empty(name))
    with names_once(), transaction.atomic():
        Category.objects.filter(pk=category.pk).update(name=name.strip())
        freshness.touch()
    category.refresh_from_db()


@transaction.atomic
def move(category: Category, *, up: bool, by: User) -> None:
    """One place up or down among its kind; at the end of the list nothing happens."""
    refuse_if(_blockers(by))
    ordered = list(Category.objects.filter(kind=category.kind).select_for_update())
    place = ordered.index(category)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(ordered):
        return
    ordered[place], ordered[other] = ordered[other], ordered[place]
    for position, one in enumerate(ordered):
        Category.objects.filter(pk=one.pk).update(position=position)
    freshness.touch()


@transaction.atomic
def put_away(category: Category, *, by: User) -> None:
    """Offered no longer; what is sorted there stays, and the public still finds it."""
    _switch(category, active=False, by=by)


@transaction.atomic
def take_out(category: Category, *, by: User) -> None:
    """Offered again."""
    _switch(category, active=True, by=by)


def _switch(category: Category, *, active: bool, by: User) -> None:
    refuse_if(_blockers(by))
    Category.objects.filter(pk=category.pk).update(active=active)
    category.refresh_from_db()
    freshness.touch()


def _blockers(by: User) -> list[str]:
    return [] if may(by, Right.PUBLISH_CONTENT) else [_("Only a webmaster may do this.")]


def _empty(name: str) -> list[str]:
    return [] if name.strip() else [_("The name is missing.")]
