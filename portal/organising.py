"""Changing what belongs to the whole office, with history; the public sees it at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image

from accounts.changing import note
from accounts.models import PeopleEvent, User
from accounts.refusals import Stale, changed_meanwhile
from files.photos import photo_sizes
from files.pictures import as_png, opened
from portal import freshness
from portal.forms import fingerprint
from portal.models import EmergencyNumber, Organisation

EMBLEM_SIDE = 1200  # pixels; 1.5 cm of paper at 2000 dots an inch
SEAL_SIDE = 512  # pixels; shown at 72, sharp on any screen and in the share card


def clean_emblem(content: bytes) -> bytes:
    """The emblem drawn anew as PNG, transparency kept; raises PictureRefused."""
    return _drawn(content, formats=("PNG",), side=EMBLEM_SIDE)


def clean_seal(content: bytes) -> bytes:
    """The seal drawn anew as PNG, from PNG or JPEG, transparency kept; raises PictureRefused."""
    return _drawn(content, formats=("PNG", "JPEG"), side=SEAL_SIDE)


def clean_map(content: bytes) -> bytes:
    """The map as a WebP at most 1024 pixels long, of pixels alone; raises FileRefused."""
    return photo_sizes(content).medium.data


def _drawn(content: bytes, *, formats: tuple[str, ...], side: int) -> bytes:
    picture = opened(content, formats=formats, side=side).convert("RGBA")
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    return as_png(picture)


# By the field: how it is cleaned, the name of the file, and what the history calls it.
_PICTURES: dict[str, tuple[Callable[[bytes], bytes], str, str]] = {
    "garuda": (clean_emblem, "emblem.png", "emblem"),
    "seal": (clean_seal, "seal.png", "seal"),
    "map_picture": (clean_map, "map.webp", "map_picture"),
}


def clean_picture(field: str, content: bytes) -> bytes:
    """The picture as the office keeps it in that field; raises FileRefused with the reason."""
    clean, _name, _word = _PICTURES[field]
    return clean(content)


def change_organisation(
    *, facts: dict[str, Any], seen: str, by: User, pictures: dict[str, bytes | None] | None = None
) -> Organisation:
    """Save the office's facts and pictures.

    `pictures` holds, by field, the cleaned bytes of a new one (`clean_picture`) or None for
    one that goes; the others stay. `seen` is the fingerprint of the facts that the person
    looked at. Raises Stale when somebody has saved them meanwhile.
    """
    with transaction.atomic():
        office = _locked_office()
        if seen != fingerprint(office):
            raise changed_meanwhile()
        before = {name: getattr(office, name) for name in facts}
        for name, value in facts.items():
            setattr(office, name, value)
        changed_pictures = {
            _PICTURES[field][2]: bool(getattr(office, field))
            for field, content in (pictures or {}).items()
            if _set_picture(office, field, content)
        }
        office.save()
        changed = {name: value for name, value in facts.items() if before[name] != value}
        _note(
            {name: before[name] for name in changed} | dict.fromkeys(changed_pictures),
            changed | changed_pictures,
            by=by,
        )
    return office


def _locked_office() -> Organisation:
    """The office's row, held until the end: two who save at once queue here; the first save
    of all makes it."""
    Organisation.objects.get_or_create(pk=1, defaults={"name": ""})
    return Organisation.objects.select_for_update().get(pk=1)


def _note(before: dict[str, Any], after: dict[str, Any], *, by: User) -> None:
    if after:
        note(PeopleEvent.Kind.OFFICE_CHANGED, by=by, before=before, after=after)
        freshness.touch()


def _set_picture(office: Organisation, field: str, content: bytes | None) -> bool:
    """Give the office its new picture or none, and erase the old one; whether it changed."""
    stored = getattr(office, field)
    old, storage = stored.name, stored.storage
    if content is None and not old:
        return False
    name = _PICTURES[field][1]
    setattr(office, field, "" if content is None else ContentFile(content, name=name))
    if old:
        transaction.on_commit(lambda: storage.delete(old))
    return True


# --- emergency numbers --------------------------------------------------------------------


@transaction.atomic
def add_emergency(*, name: str, number: str, by: User) -> EmergencyNumber:
    """A number more, the last of the list."""
    _locked_office()
    made = EmergencyNumber.objects.create(
        name=name, number=number, position=EmergencyNumber.objects.count()
    )
    _number(list(EmergencyNumber.objects.all()))
    _note({"emergency": ""}, {"emergency": str(made)}, by=by)
    return made


@transaction.atomic
def change_emergency(
    row: EmergencyNumber, *, name: str, number: str, seen: str, by: User
) -> EmergencyNumber:
    """Save the row when it still reads as `seen`, its text; raises Stale."""
    _locked_office()
    stored = _stored(row)
    before = str(stored)
    if seen != before:
        raise changed_meanwhile()
    stored.name, stored.number = name, number
    stored.save(update_fields=["name", "number"])
    if str(stored) != before:
        _note({"emergency": before}, {"emergency": str(stored)}, by=by)
    return stored


@transaction.atomic
def move_emergency(row: EmergencyNumber, *, up: bool, by: User) -> None:
    """One place up or down; at the end of the list nothing happens."""
    _locked_office()
    order = list(EmergencyNumber.objects.all())
    place = order.index(_stored(row))
    other = place - 1 if up else place + 1
    if not 0 <= other < len(order):
        return
    before = " · ".join(map(str, order))
    order[place], order[other] = order[other], order[place]
    _number(order)
    _note({"emergency": before}, {"emergency": " · ".join(map(str, order))}, by=by)


@transaction.atomic
def remove_emergency(row: EmergencyNumber, *, by: User) -> None:
    """The number is gone from every page; raises Stale when somebody was faster."""
    _locked_office()
    stored = _stored(row)
    stored.delete()
    _number(list(EmergencyNumber.objects.all()))
    _note({"emergency": str(stored)}, {"emergency": ""}, by=by)


def _stored(row: EmergencyNumber) -> EmergencyNumber:
    found = EmergencyNumber.objects.filter(pk=row.pk).first()
    if found is None:
        raise Stale([_("Somebody else has removed this meanwhile.")])
    return found


def _number(order: list[EmergencyNumber]) -> None:
    for position, one in enumerate(order):
        EmergencyNumber.objects.filter(pk=one.pk).update(position=position)
