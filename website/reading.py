"""One publication as the public reads it, with everything that its page shows, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Appointment, Post
from publications.kinds import KINDS
from publications.models import Publication
from website.jsonrows import JSONRows, rows_of
from website.photos import File, Photo, files_of, photos_of


@dataclass(frozen=True)
class Neighbour:
    """The publication of the same kind before or after this one."""

    id: int
    title: str


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


def whatever(kind: str, files: QuerySet | None = None) -> QuerySet:
    """Publications of the kind in every state with all that their pages show.

    `files` are the attachments to choose from; without, those that were released.
    """
    day, today = OuterRef("document_date"), timezone.localdate()
    return (
        KINDS[kind]
        .model.objects.select_related("unit", "category", "replaced_by__livepage")
        .annotate(
            photo_rows=photos_of(),
            file_rows=files_of(files),
            newer_rows=_neighbour(kind, "gt"),
            older_rows=_neighbour(kind, "lt"),
            mayors_then=_mayors(day),
            mayors_now=_mayors(today),
        )
    )


def reading_of(one: Publication, token: str = "") -> Reading:
    """The annotations of `whatever` in words of the page; `token` is a preview link's."""
    return Reading(
        publication=one,
        photos=[Photo.of(row, token) for row in one.photo_rows],
        files=[File.of(row, token) for row in one.file_rows],
        newer=next((Neighbour(**row) for row in one.newer_rows), None),
        older=next((Neighbour(**row) for row in one.older_rows), None),
        held_then=_held_then(one),
    )


def _neighbour(kind: str, side: str) -> JSONRows:
    """The next of the kind in time, on one side (gt: newer, lt: older)."""
    beside = Q(**{f"document_date__{side}": OuterRef("document_date")}) | Q(
        **{"document_date": OuterRef("document_date"), f"pk__{side}": OuterRef("pk")}
    )
    order = ("document_date", "pk") if side == "gt" else ("-document_date", "-pk")
    public = Publication.objects.public().of_kind(kind).filter(beside).order_by(*order)
    return rows_of(public, 1, id="pk", title="title")


def _mayors(day: date | OuterRef) -> JSONRows:
    held = Appointment.objects.filter(post__rank=Post.Rank.MAYOR).substantive().on(day)
    return rows_of(
        held.order_by("post__position"), 1, person="person_id", post="post__title",
        title="person__title", first="person__first_name", last="person__last_name",
    )  # fmt: skip


def _held_then(one: Publication) -> OfficeHolder | None:
    then, now = (next(iter(rows), None) for rows in (one.mayors_then, one.mayors_now))
    if then is None or (now and now["person"] == then["person"]):
        return None
    name = f"{then['title']}{then['first']} {then['last']}"
    return OfficeHolder(name=name.strip(), post=then["post"])


def over_since(one: Publication) -> datetime | None:
    """When it stopped being public."""
    return one.withdrawn_at or one.withdraw_at
