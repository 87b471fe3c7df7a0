"""Changing what belongs to the whole office, with history."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image

from accounts.models import PeopleEvent, User
from accounts.refusals import changed_meanwhile
from files.pictures import as_png, opened
from portal.forms import fingerprint
from portal.models import Organisation

EMBLEM_SIDE = 1200  # pixels; 1.5 cm of paper at 2000 dots an inch


def clean_emblem(content: bytes) -> bytes:
    """The emblem drawn anew as PNG, transparency kept; raises PictureRefused."""
    picture = opened(content, formats=("PNG",), side=EMBLEM_SIDE).convert("RGBA")
    picture.thumbnail((EMBLEM_SIDE, EMBLEM_SIDE), Image.Resampling.LANCZOS)
    return as_png(picture)


def change_organisation(
    *,
    facts: dict[str, Any],
    seen: str,
    by: User,
    emblem: bytes | None = None,
    remove_emblem: bool = False,
) -> Organisation:
    """Save the office's facts and, when given, its emblem (PNG bytes, cleaned here).

    `seen` is the fingerprint of the facts that the person looked at. Raises Stale when
    somebody has saved them meanwhile, PictureRefused for a picture that is none.
    """
    picture = None if emblem is None else clean_emblem(emblem)
    with transaction.atomic():
        # Two who save at once queue at this row; the first save of all makes it.
        Organisation.objects.get_or_create(pk=1, defaults={"name": ""})
        office = Organisation.objects.select_for_update().get(pk=1)
        if seen != fingerprint(office):
            raise changed_meanwhile()
        before = {name: getattr(office, name) for name in facts}
        for name, value in facts.items():
            setattr(office, name, value)
        emblem_changed = _set_emblem(office, picture, remove=remove_emblem)
        office.save()
        changed = {name: value for name, value in facts.items() if before[name] != value}
        if emblem_changed:
            changed["emblem"] = bool(office.garuda)
        if changed:
            PeopleEvent.objects.create(
                kind=PeopleEvent.Kind.OFFICE_CHANGED,
                by=by,
                before={name: before.get(name) for name in changed},
                after=changed,
            )
    return office


def _set_emblem(office: Organisation, picture: bytes | None, *, remove: bool) -> bool:
    """Give the office its new emblem or none, and erase the old one; whether it changed."""
    old = office.garuda.name
    if picture is not None:
        office.garuda = ContentFile(picture, name="emblem.png")
    elif remove and old:
        office.garuda = ""
    else:
        return False
    if old:
        transaction.on_commit(lambda: office.garuda.storage.delete(old))
    return True
