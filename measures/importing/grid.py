"""The grid: what a sheet and a Word table have in common.

A grid is a rectangle of cells. A merged cell has its text in its first place; the other
places it covers are marked, so that a reader knows an empty cell from a covered one.
"""

from __future__ import annotations

from dataclasses import dataclass

from measures.importing.imported import Warning

MAX_ROWS = 5000
MAX_COLUMNS = 100


@dataclass(frozen=True)
class Cell:
    """One place of a grid.

    `span` is the number of columns that a cell covers from here (0 when the place is
    covered by a cell to its left); `above` says that a cell higher up reaches down here.
    """

    text: str = ""
    span: int = 1
    above: bool = False
    place: str = ""


@dataclass(frozen=True)
class Row:
    """A row; all rows of a grid have the same number of cells."""

    cells: tuple[Cell, ...]
    place: str

    @property
    def texts(self) -> tuple[str, ...]:
        """The text of each place, "" for covered ones."""
        return tuple(cell.text for cell in self.cells)

    @property
    def filled(self) -> tuple[int, ...]:
        """The columns that hold a text of their own."""
        return tuple(index for index, cell in enumerate(self.cells) if cell.text)


@dataclass(frozen=True)
class Grid:
    """A table as it stands in the file; `before` are the lines of text above it."""

    place: str
    rows: tuple[Row, ...]
    before: tuple[str, ...] = ()
    warnings: tuple[Warning, ...] = ()

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.rows[0].cells) if self.rows else 0


def clean(text: str) -> str:
    """Strip the blanks around a cell's text and give line breaks as one newline."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
