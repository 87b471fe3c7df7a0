"""A month or a year of purchases as .xlsx, for Excel and LibreOffice alike.

The nine columns of the form stand in its order. Two of them hold two things: there a number
or a date has a cell of its own under the official heading, so that both stay what they are.
Dates are real ones, shown in the Buddhist era by `[$-107041E]`: the format that Excel itself
writes for a Thai date with Arabic digits; LibreOffice reads it the same. Sorting and filtering
work, and a sheet that is read back gives the day and not its words.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from portal.thai.baht import baht_in_words, format_baht
from portal.thai.dates import format_date, month_name
from procurement.exports.harmless import as_typed_text, may_act
from procurement.form import HEADINGS, NOTHING_BOUGHT, date_line, month_title, year_title
from procurement.methods import methods
from procurement.rows import Row

Value = str | int | Decimal | date

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BAHT = "#,##0.00"
THAI_DATE = "[$-107041E]d mmm yyyy;@"
THAI_MONTH = "[$-107041E]mmm yyyy;@"
NOT_KNOWN = "-"
EARLIEST = date(1900, 3, 1)  # a spreadsheet counts days from 1900 on, and February of it wrongly
FONT = "TH SarabunPSK"
LINE = 24  # points that a line of 16-point Sarabun takes
SIGN_WIDTH = 0.75  # of a sign in units of a column, with the room that whole words leave
HIGHEST = 400  # points; a spreadsheet allows 409
A4 = 9  # of the list of paper sizes (ISO/IEC 29500-1, 18.3.1.63)

# The columns by what they hold: heading, width in signs, style of its cells.
NUMBER = (HEADINGS[0], 7, "centred")
MONTH = ("เดือน", 11, "month")
COLUMNS = (
    (HEADINGS[1], 28, "text"),
    (HEADINGS[2], 14, "baht"),
    (HEADINGS[3], 14, "baht"),
    (HEADINGS[4], 14, "text"),
    (HEADINGS[5], 34, "text"),
    ("ผู้ได้รับการคัดเลือก", 22, "text"),
    ("ราคาที่ตกลงซื้อหรือจ้าง", 14, "baht"),
    (HEADINGS[7], 24, "text"),
    ("เลขที่", 12, "text"),
    ("วันที่", 12, "date"),
)
# Official headings over two columns, by the first of the two.
SPANNING = {"ผู้ได้รับการคัดเลือก": HEADINGS[6], "เลขที่": HEADINGS[8]}
AGREED = "ราคาที่ตกลงซื้อหรือจ้าง"


def month_workbook(
    office: str, month: date, day: date, rows: Sequence[Row], *, nothing_bought: bool = False
) -> bytes:
    """The form of a month as .xlsx; `month` is any day of it, `day` when it was made.

    A month without rows says that nothing was bought only when `nothing_bought` says so.
    The same facts give the same bytes.
    """
    titles = (month_title(month), office, date_line(day))
    book = _book(f"{month_name(month.month, short=True)} {month.year + 543}")
    sheet = _Table(book.active, (NUMBER, *COLUMNS), titles)
    for number, row in enumerate(rows, start=1):
        sheet.add([number, *_facts(row)])
    if rows:
        sheet.add_total([row.agreed for row in rows])
    elif nothing_bought:
        sheet.add_line(NOTHING_BOUGHT)
    return _written(book, day)


def year_workbook(
    office: str, fiscal_year: int, day: date, purchases: Iterable[tuple[date, Row]]
) -> bytes:
    """All purchases of a Buddhist-era fiscal year as one sheet, each with any day of its month.

    `day` is that of the data. The same facts give the same bytes.
    """
    titles = (year_title(fiscal_year), office, f"ข้อมูล ณ วันที่ {format_date(day)}")
    book = _book(str(fiscal_year))
    sheet = _Table(book.active, (NUMBER, MONTH, *COLUMNS), titles)
    agreed = []
    for number, (month, row) in enumerate(purchases, start=1):
        sheet.add([number, month.replace(day=1), *_facts(row)])
        agreed.append(row.agreed)
    sheet.offer_filter()
    if agreed:
        sheet.add_total(agreed)
    return _written(book, day)


def _facts(row: Row) -> list[Value | None]:
    """A purchase as the values of `COLUMNS`; bidders a line each."""
    method = methods().get(row.method)
    one = len(row.awards) == 1
    return [
        row.title,
        row.budget,
        row.reference_price,
        method.th if method else None,
        "\n".join(_priced(offer.name, offer.price) for offer in row.offers),
        "\n".join(
            award.name.strip() if one else _priced(award.name, award.price) for award in row.awards
        ),
        row.agreed,
        row.reason,
        "\n".join(award.contract_number.strip() or NOT_KNOWN for award in row.awards),
        _day([award.contract_date for award in row.awards]),
    ]


def _priced(name: str, price: Decimal | None) -> str:
    return name.strip() if price is None else f"{name.strip()} {format_baht(price)} บาท"


def _day(days: Sequence[date | None]) -> Value | None:
    """The one day of all contracts as a date; else a line of text for each."""
    if len(set(days)) == 1 and days[0] and days[0] >= EARLIEST:
        return days[0]
    return "\n".join(format_date(one, "short") if one else NOT_KNOWN for one in days)


# --- the sheet ------------------------------------------------------------------------------


class _Table:
    """A sheet with title lines, the headings in two rows, and purchases below them."""

    def __init__(
        self,
        sheet: Worksheet,
        columns: Sequence[tuple[str, int, str]],
        titles: Sequence[str],
    ) -> None:
        self.sheet, self.columns = sheet, columns
        self.heading = len(titles) + 1
        self.last = self.heading + 1
        for place, (_name, width, _style) in enumerate(columns, start=1):
            sheet.column_dimensions[get_column_letter(place)].width = width
        for line, title in enumerate(titles, start=1):
            self._across(line, title, "title" if line == 1 else "subtitle")
            sheet.row_dimensions[line].height = 28
        self._headings()
        self._page()

    def add(self, values: Sequence[Value | None]) -> None:
        """A purchase below the others, each value in its column's style."""
        self.last += 1
        for place, (value, column) in enumerate(zip(values, self.columns, strict=True), start=1):
            _fill(self.sheet.cell(self.last, place), value, column[2])
        pairs = zip(values, self.columns, strict=True)
        lines = max(_lines(value, width) for value, (_name, width, _style) in pairs)
        self.sheet.row_dimensions[self.last].height = min(lines * LINE, HIGHEST)

    def add_total(self, agreed: Sequence[Decimal | None]) -> None:
        """The line that closes the table: the sum of the agreed prices, and its words."""
        known = [price for price in agreed if price is not None]
        total = sum(known, Decimal())
        self.last += 1
        place = [name for name, _width, _style in self.columns].index(AGREED) + 1
        for column in range(1, len(self.columns) + 1):
            _fill(self.sheet.cell(self.last, column), "", "total")
        _fill(self.sheet.cell(self.last, 1), f"รวม {len(agreed)} รายการ", "total")
        _fill(self.sheet.cell(self.last, place), total, "total_baht")
        words = f"({baht_in_words(total)})"
        if missing := len(agreed) - len(known):
            words += f" ไม่รวม {missing} รายการที่ไม่ระบุราคา"
        _fill(self.sheet.cell(self.last, place + 1), words, "total")
        self.sheet.row_dimensions[self.last].height = 2 * LINE
        self._merge(self.last, 1, place - 1)
        self._merge(self.last, place + 1, len(self.columns))

    def add_line(self, words: str) -> None:
        """One sentence in place of the purchases."""
        self.last += 1
        self._across(self.last, words, "line")
        self.sheet.row_dimensions[self.last].height = 2 * LINE

    def offer_filter(self) -> None:
        """Arrows in the headings that choose among the purchases."""
        end = get_column_letter(len(self.columns))
        self.sheet.auto_filter.ref = f"A{self.heading + 1}:{end}{self.last}"

    def _headings(self) -> None:
        upper, lower = self.heading, self.heading + 1
        for place, (name, _width, _style) in enumerate(self.columns, start=1):
            over = self.columns[place - 2][0] if place > 1 else ""
            for line in (upper, lower):
                self.sheet.cell(line, place).style = "heading"
            if name in SPANNING:
                _fill(self.sheet.cell(upper, place), SPANNING[name], "heading")
                self._merge(upper, place, place + 1)
            elif over not in SPANNING:
                _fill(self.sheet.cell(upper, place), name, "heading")
                self.sheet.merge_cells(None, upper, place, lower, place)
                continue
            _fill(self.sheet.cell(lower, place), name, "heading")
        self.sheet.row_dimensions[upper].height = 2 * LINE + 4
        self.sheet.row_dimensions[lower].height = 2 * LINE + 4

    def _across(self, line: int, words: str, style: str) -> None:
        for place in range(1, len(self.columns) + 1):
            self.sheet.cell(line, place).style = style
        _fill(self.sheet.cell(line, 1), words, style)
        self._merge(line, 1, len(self.columns))

    def _merge(self, line: int, first: int, last: int) -> None:
        if last > first:
            self.sheet.merge_cells(None, line, first, line, last)

    def _page(self) -> None:
        sheet = self.sheet
        sheet.freeze_panes = f"C{self.heading + 2}"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = f"{self.heading}:{self.heading + 1}"
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left = margins.right = 0.4  # inches
        margins.top, margins.bottom, margins.footer = 0.6, 0.8, 0.4
        sheet.oddFooter.center.text = "หน้า &P / &N"


