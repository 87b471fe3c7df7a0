"""Tables of Word as text: there every paragraph of a cell begins a new line, without quotes.

Spreadsheets give each row as many tabs as its neighbours; where lines have fewer, and those below
a number have together as many as a whole row, they are that row.
"""

from __future__ import annotations

import re

from procurement.intake.lines import ends_table

_LEAST = 7  # tabs of a row: eight columns
_BEGINS = re.compile(r"\s*(?:\(?[\d๐-๙]{1,4}[.)]{0,2}|ลำดับ\s*(?:ที่)?|ที่|ข้อ)\s*(?:\t|\Z)")
_QUOTED = re.compile(r'(?:\A|[\t\n])"[^"\t]*\n')


def rejoined(text: str) -> str:
    """The text with the lines of a row in quotes as one; a text of whole rows stays as it is."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    whole = max(line.count("\t") for line in lines)
    if whole < _LEAST or _QUOTED.search(text):
        return text
    rows: list[str] = []
    at = 0
    while at < len(lines):
        count = _row_length(lines, at, whole)
        rows.append(_as_one(lines[at : at + count]) if count > 1 else lines[at])
        at += count
    return "\n".join(rows)


def _row_length(lines: list[str], at: int, whole: int) -> int:
    """How many lines from here are one row."""
    if not _BEGINS.match(lines[at]):
        return 1
    tabs, end = lines[at].count("\t"), at + 1
    while tabs < whole and end < len(lines) and not _BEGINS.match(lines[end]):
        tabs += lines[end].count("\t")
        end += 1
    if tabs != whole:
        return 1
    # The last cell may have further paragraphs.
    while end < len(lines) and _goes_on(lines[end]):
        end += 1
    return end - at


def _goes_on(line: str) -> bool:
    return bool(line.strip()) and "\t" not in line and not ends_table(line)


def _as_one(lines: list[str]) -> str:
    cells = "\n".join(lines).split("\t")
    return "\t".join('"' + cell.replace('"', '""') + '"' for cell in cells)
