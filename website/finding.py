"""What the search found, with the addresses that lead there."""

from __future__ import annotations

from dataclasses import dataclass

from portal.addresses import address_of
from publications.models import Attachment, Publication
from search.searching import Hit


@dataclass(frozen=True)
class Result:
    """A hit with its publication; `file` and `file_url` where its words stand in a file."""

    hit: Hit
    publication: Publication
    url: str
    file: Attachment | None
    file_url: str


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