def _fill(cell: Cell, value: Value | None, style: str) -> None:
    """Put a value into a cell; a text is typed as one, whatever it begins with."""
    cell.style = style
    if value is None or (isinstance(value, str) and not value.strip() and style in _VALUES):
        value = NOT_KNOWN
    if isinstance(value, str):
        cell.value = as_typed_text(value)
        cell.data_type = "s"
        if style in {"baht", "date", "month"}:
            cell.style = "centred"
        if may_act(value):
            cell.quotePrefix = True  # Excel keeps it text when somebody edits it
    else:
        cell.value = value
    if isinstance(value, date):  # openpyxl puts its own format on dates
        cell.style = style


def _lines(value: Value | None, width: int) -> int:
    """How many lines a text takes in a column; LibreOffice opens a file with the height it has.

    Vowels and marks above and below take no room.
    """
    if not isinstance(value, str):
        return 1
    lines = value.translate(_NO_ROOM).split("\n")
    return sum(max(1, math.ceil(len(line) * SIGN_WIDTH / (width - 1))) for line in lines)


_NO_ROOM = dict.fromkeys((0x0E31, *range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4F)))
_VALUES = {"text", "baht", "date", "month", "centred"}


def _book(name: str) -> Workbook:
    book = Workbook()
    book.active.title = name
    thin = Side(style="thin", color="FF555555")
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    for style, across, bold, size, bordered, form in (
        ("title", "center", True, 20, False, "General"),
        ("subtitle", "center", False, 18, False, "General"),
        ("heading", "center", True, 16, True, "General"),
        ("text", "left", False, 16, True, "General"),
        ("centred", "center", False, 16, True, "General"),
        ("line", "center", False, 16, True, "General"),
        ("baht", "right", False, 16, True, BAHT),
        ("date", "center", False, 16, True, THAI_DATE),
        ("month", "center", False, 16, True, THAI_MONTH),
        ("total", "left", True, 16, True, "General"),
        ("total_baht", "right", True, 16, True, BAHT),
    ):
        one = NamedStyle(style, number_format=form)
        one.font = Font(name=FONT, size=size, bold=bold)
        one.alignment = Alignment(
            horizontal=across,
            vertical="top" if style in _VALUES else "center",
            wrap_text=bordered,
        )
        if bordered:
            one.border = box
        if style == "heading":
            one.fill = PatternFill("solid", fgColor="FFEDEDED")
        book.add_named_style(one)
    return book


# --- the file -------------------------------------------------------------------------------

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def _written(book: Workbook, day: date) -> bytes:
    """The file, in which no clock shows: its times are the given day's."""
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the file has no zones
    book.properties.creator = ""
    book.properties.created = midnight
    held, target = io.BytesIO(), io.BytesIO()
    book.save(held)
    with zipfile.ZipFile(held) as source, zipfile.ZipFile(target, "w") as fixed:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + f"{midnight.isoformat()}Z".encode(), content)
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            fixed.writestr(entry, content)
    return target.getvalue()
