"""How tables are fitted to their pages: widths of columns, what is kept in one piece."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from paper.columns import CELL_PADDING, shared
from paper.heights import row_heights
from paper.measure import line_count
from paper.widths import widest_piece
from procurement.paper.words import Cell

Row = tuple[Cell, ...]

SIZE = 14  # points, of the table
WIDTH = 756.9  # points between the margins of month.css
HEIGHT = 496.0  # the same from top to bottom, on every page but the first
FIRST = 439.5  # and on the first, below the title
WIDEST = 0.3  # of the table: what a column may ask for its widest word
LINE = 18.3  # points from line to line
SURELY = 9  # a purchase of so few lines by the estimate fits on a page, however far it is out


@dataclass(frozen=True)
class Fitting:
    """Which purchases are never parted, and whether the sums stay with the last of them.

    A purchase taller than a page runs on from where it begins, under repeated headings; sums
    that would not fit beneath the last one go to a page of their own. To ask the renderer
    for more than a page holds would cost the headings.
    """

    whole: tuple[bool, ...]
    sums_stay: bool


@dataclass(frozen=True)
class Sheet:
    """Where a table stands: the width between the margins and the type size, in points."""

    width: float
    size: float


MONTH = Sheet(WIDTH, SIZE)


def column_widths(
    headings: Sequence[str],
    weights: Sequence[float],
    rows: Sequence[Row],
    sums: Sequence[Row],
    sheet: Sheet = MONTH,
) -> list[float]:
    """Share the table's width so that no column has to part an amount or a word.

    `sums` are rows in bold; cells that run over several columns ask for nothing.
    """
    limit = (WIDEST * sheet.width - CELL_PADDING) / sheet.size
    needs = [widest_piece(heading, bold=True, limit=limit) for heading in headings]
    for bold, group in ((False, rows), (True, sums)):
        for row in group:
            column = 0
            for cell in row:
                if not cell.colspan:
                    texts = [line.text for line in cell.lines]
                    wide = [widest_piece(text, bold=bold, limit=limit) for text in texts]
                    needs[column] = max(needs[column], *wide, 0.0)
                column += int(cell.colspan or 1)
    wanted = [need * sheet.size + CELL_PADDING for need in needs]
    return shared(sheet.width, list(weights), wanted)


def fitted(
    rows: Sequence[Row],
    sums: Sequence[Row],
    widths: Sequence[float],
    html_of: Callable[[Sequence[Row], float], str],
) -> Fitting:
    """Tell what of the table is kept in one piece on its pages, under the headings.

    Only what the estimate does not settle is laid out: `html_of(rows, height)` gives the
    month with those rows and the sums alone on a page of that height in points.
    """
    estimates = [estimated_lines(row, widths) for row in rows]
    tall = [at for at, lines in enumerate(estimates) if lines > SURELY]
    if not tall:
        return Fitting((True,) * len(rows), True)
    page = HEIGHT + 3 * LINE * sum(estimates[at] for at in tall)
    heading, *found, foot = row_heights(html_of([rows[at] for at in tall], page))
    heights = dict(zip(tall, found, strict=False))
    below = sum(found[len(tall) :])
    rooms = [(HEIGHT if at else FIRST) - heading - foot for at in range(len(rows))]
    whole = tuple(heights.get(at, 0.0) <= room for at, room in enumerate(rooms))
    last = heights.get(len(rows) - 1, 0.0)
    return Fitting(whole, last + below <= rooms[-1])


def estimated_lines(row: Row, widths: Sequence[float]) -> int:
    """Estimate how many lines a purchase takes: those of its longest cell."""
    rooms = [max((width - CELL_PADDING) / SIZE, 1.0) for width in widths]
    return max(
        sum(line_count(line.text, room) for line in cell.lines)
        for cell, room in zip(row, rooms, strict=True)
    )
