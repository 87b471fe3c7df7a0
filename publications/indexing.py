"""Publications in the index of the search: put there after each change, taken out by it."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils.module_loading import import_string

from publications.kinds import kind_of, whole
from publications.models import LivePage, Publication
from publications.richtext import plain_text
from search import indexing as index_of
from search.indexing import EntryText, PassageText

State = Publication.State


def index(publication: Publication) -> None:
    """Bring the index up to the publication as it is now, in the caller's transaction.

    What is scheduled is put in with its time, so that it is found from then on without
    anybody touching it; what ends, likewise.
    """
    one = Publication.objects.get(pk=publication.pk)
    if one.state == State.PUBLISHED:
        index_of.put(entry_of(one))
    else:
        index_of.remove(one.pk)


def rebuild() -> int:
    """The whole index anew; how many publications are in it."""
    return index_of.rebuild(entry_of(one) for one in Publication.objects.filter(state="published"))


def entry_of(publication: Publication) -> EntryText:
    """Everything that can be found of a publication, page by page."""
    return EntryText(
        id=publication.pk,
        kind=publication.kind,
        title=publication.title,
        summary=publication.summary,
        date=publication.document_date,
        visible_from=publication.publish_at,
        visible_until=publication.withdraw_at,
        unit_id=publication.unit_id,
        year=publication.fiscal_year,
        category_id=publication.category_id,
        passages=list(_passages(publication)),
    )


def _own_words(publication: Publication) -> str:
    """The number of a document, the place of an event or album: people look for these, too."""
    one = whole(publication)
    return " ".join(getattr(one, name, "") for name in ("number", "event_place", "place")).strip()


def _drawn_words(publication: Publication) -> list[str]:
    """What the room that draws the page says that it holds (`settings.LIVE_PAGE_WORDS`)."""
    one = whole(publication)
    named = settings.LIVE_PAGE_WORDS.get(one.view_name) if isinstance(one, LivePage) else None
    return import_string(named)() if named else []


def _passages(publication: Publication) -> Iterator[PassageText]:
    words = [_own_words(publication), plain_text(publication.body)]
    words += [f"{one.alt} {one.caption}" for one in publication.pictures.shown()]
    if body := "\n".join(word for word in words if word.strip()):
        yield PassageText(part="body", text=body)
    if rows := "\n".join(text for _where, text in kind_of(publication).words(publication)):
        yield PassageText(part="body", text=rows)
    for text in _drawn_words(publication):
        yield PassageText(part="body", text=text)
    for attachment in publication.attachments.released():
        yield PassageText(part="file", text=attachment.title, file_id=attachment.pk)
        for page in attachment.texts.all():
            if page.text.strip():
                yield PassageText(
                    part="file", text=page.text, file_id=attachment.pk, page=page.number
                )
