"""Photos and papers as people send them, made on the spot."""

from __future__ import annotations

import io

import docx
import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

GPS = 0x8825
HIDDEN = "เครื่องของใครคนหนึ่ง"


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def photo(number: int = 0, *, size: tuple[int, int] = (2400, 1600), gps: bool = True) -> bytes:
    """A JPEG of a phone, each number another one, taken on 20 November 2026 at 13.75° N."""
    picture = Image.new("RGB", size, (number * 9 % 255, 90, 160))
    picture.paste((255, 255, 255), (10, 10, 60 + number, 60))
    exif = Image.Exif()
    exif[0x010F] = HIDDEN
    exif.get_ifd(0x8769)[0x9003] = "2026:11:20 09:30:00"
    if gps:
        exif.get_ifd(GPS)[1] = "N"
        exif.get_ifd(GPS)[2] = (13.0, 45.0, 0.0)
    stream = io.BytesIO()
    picture.save(stream, "JPEG", exif=exif, quality=60)
    return stream.getvalue()


def thai_pdf(*pages: str) -> bytes:
    """A PDF with a text layer, a page for each text."""
    from weasyprint import HTML

    body = "".join(f'<section style="break-after: page">{text}</section>' for text in pages)
    return HTML(string=f'<html lang="th"><body style="font-family: Sarabun">{body}').write_pdf()


def scan() -> bytes:
    """A PDF as a scanner makes it: a picture of a page and no text."""
    stream = io.BytesIO()
    Image.new("L", (800, 1100), 200).save(stream, "PDF")
    return stream.getvalue()


def word(text: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def excel(text: str) -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = text
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
