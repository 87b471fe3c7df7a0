"""Real files for evidence tests, good and bad, made on the spot."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from functools import cache

import docx
import openpyxl
import pikepdf
from PIL import Image

GPS = 0x8825


def jpeg(size=(640, 480), colour="green", *, gps=False, orientation=1) -> bytes:
    picture = Image.new("RGB", size, colour)
    exif = Image.Exif()
    exif[0x010F] = "เครื่องของใครคนหนึ่ง"
    exif[0x0112] = orientation
    if gps:
        exif.get_ifd(GPS)[2] = (13.0, 45.0, 0.0)
        exif.get_ifd(GPS)[1] = "N"
    stream = io.BytesIO()
    picture.save(stream, "JPEG", exif=exif, comment=b"GPS-SECRET")
    return stream.getvalue()


def png(size=(300, 200), mode="RGB") -> bytes:
    stream = io.BytesIO()
    Image.new(mode, size, "blue").save(stream, "PNG")
    return stream.getvalue()


def webp() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(stream, "WEBP")
    return stream.getvalue()


def gif() -> bytes:
    stream = io.BytesIO()
    Image.new("P", (30, 20)).save(stream, "GIF")
    return stream.getvalue()


def moving_webp() -> bytes:
    stream = io.BytesIO()
    frames = [Image.new("RGB", (30, 20), colour) for colour in ("red", "blue")]
    frames[0].save(stream, "WEBP", save_all=True, append_images=frames[1:])
    return stream.getvalue()


def phone_photo() -> bytes:
    """A JPEG with a second picture behind it, as phones write for bright screens."""
    stream = io.BytesIO()
    first, second = Image.new("RGB", (2400, 1800), "green"), Image.new("RGB", (600, 450), "white")
    first.save(stream, "MPO", save_all=True, append_images=[second])
    return stream.getvalue()


@cache
def png_bomb(side=14000) -> bytes:
    """196 megapixels of one colour in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    row = b"\0" + bytes((side + 7) // 8)
    squeezed = zlib.compressobj(9)
    data = b"".join(squeezed.compress(row) for _ in range(side)) + squeezed.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


def pdf(pages=1, password="") -> bytes:
    stream = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page()
        locked = pikepdf.Encryption(owner=password, user=password) if password else None
        document.save(stream, encryption=locked)
    return stream.getvalue()


def word() -> bytes:
    stream = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("รายงานการประชุม")
    document.save(stream)
    return stream.getvalue()


def excel() -> bytes:
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()


def word_with_macro() -> bytes:
    source = zipfile.ZipFile(io.BytesIO(word()))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
        target.writestr("word/vbaProject.bin", b"macro")
    return stream.getvalue()


def zip_of(name="a.txt", data=b"x") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr(name, data)
    return stream.getvalue()


@cache
def word_bomb() -> bytes:
    """A .docx whose main part unpacks to 300 MB."""
    source = zipfile.ZipFile(io.BytesIO(word()))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name != "word/document.xml":
                target.writestr(name, source.read(name))
        with target.open("word/document.xml", "w") as part:
            for _ in range(300):
                part.write(bytes(1024 * 1024))
    return stream.getvalue()


def bmp_named_as_jpeg() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (30, 20)).save(stream, "BMP")
    return stream.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
EXE = b"MZ" + bytes(200)
GIF_SCRIPT = b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)"
