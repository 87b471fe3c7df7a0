"""Reads the sheets of a workbook (ECMA-376 SpreadsheetML) into grids.

Sheets are read as a stream, so that memory follows what is written in them and not what
they claim to be. Formulas give the value they had when the file was saved.
"""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from openpyxl.utils.cell import column_index_from_string as column_number
from openpyxl.utils.cell import coordinate_from_string, range_boundaries
from openpyxl.utils.escape import unescape

from files.packages import Package, damaged
from files.sheets.grid import LIMITS, Cell, Grid, Limits, Row, Warning, clean, reference
from files.sheets.xlsx_values import number_format, shown_number, stored_value

_NAMED = 5  # cells that a warning names before it only counts


@dataclass
class _Raw:
    """A cell as stored: its type, style number and value; whether a formula made it."""

    kind: str = ""
    style: int = 0
    value: str = ""
    formula: bool = False

    @property
    def unsaved(self) -> bool:
        """Whether a formula left no value behind; one that gives no text says so by its type."""
        return self.formula and self.kind != "str" and not self.value.strip()


@dataclass
class _SheetContent:
    """What is written in a sheet; rows and columns count from 1."""

    cells: dict[tuple[int, int], _Raw] = field(default_factory=dict)
    rows: set[int] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def read_sheets(package: Package, *, limits: Limits = LIMITS) -> tuple[list[Grid], list[Warning]]:
    """Give a grid for each visible sheet that holds anything, and what was left out.

    Raises PackageRefused when a sheet is damaged, SheetRefused when it is beyond `limits`.
    """
    book = package.tree(package.main)
    links = package.related(package.main)
    # Sheets before their strings: one that is too long is refused by its first rows.
    contents = list(_contents(package, book, links, limits))
    by_kind = dict(links.values())
    strings = _shared_strings(package, by_kind.get("sharedStrings", ""))
    formats = _formats(package, by_kind.get("styles", ""))
    values = _Values(strings, formats, _is_on(_first(book, "workbookPr"), "date1904"))
    grids = [_grid(name, content, values) for name, seen, content in contents if seen]
    message = _("The sheet is hidden and was left out.")
    hidden = [name for name, seen, _content in contents if not seen]
    return grids, [Warning(message, _sheet_place(name)) for name in hidden]


def _contents(
    package: Package, book: ET.Element, links: dict[str, tuple[str, str]], limits: Limits
) -> Iterator[tuple[str, bool, _SheetContent]]:
    """Give name, visibility and content of each sheet that holds anything."""
    for sheet in _all(book, "sheet"):
        name = sheet.get("name", "")
        kind, part = links.get(_relation_id(sheet), ("", ""))
        if kind != "worksheet" or not package.has(part):
            continue
        content = package.parse(part, _SheetReader(name, limits))
        assert isinstance(content, _SheetContent)
        if content.cells:
            yield name, sheet.get("state", "visible") == "visible", content


@dataclass(frozen=True)
class _Values:
    """What turns stored cells into the texts that Excel shows."""

    strings: list[str]
    formats: list[str]
    from_1904: bool

    def text(self, raw: _Raw) -> str:
        if raw.kind == "s":
            index = int(raw.value) if raw.value.isdecimal() else -1
            if not 0 <= index < len(self.strings):
                raise damaged()
            return self.strings[index]
        if raw.kind == "b":
            return "TRUE" if raw.value == "1" else "FALSE"
        if raw.kind in ("str", "inlineStr", "e", "d"):
            return clean(unescape(raw.value))
        return clean(shown_number(raw.value, self._pattern(raw), from_1904=self.from_1904))

    def value(self, raw: _Raw) -> Decimal | dt.date | None:
        """The exact number or the day in a cell; None where it holds a text or nothing."""
        if raw.kind not in ("", "n"):
            return None
        return stored_value(raw.value, self._pattern(raw), from_1904=self.from_1904)

    def _pattern(self, raw: _Raw) -> str:
        return self.formats[raw.style] if raw.style < len(self.formats) else "General"


class _SheetReader:
    """Takes the elements of a sheet and keeps what is written in it."""

    def __init__(self, name: str, limits: Limits) -> None:
        self._name = name
        self._limits = limits
        self._content = _SheetContent()
        self._row = self._column = 0
        self._cell: _Raw | None = None
        self._into = ""
        self._phonetic = False

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        name = _local(tag)
        if name == "row":
            self._row = _number(attrs.get("r")) or self._row + 1
            self._column = 0
            if attrs.get("hidden") in ("1", "true"):
                self._content.hidden_rows.add(self._row)
        elif name == "c":
            self._column = _column(attrs.get("r")) or self._column + 1
            self._cell = _Raw(attrs.get("t", ""), _number(attrs.get("s")))
        elif name == "f" and self._cell:
            self._cell.formula = True
        elif name in ("v", "t") and self._cell:
            self._into = "" if self._phonetic else name
        elif name == "rPh":
            self._phonetic = True
        elif name == "mergeCell":
            self._merge(attrs.get("ref", ""))
        elif name == "col" and attrs.get("hidden") in ("1", "true"):
            last = min(_number(attrs.get("max")), self._limits.columns)
            self._content.hidden_columns.update(range(_number(attrs.get("min")), last + 1))

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name in ("v", "t"):
            self._into = ""
        elif name == "rPh":
            self._phonetic = False
        elif name == "c" and self._cell:
            self._keep(self._cell)
            self._cell = None

    def data(self, data: str) -> None:
        if self._into and self._cell:
            self._cell.value += data

    def close(self) -> _SheetContent:
        return self._content

    def _keep(self, cell: _Raw) -> None:
        if not cell.value.strip() and not cell.formula:
            return
        self._content.cells[self._row, self._column] = cell
        self._content.rows.add(self._row)
        if self._column > self._limits.columns:
            self._limits.refuse_columns(_cell_place(self._name, self._row, self._column))
        if len(self._content.rows) > self._limits.rows:
            self._limits.refuse_rows(_cell_place(self._name, self._row, self._column))

    def _merge(self, covered: str) -> None:
        try:
            left, top, right, bottom = range_boundaries(covered)
        except (TypeError, ValueError):
            return
        if None not in (left, top, right, bottom):
            self._content.merges.append((left, top, right, bottom))


