"""Papers that the public takes away: printed once a version, then kept beside the other files.

A stranger can ask for a paper as often as they like; only the first one after a change prints
it. Printing is done by one at a time, so that many who come at once wait for the same paper.
What prints is imported when it is needed: a server process that never prints stays small.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from portal.models import Organisation
from procurement.figures import YearFigures
from procurement.models import PurchaseMonth, PurchaseYear
from publications.models import Publication

FOLDER = "papers"


def month_pdf_of(month: PurchaseMonth) -> bytes:
    """The month's form as PDF, as it reads at its version."""
    return _kept(month, lambda: _print_month(month))


def year_pdf_of(report: PurchaseYear) -> bytes:
    """The report of the year as PDF, from the figures that it froze."""
    return _kept(report, lambda: _print_year(report))


def _print_month(month: PurchaseMonth) -> bytes:
    rows = tuple(one.row() for one in month.purchases.kept().whole())
    from procurement.paper.month import Month, month_pdf  # noqa: PLC0415 - see above

    paper = Month(
        office=Organisation.current().name,
        month=month.month,
        date=month.document_date,
        rows=rows,
        nothing_bought=month.nothing_bought and not rows,
    )
    return month_pdf(paper, created=timezone.localtime(month.changed_at))


def _print_year(report: PurchaseYear) -> bytes:
    from procurement.paper.year import Year, year_pdf  # noqa: PLC0415 - see above

    paper = Year(
        office=Organisation.current().name,
        figures=YearFigures.from_json(report.figures),
        date=_drawn_on(report),
        problems=report.problems,
        suggestions=report.suggestions,
    )
    return year_pdf(paper, created=timezone.localtime(report.changed_at))


def _drawn_on(report: PurchaseYear) -> date:
    """The day as of which the figures stand, the same that the page of the report names."""
    drawn = report.figures_at
    return timezone.localdate(drawn) if drawn else report.document_date


def _kept(publication: Publication, make: Callable[[], bytes]) -> bytes:
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    # The office's name stands on the paper, too.
    office = hashlib.sha256(Organisation.current().name.encode()).hexdigest()[:8]
    path = folder / f"{publication.pk}-{publication.version}-{office}.pdf"
    if path.exists():
        return path.read_bytes()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if path.exists():
            return path.read_bytes()
        made = make()
        for old in folder.glob(f"{publication.pk}-*.pdf"):
            old.unlink(missing_ok=True)
        unfinished = path.with_suffix(".new")
        unfinished.write_bytes(made)
        unfinished.replace(path)
    return made
