"""What readers find in a printed paper: text by page, and where each sign stands."""

from __future__ import annotations

import ctypes
import subprocess
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache

import pypdfium2
from PIL import Image
from pypdfium2 import raw

CM = 72 / 2.54
LEFT, RIGHT = 3 * CM, 19 * CM
LINE = 20.82  # points from line to line at 16 points: the font's own


@dataclass(frozen=True)
class Sign:
    """One sign on a page: where its foot begins (points from the upper left), how large."""

    text: str
    x: float
    y: float
    size: float
    bold: bool


@cache
def page_texts(pdf: bytes) -> list[str]:
    """The text of each page in reading order, as poppler gives it."""
    found = subprocess.run(
        ["pdftotext", "-raw", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return found.stdout.decode().split("\f")[:-1]


def squeezed(text: str) -> str:
    """Text without white space."""
    return "".join(text.split())


def page_of(pdf: bytes, words: str) -> int:
    """The first page that holds `words`, counted from 0."""
    pages = [squeezed(text) for text in page_texts(pdf)]
    found = [at for at, text in enumerate(pages) if squeezed(words) in text]
    assert found, words
    return found[0]


def signs_of_text(texts: list[str]) -> Counter:
    """How often each sign is printed, white space apart."""
    return Counter(squeezed("".join(texts)))


@cache
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


def run_of(found: list[Sign], words: str) -> list[Sign]:
    """The signs of the first place on a page where `words` stand, white space apart."""
    run, wanted = "".join(sign.text for sign in found), squeezed(words)
    assert wanted in run, words
    start = run.index(wanted)
    return found[start : start + len(wanted)]


def find(found: list[Sign], words: str) -> Sign:
    """The first sign of `words` on a page."""
    return run_of(found, words)[0]


def pages(pdf: bytes) -> list[tuple[float, float]]:
    """Each page's width and height in cm."""
    document = pypdfium2.PdfDocument(pdf)
    sizes = [(page.get_width() / CM, page.get_height() / CM) for page in document]
    document.close()
    return sizes


def pictures(pdf: bytes, page: int) -> list[tuple[float, float, float, float]]:
    """The frames of a page's pictures: left, top, width and height in points."""
    document = pypdfium2.PdfDocument(pdf)
    sheet = document[page]
    height, frames = sheet.get_height(), []
    for item in sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = item.get_bounds()
        frames.append((left, height - top, right - left, top - bottom))
    document.close()
    return frames


@lru_cache(maxsize=12)
def picture(pdf: bytes, page: int = 0) -> Image.Image:
    """A page as a grey image, four pixels a point."""
    document = pypdfium2.PdfDocument(pdf)
    image = document[page].render(scale=4).to_pil().convert("L")
    document.close()
    return image


def ink(
    pdf: bytes, box: tuple[float, float, float, float], page: int = 0
) -> tuple[float, float, float, float]:
    """The bounds in points of what is printed dark inside `box` (left, top, right, bottom)."""
    image = dark(picture(pdf, page).crop(tuple(round(4 * edge) for edge in box)))
    left, top, right, bottom = image.getbbox()
    return left / 4 + box[0], top / 4 + box[1], right / 4 + box[0], bottom / 4 + box[1]


def dots(pdf: bytes, y: float, left: float, right: float, page: int = 0) -> list[float]:
    """Where dots begin on the line whose foot is at `y`, in points from the page's left."""
    edges = (left, y - 1.6, right, y + 0.8)
    strip = dark(picture(pdf, page).crop(tuple(round(4 * edge) for edge in edges)))
    columns, _ = strip.getprojection()
    return [left + x / 4 for x in range(1, strip.width) if columns[x] and not columns[x - 1]]


def rules(pdf: bytes, x: float, page: int = 0) -> list[float]:
    """The heights in points of the solid horizontal rules that cross `x`."""
    sheet = picture(pdf, page)
    strip = dark(sheet.crop((round(4 * x) - 20, 0, round(4 * x) + 20, sheet.height))).tobytes()
    solid = b"\xff" * 40
    full = [y for y in range(sheet.height) if strip[40 * y : 40 * y + 40] == solid]
    return [y / 4 for y in full if y - 1 not in full]


def dark(image: Image.Image) -> Image.Image:
    """White where the image is dark, black elsewhere."""
    return image.point(lambda grey: 255 if grey < 150 else 0)
