"""Units and posts: adding and changing them, with history."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import changing
from accounts.models import Appointment, PeopleEvent, Post, Unit, User
from accounts.refusals import refuse_if

Event = PeopleEvent.Kind


def add_unit(*, fields: dict[str, Any], by: User | None) -> Unit:
    """Make the unit; fields as of the model. Raises NotAllowed when the name is taken."""
    with changing.names_once(), transaction.atomic():
        unit = Unit.objects.create(**fields)
        after = changing.facts_of(unit, fields)
        changing.record(Event.UNIT_ADDED, unit, by=by, after=after)
    return unit


def unit_blockers(unit: Unit, fields: dict[str, Any]) -> list[str]:
    """Every reason against changing the unit so; empty when it can be."""
    parent = fields.get("parent")
    if parent is not None and unit.pk in _line_of(parent):
        return [_("A unit cannot be part of itself or of its own sections.")]
    return []


def change_unit(unit: Unit, *, fields: dict[str, Any], version: int, by: User) -> bool:
    """Save the unit's fields; False when nothing differs. Raises NotAllowed."""
    with transaction.atomic():
        refuse_if(unit_blockers(unit, fields))
        return changing.change(unit, fields=fields, version=version, kind=Event.UNIT_CHANGED, by=by)


def add_post(*, fields: dict[str, Any], by: User | None) -> Post:
    """Make the post; fields as of the model. Raises NotAllowed when the name is taken."""
    with changing.names_once(), transaction.atomic():
        post = Post.objects.create(**fields)
        after = changing.facts_of(post, fields)
        changing.record(Event.POST_ADDED, post, by=by, after=after)
    return post


def post_blockers(post: Post, fields: dict[str, Any]) -> list[str]:
    """Every reason against changing the post so; empty when it can be."""
    if fields.get("active", True):
        return []
    held = Appointment.objects.filter(post=post).overlapping(timezone.localdate(), None)
    return [
        _("%(person)s holds the post; end the appointment first.") % {"person": holding.person}
        for holding in held.select_related("person")
    ]


def change_post(post: Post, *, fields: dict[str, Any], version: int, by: User) -> bool:
    """Save the post's fields; False when nothing differs. Raises NotAllowed."""
    with transaction.atomic():
        refuse_if(post_blockers(post, fields))
        return changing.change(post, fields=fields, version=version, kind=Event.POST_CHANGED, by=by)


def _line_of(unit: Unit) -> set[int]:
    """The ids of the unit and of everything it is part of."""
    ids: set[int] = set()
    above: Unit | None = unit
    while above is not None and above.pk not in ids:
        ids.add(above.pk)
        above = above.parent
    return ids
