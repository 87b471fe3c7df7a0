"""Changing what belongs to the whole office, with history."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image

from accounts.models import PeopleEvent, User
from accounts.pictures import as_png, opened
from accounts.refusals import NotAllowed
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

    `seen` is the fingerprint of the facts that the person looked at. Raises NotAllowed when
    somebody has saved them meanwhile, PictureRefused for a picture that is none.
    """
    picture = None if emblem is None else clean_emblem(emblem)
    with transaction.atomic():
        # Two who save at once queue at this row; the first save of all makes it.
        Organisation.objects.get_or_create(pk=1, defaults={"name": ""})
        office = Organisation.objects.select_for_update().get(pk=1)
        if seen != fingerprint(office):
            raise NotAllowed(
                [_("Somebody else has changed this meanwhile. Look at it again, then save.")]
            )
        before = {name: getattr(office, name) for name in facts}
        old_emblem = office.garuda.name
        for name, value in facts.items():
            setattr(office, name, value)
        if picture is not None:
            office.garuda = ContentFile(picture, name="emblem.png")
        elif remove_emblem:
            office.garuda = ""
        office.save()
        changed = {name: value for name, value in facts.items() if before[name] != value}
        if office.garuda.name != old_emblem:
            changed["emblem"] = bool(office.garuda)
            _erase_after_commit(office, old_emblem)
        if changed:
            PeopleEvent.objects.create(
                kind=PeopleEvent.Kind.OFFICE_CHANGED,
                by=by,
                before={name: before.get(name) for name in changed},
                after=changed,
            )
    return office


def _erase_after_commit(office: Organisation, name: str) -> None:
    if name:
        transaction.on_commit(lambda: office.garuda.storage.delete(name))
