"""News for people's own readers: Atom feeds of everything, of a kind, of a unit."""

from __future__ import annotations

import re
from datetime import datetime

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from accounts.models import Unit
from portal.models import Organisation
from publications.kinds import KINDS
from publications.models import Publication
from website.identity import identity, site_id

LENGTH = 30
# What comes day by day; pages stand.
FED = ("news", "album", "document", "purchase_notice", "purchase_month")
# Signs that no XML may hold (XML 1.0, 2.2); words pasted from elsewhere bring them along.
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]+")


class Everything(Feed):
    """The latest publications of all kinds that come day by day."""

    feed_type = Atom1Feed

    def feed_guid(self, about: object) -> str:
        number = getattr(about, "pk", about) or "all"
        return identity(site_id(), "feed", number).urn

    def items(self, about: object) -> list[Publication]:
        """The latest, each with the number of the site that its identity follows from."""
        site = site_id()
        found = list(self.publications(about).order_by("-publish_at", "-pk")[:LENGTH])
        for one in found:
            one.site = site
        return found

    def item_guid(self, item: Publication) -> str:
        return identity(item.site, "publication", item.pk).urn

    def title(self, about: object) -> str:
        return sayable(Organisation.current().name)

    def subtitle(self, about: object) -> str:
        return _("News, activities and documents")

    def link(self, about: object) -> str:
        return reverse("website:home")

    def publications(self, about: object) -> QuerySet[Publication]:
        return Publication.objects.public().of_kind(*FED).select_related("unit")

    def item_title(self, item: Publication) -> str:
        return sayable(item.title)

    def item_description(self, item: Publication) -> str:
        return sayable(item.summary)

    def item_pubdate(self, item: Publication) -> datetime:
        return item.publish_at

    def item_updateddate(self, item: Publication) -> datetime:
        return item.updated_at or item.publish_at

    def item_author_name(self, item: Publication) -> str:
        return sayable(item.unit.name)

    def item_categories(self, item: Publication) -> list[str]:
        return [str(KINDS[item.kind].plural)]


class OfKind(Everything):
    """The latest of one kind."""

    def get_object(self, request: HttpRequest, kind: str) -> str:
        if kind not in FED:
            raise Http404
        return kind

    def subtitle(self, about: str) -> str:
        return str(KINDS[about].plural)

    def link(self, about: str) -> str:
        return reverse(f"website:{about}-list")

    def publications(self, about: str) -> QuerySet[Publication]:
        return super().publications(about).of_kind(about)


class OfUnit(Everything):
    """The latest that one unit answers for."""

    def get_object(self, request: HttpRequest, unit: int) -> Unit:
        found = Unit.objects.filter(pk=unit, active=True).first()
        if found is None:
            raise Http404
        return found

    def subtitle(self, about: Unit) -> str:
        return sayable(about.name)

    def link(self, about: Unit) -> str:
        return f"{reverse('website:news-list')}?unit={about.pk}"

    def publications(self, about: Unit) -> QuerySet[Publication]:
        return super().publications(about).filter(unit=about)


def sayable(text: str) -> str:
    """The text without what no XML may hold, so that one item never ends a feed."""
    return _UNSAYABLE.sub(" ", text)
