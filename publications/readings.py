"""What differs between versions of a publication, in the words of its fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.templatetags.thai import thai_date, thai_datetime
from publications.comparing import Piece, compare, folded
from publications.kinds import kind_of
from publications.models import Publication, Version
from publications.richtext import plain_text
from publications.versions import COMMON

TEXTS = ("title", "summary", "body")
NAMES: dict[str, Promise] = {"title": pgettext_lazy("publication", "Title")}
LISTS: dict[str, Promise] = {
    "rows": gettext_lazy("rows"),
    "pictures": gettext_lazy("pictures"),
    "attachments": gettext_lazy("attached files"),
}


@dataclass(frozen=True)
class Reading:
    """A version that reads otherwise than the one before it: the fields' names, in words."""

    version: Version
    before: int | None  # the number of the version to compare with
    differs_in: list[str]


@dataclass(frozen=True)
class Difference:
    """One field that differs: two values side by side, or the words that went and came."""

    label: str
    before: str = ""
    after: str = ""
    pieces: tuple[Piece, ...] = ()
    only_form: bool = False  # the words are the same; headings, links or weights are not


def readings_of(publication: Publication) -> list[Reading]:
    """The versions in which something reads otherwise, latest first."""
    found: list[Reading] = []
    previous: Version | None = None
    for version in publication.versions.select_related("by").order_by("number"):
        names = [] if previous is None else _differing(previous, version)
        if previous is None or names:
            labels = [str(_label(publication, name)) for name in names]
            before = found[-1].version.number if found else None
            found.append(Reading(version, before, labels))
            previous = version
    return found[::-1]


def differences(before: Version, after: Version) -> list[Difference]:
    """Every field that differs, in the order of the form."""
    publication = after.publication
    return [
        _difference(publication, name, before.content.get(name), after.content.get(name))
        for name in _differing(before, after)
    ]


def _differing(before: Version, after: Version) -> list[str]:
    return [
        name
        for name in _names(after.publication)
        if before.content.get(name) != after.content.get(name)
    ]


def _names(publication: Publication) -> Iterator[str]:
    yield from COMMON
    yield from kind_of(publication).fields
    yield from LISTS


def _label(publication: Publication, name: str) -> str | Promise:
    if named := (NAMES | LISTS).get(name):
        return named
    return kind_of(publication).model._meta.get_field(name).verbose_name


def _difference(publication: Publication, name: str, before: Any, after: Any) -> Difference:
    label = str(_label(publication, name))
    if name in TEXTS or name in LISTS:
        old, new = _as_text(name, before), _as_text(name, after)
        pieces = tuple(folded(compare(old, new)))
        return Difference(label, pieces=pieces, only_form=old == new)
    field = kind_of(publication).model._meta.get_field(name)
    return Difference(label, before=_shown(field, before), after=_shown(field, after))


def _as_text(name: str, value: Any) -> str:
    """Words of a field, or a line for each picture or file."""
    if name == "body":
        return plain_text(value or "")
    if name == "pictures":
        return "\n".join(_picture(one) for one in value or [])
    if name == "attachments":
        return "\n".join(one["title"] for one in value or [])
    if name == "rows":
        return "\n".join(" · ".join(filter(None, one.values())) for one in value or [])
    return value or ""


def _picture(one: dict[str, str]) -> str:
    words = " · ".join(text for text in (one["alt"], one["caption"]) if text)
    return words or _("(ornament)")


def _shown(field: models.Field, value: Any) -> str:
    """A fact as the page shows it; a dash for none."""
    if value in (None, ""):
        return "–"
    if isinstance(value, dict):
        return value["name"]
    if isinstance(field, models.DateTimeField):
        return thai_datetime(field.to_python(value))
    if isinstance(field, models.DateField):
        return thai_date(field.to_python(value), "long")
    return str(value)
