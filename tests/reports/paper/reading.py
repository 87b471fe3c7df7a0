"""What readers find in a printed paper: text by page, and where each sign stands."""

from __future__ import annotations

import ctypes
import subprocess
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

CM = 72 / 2.54


@dataclass(frozen=True)
class Sign:
    """One sign on a page: where its foot begins (points from the upper left), how large."""

    text: str
    x: float
    y: float
    size: float
    bold: bool


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page in reading order, as poppler gives it."""
    found = subprocess.run(
        ["pdftotext", "-raw", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return found.stdout.decode().split("\f")[:-1]


def squeezed(text: str) -> str:
    """Text without white space."""
    return "".join(text.split())


def signs(pdf: bytes, page: int = 0) -> list[Sign]:
    """Every visible sign of a page in the order of its content."""
    document = pypdfium2.PdfDocument(pdf)
    sheet = document[page]
    text, height = sheet.get_textpage(), sheet.get_height()
    found = [sign_at(text, index, height) for index in range(text.count_chars())]
    document.close()
    return [sign for sign in found if sign.text.strip()]


def sign_at(text: pypdfium2.PdfTextPage, index: int, height: float) -> Sign:
    """One sign of a page's text."""
    x, y, matrix = ctypes.c_double(), ctypes.c_double(), raw.FS_MATRIX()
    name, flags = ctypes.create_string_buffer(120), ctypes.c_int()
    raw.FPDFText_GetCharOrigin(text, index, x, y)
    raw.FPDFText_GetMatrix(text, index, matrix)
    raw.FPDFText_GetFontInfo(text, index, name, 120, flags)
    return Sign(
        chr(raw.FPDFText_GetUnicode(text, index)),
        x.value,
        height - y.value,
        round(raw.FPDFText_GetFontSize(text, index) * matrix.d, 2),
        b"Bold" in name.value,
    )


def find(found: list[Sign], words: str) -> Sign:
    """The first sign of `words`, which a page holds without regard to white space."""
    run, wanted = "".join(sign.text for sign in found), squeezed(words)
    assert wanted in run, words
    return found[run.index(wanted)]


def picture(pdf: bytes, page: int = 0, scale: float = 2.0):
    """A page as a grey image; `scale` pixels a point."""
    document = pypdfium2.PdfDocument(pdf)
    image = document[page].render(scale=scale).to_pil().convert("L")
    document.close()
    return image


def ink(pdf: bytes, box: tuple[float, float, float, float], page: int = 0):
    """The bounds in points of what is printed dark inside `box` (points), or None."""
    image = picture(pdf, page).crop(tuple(round(2 * edge) for edge in box))
    bounds = image.point(lambda grey: 255 if grey < 140 else 0).getbbox()
    return bounds and tuple(
        edge / 2 + box[at % 2] for at, edge in enumerate(bounds)
    )
