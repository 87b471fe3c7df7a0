"""The tables of an HTML page as grids of text: Word's clipboard, and "Excel" files that are HTML.

Nothing but text is kept. The reader walks through the text once and builds no tree, so that
neither depth nor a tag without end costs more than its length.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from files.sheets.grid import LIMITS, Cell, Grid, Limits, Row, clean, reference

_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)
_TAG = re.compile(r"(/?)([a-zA-Z][a-zA-Z0-9:]*)")
_SPAN = re.compile(r"""(colspan|rowspan)\s*=\s*["']?\s*(\d{1,4})""", re.IGNORECASE)
_BREAKS = {"br", "p", "div", "li"}
_UNSEEN = {"script", "style", "head", "title", "template", "noscript", "xml"}


def holds_table(text: str) -> bool:
    """Tell whether a text is HTML with a table in it."""
    return text.lstrip("\ufeff \t\r\n").startswith(("<", "Version:")) and bool(_TABLE.search(text))


def read_markup(text: str, *, limits: Limits = LIMITS) -> Grid:
    """Give all tables of a page below one another as one grid; raises SheetRefused."""
    walk = _Walk(limits)
    comment = False
    for piece in text.split("<")[1:]:
        if comment or piece.startswith("!--"):
            _words, end, behind = piece.partition("-->")
            comment = not end
            walk.add(behind)
        else:
            walk.take(piece)
    rows = [row for row in walk.finished() if any(cell.text for cell in row)]
    width = max(map(len, rows), default=0)
    return Grid("", tuple(_row(number, row, width) for number, row in enumerate(rows, start=1)))


def _row(number: int, cells: list[Cell], width: int) -> Row:
    padded = [*cells, *[Cell()] * (width - len(cells))]
    placed = (
        Cell(cell.text, cell.span, cell.above, reference(number, column) if cell.text else "")
        for column, cell in enumerate(padded, start=1)
    )
    return Row(tuple(placed), _("row {row}").format(row=number), number)


@dataclass
class _Walk:
    """What has been read so far.

    `_below` says to which row a cell of a column reaches, and how many columns it covers.
    """

    limits: Limits
    rows: list[list[Cell]] = field(default_factory=list)
    _row: list[Cell] | None = None
    _below: dict[int, tuple[int, int]] = field(default_factory=dict)
    _text: list[str] | None = None
    _spans: tuple[int, int] = (1, 1)
    _unseen: str = ""

    def take(self, piece: str) -> None:
        """Take what stands between two signs <: the inside of a tag, and the text behind it."""
        tag = _TAG.match(piece)
        inside, _sign, behind = piece.partition(">")
        if tag is None:
            self.add(behind if piece.startswith(("!", "?")) else f"<{piece}")
            return
        name = tag[2].lower()
        if self._unseen:
            self._unseen = "" if tag[1] and name == self._unseen else self._unseen
        elif name in _UNSEEN and not tag[1]:
            self._unseen = name
        else:
            self._tag(name, inside, ends=bool(tag[1]))
        self.add(behind)

    def add(self, text: str) -> None:
        """Add a text to the cell that is open, if any is; line breaks of the source are blanks."""
        if self._text is not None and not self._unseen:
            self._text.append(re.sub(r"\s+", " ", text))

    def finished(self) -> list[list[Cell]]:
        """The rows, the last one closed."""
        self._end_row()
        return self.rows

    def _tag(self, name: str, inside: str, *, ends: bool) -> None:
        if name == "tr":
            self._end_row()
            self._row = None if ends else []
        elif name in ("td", "th"):
            self._end_cell()
            if not ends:
                self._begin_cell(inside)
        elif name == "table":
            self._end_row()
            self._below = {}
        elif name in _BREAKS and (name == "br" or not ends):
            self._break()

    def _break(self) -> None:
        if self._text is not None:
            self._text.append("\n")

    def _begin_cell(self, inside: str) -> None:
        spans = {name.lower(): int(number) for name, number in _SPAN.findall(inside)}
        self._spans = max(1, spans.get("colspan", 1)), max(1, spans.get("rowspan", 1))
        self._text = []
        if self._row is None:
            self._row = []

    def _end_cell(self) -> None:
        if self._text is None or self._row is None:
            return
        self._covered()
        across, down = self._spans
        if len(self._row) + across > self.limits.columns:
            self.limits.refuse_columns(_("row {row}").format(row=len(self.rows) + 1))
        lines = html.unescape("".join(self._text)).split("\n")
        self._text = None
        if down > 1:
            self._below[len(self._row)] = len(self.rows) + down - 1, across
        text = clean("\n".join(line.strip() for line in lines if line.strip()))
        self._row += [Cell(text, across), *[Cell(span=0)] * (across - 1)]

    def _covered(self) -> None:
        """Put the places that a cell further up covers."""
        assert self._row is not None
        while len(self._row) < self.limits.columns:
            last, across = self._below.get(len(self._row), (-1, 0))
            if last < len(self.rows):
                return
            self._row += [Cell(span=across, above=True), *[Cell(span=0, above=True)] * (across - 1)]

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is None:
            return
        self._covered()
        self.rows.append(self._row)
        if len(self.rows) > self.limits.rows:
            self.limits.refuse_rows(_("row {row}").format(row=len(self.rows)))
        self._row = None
