"""What every public page shows around itself: menu, banner, and how the visitor wants to read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from django.conf import settings
from django.db.models import BigIntegerField, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from portal.keeping import Keeper
from portal.models import EmergencyNumber
from publications.models import LivePage, Publication
from website.models import Banner, MenuItem, Service
from website.moments import next_change

TEXT_SIZES = ("normal", "large", "larger")
CONTRASTS = ("normal", "high")
# Addresses of pages that the foot of every page links to, beside all that end in "-policy".
POLICIES = ("privacy", "cookies", "security", "accessibility", "disclaimer")
# One row of the union below, in the order of its columns.
COLUMNS = (
    *("what", "id", "parent", "position", "words", "words_en", "more", "view_name", "query"),
    *("url", "publication", "kind", "slug", "live"),
)
# What pages share, until the stamp of everything public or the clock makes it old.
kept = Keeper(ends=lambda: next_change(timezone.now()).timestamp())
_NUMBERS = ("id", "parent", "position", "publication")


@dataclass
class Entry:
    """An entry of the menu with those below it; a heading has no `url`."""

    words: str
    url: str
    current: bool = False
    children: list[Entry] = field(default_factory=list)

    @property
    def holds_current(self) -> bool:
        return self.current or any(child.holds_current for child in self.children)

    def all(self) -> Iterator[Entry]:
        """This entry and all below it."""
        yield self
        for child in self.children:
            yield from child.all()

    def trail(self) -> list[Entry]:
        """The way from this entry down to the page that is open; empty when it is elsewhere."""
        for child in self.children:
            if way := child.trail():
                return [self, *way]
        return [self] if self.current else []


@dataclass(frozen=True)
class Line:
    """A banner, an emergency number or a service, as its row stands."""

    words: str
    more: str
    url: str
    tone: str


@dataclass(frozen=True)
class Site:
    """The menu as a tree, and what the webmaster keeps beside it."""

    menu: list[Entry]
    banners: list[Line]
    emergency: list[Line]
    services: list[Line]  # the tiles of the home page
    policies: list[Line]
    updated: datetime | None  # when the newest content became public or was changed
    parts: dict[str, str] = field(default_factory=dict)  # kept markup ({% keep %})

    @property
    def trail(self) -> list[Entry]:
        return next((way for entry in self.menu if (way := entry.trail())), [])

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Where the menu leads."""
        return frozenset(one.url for entry in self.menu for one in entry.all() if one.url)


def site(request: HttpRequest) -> dict[str, object]:
    """`site` asks the database once, when a page first looks at it; `display` never does."""
    return {"site": SimpleLazyObject(lambda: site_at(request.path)), "display": display(request)}


def site_at(path: str) -> Site:
    """The site as the page at the path shows it, kept in the process until something changes.

    Pages that the menu does not lead to share one; the others differ in what is current.
    """
    if not settings.KEEP_PARTS:
        return read_site(path)
    language = get_language()
    common = kept.get(language, read_site)
    if path not in common.addresses:
        return common
    return kept.get((language, path), lambda: read_site(path))


def display(request: HttpRequest) -> dict[str, str]:
    """How the visitor chose to read: `text` and `contrast`, "" where nothing was chosen."""
    text, contrast = request.COOKIES.get("text", ""), request.COOKIES.get("contrast", "")
    return {
        "text": text if text in TEXT_SIZES[1:] else "",
        "contrast": contrast if contrast in CONTRASTS[1:] else "",
    }


def read_site(path: str = "", now: datetime | None = None) -> Site:
    """Menu, banners that show now, emergency numbers and tiles, in one query.

    Entries that lead to what is not public, or to a page that does not exist, are left out
    with their place given to nobody; so are headings with nothing below them.
    """
    now = now or timezone.now()
    rows = defaultdict(list)
    first, *others = (
        _menu(now), _banners(now), _emergency(), _services(), _policies(now), _updated(now)
    )  # fmt: skip
    for row in first.union(*others, all=True):
        one = dict(zip(COLUMNS, row, strict=True))
        rows[one["what"]].append(one)
    for group in rows.values():
        group.sort(key=lambda one: (one["position"], one["id"]))
    return Site(
        menu=_tree(rows["menu"], path),
        banners=sorted(map(_line, rows["banner"]), key=lambda one: one.tone != "urgent"),
        emergency=[_line(one) for one in rows["emergency"]],
        services=[line for one in rows["service"] if (line := _service(one)).url],
        policies=[_policy(one) for one in rows["policy"]],
        updated=next((_moment(one["words"]) for one in rows["updated"]), None),
    )


