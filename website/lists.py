"""Lists of publications: what is in them, by which facts they are narrowed, how many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from django.core.paginator import Page, Paginator
from django.db.models import Count, DateTimeField, F, IntegerField, QuerySet
from django.db.models.functions import ExtractYear
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from portal.prepared import Given, Prepared
from portal.thai.fiscal import BUDDHIST_ERA
from publications.models import Publication
from website.context import kept
from website.photos import File, Photo, files_of, photos_of

FACETS = {"year": _("Year (B.E.)"), "unit": _("Unit"), "category": _("Category")}
# What a line of a list shows; the rest, above all the text, stays in the database.
LINE = ("kind", "slug", "title", "summary", "document_date", "unit__name", "category__name")
LONGEST_NUMBER = 9  # digits; int() refuses thousands of them with an error


@dataclass(frozen=True)
class Listing:
    """How the list of one kind is made; `fiscal` years for what is filed by them."""

    kind: str
    per_page: int = 12
    fiscal: bool = False
    with_files: bool = False

    @property
    def year(self) -> F | ExtractYear:
        """The Buddhist-era year that the kind is looked up by."""
        if self.fiscal:
            return F("fiscal_year")
        return ExtractYear("document_date", output_field=IntegerField()) + BUDDHIST_ERA


LISTINGS = {
    "news": Listing("news"),
    "album": Listing("album"),
    "document": Listing("document", per_page=20, fiscal=True, with_files=True),
}


@dataclass(frozen=True)
class Filter:
    """A question that narrows a list: its choices lead to something; 0 stands for all."""

    name: str
    label: str | Promise
    choices: list[tuple[int, str]]
    chosen: int


@dataclass
class Shown:
    """A page of a list with the filters that narrow it; `total` counts all its pages."""

    page: Page
    filters: list[Filter]
    total: int
    chosen: dict[str, int] = field(default_factory=dict)


class CountedPaginator(Paginator):
    """Pages of a list whose length is known already, of rows read as they are sliced."""

    def __init__(self, *args, count: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.count = count


@dataclass(frozen=True)
class Rows:
    """The rows of a prepared query as a paginator cuts them."""

    query: Prepared
    given: dict[str, object]

    def __getitem__(self, cut: slice) -> list[Publication]:
        most = cut.stop - cut.start
        return with_extras(self.query.rows(most, cut.start, **self.given)) if most > 0 else []


def listed(listing: Listing, asked: QueryDict, now: datetime | None = None) -> Shown:
    """The page of the list that the address asks for, in two queries.

    The first counts by year, unit and category at once: its groups are the choices of the
    form and, where they fit what was asked, the length of the list.
    """
    now = now or timezone.now()
    groups = kept.get(("groups", listing.kind), lambda: _groups(listing, now))
    numbers = {name: asked_number(asked.get(name, "")) for name in FACETS}
    chosen = {name: number for name, number in numbers.items() if number}
    total = sum(group["count"] for group in groups if _fits(group, chosen))
    rows = Rows(narrowed(listing, frozenset(chosen)), {"now": now, **chosen})
    page = CountedPaginator(rows, listing.per_page, count=total).get_page(asked.get("page"))
    filters = list(_filters(listing, _choices(groups), chosen))
    return Shown(page=page, filters=filters, total=total, chosen=chosen)


def _filters(
    listing: Listing, choices: dict[str, list[tuple[int, str]]], chosen: dict[str, int]
) -> Iterator[Filter]:
    """One without a choice to make is left out; what was asked can always be seen and undone."""
    for name, label in FACETS.items():
        offered, asked = choices[name], chosen.get(name, 0)
        if asked and asked not in dict(offered):
            unknown = str(asked) if name == "year" else pgettext("filter", "Not in this list")
            offered = [*offered, (asked, unknown)]
        if len(offered) > 1 or asked:
            fiscal = name == "year" and listing.fiscal
            yield Filter(name, _("Fiscal year") if fiscal else label, offered, asked)


def asked_number(text: str) -> int | None:
    """The number that an address asks for, in Thai digits too; None for what is none of ours."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def _groups(listing: Listing, now: datetime) -> list[dict]:
    public = Publication.objects.public(now).of_kind(listing.kind).order_by()
    names = ("unit_id", "unit__name", "unit__position")
    names += ("category_id", "category__name", "category__position")
    counted = public.annotate(year=listing.year).values("year", *names).annotate(count=Count("pk"))
    return [
        group | {"unit": group["unit_id"], "category": group["category_id"]} for group in counted
    ]


def _fits(group: dict, chosen: dict[str, int]) -> bool:
    return all(group[name] == value for name, value in chosen.items())


def _choices(groups: list[dict]) -> dict[str, list[tuple[int, str]]]:
    """What each filter offers: only what leads to something."""
    years = Counter()
    named: dict[str, dict[int, tuple]] = {"unit": {}, "category": {}}
    for group in groups:
        if group["year"]:
            years[group["year"]] += group["count"]
        for name, found in named.items():
            if group[name]:
                found[group[name]] = (group[f"{name}__position"], group[f"{name}__name"])
    ordered = {
        name: [(key, label) for key, (_position, label) in sorted(found.items(), key=_by_place)]
        for name, found in named.items()
    }
    return {"year": [(year, str(year)) for year in sorted(years, reverse=True)], **ordered}


def _by_place(item: tuple[int, tuple[int, str]]) -> tuple[int, str]:
    return item[1]


@cache  # as many as there are combinations of filters, a few for each kind
def narrowed(listing: Listing, names: frozenset[str]) -> Prepared:
    """The publications of the list that fit the named filters, whose values are given."""
    return Prepared(lambda: _fitting(listing, names))


def _fitting(listing: Listing, names: frozenset[str]) -> QuerySet:
    public = Publication.objects.public(Given("now", DateTimeField())).of_kind(listing.kind)
    found = public.select_related("unit", "category").newest_first()
    if listing.kind == "album":
        found = found.select_related("album").only(*LINE, "album__place")
    else:
        found = found.only(*LINE)
    found = found.annotate(cover_rows=photos_of(most=1))
    if listing.with_files:
        found = found.annotate(file_rows=files_of())
    if "year" in names:
        found = found.annotate(year=listing.year)
    keys = {"unit": "unit_id", "category": "category_id", "year": "year"}
    return found.filter(**{keys[name]: Given(name, IntegerField()) for name in names})


def with_extras(found: QuerySet | list[Publication]) -> list[Publication]:
    """The rows with `cover` (a Photo or None) and `files` read from their annotations."""
    rows = list(found)
    for one in rows:
        one.cover = next(map(Photo.of, getattr(one, "cover_rows", [])), None)
        one.files = [File.of(row) for row in getattr(one, "file_rows", [])]
    return rows
