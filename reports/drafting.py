"""First words of a report: subject, opening, closing, title lines, drafted from the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from accounts.models import Post, Unit
from measures.models import FiscalYear
from measures.scorecard import scorecard
from portal.models import Organisation
from portal.thai.dates import be_year, month_name
from portal.thai.digits import to_thai
from portal.thai.periods import format_period
from reports.content import PlanRows, Span
from reports.models import Layout
from reports.topics import topic_list
from reports.wording import fill, fill_paragraphs

MONTHS = {"6": "๖", "12": "๑๒"}


@dataclass(frozen=True)
class Draft:
    """Texts to start from; `holes` are placeholders whose paragraphs were left out."""

    subject: str
    addressee: str
    title_lines: str
    opening: str
    closing: str
    holes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class LastYear:
    """Last year's scores as far as they are known."""

    each: dict[str, Decimal] = field(default_factory=dict)
    total: Decimal | None = None
    grade: str = ""


def draft(
    layout: Layout,
    rows: PlanRows,
    *,
    unit: Unit | None,
    last_year: LastYear,
    known: Mapping[str, str] | None = None,
) -> Draft:
    """The texts of a new report; the author may change every word of them.

    `known` are values of placeholders that outrank those of the database.
    """
    values = placeholder_values(rows, unit=unit, last_year=last_year) | dict(known or {})
    opening, opening_holes = fill_paragraphs(layout.opening, values)
    closing, closing_holes = fill_paragraphs(layout.closing, values)
    return Draft(
        subject=fill(layout.subject, values),
        addressee=fill(layout.addressee, values),
        title_lines="\n".join(fill(line, values) for line in layout.title_lines),
        opening=opening,
        closing=closing,
        holes=sorted({*opening_holes, *closing_holes}),
    )


def placeholder_values(rows: PlanRows, *, unit: Unit | None, last_year: LastYear) -> dict[str, str]:
    """What each placeholder stands for; an empty text means that it is not known."""
    steps = list(rows.steps())
    year = rows.plan.fiscal_year
    return {
        "organisation": Organisation.current().name,
        "unit": unit.name if unit else "",
        "mayor": mayor_title(),
        "year": to_thai(year.year),
        "last_year": to_thai(year.year - 1),
        "round": round_phrase(rows.span),
        "period": format_period(rows.span.starts, rows.span.ends, thai_digits=True),
        "topics": topic_list(rows),
        "measure_count": to_thai(sum(len(group.measures.all()) for group in rows.groups)),
        "step_count": to_thai(len(steps)),
        "reported_count": to_thai(len(rows.reported())),
        "completed_count": to_thai(len(rows.completed())),
    } | score_values(last_year, year, rows.plan.target_grade)


def score_values(last_year: LastYear, year: FiscalYear, target_grade: str) -> dict[str, str]:
    band = year.grade_scale.bands.filter(grade=target_grade).first() if target_grade else None
    return {
        "score_iit": number(last_year.each.get("IIT")),
        "score_eit": number(last_year.each.get("EIT")),
        "score_oit": number(last_year.each.get("OIT")),
        "score_total": number(last_year.total),
        "grade": last_year.grade,
        "target_grade": target_grade,
        "target_from": number(band.minimum) if band else "",
    }


def number(value: Decimal | None) -> str:
    return "" if value is None else to_thai(f"{value:.2f}")


def reference_start(unit: Unit | None) -> str:
    """ที่ as far as it is known: the office's prefix and the unit, the number still to come."""
    prefix = Organisation.current().reference_prefix
    if not prefix:
        return ""
    return f"{prefix} /{unit.abbreviation}" if unit and unit.abbreviation else f"{prefix}/"


def mayor_title() -> str:
    post = Post.objects.filter(rank=Post.Rank.MAYOR, active=True).first()
    return post.title if post else f"นายก{Organisation.current().name}"


def round_phrase(span: Span) -> str:
    """ "รอบ ๖ เดือน (ตุลาคม ๒๕๖๘ – มีนาคม ๒๕๖๙)", or the period for another span."""
    period = format_period(span.starts, span.ends, thai_digits=True)
    if span.round_code in MONTHS:
        return f"รอบ {MONTHS[span.round_code]} เดือน ({period})"
    return f"({within_a_year(span.starts, span.ends)})"


def within_a_year(starts: date, ends: date) -> str:
    """ "มกราคม – เมษายน ๒๕๖๙" where both months are of one year, else the full period."""
    if starts.year == ends.year and starts.month != ends.month and starts.day == 1:
        return f"{month_name(starts.month)} – {month_name(ends.month)} {to_thai(be_year(ends))}"
    return format_period(starts, ends, thai_digits=True)


def last_year_of(year: FiscalYear) -> LastYear:
    """The scores of the year before, as far as they were entered."""
    before = FiscalYear.objects.filter(year=year.year - 1).first()
    if before is None:
        return LastYear()
    card = scorecard(before)
    each = {code: value for code, value in card.values.items() if value is not None}
    return LastYear(each=each, total=card.total, grade=card.grade or "")
