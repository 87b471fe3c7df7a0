"""What the home page shows of the publications, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import DateField, DateTimeField, Q, QuerySet

from portal.prepared import Given, Prepared
from publications.models import NewsItem, Publication
from publications.querysets import PublicationQuerySet
from website.lists import LINE, with_extras
from website.photos import files_of, photos_of

NEWS, NOTICES, ALBUMS, DOCUMENTS, COMING = 5, 4, 4, 5, 3

OF_KINDS = (
    *("newsitem__event_starts", "newsitem__event_place", "newsitem__important_until"),
    "album__place",
)


@dataclass
class Front:
    """Notices that matter now, one lead of the news, the rest, and what else is new."""

    notices: list[Publication]
    lead: Publication | None
    news: list[Publication]
    coming: list[Publication]
    albums: list[Publication]
    documents: list[Publication]


def front(now: datetime, today: date) -> Front:
    """Read the home page's publications; each list is empty where there is nothing for it."""
    return _sorted(with_extras(shown.rows(now=now, today=today)), now, today)


@Prepared
def shown() -> QuerySet:
    """The home page's publications with covers and files; `now` and `today` are given."""
    now, today = Given("now", DateTimeField()), Given("today", DateField())
    notices = _news(now, important_until__gte=today).newest_first()
    coming = _news(now, event_starts__gte=now).order_by("newsitem__event_starts")
    asked = Q(pk__in=notices.values("pk")[:NOTICES]) | Q(pk__in=coming.values("pk")[:COMING])
    for kind, most in (("news", NEWS + NOTICES), ("album", ALBUMS), ("document", DOCUMENTS)):
        newest = Publication.objects.public(now).of_kind(kind).newest_first()
        asked |= Q(pk__in=newest.values("pk")[:most])
    found = Publication.objects.filter(asked).select_related("unit", "category")
    found = found.select_related("newsitem", "album").newest_first().only(*LINE, *OF_KINDS)
    return found.annotate(cover_rows=photos_of(most=1), file_rows=files_of())


def _news(now: Given, **facts: Given) -> PublicationQuerySet:
    """Public news of which the facts hold; they are few, so they are found among news first."""
    fitting = NewsItem.objects.filter(**facts).order_by().values("pk")
    return Publication.objects.public(now).filter(pk__in=fitting)


def _sorted(rows: list[Publication], now: datetime, today: date) -> Front:
    news = [one for one in rows if one.kind == "news"]
    notices = [one for one in news if _matters(one, today)][:NOTICES]
    plain = [one for one in news if one not in notices][:NEWS]
    # The newest item with a picture leads, unless it is the last of the few.
    lead = next((one for one in plain[:3] if one.cover), plain[0] if plain else None)
    coming = [one for one in news if one.newsitem.event_starts and one.newsitem.event_starts >= now]
    return Front(
        notices=notices,
        lead=lead,
        news=[one for one in plain if one is not lead],
        coming=sorted(coming, key=lambda one: one.newsitem.event_starts)[:COMING],
        albums=[one for one in rows if one.kind == "album"],
        documents=[one for one in rows if one.kind == "document"],
    )


def _matters(one: Publication, today: date) -> bool:
    return bool(one.newsitem.important_until and one.newsitem.important_until >= today)
