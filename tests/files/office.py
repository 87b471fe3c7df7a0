"""Word and Excel files, ordinary and odd, made on the spot."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import docx
import openpyxl
from openpyxl.comments import Comment

from tests.files.uploads import excel, word

_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def saved(file) -> bytes:
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def report() -> bytes:
    """A document with a header, a list, a table, a footer and a remark beside it."""
    file = docx.Document()
    file.sections[0].header.paragraphs[0].text = "หัวกระดาษกลาง"
    file.sections[0].footer.paragraphs[0].text = "ท้ายกระดาษ"
    paragraph = file.add_paragraph("บรรทัดแรก\tหลังแท็บ\nบรรทัดใหม่")
    file.add_comment(paragraph.runs, text="หมายเหตุข้างกระดาษ")
    table = file.add_table(2, 2)
    for at, text in enumerate(("รายการ", "จำนวน", "ดินสอ", "๑๒ แท่ง")):
        table.cell(at // 2, at % 2).text = text
    return saved(file)


def book() -> bytes:
    """A workbook of three sheets, one hidden, with a formula, a remark and an ID number."""
    file = openpyxl.Workbook()
    first = file.active
    first.title = "รายชื่อ"
    first.append(["ชื่อ", "เลขประจำตัว", "ร้อยละ", "จริง"])
    first.append(["ผู้สมัคร", 1234567890121, 12.5, True])
    first["A2"].comment = Comment("โทรแล้ว", "ใครคนหนึ่ง")
    file.create_sheet("ว่าง")
    hidden = file.create_sheet("ซ่อน")
    hidden["C7"] = "คำในแผ่นงานที่ซ่อน"
    hidden.sheet_state = "hidden"
    return saved(file)


def with_parts(source: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    """An Office file with these parts put in or put in the place of its own."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return stream.getvalue()


def with_link(kind: str, target: str, *, source: bytes | None = None) -> bytes:
    """A document with a relation of this kind to something outside."""
    link = (
        f'<Relationships xmlns="{_LINKS}"><Relationship Id="r1" Type="{_KINDS}/{kind}" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    )
    return with_parts(source or word(), {"word/_rels/settings.xml.rels": link})


def with_deep_xml() -> bytes:
    deep = "<a>" * 100_000
    return with_parts(word(), {"word/document.xml": f"<w:document xmlns:w='w'>{deep}"})


def with_entities() -> bytes:
    lines = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><d>&b;</d>'
    return with_parts(word(), {"word/document.xml": lines})


def without_sheets() -> bytes:
    return with_parts(excel(), {"xl/workbook.xml": "<workbook/>"})


def ole(*streams: str) -> bytes:
    """A compound file, as .doc and .xls are, whose directory names these streams."""
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return bytes.fromhex("d0cf11e0a1b11ae1").ljust(512, b"\0") + names.ljust(4096, b"\0")