def every_entry(entries: list[Entry]) -> Iterator[Entry]:
    """The entries with all that stand below them."""
    for entry in entries:
        yield entry
        yield from every_entry(entry.children)


def _columns(what: str, **columns: object) -> list:
    """The union's columns: those given, the rest empty, each of one type in every part."""
    return [
        Value(what) if name == "what" else _typed(name, columns.get(name, Value(None)))
        for name in COLUMNS
    ]


def _typed(name: str, column: object) -> Cast:
    if name in _NUMBERS:
        return Coalesce(Cast(column, BigIntegerField()), Value(0))
    return Coalesce(Cast(column, TextField()), Value(""), output_field=TextField())


def _menu(now: datetime) -> QuerySet:
    public = Publication.objects.public(now).values("pk")
    shown = MenuItem.objects.filter(
        Q(publication=None) | Q(publication__in=public), active=True
    ).order_by()
    return shown.values_list(
        *_columns(
            "menu", id=F("pk"), parent=F("parent_id"), position=F("position"),
            words=F("label"), words_en=F("label_en"), view_name=F("view_name"), query=F("query"),
            url=F("url"), publication=F("publication_id"), kind=F("publication__kind"),
            slug=F("publication__slug"), live=F("publication__livepage__view_name"),
        )
    )  # fmt: skip


def _banners(now: datetime) -> QuerySet:
    return Banner.objects.showing(now).order_by().values_list(
        *_columns(
            "banner", id=F("pk"), words=F("text"), more=F("link_words"), url=F("link_url"),
            kind=F("tone"),
        )
    )  # fmt: skip


def _emergency() -> QuerySet:
    return EmergencyNumber.objects.order_by().values_list(
        *_columns(
            "emergency", id=F("pk"), position=F("position"), words=F("name"), more=F("number")
        )
    )


def _services() -> QuerySet:
    tiles = Service.objects.filter(active=True, on_home=True).order_by()
    return tiles.values_list(
        *_columns(
            "service", id=F("pk"), position=F("position"), words=F("title"),
            more=F("description"), view_name=F("view_name"), url=F("url"), kind=F("icon"),
        )
    )  # fmt: skip


def _policies(now: datetime) -> QuerySet:
    """Pages whose address says that they are a policy, such as website-policy."""
    named = Q(slug__in=POLICIES) | Q(slug__endswith="-policy")
    pages = Publication.objects.public(now).filter(named, kind="page")
    return pages.order_by().values_list(
        *_columns("policy", id=F("pk"), words=F("title"), slug=F("slug"))
    )


def _updated(now: datetime) -> QuerySet:
    last = Coalesce("updated_at", "publish_at")
    newest = Publication.objects.public(now).order_by(last.desc()).values("pk")[:1]
    return (
        Publication.objects.filter(pk__in=newest)
        .order_by()
        .values_list(*_columns("updated", words=last))
    )


def _moment(text: str) -> datetime:
    """A moment as the database writes it as a text, in UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _policy(row: dict) -> Line:
    url = reverse("website:page", args=[row["slug"]])
    return Line(words=row["words"], more="", url=url, tone="")


def _line(row: dict) -> Line:
    return Line(words=row["words"], more=row["more"], url=row["url"], tone=row["kind"])


def _service(row: dict) -> Line:
    url = Service(view_name=row["view_name"], url=row["url"]).address()
    return Line(words=row["words"], more=row["more"], url=url, tone=row["kind"])


def _tree(rows: list[dict], path: str) -> list[Entry]:
    below = defaultdict(list)
    for row in rows:
        below[row["parent"]].append(row)

    def entries(parent: int) -> list[Entry]:
        made = (_entry(row, path, entries(row["id"])) for row in below[parent])
        return [entry for entry in made if entry.url or entry.children]

    return entries(0)


def _entry(row: dict, path: str, children: list[Entry]) -> Entry:
    item = MenuItem(
        label=row["words"], label_en=row["words_en"], view_name=row["view_name"],
        query=row["query"], url=row["url"],
    )  # fmt: skip
    if row["publication"]:
        item.publication = Publication(pk=row["publication"], kind=row["kind"], slug=row["slug"])
        if row["live"]:
            item.publication.livepage = LivePage(view_name=row["live"])
    url = item.address()
    return Entry(words=item.words, url=url, current=bool(url) and url == path, children=children)
