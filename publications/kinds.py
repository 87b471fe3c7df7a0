"""The kinds of publications in one table: model, own fields, and what each needs to go public.

A room above that brings a kind of its own adds its row when its app is ready.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from publications.models import Album, Document, LivePage, NewsItem, Page, Publication


def _nothing(_what: object) -> list:
    return []


@dataclass(frozen=True)
class Kind:
    """One kind: `fields` are those of the child; `plural` is what its list is called."""

    code: str
    model: type[Publication]
    fields: tuple[str, ...]
    plural: Promise
    has_body: bool = True
    needs_pictures: bool = False
    needs_files: bool = False
    written_by_hand: bool = True
    # After how many months the owner is asked to read it again; None for what is of its day.
    review_after: int | None = None
    # For kinds of rooms above, whose rows hang on the publication: the page where they are
    # written (name of an address that takes the number); the rows for the history, texts by
    # the name of the fact; their words with where they stand, for guard and search; what they
    # still lack.
    made_in: str = ""
    template: str = ""  # of its public page, where that is not website/CODE.html
    rows: Callable[[Publication], list[dict[str, str]]] = _nothing
    words: Callable[[Publication], Iterable[tuple[str, str]]] = _nothing
    missing: Callable[[Publication], list[str]] = _nothing
    # For kinds of rooms above that are written with the form of all: what the room does to the
    # form when it is made; and what to look at again in facts that were saved, in sentences.
    shape: Callable[[Any], None] | None = None
    hints: Callable[[dict[str, Any]], list[str]] = _nothing


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            "news",
            NewsItem,
            ("important_until", "event_starts", "event_ends", "event_place"),
            pgettext_lazy("publications", "News"),
        ),
        Kind(
            "album",
            Album,
            ("taken_from", "taken_to", "place"),
            pgettext_lazy("publications", "Activities"),
            needs_pictures=True,
        ),
        Kind(
            "document",
            Document,
            ("number",),
            pgettext_lazy("publications", "Documents"),
            needs_files=True,
        ),
        Kind("page", Page, (), pgettext_lazy("publications", "Pages"), review_after=12),
        Kind(
            "live_page",
            LivePage,
            ("view_name",),
            pgettext_lazy("publications", "Live pages"),
            has_body=False,
            written_by_hand=False,
        ),
    )
}


def kind_of(publication: Publication) -> Kind:
    return KINDS[publication.kind]


def whole(publication: Publication) -> Publication:
    """The publication as its kind, with the fields of the child; itself when it is one already."""
    model = kind_of(publication).model
    if isinstance(publication, model):
        return publication
    return getattr(publication, model._meta.model_name)
