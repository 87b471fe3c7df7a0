"""What the portal's public pages show, as plain data: another site can be filled with the same.

Dates are ISO texts, rich text is markup. A value under "file" is a path below the portal's
data folder; it and nothing else differs from one loading of the sample to the next of a day.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils import timezone

from accounts.models import Appointment, Post, Unit
from portal.models import Organisation
from publications.models import Album, Category, NewsItem, Page, Publication
from publications.models import Document as PublishedDocument
from website.context import Entry, read_site
from website.models import Banner
from website.people import EXECUTIVES, seats

OFFICE = (
    *("name", "district", "province", "address", "phone", "email", "vision", "hotline", "fax"),
    *("hours", "map_url", "facebook_url", "line_url", "youtube_url", "tiktok_url", "eit_url"),
)


def content() -> dict[str, Any]:
    """Everything around the pages, and every publication that is public, the oldest first."""
    site, office, today = read_site(), Organisation.objects.get(), timezone.localdate()
    return {
        "office": _facts(office, OFFICE) | {"seal": _file(office.seal)},
        "menu": [_entry(one) for one in site.menu],
        "emergency": [{"name": one.words, "number": one.more} for one in site.emergency],
        "services": [
            {"title": one.words, "description": one.more, "url": one.url, "icon": one.tone}
            for one in site.services
        ],
        "banners": [
            _facts(one, ("tone", "text", "link_url", "link_words", "starts_at", "ends_at"))
            for one in Banner.objects.showing(timezone.now())
        ],
        "policies": [one.url for one in site.policies],
        "executives": [
            {"name": str(one.person), "lines": list(one.lines), "photo": _file(one.person.photo)}
            for seat in seats(today, EXECUTIVES)
            for one in seat.holders
        ],
        "terms": [
            _facts(one, ("starts", "ends")) | {"name": str(one.person), "post": one.post.title}
            for one in Appointment.objects.filter(post__rank=Post.Rank.MAYOR).substantive()
        ],
        "units": [_facts(one, ("name", "phone")) for one in Unit.objects.order_by("position")],
        "categories": [
            _facts(one, ("kind", "name")) for one in Category.objects.order_by("position", "name")
        ],
        "pages": [_facts(one, ("title", "slug", "body")) for one in _public(Page)],
        "news": [
            _publication(one)
            | _facts(one, ("important_until", "event_starts", "event_ends", "event_place"))
            for one in _public(NewsItem)
        ],
        "albums": [_publication(one) | {"place": one.place} for one in _public(Album)],
        "documents": [_publication(one) for one in _public(PublishedDocument)],
    }


def _public(model: type[Publication]) -> Any:
    return model.objects.public(timezone.now()).select_related("unit", "category").order_by("pk")


def _facts(one: Model, names: tuple[str, ...]) -> dict[str, Any]:
    values = ((name, getattr(one, name)) for name in names)
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values
    }


def _file(stored: Any) -> dict[str, str] | None:
    return {"file": stored.path} if stored else None


def _entry(entry: Entry) -> dict[str, Any]:
    below = [_entry(child) for child in entry.children]
    return {"words": entry.words, "url": entry.url, "children": below}


def _publication(one: Publication) -> dict[str, Any]:
    """What all kinds share; `number` stands in the address."""
    return _facts(one, ("title", "summary", "body", "document_date", "fiscal_year")) | {
        "number": one.pk,
        "unit": one.unit.name,
        "category": one.category.name if one.category else "",
        "published": timezone.localdate(one.publish_at).isoformat(),
        "photos": [
            _facts(picture, ("alt", "caption")) | {"file": picture.large.path}
            for picture in one.pictures.described()
        ],
        "files": [
            _facts(file, ("title", "original_name")) | {"file": file.file.path}
            for file in one.attachments.released()
        ],
    }
