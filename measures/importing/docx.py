"""Reads the tables of a Word document (ECMA-376 WordprocessingML) into grids.

What the reader of the paper sees is what is read: inserted text counts, deleted text and
the inside of merged-away cells do not, automatic numbers are written out.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from files.packages import Package, damaged
from files.sheets.grid import LIMITS, Cell, Grid, Row, Warning, clean
from measures.importing.docx_numbering import Numbering, W

_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_GONE = {f"{W}del", f"{W}moveFrom"}
# Bulk that holds no text: not even built, so that long documents stay small in memory.
_BULK_NAMES = """
    sectPr tblPr tblPrEx tblGrid proofErr bookmarkStart bookmarkEnd instrText delText
    delInstrText rFonts sz szCs lang color b bCs i iCs u cs tcW tcBorders shd spacing ind
    jc tabs fldChar lastRenderedPageBreak commentRangeStart commentRangeEnd footnotePr
"""
_BULK = {f"{W}{name}" for name in re.split(r"\s+", _BULK_NAMES.strip())} | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
_SIGNS = {
    f"{W}tab": "\t",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}


def read_tables(package: Package) -> list[Grid]:
    """Give a grid for each table of the document's body, in their order.

    `before` of each grid are the lines of text between it and the table above it.
    Raises SheetRefused when a table is too long or too wide, PackageRefused when damaged.
    """
    root = package.parse(package.main, _Builder())
    assert isinstance(root, ET.Element)
    body = root.find(f"{W}body")
    if body is None:
        raise damaged(package.main)
    return _Reader(Numbering(package, package.related(package.main))).grids(body)


class _Builder:
    """Builds the tree of a document without its bulk and without deleted text."""

    def __init__(self) -> None:
        self._tree = ET.TreeBuilder()
        self._skipping = 0
        self._hollow = False
        self._tables = self._rows = 0

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        tag = tag.replace(_STRICT, W)
        if self._skipping or tag in _BULK or self._hollow:
            self._skipping += 1
            return
        self._hollow = tag in _GONE
        self._count(tag)
        self._tree.start(tag, {key.replace(_STRICT, W): value for key, value in attrs.items()})

    def _count(self, tag: str) -> None:
        self._tables += tag == f"{W}tbl"
        self._rows += tag == f"{W}tr"
        if self._rows > LIMITS.rows:
            LIMITS.refuse_rows(_table_place(self._tables))

    def end(self, tag: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        self._hollow = False
        self._tree.end(tag.replace(_STRICT, W))

    def data(self, data: str) -> None:
        if not self._skipping:
            self._tree.data(data)

    def close(self) -> ET.Element:
        return self._tree.close()


@dataclass(frozen=True)
class _Place:
    """A cell's place among the columns, before the row is filled up to the table's width."""

    column: int
    span: int
    above: bool
    text: str


class _Reader:
    """Reads one document from top to bottom, counting its lists on the way."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._tracked = False
        self._hidden = False

    def grids(self, body: ET.Element) -> list[Grid]:
        found: list[Grid] = []
        before: list[str] = []
        for block in _blocks(body):
            if block.tag == f"{W}tbl":
                found.append(self._grid(block, len(found) + 1, before))
                before = []
            else:
                before += [line for line in clean(self._paragraph(block)).split("\n") if line]
        return found

    def _grid(self, table: ET.Element, number: int, before: list[str]) -> Grid:
        self._tracked = self._hidden = False
        place = _table_place(number)
        rows = []
        for row in _inside(table, "tr"):
            if row.find(f"{W}trPr/{W}del") is not None:
                self._tracked = True
                continue
            rows.append(self._places(row))
        width = max((cell.column + cell.span for row in rows for cell in row), default=0)
        if width > LIMITS.columns:
            LIMITS.refuse_columns(place)
        filled = tuple(_filled(row, width, number, at) for at, row in enumerate(rows, start=1))
        return Grid(place, filled, tuple(before), self._warnings(place))

    def _warnings(self, place: str) -> tuple[Warning, ...]:
        found = (
            (self._tracked, _("Tracked changes: inserted text is read, deleted text is not.")),
            (self._hidden, _("Hidden text is read too.")),
        )
        return tuple(Warning(message, place) for happened, message in found if happened)

    def _places(self, row: ET.Element) -> list[_Place]:
        column = _count(row.find(f"{W}trPr/{W}gridBefore"), 0)
        places = []
        for cell in _inside(row, "tc"):
            span = max(1, _count(cell.find(f"{W}tcPr/{W}gridSpan"), 1))
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            above = merge is not None and merge.get(f"{W}val", "continue") == "continue"
            text = self._cell(cell)
            places.append(_Place(column, span, above, "" if above else text))
            column += span
        return places

    def _cell(self, cell: ET.Element) -> str:
        return clean("\n".join(self._lines(cell)))

    def _lines(self, holder: ET.Element) -> Iterator[str]:
        begun = ""
        for block in _blocks(holder):
            if block.tag == f"{W}tbl":
                for row in _inside(block, "tr"):
                    yield "\t".join(self._cell(cell) for cell in _inside(row, "tc"))
                continue
            line = begun + self._paragraph(block)
            # A deleted paragraph mark runs the paragraph into the next one.
            joined = block.find(f"{W}pPr/{W}rPr/{W}del") is not None
            begun = line if joined else ""
            if not joined:
                yield line
        if begun:
            yield begun

    def _paragraph(self, paragraph: ET.Element) -> str:
        text = "".join(self._pieces(paragraph))
        label = self._numbering.label(paragraph.find(f"{W}pPr"))
        return label + text

    def _pieces(self, element: ET.Element) -> Iterator[str]:
        for child in element:
            if child.tag == f"{W}t":
                yield child.text or ""
            elif child.tag in _SIGNS:
                yield _SIGNS[child.tag]
            elif child.tag == f"{W}br":
                if child.get(f"{W}type", "textWrapping") == "textWrapping":
                    yield "\n"
            elif child.tag == f"{W}sym":
                yield _symbol(child.get(f"{W}char", ""))
            elif child.tag in _GONE:
                self._tracked = True
            elif child.tag == f"{W}ins":
                self._tracked = True
                yield from self._pieces(child)
            elif child.tag == f"{W}rPr":
                self._hidden |= child.find(f"{W}vanish") is not None
            elif child.tag == f"{W}txbxContent":
                yield "\n" + "\n".join(self._lines(child))
            elif child.tag != f"{W}pPr":
                yield from self._pieces(child)


