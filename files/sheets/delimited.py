"""Tables as delimited text: CSV files, and what spreadsheets put on the clipboard.

A field in quotes may hold the delimiter and line breaks (RFC 4180). A field that only begins
with a quotation mark, as names often do, is text like any other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from files.sheets.grid import LIMITS, Cell, Grid, Limits, Row, SheetRefused, clean, reference

TAB = "\t"
DELIMITERS = (",", ";", TAB)
_LOOKED_AT = 64 * 1024  # characters from which the delimiter is told
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),  # Excel's "Unicode text"
    (b"\xfe\xff", "utf-16"),
)


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, in UTF-16 with its mark, or in Thai Windows (cp874, TIS-620).

    Raises SheetRefused for what is no text in any of these.
    """
    marked = [name for mark, name in _MARKS if data.startswith(mark)]
    for encoding in marked or ("utf-8", "cp874"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _BINARY.search(text):
            return text
    raise SheetRefused(_("This is neither an Excel (.xlsx) file nor a table as text (.csv)."))


def delimiter_of(text: str) -> str:
    """The delimiter that divides the most lines into the same number of fields."""
    named = re.match(r"sep=([,;\t|])\r?\n", text)  # Excel's own way to say it
    if named:
        return named[1]
    return max(DELIMITERS, key=lambda delimiter: _evenness(text[:_LOOKED_AT], delimiter))


def read_delimited(text: str, delimiter: str, *, limits: Limits = LIMITS) -> Grid:
    """Give the text's grid; lines are numbered as a spreadsheet would, empty ones too.

    Raises SheetRefused when it is beyond `limits`.
    """
    text = re.sub(r"\Asep=[,;\t|]\r?\n", "", text.removeprefix("\ufeff"))
    kept: list[tuple[int, list[str]]] = []
    for number, fields in enumerate(_records(text, delimiter), start=1):
        if not any(fields):
            continue
        place = _("row {row}").format(row=number)
        while not fields[-1]:
            fields.pop()
        if len(fields) > limits.columns:
            limits.refuse_columns(place)
        if len(kept) == limits.rows:
            limits.refuse_rows(place)
        kept.append((number, fields))
    width = max((len(fields) for _number, fields in kept), default=0)
    return Grid("", tuple(_row(number, fields, width) for number, fields in kept))


def _row(number: int, fields: list[str], width: int) -> Row:
    padded = [*fields, *[""] * (width - len(fields))]
    cells = (
        Cell(text, place=reference(number, column) if text else "")
        for column, text in enumerate(padded, start=1)
    )
    return Row(tuple(cells), _("row {row}").format(row=number), number)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """The fields of each line, without the blanks around them.

    A quoted field is taken whole or not at all (`*+` never gives back), so that the time grows
    with the text alone.
    """
    mark = re.escape(delimiter)
    field = re.compile(
        rf'[ ]*"(?P<quoted>(?:[^"]|"")*+)"[ ]*(?={mark}|\r|\n|\Z)|(?P<bare>[^{mark}\r\n]*)'
    )
    fields: list[str] = []
    at = 0
    while at <= len(text):
        found = field.match(text, at)
        assert found
        quoted = found["quoted"]
        fields.append(clean(found["bare"] if quoted is None else quoted.replace('""', '"')))
        at = found.end()
        if text.startswith(delimiter, at):
            at += len(delimiter)
            continue
        yield fields
        fields = []
        at += 2 if text.startswith("\r\n", at) else 1


def _evenness(text: str, delimiter: str) -> int:
    """The number of fields of the commonest sort of line, times how often it comes."""
    widths = Counter(len(fields) for fields in _records(text, delimiter) if any(fields))
    return max(((width - 1) * times for width, times in widths.items()), default=0)
