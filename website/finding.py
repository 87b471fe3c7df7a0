"""What the search found, with the addresses that lead there."""

from __future__ import annotations

from dataclasses import dataclass

from portal.addresses import address_of
from publications.models import Attachment, Publication
from search.searching import Hit

Kind = Publication.Kind
# Whoever reads makes no difference between a page that was written and one that is drawn.
PAGES = frozenset({Kind.PAGE, Kind.LIVE_PAGE})
CHOICES = tuple(kind for kind in Kind if kind != Kind.LIVE_PAGE)


def kinds_of(chosen: str) -> frozenset[str]:
    """The kinds that are meant by a choice of the search page; none means all."""
    if not chosen:
        return frozenset()
    return PAGES if chosen in PAGES else frozenset({chosen})


def counted(facets: dict[str, int]) -> list[tuple[str, str, int]]:
    """Each kind that a visitor can choose, with its name and how many hits are of it."""
    found = [(kind, sum(facets.get(one, 0) for one in kinds_of(kind))) for kind in CHOICES]
    return [(kind, Kind(kind).label, count) for kind, count in found if count]


@dataclass(frozen=True)
class Result:
    """A hit with its publication; `file` and `file_url` where its words stand in a file."""

    hit: Hit
    publication: Publication
    url: str
    file: Attachment | None
    file_url: str

    @property
    def kind(self) -> str:
        """What the visitor calls it."""
        kind = self.publication.kind
        return Kind(Kind.PAGE if kind in PAGES else kind).label


def results_of(hits: list[Hit]) -> list[Result]:
    """The hits in their order, in two queries; one whose publication is gone is left out."""
    publications = Publication.objects.select_related("unit", "livepage").in_bulk(
        [hit.entry_id for hit in hits]
    )
    wanted = [hit.file_id for hit in hits if hit.file_id]
    files = Attachment.objects.released().in_bulk(wanted) if wanted else {}
    return [
        _result(hit, publications[hit.entry_id], files.get(hit.file_id))
        for hit in hits
        if hit.entry_id in publications
    ]


def _result(hit: Hit, publication: Publication, file: Attachment | None) -> Result:
    url = publication.get_absolute_url()
    return Result(
        hit=hit, publication=publication, url=url, file=file, file_url=_page_of(hit, file)
    )


def _page_of(hit: Hit, file: Attachment | None) -> str:
    """The file, opened at the page of the hit where its kind has pages (RFC 8118)."""
    address = address_of("website:file", file.public_id) if file else ""
    if address and hit.page and file.kind == Attachment.Kind.PDF:
        return f"{address}#page={hit.page}"
    return address
