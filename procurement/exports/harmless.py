"""Texts in cells that no spreadsheet takes for a formula, nor a line of CSV for two.

What people typed into a title or a seller's name comes back as they typed it, or visibly
changed; it never acts (OWASP, CSV injection).
"""

from __future__ import annotations

import re

# What begins a formula in Excel, LibreOffice or Google Sheets, as Asian keyboards type it, too.
FORMULA_SIGNS = "=+-@＝＋－＠"
_SPREADSHEET_WHOLE = 32_767  # signs in a cell; Excel calls a file with more damaged
_ESCAPE = re.compile("_(x[0-9A-Fa-f]{4}_)")
# XML 1.0 has no place for these; a lone surrogate cannot be written as UTF-8.
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# An office where ; separates cells reads one behind it, whatever quotes stand around.
_CELL_BEGINS = re.compile(rf"(^|;)([\s\u200b\ufeff]*)(?=[{re.escape(FORMULA_SIGNS)}])")


def may_act(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula when somebody edits the cell."""
    return text.lstrip("\t\r\n \u00a0\u200b\ufeff").startswith(tuple(FORMULA_SIGNS))


def as_typed_text(text: str) -> str:
    """The text for a cell of .xlsx that is typed as text: whole, but for signs that XML lacks.

    Line breaks stay. `_x0041_` is kept from being read as an escape (ISO/IEC 29500-1,
    22.9.2.19). Longer texts than a cell can hold end with "…".
    """
    plain = re.sub(r"\r\n?", "\n", text)
    whole = _ESCAPE.sub(r"_x005F_\1", _NO_TEXT.sub("", plain))
    if len(whole) <= _SPREADSHEET_WHOLE:
        return whole
    return f"{whole[: _SPREADSHEET_WHOLE - 1]}…"


def as_plain_cell(text: str) -> str:
    """The text for a cell of CSV: in one line, with ' before every sign that would act.

    A line break in quotes is two lines for whoever opens the file with another separator.
    """
    line = " ".join(_NO_TEXT.sub(" ", text).split()).lstrip("\u200b\ufeff ")
    return _CELL_BEGINS.sub(r"\1\2'", line)
