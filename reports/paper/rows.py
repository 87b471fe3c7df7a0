"""How the table stands on its pages: sizes, merged cells, lines that hang, rows that hold.

A table of the portal runs over many pages. The renderer breaks rows between lines, but it
cannot break a cell that spans rows, and it lets a row begin with one line at a page's foot
when one of its cells has no more. Both are decided here, before the layout, from estimates
of how many lines each cell takes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from paper.columns import CELL_PADDING, shared
from paper.measure import hang, line_count, lines_of, running_width
from paper.widths import widest_piece
from reports.paper.document import Cell, Row, Table

PORTRAIT_WIDTH, LANDSCAPE_WIDTH = 453.5, 700.2  # points between the margins
PORTRAIT_HEIGHT, LANDSCAPE_HEIGHT = 714.3, 467.7
LINE = 1.301  # from line to line, in em
LONG_LINES = 5  # a paragraph of a cell from here on leaves no single line to the next page
WIDEST = 0.4  # of the table, for the widest word of a column
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


def span_limit(table: Table) -> int:
    """Give how many lines a merged cell may have to be kept in one piece on one page."""
    height = LANDSCAPE_HEIGHT if table.landscape else PORTRAIT_HEIGHT
    return int(0.8 * height / (font_size(table) * LINE))


@lru_cache(maxsize=4)
def column_shares(table: Table) -> tuple[float, ...]:
    """Give each column's share of the table's width in per cent.

    The weights decide, but no column gets less than its widest word needs: what such a
    column takes, the others give up in proportion. A word wider than `WIDEST` of the table
    (an address typed without a break) is parted instead, so it takes nothing from the others.
    """
    whole = text_width(table)
    weights = [max(column.weight, 0.2) for column in table.columns]
    widths = shared(whole, weights, needed_widths(table))
    return tuple(100 * width / whole for width in widths)


def needed_widths(table: Table) -> list[float]:
    """Give the points that the widest word of each column takes, with the cell's padding."""
    limit = (WIDEST * text_width(table) - CELL_PADDING) / font_size(table)
    needs = [widest_piece(column.heading, bold=True, limit=limit) for column in table.columns]
    for row in table.rows:
        if row.group:
            continue
        for at, cell in enumerate(row.cells):
            for line in cell.text.split("\n") if cell else ():
                needs[at] = max(needs[at], widest_piece(line, limit=limit) + hang(line) / 100)
    return [need * font_size(table) + CELL_PADDING for need in needs]


def row_views(table: Table) -> list[RowView]:
    """Turn a table's rows into what the template prints, in the same order."""
    widths, limit = column_widths(table), span_limit(table)
    spans: dict[int, int] = {}  # column: rows that its printed-once cell still covers
    views = []
    for row in table.rows:
        if row.group:
            views.append(group_view(row, len(table.columns)))
        else:
            views.append(plain_view(row, widths, limit, spans))
    return views


def column_widths(table: Table) -> list[float]:
    """Give the room for text in each column in em of the table's font."""
    size, whole = font_size(table), text_width(table)
    return [max((whole * share / 100 - CELL_PADDING) / size, 1.0) for share in column_shares(table)]


def group_view(row: Row, columns: int) -> RowView:
    """Print a group row: its one text over the full width."""
    text = "\n".join(cell.text for cell in row.cells if cell and cell.text)
    return RowView((CellView(cell_lines(text), colspan=str(columns)),), "group")


def plain_view(row: Row, widths: list[float], limit: int, spans: dict[int, int]) -> RowView:
    """Print one row; `spans` remembers merged cells that later rows leave without a line.

    A merged cell with clearly less text than its first row needs nothing but the look of
    one. Another spans its rows truly, in one piece: its text goes on beside them.
    """
    counts = [
        line_count(cell.text, width) if cell else 0
        for cell, width in zip(row.cells, widths, strict=True)
    ]
    tall = [truly_spans(row, counts, column, limit) for column in range(len(counts))]
    height = max((n for n, beside in zip(counts, tall, strict=True) if not beside), default=1)
    cells = []
    for column, cell in enumerate(row.cells):
        if cell is None:
            cells += covered(column, spans)
            continue
        spans[column] = 0 if tall[column] else cell.rowspan - 1
        cells.append(cell_view(cell, counts[column], height, widths[column], tall[column]))
    styles = ("joined" if row.joined else "", "whole" if height <= FEW_LINES else "")
    return RowView(tuple(cells), " ".join(filter(None, styles)))


def truly_spans(row: Row, counts: list[int], column: int, limit: int) -> bool:
    """Tell whether a merged cell has lines that go on beside the rows below its first."""
    cell = row.cells[column]
    if cell is None or cell.rowspan == 1:
        return False
    others = [n for other, n in zip(row.cells, counts, strict=True) if other and other.rowspan == 1]
    return max(others, default=1) - 1 <= counts[column] <= limit


def cell_view(cell: Cell, count: int, height: int, width: float, tall: bool) -> CellView:
    """Print one cell of `count` lines in a row of `height`; a `tall` one spans the rows below."""
    short = count == 1 and height > FEW_LINES
    view = CellView(cell_lines(cell.text, width), short=short)
    return replace(view, rowspan=str(cell.rowspan), style="whole") if tall else view


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
    wide = hang(line, width)
    styles = [f"hang{wide}"] if wide else []
    if width and lines_of(line, width) >= LONG_LINES:
        styles.append("long")
    return " ".join(styles)
