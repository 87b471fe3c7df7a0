"""Reads last year's table of measures from a workbook or a Word document.

`read_table` is the one way in; what it gives is described in
`measures.importing.imported`, whose names are offered here as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from django.utils.translation import gettext as _

from files.packages import DOCUMENT, SPREADSHEET, open_package
from files.sheets.grid import Grid, Row, Warning
from measures.importing.docx import read_tables
from measures.importing.headings import Heading, candidates, find_heading, is_new_heading
from measures.importing.imported import (
    FIELDS,
    Column,
    ImportedGroup,
    ImportedMeasure,
    ImportedStep,
    ImportedTable,
    ImportRefused,
    import_refusals,
)
from measures.importing.layout import layout_of
from measures.importing.marks import fiscal_year_in, fiscal_year_of_periods, round_in
from measures.importing.rows import Interpreter

__all__ = [
    "FIELDS",
    "Column",
    "ImportRefused",
    "ImportedGroup",
    "ImportedMeasure",
    "ImportedStep",
    "ImportedTable",
    "read_table",
]


@dataclass(frozen=True)
class _Section:
    """A run of rows under one heading; `carries_on` with the section before it."""

    grid: Grid
    heading: Heading
    rows: tuple[Row, ...]
    carries_on: bool = False


@import_refusals()
def read_table(
    source: bytes | Path,
    *,
    filename: str = "",
    fiscal_year: int | None = None,
    known_units: Sequence[str] = (),
    mapping: Mapping[int, str] | None = None,
) -> ImportedTable:
    """Read a table of measures, judging the file by its content.

    `filename` is only compared with the content. `fiscal_year` (Buddhist-era) dates months
    without a year; without it the title's is used. `known_units` are the office's names for
    its units. `mapping` gives fields to columns by their index, as answers to
    `unknown_columns`; "extra" keeps a column's texts under its heading.
    Raises ImportRefused with the reason and the place, ValueError for a field in `mapping`
    that does not exist.
    """
    if wrong := set((mapping or {}).values()) - set(FIELDS):
        raise ValueError(f"not a field: {', '.join(sorted(wrong))}")
    package = open_package(source)
    warnings = _name_warnings(filename, package.kind)
    if package.kind == SPREADSHEET:
        # openpyxl is 5 MB of every process that loads it.
        from files.sheets.xlsx import read_sheets  # noqa: PLC0415

        grids, left_out = read_sheets(package)
        warnings += left_out
    else:
        grids = read_tables(package)
    sections = _sections(grids, mapping, warnings, package.kind)
    title = _title(sections)
    year = fiscal_year or fiscal_year_in(title)
    rows = Interpreter(year, known_units)
    for section in sections:
        warnings += section.grid.warnings
        rows.take(section.rows, section.heading, carry=section.carries_on)
    if not rows.row_count:
        raise ImportRefused(_("The table has no rows below its heading."), sections[0].grid.place)
    groups = rows.groups()
    columns = sections[0].heading.columns
    steps = [step for group in groups for measure in group.measures for step in measure.steps]
    return ImportedTable(
        title_lines=title,
        columns=columns,
        groups=groups,
        warnings=tuple(dict.fromkeys((*warnings, *rows.warnings))),
        unknown_columns=_unknown(sections),
        layout=layout_of(columns, groups),
        fiscal_year=fiscal_year_in(title) or fiscal_year_of_periods(step.ends for step in steps),
        round=round_in(title),
        row_count=rows.row_count,
        group_row_count=rows.group_row_count,
    )


def _sections(
    grids: list[Grid],
    mapping: Mapping[int, str] | None,
    warnings: list[Warning],
    kind: str,
) -> list[_Section]:
    sections: list[_Section] = []
    left_out: list[Grid] = []
    for grid in grids:
        if heading := find_heading(grid, mapping):
            sections += _split(grid, heading, sections, kind, mapping)
        elif sections and kind == DOCUMENT and grid.width == sections[-1].grid.width:
            heading = sections[-1].heading
            sections.append(_Section(grid, heading, grid.rows, carries_on=True))
            warnings.append(
                Warning(_("The table has no heading and is read as going on."), grid.place)
            )
        else:
            left_out.append(grid)
    if not sections:
        raise _no_heading(grids, kind)
    message = _("No known heading: left out.")
    warnings += [Warning(message, grid.place) for grid in left_out if kind == SPREADSHEET]
    return sections


def _split(
    grid: Grid,
    heading: Heading,
    before: list[_Section],
    kind: str,
    mapping: Mapping[int, str] | None,
) -> list[_Section]:
    """Give a grid's section, and one more for each new heading further down in it."""
    start = heading.after
    ends = (at for at in range(start, len(grid.rows)) if is_new_heading(grid.rows[at], heading))
    end = next(ends, len(grid.rows))
    rows = grid.rows[start:end]
    heading = replace(heading, columns=_with_bare_columns(heading, rows))
    # Word breaks one table into several; sheets and stacked tables begin anew.
    goes_on = kind == DOCUMENT and bool(before) and heading.fields == before[-1].heading.fields
    section = _Section(grid, heading, rows, goes_on)
    rest = replace(grid, rows=grid.rows[end:], before=(), warnings=())
    lower = find_heading(rest, mapping) if rest.rows else None
    if lower is None:
        return [section]
    return [section, *_split(rest, lower, [*before, section], kind, mapping)]


def _with_bare_columns(heading: Heading, rows: tuple[Row, ...]) -> tuple[Column, ...]:
    """Add the columns that hold texts but have no heading, so that nothing is lost."""
    named = {column.index for column in heading.columns}
    first = min(heading.fields, default=0)
    used = {index for row in rows for index in row.filled if len(row.filled) > 1 or index > first}
    bare = (Column("", "", index) for index in used - named)
    return tuple(sorted((*heading.columns, *bare), key=lambda column: column.index))


def _title(sections: list[_Section]) -> tuple[str, ...]:
    lines: dict[str, None] = {}
    for section in sections:
        if section.carries_on:
            continue
        above = section.grid.rows[: section.heading.first]
        cells = [text for row in above for text in row.texts]
        for text in (*section.grid.before, *cells):
            lines |= dict.fromkeys(line.strip() for line in text.split("\n") if line.strip())
    return tuple(lines)


def _unknown(sections: list[_Section]) -> tuple[Column, ...]:
    found = (column for section in sections for column in section.heading.unknown)
    return tuple(dict.fromkeys(found))


def _name_warnings(filename: str, kind: str) -> list[Warning]:
    ending = PurePath(filename).suffix.lower().lstrip(".")
    if not ending or ending == kind:
        return []
    message = _("The file is named .{ending} but its content is .{kind}; it is read as that.")
    return [Warning(message.format(ending=ending, kind=kind), filename)]


def _no_heading(grids: list[Grid], kind: str) -> ImportRefused:
    if not grids:
        empty = _("The workbook has no rows."), _("The document has no table.")
        return ImportRefused(empty[0] if kind == SPREADSHEET else empty[1])
    for grid in grids:
        if headings := candidates(grid):
            listed = ", ".join(f"“{' '.join(text.split())}”" for text in headings)
            message = _("No column of a table of measures was recognised. Headings found: {list}.")
            return ImportRefused(message.format(list=listed), grid.place, headings)
    return ImportRefused(_("No table with headings was found."), grids[0].place)
