"""Lists of publications: what is in them, by which facts they are narrowed, how many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, IntegerField, QuerySet
from django.db.models.functions import ExtractYear
from django.http import QueryDict

from portal.thai.fiscal import BUDDHIST_ERA
from publications.models import Publication
from website.context import kept
from website.forms import FilterForm
from website.photos import File, Photo, files_of, photos_of

FACETS = ("year", "unit", "category")
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


@dataclass
class Shown:
    """A page of a list with the form that narrows it; `total` counts all its pages."""

    page: Page
    form: FilterForm
    total: int
    chosen: dict[str, int] = field(default_factory=dict)


class CountedPaginator(Paginator):
    """Pages of a list whose length is known already."""

    def __init__(self, *args, count: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.count = count


def listed(listing: Listing, asked: QueryDict, now: datetime | None = None) -> Shown:
    """The page of the list that the address asks for, in two queries.

    The first counts by year, unit and category at once: its groups are the choices of the
    form and, where they fit what was asked, the length of the list.
    """
    public = Publication.objects.public(now).of_kind(listing.kind)
    groups = kept.get(("groups", listing.kind), lambda: list(_groups(public, listing)))
    numbers = {name: asked_number(asked.get(name, "")) for name in FACETS}
    chosen = {name: number for name, number in numbers.items() if number is not None}
    total = sum(group["count"] for group in groups if _fits(group, chosen))
    form = FilterForm(asked or None, choices=_choices(groups), listing=listing)
    narrowed = _narrowed(public, listing, chosen)
    paginator = CountedPaginator(narrowed, listing.per_page, count=total)
    page = paginator.get_page(asked.get("page"))
    page.object_list = with_extras(page.object_list)
    return Shown(page=page, form=form, total=total, chosen=chosen)


def asked_number(text: str) -> int | None:
    """The number that an address asks for, in Thai digits too; None for what is none of ours."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def _groups(public: QuerySet, listing: Listing) -> Iterator[dict]:
    names = ("unit_id", "unit__name", "unit__position")
    names += ("category_id", "category__name", "category__position")
    counted = public.order_by().annotate(year=listing.year).values("year", *names)
    for group in counted.annotate(count=Count("pk")):
        yield group | {"unit": group["unit_id"], "category": group["category_id"]}


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


def _narrowed(public: QuerySet, listing: Listing, chosen: dict[str, int]) -> QuerySet:
    found = public.select_related("unit", "category").newest_first()
    if listing.kind == "album":
        found = found.select_related("album")
    found = found.annotate(cover_rows=photos_of(most=1))
    if listing.with_files:
        found = found.annotate(file_rows=files_of())
    if "year" in chosen:
        found = found.annotate(year=listing.year).filter(year=chosen["year"])
    keys = {"unit": "unit_id", "category": "category_id"}
    return found.filter(**{keys[name]: chosen[name] for name in keys if name in chosen})


def with_extras(found: QuerySet | list[Publication]) -> list[Publication]:
    """The rows with `cover` (a Photo or None) and `files` read from their annotations."""
    rows = list(found)
    for one in rows:
        one.cover = next(map(Photo.of, getattr(one, "cover_rows", [])), None)
        one.files = [File.of(row) for row in getattr(one, "file_rows", [])]
    return rows
