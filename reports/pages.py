"""The pages of a finished PDF as pictures, for reading on the screen."""

from __future__ import annotations

from io import BytesIO

import pypdfium2
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from reports.models import Rendering

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
        document = pypdfium2.PdfDocument(handle.read())
    try:
        if not 1 <= number <= len(document):
            raise IndexError(number)
        page = document[number - 1]
        picture = page.render(scale=WIDTH / min(page.get_size())).to_pil()
    finally:
        document.close()
    held = BytesIO()
    picture.convert("RGB").save(held, "WEBP", quality=82)
    return held.getvalue()


def page_count(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()