def _blocks(holder: ET.Element) -> Iterator[ET.Element]:
    """Give paragraphs and tables, looking through content controls and the like."""
    for child in holder:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag not in _GONE and not child.tag.endswith("Pr"):
            yield from _blocks(child)


def _inside(holder: ET.Element, name: str) -> Iterator[ET.Element]:
    """Give rows of a table or cells of a row, looking through content controls."""
    for child in holder:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag not in _GONE and child.tag not in (f"{W}tr", f"{W}tc", f"{W}p"):
            yield from _inside(child, name)


def _filled(row: list[_Place], width: int, table: int, number: int) -> Row:
    place = _("table {table}, row {row}").format(table=table, row=number)
    cells = [Cell()] * width
    for cell in row:
        cells[cell.column] = Cell(cell.text, cell.span, cell.above, place if cell.text else "")
        for covered in range(cell.column + 1, cell.column + cell.span):
            cells[covered] = Cell(span=0, above=cell.above)
    return Row(tuple(cells), place)


def _table_place(number: int) -> str:
    return _("table {table}").format(table=number)


def _count(element: ET.Element | None, default: int) -> int:
    text = "" if element is None else element.get(f"{W}val", "")
    return int(text) if text.isdecimal() and len(text) < 4 else default


def _symbol(code: str) -> str:
    try:
        sign = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return "•" if "\ue000" <= sign <= "\uf8ff" else sign
