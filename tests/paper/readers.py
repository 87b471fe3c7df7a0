"""A PDF as four readers give its text back, and its line ends held against its words."""

from __future__ import annotations

import io
import re
import subprocess
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdf
import pypdfium2
from weasyprint.document import Document
from weasyprint.formatting_structure import boxes

from portal.thai.words import cut

from . import pdfjs

SPACE = re.compile(r"[\s\u200b\u2060\ufeff\u00ad]+")
INLINE = frozenset(("span", "b", "i", "em", "strong", "a", "u", "s", "small", "sub", "sup"))


def poppler(pdf: bytes) -> list[str]:
    """Return the text of each page as poppler's pdftotext gives it, in content order."""
    command = ["pdftotext", "-raw", "-enc", "UTF-8", "-", "-"]
    done = subprocess.run(command, input=pdf, check=True, capture_output=True)
    return done.stdout.decode().split("\f")[:-1]


def pdfium(pdf: bytes) -> list[str]:
    """Return the text of each page as PDFium, the reader in Chromium, gives it."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return [_pdfium_page(document[number]) for number in range(len(document))]


def _pdfium_page(page: pypdfium2.PdfPage) -> str:
    with closing(page), closing(page.get_textpage()) as text:
        return text.get_text_range()


def through_pypdf(pdf: bytes) -> list[str]:
    """Return the text of each page as pypdf gives it."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


READERS: dict[str, Callable[[bytes], list[str]]] = {
    "poppler": poppler,
    "PDFium": pdfium,
    "pdf.js": pdfjs.pages,
    "pypdf": through_pypdf,
}


def bare(text: str) -> str:
    """Return a text in NFC without white space and invisible signs."""
    return SPACE.sub("", unicodedata.normalize("NFC", text))


def missing(pieces: Iterable[str], pages: Sequence[str]) -> list[str]:
    """Return the pieces that the pages do not hold, white space apart.

    A piece may run on over pages: then its beginning must stand on one page and its
    rest on those that follow.
    """
    read = [bare(page) for page in pages]
    return [piece for piece in pieces if not _is_found(bare(piece), read)]


def _is_found(piece: str, pages: list[str]) -> bool:
    if any(piece in page for page in pages):
        return True
    return any(_runs_on(piece, pages[start:]) for start in range(len(pages)))


def _runs_on(rest: str, pages: list[str]) -> bool:
    for page in pages:
        if rest in page:
            return True
        taken = _longest_start(rest, page)
        if not taken:
            return False
        rest = rest[taken:]
    return False


def _longest_start(text: str, page: str) -> int:
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text[:middle] in page else (low, middle - 1)
    return low


def unread(pdf: bytes, pieces: Iterable[str]) -> dict[str, list[str]]:
    """Return, for each of the four readers, the pieces that it does not give back."""
    pieces = list(pieces)
    return {name: missing(pieces, read(pdf)) for name, read in READERS.items()}


@dataclass(frozen=True)
class LineEnd:
    """The end of a line inside a paragraph; `split` is the word it breaks, if it does."""

    before: str
    after: str
    split: str | None


def line_ends(document: Document, words: Callable[[str], list[str]] = cut) -> list[LineEnd]:
    """List the line ends of a laid-out document, each with the word that it splits.

    Words are those of the whole paragraph, not of the lines. Generated content does
    not count.
    """
    ends: list[LineEnd] = []
    for element, lines in _lines_by_element(document).items():
        ends.extend(_ends(_source(element), lines, words))
    return ends


def _lines_by_element(document: Document) -> dict[Any, list[str]]:
    found: dict[Any, list[str]] = {}
    for page in document.pages:
        for box in page._page_box.children:
            if not isinstance(box, boxes.MarginBox):
                _gather(box, found)
    return found


def _gather(box: Any, found: dict[Any, list[str]]) -> None:
    if isinstance(box, boxes.LineBox):
        text = "".join(_texts(box))
        if text.strip() and "::" not in (box.element_tag or ""):
            found.setdefault(box.element, []).append(text)
    for child in getattr(box, "children", ()):
        if not isinstance(child, boxes.TextBox):
            _gather(child, found)


def _texts(box: Any) -> Iterable[str]:
    for child in box.children:
        if isinstance(child, boxes.TextBox) and "::" not in child.element_tag:
            yield child.text
        elif isinstance(child, boxes.InlineBox):
            yield from _texts(child)


def _source(element: Any) -> str:
    """Return an element's own text, a forced line end as a line feed."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == "br":
            parts.append("\n")
        elif child.tag in INLINE:
            parts.append(_source(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _ends(source: str, lines: list[str], words: Callable[[str], list[str]]) -> Iterable[LineEnd]:
    spots = [index for index, sign in enumerate(source) if not sign.isspace()]
    borders, position = {0}, 0
    for word in words(source):
        position += len(word)
        borders.add(position)
    signs = "".join(source[spot] for spot in spots)
    read = 0
    for line, following in pairwise(lines):
        text = "".join(line.split())
        # What stands in a box of its own, a label for example, is passed over.
        read = max(signs.find(text, read), read) + len(text)
        if read >= len(spots):
            break
        last, first = spots[read - 1] + 1, spots[read]
        clean = any(place in borders for place in range(last, first + 1))
        yield LineEnd(line, following, None if clean else _word_at(source, last, words))


def _word_at(source: str, place: int, words: Callable[[str], list[str]]) -> str:
    position = 0
    for word in words(source):
        if position < place < position + len(word):
            return word
        position += len(word)
    return ""