class _StringReader:
    """Takes the elements of the shared strings and gives their texts in order."""

    def __init__(self) -> None:
        self._strings: list[str] = []
        self._pieces: list[str] = []
        self._inside = self._phonetic = False

    def start(self, tag: str, _attrs: dict[str, str]) -> None:
        name = _local(tag)
        if name == "si":
            self._pieces = []
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._inside = not self._phonetic

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name == "t":
            self._inside = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            self._strings.append(clean(unescape("".join(self._pieces))))

    def data(self, data: str) -> None:
        if self._inside:
            self._pieces.append(data)

    def close(self) -> list[str]:
        return self._strings


def _grid(name: str, content: _SheetContent, values: _Values) -> Grid:
    width = max(column for _row, column in content.cells)
    marks = _merge_marks(name, content, width)
    by_row: dict[int, dict[int, _Raw]] = defaultdict(dict)
    for (row, column), raw in content.cells.items():
        by_row[row][column] = raw
    rows = []
    for number in sorted(by_row):
        cells = []
        for column in range(1, width + 1):
            span, above = marks.get((number, column), (1, False))
            stored = by_row[number].get(column)
            if stored is None:
                cells.append(Cell(span=span, above=above))
                continue
            text = values.text(stored)
            place = _cell_place(name, number, column) if text else ""
            cells.append(Cell(text, span, above, place, values.value(stored), stored.unsaved))
        place = _("sheet “{sheet}”, row {row}").format(sheet=name, row=number)
        rows.append(Row(tuple(cells), place, number))
    return Grid(_sheet_place(name), tuple(rows), warnings=_warnings(name, content), name=name)


def _merge_marks(
    name: str, content: _SheetContent, width: int
) -> dict[tuple[int, int], tuple[int, bool]]:
    """Give (span, covered from above) for each place that a merge covers.

    Merges never lie upon one another; a file whose merges cover more than the sheet is damaged.
    """
    marks = {}
    rows = sorted(content.rows)
    left_over = len(rows) * width
    for left, top, right, bottom in content.merges:
        covered = rows[bisect_left(rows, top) : bisect_right(rows, bottom)]
        across = max(0, min(right, width) - left + 1)
        left_over -= len(covered) * across
        if left_over < 0:
            raise damaged(_sheet_place(name))
        for row in covered:
            for column in range(left, left + across):
                marks[row, column] = (across if column == left else 0, row > top)
    return marks


def _warnings(name: str, content: _SheetContent) -> tuple[Warning, ...]:
    made = sorted(at for at, raw in content.cells.items() if raw.formula)
    errors = sorted(at for at, raw in content.cells.items() if raw.kind == "e")
    hidden = sorted(
        (row, column)
        for row, column in content.cells
        if row in content.hidden_rows or column in content.hidden_columns
    )
    found = (
        (made, _("Formulas: the values they had when the file was saved are read.")),
        (errors, _("Formula errors are read as their text.")),
        (hidden, _("Cells in hidden rows or columns are read too.")),
    )
    return tuple(Warning(message, _cells_place(name, at)) for at, message in found if at)


def _shared_strings(package: Package, part: str) -> list[str]:
    if not package.has(part):
        return []
    strings = package.parse(part, _StringReader())
    assert isinstance(strings, list)
    return strings


def _formats(package: Package, part: str) -> list[str]:
    """Give the number format of each cell style."""
    if not package.has(part):
        return []
    root = package.tree(part)
    custom = {
        _number(item.get("numFmtId")): item.get("formatCode", "") for item in _all(root, "numFmt")
    }
    styles = _first(root, "cellXfs")
    return [
        number_format(_number(style.get("numFmtId")), custom)
        for style in (styles if styles is not None else [])
    ]


def _relation_id(sheet: ET.Element) -> str:
    return next((value for key, value in sheet.attrib.items() if _local(key) == "id"), "")


def _all(root: ET.Element, name: str) -> list[ET.Element]:
    return [element for element in root.iter() if _local(element.tag) == name]


def _first(root: ET.Element, name: str) -> ET.Element | None:
    return next(iter(_all(root, name)), None)


def _is_on(element: ET.Element | None, name: str) -> bool:
    return element is not None and element.get(name) in ("1", "true")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


def _column(named: str | None) -> int:
    if not named or not re.fullmatch(r"[A-Z]{1,3}[1-9]\d{0,6}", named):
        return 0
    return column_number(coordinate_from_string(named)[0])


def _sheet_place(name: str) -> str:
    return _("sheet “{sheet}”").format(sheet=name)


def _cell_place(name: str, row: int, column: int) -> str:
    cell = reference(row, max(column, 1))
    return _("sheet “{sheet}”, cell {cell}").format(sheet=name, cell=cell)


def _cells_place(name: str, at: list[tuple[int, int]]) -> str:
    cells = ", ".join(reference(row, column) for row, column in at[:_NAMED])
    more = " …" if len(at) > _NAMED else ""
    return _("sheet “{sheet}”, cell {cell}").format(sheet=name, cell=cells + more)
