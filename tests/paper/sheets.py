"""Finished HTML for the engine's tests: the cases' tables in a plain form of their own."""

from __future__ import annotations

import os
from functools import cache
from html import escape
from pathlib import Path

import openpyxl

SHARED = Path(os.environ.get("SHARED_DIR", Path(__file__).parents[3] / "shared"))
FOLDER = SHARED / "cases"

CASES = ("sato-2566", "dankhunthot-2564", "thachang-2566")
STYLE = """
@page {
  size: A4 landscape; margin: 2cm 1.5cm;
  @top-center { content: "- " counter(page, thai) " -"; font: 16pt "Portal Sarabun"; }
  @bottom-right { content: string(cue); font: 16pt "Portal Sarabun"; }
}
html { font: 16pt "Portal Sarabun"; }
p { margin: 6pt 0; text-align: justify; text-indent: 2.5cm; }
table { border-collapse: collapse; font-size: 14pt; table-layout: fixed; width: 100%; }
td, th { border: 0.5pt solid; padding: 1pt 3pt; vertical-align: top; white-space: pre-line; }
.justify { text-align: justify; }
"""


@cache
def case_rows(name: str) -> tuple[tuple[str | None, ...], ...]:
    """The rows of a case's workbook below its title, headings first."""
    sheet = openpyxl.load_workbook(FOLDER / f"{name}.xlsx").worksheets[0]
    return tuple(row for row in sheet.iter_rows(values_only=True) if any(row[1:]) or row[0])[1:]


def document(body: str, style: str = "") -> str:
    """A whole HTML document around a body."""
    return (
        f'<!DOCTYPE html><html lang="th"><head><title>x</title><style>{STYLE}{style}</style>'
        f"</head><body>{body}</body></html>"
    )


def case_body(name: str, align: str = "left") -> str:
    """A case's second column as paragraphs, then the whole table."""
    headings, *rows = case_rows(name)
    paragraphs = "".join(f"<p>{escape(row[1])}</p>" for row in rows if row[1])
    return (
        f'{paragraphs}<table class="{align}"><thead>{_row(headings, "th")}</thead>'
        f"<tbody>{''.join(_row(row, 'td') for row in rows)}</tbody></table>"
    )


def _row(cells: tuple[str | None, ...], tag: str) -> str:
    if not any(cells[1:]):
        return f'<tr><td colspan="{len(cells)}">{escape(cells[0] or "")}</td></tr>'
    return "<tr>" + "".join(f"<{tag}>{escape(cell or '')}</{tag}>" for cell in cells) + "</tr>"


def case_cells(name: str) -> list[str]:
    """Every text of a case's table."""
    return [cell for row in case_rows(name) for cell in row if cell]
