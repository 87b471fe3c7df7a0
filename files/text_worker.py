"""Reads the text of one file, in a process of its own: see `files.text`.

`python -m files.text_worker SECONDS MEGABYTES MOST KIND PATH` writes one line of JSON: the
pages, or the word for what is wrong.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from files.apart import DAMAGED, LARGE, keep_limits

LOCKED = "locked"
MAX_PAGES = 5000
_FEW = 16  # letters; a page that shows a picture and has no more is a scan
# What readers of PDF put where a word is divided at the end of a line.
_DIVIDED = re.compile("[\ufffe\x02]\r?\n?")
_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def main() -> None:
    """Answer for the file that the command line names; never with an exception."""
    most, kind, path = keep_limits(sys.argv[1:])
    try:
        answer = _READERS[kind](Path(path), int(most))
    except MemoryError:
        answer = {"problem": LARGE}
    except Exception:  # whatever a parser makes of hostile bytes
        answer = {"problem": DAMAGED}
    sys.stdout.write(json.dumps(answer))


def _pdf(path: Path, most: int) -> dict[str, Any]:
    import pypdfium2  # noqa: PLC0415  only after the limits are kept

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        return {"problem": LOCKED if locked else DAMAGED}
    pages: list[str] = []
    drawn = silent = 0
    for number in range(min(len(document), MAX_PAGES)):
        page = document[number]
        text = _plain(page.get_textpage().get_text_range())
        letters = len("".join(text.split()))
        draws, shows = _seen(page, pypdfium2.raw.FPDF_PAGEOBJ_IMAGE) if letters < _FEW else (1, 0)
        drawn += draws
        silent += draws and (shows or not letters)
        pages.append(text[:most])
        most -= len(text)
        page.close()
        if most < 0:
            break
    cut = most < 0 or len(pages) < len(document)
    return _answer(pages, has_text_layer=2 * silent <= drawn, truncated=cut)


def _seen(page: Any, picture: int) -> tuple[bool, bool]:
    """Whether the page draws anything, and whether there is a picture among it."""
    kinds = {item.type for item in page.get_objects(max_depth=3)}
    return bool(kinds), picture in kinds


def _office(path: Path, most: int) -> dict[str, Any]:
    from django.conf import settings  # noqa: PLC0415

    settings.configure(USE_I18N=False)  # the words of refusals are not wanted here
    from files import packages, text_office  # noqa: PLC0415

    try:
        package = packages.open_package(path, megabytes=50)
        if package.kind == packages.DOCUMENT:
            texts = [text_office.word_text(package, most + 1)]
        else:
            texts = text_office.sheet_texts(package, most + 1)
    except packages.PackageLocked:
        return {"problem": LOCKED}
    except packages.PackageTooLarge:
        return {"problem": LARGE}
    pages: list[str] = []
    for text in texts:
        pages.append(_plain(text)[: max(most, 0)])
        most -= len(text)
    return _answer(pages, has_text_layer=True, truncated=most < 0)


def _answer(pages: list[str], *, has_text_layer: bool, truncated: bool) -> dict[str, Any]:
    any_text = any(not page.isspace() for page in pages if page)
    return {
        "pages": pages,
        "has_text_layer": has_text_layer and any_text,
        "truncated": truncated,
    }


def _plain(text: str) -> str:
    joined = _DIVIDED.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return _NOT_TEXT.sub("", joined)


_READERS = {"pdf": _pdf, "office": _office}

if __name__ == "__main__":
    main()
