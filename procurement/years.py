"""The report of a fiscal year: begun, its figures drawn from the months, its words written.

Figures stand still once they are drawn, so that what was signed and sent on stays what the
public reads; drawing them anew is an act of its own, with a reason once somebody outside has
read them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from accounts.refusals import NotAllowed, changed_meanwhile, refuse_if
from accounts.rights import Right, may
from portal.thai.fiscal import FiscalYear
from procurement.figures import YearFigures, figures_of
from procurement.models import Purchase, PurchaseMonth, PurchaseYear
from procurement.overview import CALENDAR_ORDER
from publications import publishing
from publications.models import Publication
from publications.moving import hold

EARLIEST, LATEST = 2500, 2700  # Buddhist-era years that a publication may be about
LEFT_OUT = "months_left_out"  # beside the figures, in the same JSON


# --- beginning ----------------------------------------------------------------------------


def slug_of(year: int) -> str:
    """What tells its address: `year-2569`."""
    return f"year-{year}"


def title_of(year: int) -> str:
    """The title under which the office reports to its council and to the public."""
    return f"รายงานผลการจัดซื้อจัดจ้างประจำปีงบประมาณ พ.ศ. {year}"


def begin(year: int, *, unit: Unit, by: User) -> PurchaseYear:
    """The report of the Buddhist-era fiscal year, a new draft unless it is there.

    Raises NotAllowed, also for a year that has not begun.
    """
    refuse_if(blockers_of_begin(year, by=by))
    if there := PurchaseYear.objects.filter(slug=slug_of(year)).first():
        return there
    facts = {
        "title": title_of(year),
        "slug": slug_of(year),
        "unit": unit,
        "owner": by,
        "fiscal_year": year,
        "document_date": min(FiscalYear(year).end, timezone.localdate()),
    }
    try:
        with transaction.atomic():
            return publishing.create("purchase_year", facts=facts, by=by)
    except (IntegrityError, NotAllowed):  # somebody else began it at the same moment
        return PurchaseYear.objects.get(slug=slug_of(year))


def blockers_of_begin(year: int, *, by: User) -> list[str]:
    """Why the person cannot begin the report; empty when they can."""
    if not may(by, Right.KEEP_PROCUREMENT):
        return [_("Only whoever keeps the procurement may do this.")]
    if not EARLIEST <= year <= LATEST or FiscalYear(year).start > timezone.localdate():
        return [_("This year has not begun yet.")]
    return []


# --- figures ------------------------------------------------------------------------------


def months_left_out(year: int) -> list[date]:
    """First days of the year's months that nobody outside can read now, October first."""
    public = set(PurchaseMonth.objects.public().filter(fiscal_year=year).values_list("month"))
    firsts = map(FiscalYear(year).first_of_month, CALENDAR_ORDER)
    return [first for first in firsts if (first,) not in public]


def figures_now(year: int) -> dict[str, Any]:
    """What the year's public months come to at the moment, as the report keeps it."""
    purchases = Purchase.objects.public().of_year(year).whole()
    figures = figures_of(year, ((one.month.month, one.row()) for one in purchases))
    left_out = [month.isoformat() for month in months_left_out(year)]
    return figures.as_json() | {LEFT_OUT: left_out}


def draw(
    report: PurchaseYear,
    *,
    by: User,
    seen: int,
    reason: str = "",
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Take the figures from the months that are public now, and the moment with them.

    A report that is public needs a `reason`, which the public reads. Raises NotAllowed,
    NotConfirmed, Stale; then nothing is written.
    """
    with transaction.atomic():
        held = hold(report)
        refuse_if(publishing.blockers_of_change(held, by=by))
        if held.version != seen:
            raise changed_meanwhile()
        if held.is_public() and not reason.strip():
            raise NotAllowed([_("Say why it is changed: the public reads that.")])
        kept = figures_now(held.fiscal_year)
        refuse_if(_nothing_public(kept))
        PurchaseYear.objects.filter(pk=held.pk).update(figures=kept, figures_at=timezone.now())
        published = held.state == Publication.State.PUBLISHED
        publishing.files_changed(
            held, by=by, words=reason.strip(), confirmed=confirmed if published else None
        )
    report.refresh_from_db()


def _nothing_public(kept: dict[str, Any]) -> list[str]:
    if len(kept[LEFT_OUT]) < len(CALENDAR_ORDER):
        return []
    return [_("No month of the year is public yet; there is nothing to draw from.")]


def has_moved(report: PurchaseYear) -> bool:
    """Whether the months say something else by now than the figures that were drawn."""
    return bool(report.figures) and report.figures != figures_now(report.fiscal_year)


# --- words --------------------------------------------------------------------------------


def write(
    report: PurchaseYear,
    *,
    problems: str,
    suggestions: str,
    by: User,
    seen: int,
    reason: str = "",
    confirmed: frozenset[str] = frozenset(),
) -> bool:
    """Save the two texts; False when nothing differs.

    A draft may do without for a while, what the public reads may not ("ไม่มี" is an answer).
    Raises NotAllowed, NotConfirmed, Stale.
    """
    facts = {"problems": problems.strip(), "suggestions": suggestions.strip()}
    with transaction.atomic():
        if hold(report).state == Publication.State.PUBLISHED:
            refuse_if(unsaid(**facts))
        return publishing.change(
            report, facts=facts, by=by, seen=seen, reason=reason, confirmed=confirmed
        )


def unsaid(problems: str, suggestions: str) -> list[str]:
    """Which of the two texts that a report never leaves out are missing."""
    reasons = []
    if not problems.strip():
        reasons.append(_("Write the problems, or “ไม่มี”: the report always names them."))
    if not suggestions.strip():
        reasons.append(_("Write the suggestions, or “ไม่มี”: the report always names them."))
    return reasons


def what_is_missing(report: PurchaseYear) -> list[str]:
    """What stands between the report and the public."""
    reasons = unsaid(report.problems, report.suggestions)
    if not report.figures:
        reasons.insert(0, _("The figures have not been drawn from the months yet."))
    return reasons


def drawn_figures(report: PurchaseYear) -> YearFigures | None:
    """The figures as they were drawn; None while they were not."""
    return YearFigures.from_json(report.figures) if report.figures else None
