"""The year's report on paper: sums by method and month, savings, problems, suggestions.

What it has to hold is what the disclosure of the year's procurement asks for (ITA, OIT item on
the report of the year): money used, by method, problems and suggestions, "ไม่มี" included.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.utils.safestring import mark_safe

from paper.columns import width_rules
from paper.filling import fill, stylesheet
from paper.pdf import Attachment, render_pdf
from portal.thai.baht import baht_in_words
from portal.thai.dates import format_date, month_name
from portal.thai.digits import to_thai
from portal.thai.fiscal import BUDDHIST_ERA, FiscalYear
from procurement.figures import MethodSum, MonthSum, Saving, Sum, YearFigures, percent_of
from procurement.methods import methods
from procurement.paper.fitting import Sheet, column_widths
from procurement.paper.words import NOTHING, Cell, amount, long_date, on_paper, one

FOLDER = Path(__file__).parent / "templates"
NOT_SAID = "ยังไม่ได้ระบุ"
WIDTH = 453.5  # points between the margins of year.css
SUMS = (("จำนวน (รายการ)", 1.4), ("ร้อยละ", 1.0), ("ราคาที่ตกลง (บาท)", 2.4), ("ร้อยละ", 1.0))
NOTHING_BOUGHT = "ไม่มีการจัดซื้อจัดจ้างในปีงบประมาณนี้"


@dataclass(frozen=True)
class Year:
    """A fiscal year as it is to be printed; `date` is the day that the paper bears.

    `problems` and `suggestions` are as they were typed, a paragraph a line; where they are
    empty the paper says that nobody has written them yet.
    """

    office: str
    figures: YearFigures
    date: dt.date
    problems: str = ""
    suggestions: str = ""


@dataclass(frozen=True)
class Table:
    """A table of the report; each heading comes with its share of the width.

    The last row is the sum where `summed` says so.
    """

    title: str
    style: str
    columns: tuple[tuple[str, float], ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    summed: bool = True
    size: str = "16"  # points

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings alone."""
        return tuple(heading for heading, _ in self.columns)

    def rules(self) -> str:
        """Give the widths of the columns as rules of a style sheet."""
        weights = [weight for _, weight in self.columns]
        last = len(self.rows) - 1 if self.summed else len(self.rows)
        plain, sums = self.rows[:last], self.rows[last:]
        sheet = Sheet(WIDTH, int(self.size))
        widths = column_widths(self.headings, weights, plain, sums, sheet)
        return width_rules(widths, f".{self.style} col")


def year_pdf(
    year: Year, *, created: dt.datetime | None = None, attachments: Sequence[Attachment] = ()
) -> bytes:
    """Print a year's report as an archival, tagged PDF; as `month.month_pdf`."""
    return render_pdf(
        year_html(year),
        title=f"{title_of(year)} {year.office}",
        author=year.office,
        created=created,
        attachments=attachments,
    )


def title_of(year: Year) -> str:
    """Give the report's title with its fiscal year."""
    return to_thai(f"รายงานผลการจัดซื้อจัดจ้าง ประจำปีงบประมาณ พ.ศ. {year.figures.fiscal_year}")


def year_html(year: Year) -> str:
    """Return the whole paper as an HTML document for `paper.pdf`."""
    span = FiscalYear(year.figures.fiscal_year)
    tables = (by_method(year.figures), savings(year.figures), by_month(year.figures))
    widths = "\n".join(table.rules() for table in tables)
    context = {
        "css": stylesheet(FOLDER / "year.css"),
        "own_css": mark_safe(widths),  # noqa: S308 - numbers of ours
        "title": title_of(year),
        "office": on_paper(year.office),
        "span": f"ระหว่างวันที่ {long_date(span.start)} ถึงวันที่ {long_date(span.end)}",
        "dated": f"ข้อมูล ณ วันที่ {format_date(year.date, 'formal', thai_digits=True)}",
        "opening": opening(year.figures),
        "tables": tables,
        "closing": (
            {"title": "๕. ปัญหาและอุปสรรค", "lines": paragraphs(year.problems)},
            {"title": "๖. ข้อเสนอแนะ", "lines": paragraphs(year.suggestions)},
        ),
    }
    return fill(FOLDER, "year.html", context)


