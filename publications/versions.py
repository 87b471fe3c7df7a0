"""How a publication read after each save, and bringing an earlier reading back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models

from accounts.models import User
from publications.kinds import kind_of, whole
from publications.models import Publication, Version

# The facts of every kind, in the order in which a comparison shows them.
COMMON = (
    *("title", "slug", "summary", "body", "unit", "category", "fiscal_year"),
    *("document_date", "owner", "review_by"),
)
NOT_BROUGHT_BACK = ("slug", "review_by")


def facts_of(publication: Publication) -> dict[str, Any]:
    """Every fact by its field's name, as the history keeps it: plain JSON."""
    one = whole(publication)
    return {name: _plain(getattr(one, name)) for name in (*COMMON, *kind_of(one).fields)}


def snapshot(publication: Publication) -> dict[str, Any]:
    """The facts, pictures and files of the publication as they are now."""
    rows = kind_of(publication).rows(publication)
    return (
        facts_of(publication)
        | ({"rows": rows} if rows else {})
        | {
            "pictures": [
                {"id": str(one.public_id), "alt": one.alt, "caption": one.caption}
                for one in publication.pictures.shown()
            ],
            "attachments": [
                {"id": str(one.public_id), "title": one.title, "sha256": one.sha256}
                for one in publication.attachments.kept()
            ],
        }
    )


def record(publication: Publication, *, by: User, reason: str = "") -> Version:
    """Keep how the publication reads now under its version number, once."""
    return Version.objects.create(
        publication_id=publication.pk,
        number=publication.version,
        content=snapshot(publication),
        reason=reason,
        by=by,
    )


def texts_of(version: Version) -> dict[str, Any]:
    """The facts of a version that can be written back by `publishing.change`.

    Units, categories and owners are left as they are today: the ones of then may be gone.
    So are the address and the day of the next reading: they are no words of the text.
    """
    one = version.publication
    fields = [*COMMON, *kind_of(one).fields]
    model = kind_of(one).model
    return {
        name: model._meta.get_field(name).to_python(version.content[name])
        for name in fields
        if name in version.content
        and name not in NOT_BROUGHT_BACK
        and not model._meta.get_field(name).is_relation
    }


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return {"id": value.pk, "name": str(value)}
    return value.isoformat() if isinstance(value, (date, datetime)) else value
