"""Rich text as blocks: what a text is made of once every wrapping of its markup is gone.

`read` takes HTML of any origin to a list of blocks, `write` takes blocks to HTML. Both keep
to the same few forms, so that what was written is read to the same blocks again. Nothing
here makes HTML safe; publications.richtext does, before reading and after writing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from html import escape
from itertools import groupby
from typing import NamedTuple

DEEPEST_HEADING = 4


class Marks(NamedTuple):
    """What a run of text is marked with, from the outermost element to the innermost."""

    href: str = ""
    strong: bool = False
    em: bool = False
    sub: bool = False
    sup: bool = False


PLAIN = Marks()
Run = tuple[str, Marks]  # "\n" inside is a line break


@dataclass
class Paragraph:
    runs: list[Run]


@dataclass
class Heading:
    level: int
    runs: list[Run]
    anchor: str = ""


@dataclass
class ListBlock:
    ordered: bool
    items: list[list[Block]]
    start: int = 1


@dataclass
class Quote:
    blocks: list[Block]


@dataclass
class Cell:
    header: bool
    blocks: list[Block]
    colspan: int = 1
    rowspan: int = 1


@dataclass
class Table:
    head: list[list[Cell]]
    body: list[list[Cell]]

    @property
    def rows(self) -> list[list[Cell]]:
        return self.head + self.body


@dataclass
class Figure:
    src: str
    alt: str
    width: str = ""
    height: str = ""
    caption: list[Run] = field(default_factory=list)


@dataclass
class Rule:
    """A line between two parts."""


Block = Paragraph | Heading | ListBlock | Quote | Table | Figure | Rule

_MANY_BLANKS = re.compile(r" {2,}")
_AROUND_BREAK = re.compile(r" ?\n ?")


def tidy_runs(runs: Iterable[Run]) -> list[Run]:
    """Runs with single blanks, none at the ends or beside a break, equal neighbours joined."""
    tidy: list[Run] = []
    last = "\n"  # the sign before, over the border of two runs
    for typed, marks in _joined(runs):
        text = _AROUND_BREAK.sub("\n", _MANY_BLANKS.sub(" ", typed))
        text = text.removeprefix(" ") if last in " \n" else text
        if text.startswith("\n") and tidy and last == " ":
            tidy[-1] = (tidy[-1][0][:-1], tidy[-1][1])
        if text:
            tidy.append((text, marks))
            last = text[-1]
    tidy = list(_joined((text, marks if text.strip() else PLAIN) for text, marks in tidy if text))
    return _without_ends(tidy)


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    for marks, same in groupby(runs, key=lambda run: run[1]):
        yield "".join(text for text, _ in same), marks


def _without_ends(runs: list[Run]) -> list[Run]:
    runs = list(runs)
    while runs and not runs[0][0].strip():
        runs.pop(0)
    while runs and not runs[-1][0].strip():
        runs.pop()
    if runs:
        runs[0] = (runs[0][0].lstrip(), runs[0][1])
        runs[-1] = (runs[-1][0].rstrip(), runs[-1][1])
    return runs


def split_paragraphs(runs: Iterable[Run]) -> list[list[Run]]:
    """Tidy runs; two line breaks in a row begin a new paragraph."""
    tidied = tidy_runs(runs)
    if "\n\n" not in plain(tidied):
        return [tidied] if tidied else []
    parts: list[list[Run]] = [[]]
    for text, marks in tidied:
        for index, piece in enumerate(re.split(r"(?<=\n)", text)):
            # A piece ends with a break; one that is a break alone follows another break.
            if piece == "\n" and parts[-1] and parts[-1][-1][0].endswith("\n"):
                parts.append([])
            elif piece or index == 0:
                parts[-1].append((piece, marks))
    return [tidy for part in parts if (tidy := tidy_runs(part))]


def plain(runs: Iterable[Run]) -> str:
    return "".join(text for text, _ in runs)


def one_line(runs: Iterable[Run]) -> list[Run]:
    """The runs without line breaks."""
    return tidy_runs((text.replace("\n", " "), marks) for text, marks in runs)


def without_headings(blocks: Iterable[Block]) -> list[Block]:
    """What may stand in an item, a cell or a quotation: paragraphs, lists and pictures."""
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            kept.append(Paragraph(block.runs))
        elif isinstance(block, Quote):
            kept += block.blocks
        elif isinstance(block, Table):
            kept += [inner for row in block.rows for cell in row for inner in cell.blocks]
        elif not isinstance(block, Rule):
            kept.append(block)
    return kept


def in_order(blocks: Iterable[Block]) -> list[Block]:
    """Headings from level 2 without a leap, lines only between two other blocks."""
    ordered: list[Block] = []
    above: list[int] = []
    for block in blocks:
        if isinstance(block, Heading):
            while above and above[-1] >= block.level:
                above.pop()
            ordered.append(replace(block, level=min(2 + len(above), DEEPEST_HEADING)))
            above.append(block.level)
        elif not isinstance(block, Rule) or (ordered and not isinstance(ordered[-1], Rule)):
            ordered.append(block)
    if ordered and isinstance(ordered[-1], Rule):
        ordered.pop()
    return ordered


class Writer:
    """Blocks to HTML. A subclass adds what only the drawn page has."""

    def write(self, blocks: Iterable[Block]) -> str:
        return "".join(self.block(block) for block in blocks)

    def block(self, block: Block) -> str:
        return getattr(self, f"write_{type(block).__name__.lower()}")(block)

    def write_paragraph(self, block: Paragraph) -> str:
        return f"<p>{inline(block.runs)}</p>"

    def write_heading(self, block: Heading) -> str:
        return f"<h{block.level}>{inline(block.runs)}</h{block.level}>"

    def write_listblock(self, block: ListBlock) -> str:
        items = "".join(f"<li>{self.inside(item)}</li>" for item in block.items)
        if not block.ordered:
            return f"<ul>{items}</ul>"
        start = f' start="{block.start}"' if block.start != 1 else ""
        return f"<ol{start}>{items}</ol>"

    def write_quote(self, block: Quote) -> str:
        return f"<blockquote>{self.write(block.blocks)}</blockquote>"

    def write_table(self, block: Table) -> str:
        head, body = (
            f"<{part}>{''.join(self.row(row, scope) for row in rows)}</{part}>" if rows else ""
            for part, scope, rows in (("thead", "col", block.head), ("tbody", "row", block.body))
        )
        return f"<table>{head}{body}</table>"

    def row(self, row: list[Cell], scope: str) -> str:
        return f"<tr>{''.join(self.cell(cell, scope) for cell in row)}</tr>"

    def cell(self, cell: Cell, scope: str) -> str:
        tag = "th" if cell.header else "td"
        facts = f' scope="{scope}"' if cell.header else ""
        for name, span in (("colspan", cell.colspan), ("rowspan", cell.rowspan)):
            facts += f' {name}="{span}"' if span != 1 else ""
        return f"<{tag}{facts}>{self.inside(cell.blocks)}</{tag}>"

    def write_figure(self, block: Figure) -> str:
        facts = "".join(
            f' {name}="{value}"'
            for name, value in (("width", block.width), ("height", block.height))
            if value
        )
        picture = f'<img src="{escape(block.src)}" alt="{escape(block.alt)}"{facts} loading="lazy">'
        caption = f"<figcaption>{inline(block.caption)}</figcaption>" if block.caption else ""
        return f"<figure>{picture}{caption}</figure>"

    def write_rule(self, block: Rule) -> str:
        return "<hr>"

    def inside(self, blocks: list[Block]) -> str:
        """The blocks of an item or a cell: a paragraph in front needs no element of its own."""
        if blocks and isinstance(blocks[0], Paragraph):
            return inline(blocks[0].runs) + self.write(blocks[1:])
        return self.write(blocks)


_ELEMENTS = ("a", "strong", "em", "sub", "sup")


def inline(runs: Iterable[Run], depth: int = 0) -> str:
    """Runs to HTML, each element opened once for all neighbours that share it."""
    runs = list(runs)
    if not any(any(marks[depth:]) for _, marks in runs):
        return escape(plain(runs), quote=False).replace("\n", "<br>")
    pieces = []
    for mark, same in groupby(runs, key=lambda run: run[1][depth]):
        inner = inline(same, depth + 1)
        pieces.append(_in_element(_ELEMENTS[depth], mark, inner) if mark else inner)
    return "".join(pieces)


def _in_element(name: str, mark: str | bool, inner: str) -> str:
    if name != "a":
        return f"<{name}>{inner}</{name}>"
    outside = ' rel="noopener"' if str(mark).startswith(("http:", "https:")) else ""
    return f'<a href="{escape(str(mark))}"{outside}>{inner}</a>'
