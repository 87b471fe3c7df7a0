"""The pages of a finished PDF as pictures, for reading on the screen."""

from __future__ import annotations

from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from reports.models import Rendering

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

WIDTH = 1240  # pixels across a portrait page: sharp on a phone held close


def page_image(rendering: Rendering, number: int) -> bytes:
    """Page `number` (from 1) as WebP, drawn once and kept; raises IndexError beyond the end."""
    name = f"pages/{rendering.public_id}-{number}.webp"
    if default_storage.exists(name):
        with default_storage.open(name) as handle:
            return handle.read()
    image = draw(rendering, number)
    default_storage.save(name, ContentFile(image))
    return image


def draw(rendering: Rendering, number: int) -> bytes:
    with rendering.file.open("rb") as handle:
        document = _opened(handle.read())
    try:
        if not 1 <= number <= len(document):
            raise IndexError(number)
        page = document[number - 1]
        picture = page.render(scale=_scale(page)).to_pil()
    finally:
        document.close()
    held = BytesIO()
    picture.convert("RGB").save(held, "WEBP", quality=82)
    return held.getvalue()


def page_sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height in pixels of the picture of each page."""
    document = _opened(pdf)
    try:
        pages = [document[number] for number in range(len(document))]
        return [tuple(ceil(side * _scale(page)) for side in page.get_size()) for page in pages]
    finally:
        document.close()


def _opened(pdf: bytes) -> PdfDocument:
    import pypdfium2  # noqa: PLC0415 - 2 MB of every process; a page is drawn once

    return pypdfium2.PdfDocument(pdf)


def _scale(page: PdfPage) -> float:
    """A landscape page is drawn as finely as a portrait one."""
    return WIDTH / min(page.get_size())
