"""One publication as the public reads it, with everything that its page shows, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db.models import BigIntegerField, CharField, DateTimeField, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Appointment, Post
from portal.prepared import Given, Prepared
from publications.kinds import KINDS
from publications.models import Publication
from website.context import kept
from website.jsonrows import JSONRows, rows_of
from website.photos import File, Photo, files_of, photos_of


@dataclass(frozen=True)
class Neighbour:
    """The publication of the same kind before or after this one."""

    id: int
    title: str
    slug: str
    kind: str

    @property
    def url(self) -> str:
        return Publication(pk=self.id, kind=self.kind, slug=self.slug).get_absolute_url()


@dataclass(frozen=True)
class OfficeHolder:
    """Who held the highest post when the publication was written, and does not any more."""

    name: str
    post: str


@dataclass
class Reading:
    """A publication (as its kind) and what hangs on it."""

    publication: Publication
    photos: list[Photo]
    files: list[File]
    newer: Neighbour | None
    older: Neighbour | None
    held_then: OfficeHolder | None


# By what a publication is asked for, with the field of the database.
_KEYS = {"pk": BigIntegerField(), "slug": CharField()}


def found(kind: str, key: str, value: int | str) -> Publication | None:
    """The publication in whatever state, as `whatever` has it, by its `pk` or `slug`."""
    asked = by_key(kind, key).rows(most=1, value=value, now=timezone.now())
    return asked[0] if asked else None


@cache
def by_key(kind: str, key: str) -> Prepared:
    """What `found` asks; `value` of the key and `now` are given."""
    value, now = Given("value", _KEYS[key]), Given("now", DateTimeField())
    return Prepared(lambda: whatever(kind, now=now).filter(**{key: value}))


def whatever(
    kind: str, files: QuerySet | None = None, now: datetime | Given | None = None
) -> QuerySet:
    """Publications of the kind in every state with all that their pages show.

    `files` are the attachments to choose from; without, those that were released.
    """
    return (
        KINDS[kind]
        .model.objects.select_related("unit", "category", "replaced_by__livepage")
        .annotate(
            photo_rows=photos_of(undescribed=files is not None),
            file_rows=files_of(files),
            newer_rows=_neighbour(kind, "gt", now),
            older_rows=_neighbour(kind, "lt", now),
        )
    )


def reading_of(one: Publication, token: str = "") -> Reading:
    """The annotations of `whatever` in words of the page; `token` is a preview link's."""
    return Reading(
        publication=one,
        photos=[Photo.of(row, token) for row in one.photo_rows],
        files=[File.of(row, token) for row in one.file_rows],
        newer=next((Neighbour(**row, kind=one.kind) for row in one.newer_rows), None),
        older=next((Neighbour(**row, kind=one.kind) for row in one.older_rows), None),
        held_then=_held_then(one),
    )


def _neighbour(kind: str, side: str, now: datetime | Given | None) -> JSONRows:
    """The next of the kind in time, on one side (gt: newer, lt: older)."""
    beside = Q(**{f"document_date__{side}": OuterRef("document_date")}) | Q(
        **{"document_date": OuterRef("document_date"), f"pk__{side}": OuterRef("pk")}
    )
    order = ("document_date", "pk") if side == "gt" else ("-document_date", "-pk")
    public = Publication.objects.public(now).of_kind(kind).filter(beside).order_by(*order)
    return rows_of(public, 1, id="pk", title="title", slug="slug")


def _held_then(one: Publication) -> OfficeHolder | None:
    terms = kept.get("terms of mayors", _terms)
    then, now = _in_office(terms, one.document_date), _in_office(terms, timezone.localdate())
    if then is None or (now and now.person_id == then.person_id):
        return None
    return OfficeHolder(name=str(then.person), post=then.post.title)


def _terms() -> list[Appointment]:
    """Every term of a substantive holder of the highest post."""
    held = Appointment.objects.filter(post__rank=Post.Rank.MAYOR).substantive()
    return list(held.select_related("person", "post").order_by("post__position", "pk"))


def _in_office(terms: list[Appointment], day: date) -> Appointment | None:
    return next(
        (one for one in terms if one.starts <= day and (one.ends is None or one.ends >= day)), None
    )


def over_since(one: Publication) -> datetime | None:
    """When it stopped being public."""
    return one.withdrawn_at or one.withdraw_at
