"""The two ways in: what was pasted, and a file. Neither ever raises for what it is given.

Whatever cannot be read at all is a reading with one problem; nothing of it becomes rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from files.claims import OFFICE, OLD_OFFICE, PDF, PICTURES, claimed
from files.packages import MEGABYTE, SPREADSHEET, open_package
from files.refusals import FileRefused
from files.sheets.delimited import TAB, decoded, delimiter_of, read_delimited
from files.sheets.grid import Grid, Limits, Warning
from files.sheets.markup import holds_table, read_markup
from portal.thai.dates import MONTHS, SHORT_MONTHS
from portal.thai.digits import to_arabic
from portal.thai.fiscal import BUDDHIST_ERA
from procurement.intake.broken_lines import rejoined
from procurement.intake.headings import Layout, find_layout, is_heading, layout_at, unknown_headings
from procurement.intake.lines import Sorter
from procurement.intake.purchases import PurchaseReader
from procurement.intake.taken import Problem, Reading, refused

LIMITS = Limits(rows=5000, columns=60)
MOST_FILE = 10 * MEGABYTE
MOST_TEXT = 1_000_000  # characters of a table: two thousand purchases stay below
MOST_TOLD = 100  # problems; whoever has more mends these first

_MONTH = re.compile(
    rf"({'|'.join(map(re.escape, (*MONTHS, *SHORT_MONTHS)))})\s*"
    r"(?P<fiscal>(?:ประจำ)?ปีงบประมาณ\s*)?(?:พ\.?\s?ศ\.?\s*)?(?P<year>25\d\d|\d\d)(?!\d)"
)


def read_paste(text: str) -> Reading:
    """Read what was pasted from a spreadsheet, from a table of Word or from a web page."""
    try:
        return _read([_grid_of_text(text, pasted=True)], [])
    except FileRefused as refusal:
        return refused(refusal.message, refusal.place)


def read_file(name: str, stream: IO[bytes], *, sheet: str = "") -> Reading:
    """Read an .xlsx or .csv file, judged by its content; its `name` only stands in messages.

    `sheet` chooses among the sheets of a workbook; without it the first that has such a table
    is read.
    """
    try:
        data = stream.read(MOST_FILE + 1)
        grids, warnings = _grids_of_file(data)
        return _read(grids, warnings, wanted=sheet)
    except FileRefused as refusal:
        return refused(refusal.message, refusal.place or name)


def _grids_of_file(data: bytes) -> tuple[list[Grid], list[Warning]]:
    claim = claimed(data)
    if not data:
        raise FileRefused(_("The file is empty."))
    if len(data) > MOST_FILE:
        message = _("The file is larger than {limit} MB.")
        raise FileRefused(message.format(limit=MOST_FILE // MEGABYTE))
    if claim == PDF or claim in PICTURES:
        raise FileRefused(_("This is a PDF or a picture. Bring the sheet it was made from."))
    if claim in (OFFICE, OLD_OFFICE) or data.startswith(b"PK"):
        return _grids_of_workbook(data)
    return [_grid_of_text(decoded(data))], []


def _grids_of_workbook(data: bytes) -> tuple[list[Grid], list[Warning]]:
    package = open_package(data)
    if package.kind != SPREADSHEET:
        raise FileRefused(_("This is a Word file. Copy its table and paste it instead."))
    # openpyxl is 5 MB of every process that loads it.
    from files.sheets.xlsx import read_sheets  # noqa: PLC0415

    return read_sheets(package, limits=LIMITS)


def _grid_of_text(text: str, *, pasted: bool = False) -> Grid:
    _refuse_long(len(text))
    if holds_table(text):
        return read_markup(text, limits=LIMITS)
    if pasted and TAB in text:
        return read_delimited(rejoined(text), TAB, limits=LIMITS)
    delimiter = delimiter_of(text)
    return read_delimited(text, delimiter, limits=LIMITS)


def _refuse_long(characters: int, place: str = "") -> None:
    if characters > MOST_TEXT:
        message = _("The table holds more than {limit} characters.")
        raise FileRefused(message.format(limit=f"{MOST_TEXT:,}"), place)


def _read(grids: Sequence[Grid], warnings: Sequence[Warning], *, wanted: str = "") -> Reading:
    filled = [grid for grid in grids if grid.rows]
    if not filled:
        raise FileRefused(_("There is no table in it."))
    tables = [(grid, layout) for grid in filled if (layout := find_layout(grid))]
    # A heading says more than cells that happen to fit the form.
    tables = [table for table in tables if table[1].after] or tables
    if not tables:
        return _unknown(filled)
    names = tuple(grid.name for grid, _layout in tables)
    if wanted and wanted not in names:
        raise FileRefused(_("The workbook has no such sheet with a table."), wanted)
    grid, layout = tables[names.index(wanted) if wanted else 0]
    _refuse_long(sum(len(cell.text) for row in grid.rows for cell in row.cells), grid.place)
    reading = _read_table(grid, layout)
    told = [Problem(one.place, "", one.message) for one in (*warnings, *grid.warnings)]
    if len(names) > 1 and not wanted:
        message = _("Other sheets hold such a table, too; only this one was read.")
        told.append(Problem(grid.place, "", message))
    return replace(reading, notes=(*told, *reading.notes), sheets=names if any(names) else ())


def _read_table(grid: Grid, layout: Layout) -> Reading:
    sorter = Sorter()
    for row in grid.rows[: layout.first]:
        sorter.leave_out(row, pgettext("line of a sheet", "title line"))
    titles = [one.text for one in sorter.ignored]
    columns = layout.columns
    notes = _of_columns(grid, layout)
    at = layout.after
    while at < len(grid.rows):
        row = grid.rows[at]
        if is_heading(row):
            sorter.leave_out(row, pgettext("line of a sheet", "repeated heading"))
            layout = layout_at(grid, at)
            sorter.closed = False
            at = layout.after
            continue
        sorter.take(row, layout)
        at += 1
    readers = [PurchaseReader(lines) for lines in sorter.purchases]
    rows = tuple(reader.row() for reader in readers)
    problems = [*sorter.problems, *(one for reader in readers for one in reader.problems)]
    if not rows and not problems and not sorter.nothing_bought:
        problems.append(Problem(grid.place, "", _("The table has no purchase.")))
    notes += [*sorter.notes, *(one for reader in readers for one in reader.notes)]
    return Reading(
        rows=rows,
        problems=_told(problems),
        notes=_told(notes),
        headings=columns,
        ignored=tuple(sorter.ignored),
        month=_month(titles),
        nothing_bought=sorter.nothing_bought and not rows,
    )


def _of_columns(grid: Grid, layout: Layout) -> list[Problem]:
    place = grid.rows[layout.first].place
    if not layout.after:
        message = _("There is no heading; the columns were read in the order of the form.")
        return [Problem(place, "", message)]
    if not layout.unknown:
        return []
    listed = ", ".join(f"“{heading[:60]}”" for heading in layout.unknown)
    message = _("Columns that the form does not have were left out: {list}.")
    return [Problem(place, "", message.format(list=listed))]


def _told(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    if len(problems) <= MOST_TOLD:
        return tuple(problems)
    more = _("And {count} more.").format(count=len(problems) - MOST_TOLD)
    return (*problems[:MOST_TOLD], Problem("", "", more))


def _unknown(grids: Sequence[Grid]) -> Reading:
    message = _("The columns were not recognised. Copy the table together with its heading.")
    if headings := next((texts for grid in grids if (texts := unknown_headings(grid))), ()):
        listed = ", ".join(f"“{text}”" for text in headings[:12])
        found = _("Found: {list}.").format(list=listed)  # makemessages reads no f-strings
        message = f"{message} {found}"
    return refused(message, grids[0].place)


def _month(titles: Sequence[str]) -> date | None:
    """The first day of the month that a title names; a fiscal year begins in October before."""
    for title in titles:
        found = _MONTH.search(to_arabic(title))
        if found:
            names = MONTHS if found[1] in MONTHS else SHORT_MONTHS
            month, year = names.index(found[1]) + 1, int(found["year"])
            year = (year if year > 100 else 2500 + year) - BUDDHIST_ERA
            return date(year - (bool(found["fiscal"]) and month >= 10), month, 1)
    return None
