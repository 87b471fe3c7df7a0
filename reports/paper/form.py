"""The form of the paper: a `Paper` becomes one HTML document that `pdf.render_pdf` prints.

The form is the typing guide's (letter นร 0106/ว 2019 of 2553) and what offices commonly
do with it; the measures are in `templates/paper.css`. Texts are printed as given, never
as markup. No settings, no database.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.utils.safestring import mark_safe

from paper.columns import width_rules
from paper.filling import fill, stylesheet
from paper.measure import hang
from paper.watermark import outline
from portal.thai.dates import format_date
from portal.thai.digits import to_thai
from reports.paper.document import Block, BlockKind, EvidenceItem, Kind, Note, Paper, Picture, Table
from reports.paper.rows import cell_lines, column_shares, font_size, row_views

FOLDER = Path(__file__).parent / "templates"
GARUDA = Path(__file__).parents[2] / "static" / "img" / "garuda.svg"
DOTS = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 510 1.2">'
    b'<path d="M0.6 0.6H510" stroke="black" stroke-width="1" stroke-linecap="round"'
    b' stroke-dasharray="0 3"/></svg>'
)
TICK = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    b'<path d="M1.5 4.8L3.8 7.3L7.8 1.5" fill="none" stroke="black" stroke-width="1.3"/></svg>'
)


def paper_html(paper: Paper) -> tuple[str, dict[str, bytes]]:
    """Return the whole paper as an HTML document, and its images by name.

    The HTML names an image as `resource:NAME`; it needs nothing else from outside.
    """
    images = {"dots.svg": DOTS, "tick.svg": TICK}
    context = {
        "paper": paper,
        "memo": paper.kind is Kind.MEMO,
        "css": stylesheet(FOLDER / "paper.css"),
        "own_css": mark_safe(own_style(paper)),  # noqa: S308
        "opening": [block_view(block) for block in paper.opening],
        "closing": closing_views(paper),
        "notes": [note_view(note, images) for note in paper.notes],
        "appendix": [
            {"title": part.title, "parts": [item_view(item, images) for item in part.items]}
            for part in paper.appendix
        ],
    }
    if paper.kind is Kind.MEMO:
        context["garuda"] = keep(images, paper.garuda or GARUDA.read_bytes())
    if paper.watermark:
        images["watermark.svg"] = outline(paper.watermark)
    if paper.table:
        context |= table_context(paper, paper.table)
    return fill(FOLDER, "paper.html", context), images


def table_context(paper: Paper, table: Table) -> dict[str, Any]:
    """Return what the template needs of the table.

    A plain report with a wide table is wide from its title on; only a memorandum keeps
    its own pages upright.
    """
    return {
        "table": {
            "rows": row_views(table),
            "size": str(font_size(table)),
            "columns": str(len(table.columns)),
        },
        "wide_front": table.landscape and paper.kind is Kind.REPORT,
    }


def block_view(block: Block) -> dict[str, Any]:
    """Return one paragraph, heading or list line for the template."""
    if block.kind is BlockKind.LIST:
        wide = hang(block.text)
        style = f"item level{min(max(block.level, 1), 3)}" + (f" hang{wide}" if wide else "")
    else:
        style = "text"
    return {"text": block.text, "style": style, "heading": block.kind is BlockKind.HEADING}


def closing_views(paper: Paper) -> list[dict[str, Any]]:
    """Return the closing blocks; the last one stays with the first signature."""
    views = [block_view(block) for block in paper.closing]
    if views and paper.notes:
        views[-1]["style"] += " stays"
    return views


def note_view(note: Note, images: dict[str, bytes]) -> dict[str, Any]:
    """Return one signer's place for the template."""
    return {
        "label": note.label,
        "choices": [
            {"text": text, "chosen": index == note.chosen}
            for index, text in enumerate(note.choices)
        ],
        "text": note.text.split("\n") if note.text else (),
        "dotted": range(0 if note.text else note.dotted_lines),
        "sign_label": note.sign_label,
        "signature": keep(images, note.signature) if note.signature else "",
        "signature_alt": note.signature_alt or f"ลายมือชื่อ {note.name}".strip(),
        "name": note.name,
        "lines": note.lines,
        "date": format_date(note.signed_on, "long", True) if note.signed_on else "",
    }


def item_view(item: EvidenceItem, images: dict[str, bytes]) -> dict[str, Any]:
    """Return one result of the evidence part with its pictures two by two."""
    pictures = [picture_view(picture, images) for picture in item.pictures]
    return {
        "lines": cell_lines(item.text),
        "rows": picture_rows(pictures),
        "documents": numbered(item.documents),
    }


def picture_rows(pictures: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Set pictures two a row, one alone large, an odd last one as wide as the others."""
    if len(pictures) == 1:
        return [{"style": "one", "pictures": pictures}]
    rows = [pictures[at : at + 2] for at in range(0, len(pictures), 2)]
    return [{"style": "two" if len(row) == 2 else "last", "pictures": row} for row in rows]


def numbered(documents: tuple[str, ...]) -> list[str]:
    """Number the captions of several documents; one alone needs no number."""
    if len(documents) < 2:
        return list(documents)
    return [f"{to_thai(at)}. {caption}" for at, caption in enumerate(documents, start=1)]


def picture_view(picture: Picture, images: dict[str, bytes]) -> dict[str, str]:
    """Return one picture; without words of its own its caption is read aloud."""
    return {
        "name": keep(images, picture.image),
        "caption": picture.caption,
        "alt": picture.alt or picture.caption,
    }


def keep(images: dict[str, bytes], content: bytes) -> str:
    """Put an image among the paper's and return its name: equal images are kept once."""
    name = hashlib.sha256(content).hexdigest()[:16]
    images[name] = content
    return name


def own_style(paper: Paper) -> str:
    """Return the rules that only this paper needs: numbers of ours, no word of the user's."""
    rules = []
    if paper.kind is Kind.MEMO:
        rules.append("@page :first { margin-top: 1.5cm; }")
    if paper.watermark:
        rules.append("@page { background: url('resource:watermark.svg') no-repeat center / 13cm; }")
    if paper.table:
        rules.append(width_rules(column_shares(paper.table)))
    for wide in hangs(paper):
        rules.append(
            f".hang{wide} {{ padding-left: {wide / 100}em; text-indent: -{wide / 100}em; }}"
        )
    return "\n".join(rules)


def hangs(paper: Paper) -> list[int]:
    """Return every indent of list lines that the paper needs, in hundredths of an em."""
    texts = [block.text for block in (*paper.opening, *paper.closing)]
    texts += (
        [cell.text for row in paper.table.rows for cell in row.cells if cell] if paper.table else []
    )
    for part in paper.appendix:
        texts += [item.text for item in part.items]
    return sorted({hang(line) for text in texts for line in text.split("\n")} - {0})
