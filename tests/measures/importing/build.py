"""Makes workbooks, Word documents and broken archives for the tests of the import."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence

import docx
import openpyxl

HEADINGS = ("มาตรการ", "วิธีการดำเนินการ", "ผู้รับผิดชอบ", "ระยะเวลาดำเนินการ", "ผลการดำเนินการ")
ROW = ("ทดสอบมาตรการ", "ทดสอบขั้นตอน", "กองคลัง", "มี.ค. 66", "ทดสอบผล")

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

Cells = Sequence[Sequence[object]]


def workbook(rows: Cells, *, merges: Sequence[str] = (), title: str = "มาตรการ") -> bytes:
    """A workbook of one sheet; None leaves a cell empty."""
    book = openpyxl.Workbook()
    book.active.title = title
    fill(book.active, rows)
    for merge in merges:
        book.active.merge_cells(merge)
    return saved(book)


def fill(sheet, rows: Cells) -> None:
    for at, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value is not None:
                sheet.cell(at, column, value)


def saved(file) -> bytes:
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def document(*tables: Cells, between: Sequence[str] = ()) -> bytes:
    """A Word document; `between[n]` is the paragraph before table n."""
    file = docx.Document()
    for at, rows in enumerate(tables):
        if at < len(between) and between[at]:
            file.add_paragraph(between[at])
        table = file.add_table(len(rows), max(map(len, rows)))
        for cells, row in zip(table.rows, rows, strict=True):
            for cell, text in zip(cells.cells, row, strict=False):
                cell.text = str(text or "")
    return saved(file)


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return stream.getvalue()


def content_types(part: str, kind: str, more: str = "") -> str:
    return (
        f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{part}" ContentType="{kind}"/>{more}</Types>'
    )


def links(*targets: tuple[str, str, str]) -> str:
    """A part's relationships: (id, type's last word, target), all inside the file."""
    items = "".join(
        f'<Relationship Id="{key}" Type="{R}/{kind}" Target="{target}"/>'
        for key, kind, target in targets
    )
    return f'<Relationships xmlns="{_LINKS}">{items}</Relationships>'


def raw_document(body: str, more: Mapping[str, str] | None = None) -> bytes:
    """A Word file with this XML inside its body, and further parts."""
    return archive(
        {
            "[Content_Types].xml": content_types("word/document.xml", DOCX_TYPE),
            "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
            **(more or {}),
        }
    )


def raw_workbook(sheet: str, more: Mapping[str, str] | None = None) -> bytes:
    """A workbook whose only sheet ("S") has this XML inside its worksheet element."""
    return archive(
        {
            "[Content_Types].xml": content_types("xl/workbook.xml", XLSX_TYPE),
            "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": links(("r1", "worksheet", "worksheets/sheet1.xml")),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}">{sheet}</worksheet>',
            **(more or {}),
        }
    )


def tr(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def tc(text: str = "", properties: str = "") -> str:
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{line}</w:t></w:r></w:p>' for line in text.split("\n")
    )
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraphs}</w:tc>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def row_xml(texts: Sequence[str]) -> str:
    return tr(*(tc(text) for text in texts))


def repeated(before: bytes, block: bytes, times: int) -> bytes:
    """A raw deflate stream of `before` and `times` times `block`, made without inflating it."""

    def squeezed(data: bytes) -> bytes:
        squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
        return squeeze.compress(data) + squeeze.flush(zlib.Z_FULL_FLUSH)

    last = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeezed(before) + squeezed(block) * times + last.compress(b"") + last.flush()


def with_entry(data: bytes, name: str, stream: bytes, declared: int) -> bytes:
    """An archive with one more entry, whose raw deflate stream and stated size are given."""
    end = data.rindex(b"PK\x05\x06")
    _sign, _a, _b, _c, entries, size, start, _d = struct.unpack("<4s4H2LH", data[end : end + 22])
    directory = data[start : start + size]
    path = name.encode()
    facts = struct.pack("<5H3L2H", 20, 0, 8, 0, 33, 0, len(stream), declared, len(path), 0)
    local = b"PK\x03\x04" + facts + path + stream
    central = (
        b"PK\x01\x02" + struct.pack("<H", 20) + facts + struct.pack("<3H2L", 0, 0, 0, 0, start)
    )
    directory += central + path
    count = entries + 1
    tail = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), start + len(local), 0
    )
    return data[:start] + local + directory + tail
