"""How the table stands on its pages: sizes, merged cells, lines that hang, rows that hold.

A table of the portal runs over many pages. The renderer breaks rows between lines, but it
cannot break a cell that spans rows, and it lets a row begin with one line at a page's foot
when one of its cells has no more. Both are decided here, before the layout, from estimates
of how many lines each cell takes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from reports.paper.document import Cell, Row, Table
from reports.paper.measure import hang, line_count, lines_of, running_width

PORTRAIT_WIDTH, LANDSCAPE_WIDTH = 453.5, 700.2  # points between the margins
CELL_PADDING = 9.0
LONG_LINES = 5  # a paragraph of a cell from here on leaves no single line to the next page
SPAN_LINES = 18  # a merged cell of more lines than this is not kept in one piece
FEW_LINES = 5  # a row of no more lines than this is not parted over two pages


@dataclass(frozen=True)
class Line:
    text: str
    style: str = ""


@dataclass(frozen=True)
class CellView:
    """A cell as the template prints it; `short` adds an empty second line."""

    lines: tuple[Line, ...] = ()
    style: str = ""
    colspan: str = ""
    rowspan: str = ""
    short: bool = False


@dataclass(frozen=True)
class RowView:
    cells: tuple[CellView, ...]
    style: str = ""


def font_size(table: Table) -> int:
    """Choose 14, 15 or 16 points, so that a column of average width still breathes."""
    room = text_width(table) / max(len(table.columns), 1)
    if room >= 135:
        return 16
    return 15 if room >= 105 else 14


def text_width(table: Table) -> float:
    """Give the table's width in points."""
    return LANDSCAPE_WIDTH if table.landscape else PORTRAIT_WIDTH


def column_shares(table: Table) -> list[float]:
    """Give each column's share of the table's width in per cent, from the weights."""
    weights = [max(column.weight, 0.2) for column in table.columns]
    return [100 * weight / sum(weights) for weight in weights]


def row_views(table: Table) -> list[RowView]:
    """Turn a table's rows into what the template prints, in the same order."""
    widths = column_widths(table)
    spans: dict[int, int] = {}  # column: rows that its printed-once cell still covers
    views = []
    for row in table.rows:
        if row.group:
            views.append(group_view(row, len(table.columns)))
        else:
            views.append(plain_view(row, widths, spans))
    return views


def column_widths(table: Table) -> list[float]:
    """Give the room for text in each column in em of the table's font."""
    size, whole = font_size(table), text_width(table)
    return [max((whole * share / 100 - CELL_PADDING) / size, 1.0) for share in column_shares(table)]


def group_view(row: Row, columns: int) -> RowView:
    """Print a group row: its one text over the full width."""
    text = "\n".join(cell.text for cell in row.cells if cell and cell.text)
    return RowView((CellView(cell_lines(text), colspan=str(columns)),), "group")


def plain_view(row: Row, widths: list[float], spans: dict[int, int]) -> RowView:
    """Print one row; `spans` remembers merged cells that later rows leave without a line.

    A merged cell with clearly less text than its first row needs nothing but the look of
    one. Another spans its rows truly, in one piece: its text goes on beside them.
    """
    counts = [
        line_count(cell.text, width) if cell else 0
        for cell, width in zip(row.cells, widths, strict=True)
    ]
    single = [count for cell, count in zip(row.cells, counts, strict=True) if spans_one(cell)]
    cells = []
    for column, (cell, count) in enumerate(zip(row.cells, counts, strict=True)):
        if cell is None:
            cells += covered(column, spans)
            continue
        short = count == 1 and max(counts) > FEW_LINES
        view = CellView(cell_lines(cell.text, widths[column]), short=short)
        if cell.rowspan > 1 and max(single, default=1) <= count + 1 <= SPAN_LINES:
            view = replace(view, rowspan=str(cell.rowspan), style="whole")
        else:
            spans[column] = cell.rowspan - 1
        cells.append(view)
    styles = ("joined" if row.joined else "", "whole" if max(counts) <= FEW_LINES else "")
    return RowView(tuple(cells), " ".join(filter(None, styles)))


def spans_one(cell: Cell | None) -> bool:
    """Tell whether a cell stands in its own row alone."""
    return cell is not None and cell.rowspan == 1


def covered(column: int, spans: dict[int, int]) -> list[CellView]:
    """Give the cell under a merged one: none where it truly spans, else one without a line."""
    if spans.get(column, 0) < 1:
        return []
    spans[column] -= 1
    return [CellView(style="below")]


def cell_lines(text: str, width: float = 0.0) -> tuple[Line, ...]:
    """Give a text's lines as typed, list lines hanging after their marker.

    With the `width` of a column in em, a first line that is short for it holds on to the
    next one, and a long paragraph is marked as such.
    """
    typed = text.strip("\n").split("\n") if text.strip() else []
    lines = [Line(line, line_style(line, width)) for line in typed]
    if len(lines) > 1 and running_width(lines[0].text) <= width:
        lines[0] = replace(lines[0], style=f"{lines[0].style} stays".strip())
    return tuple(lines)


def line_style(line: str, width: float) -> str:
    """Name the style of one typed line."""
    if not line.strip():
        return "blank"
    wide = hang(line)
    styles = [f"hang{wide}"] if wide else []
    if width and lines_of(line, width) >= LONG_LINES:
        styles.append("long")
    return " ".join(styles)
