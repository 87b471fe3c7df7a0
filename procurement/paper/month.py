"""The monthly summary on paper: แบบ สขร.1, landscape, its nine columns on every page.

Title, date line, columns and their order are those of the announcement of the Official
Information Board of 16 January 2558 under section 9 (8) of the Official Information Act
B.E. 2540; font and digits are those of the office's other papers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.safestring import mark_safe

from paper.columns import width_rules
from paper.filling import fill, stylesheet
from paper.pdf import Attachment, render_pdf
from portal.thai.baht import baht_in_words
from portal.thai.dates import be_year, format_date, month_name
from portal.thai.digits import to_thai
from procurement.form import HEADINGS, NOTHING_BOUGHT
from procurement.methods import methods
from procurement.paper.fitting import Fitting, column_widths, fitted
from procurement.paper.words import Cell, Line, amount, listed, long_date, on_paper, one
from procurement.rows import Award, Offer, Row

FOLDER = Path(__file__).parent / "templates"

# Each official heading as printed, with its unit, and its column's share of the width.
WEIGHTS = (0.5, 2.3, 1.0, 1.0, 1.1, 2.0, 2.0, 1.3, 1.4)
UNITS = {HEADINGS[2]: " (บาท)", HEADINGS[3]: " (บาท)"}
PRINTED_HEADINGS = tuple(heading + UNITS.get(heading, "") for heading in HEADINGS)
NOTHING_YET = "ยังไม่มีรายการจัดซื้อจัดจ้าง"


@dataclass(frozen=True)
class Month:
    """One month as it is to be printed.

    `month` is any day of it, `date` the day that the paper bears. A month is without rows
    either because nothing was bought, said so, or because nobody has entered them yet.
    """

    office: str
    month: dt.date
    date: dt.date
    rows: tuple[Row, ...] = ()
    nothing_bought: bool = False

    def __post_init__(self) -> None:
        """Refuse a month that says both."""
        if self.rows and self.nothing_bought:
            raise ValueError("a month with purchases in which nothing was bought")


def month_pdf(
    month: Month, *, created: dt.datetime | None = None, attachments: Sequence[Attachment] = ()
) -> bytes:
    """Print a month as an archival, tagged PDF; the same arguments make the same bytes.

    `created` is the moment that the file names as its own, now when it is left out;
    `attachments` travel inside it, the month as a workbook for example.
    """
    return render_pdf(
        month_html(month),
        title=f"{title_of(month)} {month.office}",
        author=month.office,
        created=created,
        attachments=attachments,
    )


def title_of(month: Month) -> str:
    """Give the form's title with its month."""
    named = to_thai(f"{month_name(month.month.month)} พ.ศ. {be_year(month.month)}")
    return f"สรุปผลการดำเนินการจัดซื้อจัดจ้างในรอบเดือน{named}"


def month_html(month: Month) -> str:
    """Return the whole paper as an HTML document for `paper.pdf`."""
    rows = [purchase_cells(at, row) for at, row in enumerate(month.rows, start=1)]
    totals = total_rows(month.rows)
    widths = column_widths(PRINTED_HEADINGS, WEIGHTS, rows, totals)
    context = {
        "css": stylesheet(FOLDER / "month.css"),
        "own_css": mark_safe(width_rules(widths)),  # noqa: S308 - numbers of ours
        "title": title_of(month),
        "office": on_paper(month.office),
        "dated": f"วันที่ {format_date(month.date, 'formal', thai_digits=True)} (แบบ สขร.๑)",
        "headings": PRINTED_HEADINGS,
        "columns": str(len(HEADINGS)),
        "totals": totals,
        "nothing": NOTHING_BOUGHT if month.nothing_bought else NOTHING_YET,
    }

    def alone(some: Sequence[tuple[Cell, ...]], height: float) -> str:
        page = f"{context['own_css']} @page {{ size: 29.7cm {height:.0f}pt }}"
        free = Fitting((False,) * len(some), False)
        return fill(
            FOLDER,
            "month.html",
            context | purchases_view(some, free) | {"own_css": mark_safe(page)},  # noqa: S308
        )

    fitting = fitted(rows, totals, widths, alone)
    return fill(FOLDER, "month.html", context | purchases_view(rows, fitting))


def purchases_view(rows: Sequence[tuple[Cell, ...]], fitting: Fitting) -> dict[str, Any]:
    """Give the template the purchases, and what of them is kept in one piece."""
    pairs = zip(rows, fitting.whole, strict=True)
    return {
        "rows": [{"cells": cells, "whole": whole} for cells, whole in pairs],
        "sums_stay": fitting.sums_stay,
    }


def purchase_cells(number: int, row: Row) -> tuple[Cell, ...]:
    """Give the nine cells of a purchase."""
    method = methods().get(row.method)
    return (
        one(to_thai(number), "number"),
        one(on_paper(row.title), "work", heads=True),
        one(amount(row.budget), "amount"),
        one(amount(row.reference_price), "amount"),
        one(method.th if method else ""),
        listed(seller_lines(offer) for offer in row.offers),
        listed(seller_lines(award) for award in row.awards),
        one(on_paper(row.reason)),
        listed(contract_lines(award) for award in row.awards),
    )


def seller_lines(seller: Offer | Award) -> tuple[Line, ...]:
    """Give a seller's name and, beneath it, the price where there is one."""
    name = Line(on_paper(seller.name) or "-")
    if seller.price is None:
        return (name,)
    return (Line(name.text, "stays"), Line(f"{amount(seller.price)} บาท", "price"))


def contract_lines(award: Award) -> tuple[Line, ...]:
    """Give the number of a contract and, beneath it, its date; nothing where both are missing."""
    lines = [Line(on_paper(award.contract_number))] if award.contract_number.strip() else []
    if award.contract_date:
        lines.append(Line(f"ลงวันที่ {long_date(award.contract_date)}"))
    return tuple(lines)


def total_rows(rows: Sequence[Row]) -> list[tuple[Cell, ...]]:
    """Give the sums below the last purchase, and the agreed one in words; none without rows.

    A column is only summed when every purchase has its amount; the agreed prices always
    are, and the words say how many purchases still lack theirs.
    """
    if not rows:
        return []
    agreed = [row.agreed for row in rows]
    known = [price for price in agreed if price is not None]
    paid = sum(known, Decimal())
    lacking = len(agreed) - len(known)
    words = f"รวมเป็นเงินทั้งสิ้น {amount(paid)} บาท ({baht_in_words(paid)})"
    if lacking:
        words += f" ไม่รวม {to_thai(lacking)} รายการที่ยังไม่มีราคาที่ตกลง"
    sums = (
        one(f"รวม {to_thai(len(rows))} รายการ", "label", colspan="2", heads=True),
        one(amount(whole_sum([row.budget for row in rows])), "amount"),
        one(amount(whole_sum([row.reference_price for row in rows])), "amount"),
        Cell(()),
        Cell(()),
        one(f"{amount(paid)} บาท", "amount"),
        Cell((), colspan="2"),
    )
    return [sums, (one(words, "label", colspan=str(len(HEADINGS)), heads=True),)]


def whole_sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    """Add amounts up; None when one is missing, for a sum of some would mislead."""
    known = [value for value in amounts if value is not None]
    return sum(known, Decimal()) if len(known) == len(amounts) else None
