"""The grid: what the sheet of a workbook, delimited text and a Word table have in common.

A grid is a rectangle of cells. A merged cell has its text in its first place; the other
places it covers are marked, so that a reader knows an empty cell from a covered one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn

from django.utils.translation import gettext as _

from files.packages import PackageRefused


class SheetRefused(PackageRefused):
    """A table that is not read: too long, too wide, or in writing that nobody knows."""


@dataclass(frozen=True)
class Limits:
    """How many rows and columns with something in them a table may have."""

    rows: int = 5000
    columns: int = 100

    def refuse_rows(self, place: str) -> NoReturn:
        """Raise SheetRefused for a table that is too long; `place` is the row too many."""
        message = _("The table is longer than {limit} rows.").format(limit=self.rows)
        raise SheetRefused(message, place)

    def refuse_columns(self, place: str) -> NoReturn:
        """Raise SheetRefused for a table that is too wide; `place` is the column too many."""
        message = _("The table is wider than {limit} columns.").format(limit=self.columns)
        raise SheetRefused(message, place)


LIMITS = Limits()


@dataclass(frozen=True)
class Warning:
    """Something the reader of a preview should look at; nothing was lost by it."""

    message: str
    place: str = ""


@dataclass(frozen=True)
class Cell:
    """One place of a grid.

    `span` is the number of columns that a cell covers from here (0 when the place is
    covered by a cell to its left); `above` says that a cell higher up reaches down here.
    `value` is what a workbook holds beneath the text: the exact number or the day, None for
    texts; `unsaved` says that a formula stands here whose value the file does not hold.
    """

    text: str = ""
    span: int = 1
    above: bool = False
    place: str = ""
    value: Decimal | dt.date | None = None
    unsaved: bool = False


@dataclass(frozen=True)
class Row:
    """A row; all rows of a grid have the same number of cells.

    `number` counts the rows of the sheet from 1, empty ones too; 0 where nothing counts them.
    """

    cells: tuple[Cell, ...]
    place: str
    number: int = 0

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
    name: str = ""  # of the sheet

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.rows[0].cells) if self.rows else 0


def clean(text: str) -> str:
    """Strip the blanks around a cell's text and give line breaks as one newline."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def reference(row: int, column: int) -> str:
    """The name of a cell as workbooks show it, such as "F7"; both count from 1."""
    letters = ""
    while column > 0:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{letters}{row}"