def opening(figures: YearFigures) -> tuple[str, ...]:
    """Say in words what the year came to."""
    total = figures.total
    if not total.count:
        return (NOTHING_BOUGHT,)
    whole = (
        f"ในปีงบประมาณ พ.ศ. {figures.fiscal_year} มีการจัดซื้อจัดจ้างรวมทั้งสิ้น {total.count:,} รายการ "
        f"เป็นเงินตามราคาที่ตกลงซื้อหรือจ้าง {amount(total.agreed)} บาท ({baht_in_words(total.agreed)}) "
        f"จากผู้ขายหรือผู้รับจ้าง {figures.sellers_count:,} ราย"
    )
    sentences = [whole]
    if total.unpriced:
        sentences.append(f"ยอดเงินนี้ไม่รวม {total.unpriced:,} รายการที่ยังไม่มีราคาที่ตกลง")
    return tuple(to_thai(sentence) for sentence in sentences)


def by_method(figures: YearFigures) -> Table:
    """Give the sums of every method of the law, also of those that were not used."""
    return Table(
        "๒. จำแนกตามวิธีซื้อหรือจ้าง",
        "methods",
        (("วิธีซื้อหรือจ้าง", 3.4), *SUMS),
        (
            *(method_row(method, figures.total) for method in figures.methods),
            sum_row("รวม", figures.total, figures.total),
        ),
    )


def method_row(method: MethodSum, total: Sum) -> tuple[Cell, ...]:
    """Give the row of one method."""
    known = methods().get(method.method)
    return sum_row(known.th if known else "ไม่ระบุวิธี", method.sum, total)


def by_month(figures: YearFigures) -> Table:
    """Give the sums of the twelve months, also of those without a purchase."""
    return Table(
        "๔. จำแนกตามเดือน",
        "months",
        (("เดือน", 3.4), *SUMS),
        (
            *(month_row(month, figures.total) for month in figures.months),
            sum_row("รวม", figures.total, figures.total),
        ),
    )


def month_row(month: MonthSum, total: Sum) -> tuple[Cell, ...]:
    """Give the row of one month."""
    year = month.month.year + BUDDHIST_ERA
    return sum_row(to_thai(f"{month_name(month.month.month)} {year}"), month.sum, total)


def sum_row(label: str, part: Sum, total: Sum) -> tuple[Cell, ...]:
    """Give a sum: how many and how much, each with its share of the whole."""
    return (
        one(label, heads=True),
        one(to_thai(f"{part.count:,}"), "amount"),
        one(percent(percent_of(part.count, total.count)), "amount"),
        one(amount(part.agreed), "amount"),
        one(percent(percent_of(part.agreed, total.agreed)), "amount"),
    )


def savings(figures: YearFigures) -> Table:
    """Hold what was agreed against reference prices and budgets."""
    against = (
        ("ราคากลาง", figures.against_reference),
        ("วงเงินที่จะซื้อหรือจ้าง", figures.against_budget),
    )
    above = (
        to_thai(f"มี {saving.above:,} รายการที่ราคาที่ตกลงสูงกว่า{label} ส่วนที่สูงกว่าหักออกจากยอดที่ประหยัดได้แล้ว")
        for label, saving in against
        if saving.above
    )
    return Table(
        "๓. ผลการประหยัดงบประมาณ",
        "savings",
        (
            *(("เปรียบเทียบกับ", 2.0), ("จำนวน (รายการ)", 1.3), ("จำนวนเงินที่ตั้งไว้ (บาท)", 2.0)),
            *(("ราคาที่ตกลง (บาท)", 1.9), ("ประหยัดได้ (บาท)", 1.8), ("ร้อยละ", 1.0)),
        ),
        tuple(saving_row(label, saving) for label, saving in against),
        ("คำนวณเฉพาะรายการที่มีทั้งสองราคา", *above),
        summed=False,
        size="14",
    )


def saving_row(label: str, saving: Saving) -> tuple[Cell, ...]:
    """Give the row of one comparison; dashes where nothing can be compared."""
    known = bool(saving.count)
    return (
        one(label, heads=True),
        one(to_thai(f"{saving.count:,}"), "amount"),
        one(amount(saving.planned if known else None), "amount"),
        one(amount(saving.agreed if known else None), "amount"),
        one(amount(saving.saved if known else None), "amount"),
        one(percent(saving.percent), "amount"),
    )


def percent(value: Decimal | None) -> str:
    """Give a share with two decimals in Thai digits, a dash of nothing."""
    return NOTHING if value is None else to_thai(f"{value:.2f}")


def paragraphs(typed: str) -> tuple[str, ...]:
    """Give the lines of a typed text as paragraphs; what is empty says so."""
    lines = [on_paper(line) for line in typed.splitlines()]
    return tuple(line for line in lines if line) or (NOT_SAID,)
