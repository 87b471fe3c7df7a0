"""What stands on the paper, as plain data: no model, no database, no settings.

`reports` fills these from its rows, `render_report --facts` from a file, and
`reports.paper.form` turns them into HTML. Every text is printed as it is given,
character for character; only the form's own numbers (page numbers, dates, generated
numbering) are written in Thai digits here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum


class Kind(Enum):
    """The two papers that offices send: with the memorandum's head, or with a plain title."""

    MEMO = "memo"
    REPORT = "report"


class BlockKind(Enum):
    PARAGRAPH = "paragraph"  # first line indented 2.5 cm, justified
    HEADING = "heading"  # bold, not indented
    LIST = "list"  # numbered or dashed lines with a hanging indent, marker in the text


@dataclass(frozen=True)
class Block:
    """One paragraph, heading or list line before or after the table.

    `level` is the depth of a list line: 1 for "๑.", 2 for "๑.๑", 3 for "(๑)" or "-".
    """

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 1


@dataclass(frozen=True)
class Column:
    """A column of the table: `heading` as printed, `weight` its share of the width."""

    key: str
    heading: str
    weight: float = 1.0


@dataclass(frozen=True)
class Cell:
    """A cell's exact text (lines parted by a newline) and how many rows it spans."""

    text: str
    rowspan: int = 1


@dataclass(frozen=True)
class Row:
    """A row of the table; a group row has one cell that runs over the full width.

    Rows that follow a cell with `rowspan` n leave that column's cell out (None).
    `joined` prints no line above the row, so that it reads as more lines of the row before:
    a measure whose steps, owners, periods and results stand level is a run of such rows.
    """

    cells: tuple[Cell | None, ...]
    group: bool = False
    joined: bool = False


@dataclass(frozen=True)
class Table:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    landscape: bool = False
    caption: str = ""  # read aloud, not printed


@dataclass(frozen=True)
class Note:
    """One signer's place on the paper: label, words, signature block, date.

    `text` empty leaves `dotted_lines` lines to write on by hand. `name` empty and
    `signature` empty leave dots for ink. `lines` are printed under the name in order:
    own post, then the acting line (รักษาราชการแทน…) where there is one.
    `choices` are printed with boxes above the text (เห็นชอบ / ไม่เห็นชอบ), the one at
    index `chosen` ticked. `sign_label` stands before the place for the signature
    where the office writes one ("(ลงชื่อ)").
    """

    label: str = ""
    text: str = ""
    name: str = ""
    lines: tuple[str, ...] = ()
    signature: bytes | None = None  # PNG with a transparent background
    signature_alt: str = ""
    signed_on: date | None = None
    dotted_lines: int = 3
    choices: tuple[str, ...] = ()
    chosen: int | None = None
    sign_label: str = ""


@dataclass(frozen=True)
class Picture:
    image: bytes  # JPEG, PNG or WebP, already cleaned
    caption: str
    alt: str = ""


@dataclass(frozen=True)
class EvidenceItem:
    """One result of the appendix with what proves it."""

    text: str
    pictures: tuple[Picture, ...] = ()
    documents: tuple[str, ...] = ()  # captions of attached documents


@dataclass(frozen=True)
class EvidenceSection:
    title: str
    items: tuple[EvidenceItem, ...]


@dataclass(frozen=True)
class Head:
    """The memorandum's head; every value may be empty at draft time."""

    issuer: str  # ส่วนราชการ: unit, organisation, address, phone
    reference: str  # ที่
    date_text: str  # วันที่, as it is to be printed
    subject: str  # เรื่อง
    addressee: str  # เรียน


@dataclass(frozen=True)
class Paper:
    """One whole report as it is to be printed."""

    kind: Kind
    title: str  # of the PDF, and of the page in a reader
    head: Head | None = None
    title_lines: tuple[str, ...] = ()
    opening: tuple[Block, ...] = ()
    table: Table | None = None
    closing: tuple[Block, ...] = ()
    notes: tuple[Note, ...] = ()
    appendix_title: str = ""
    appendix: tuple[EvidenceSection, ...] = field(default=())
    cue: bool = True  # "/…" at the foot of pages that go on
    watermark: str = ""  # "ร่าง" before the first signature
    garuda: bytes | None = None  # the office's own emblem, SVG, PNG or JPEG; None: the packaged one
