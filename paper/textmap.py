"""What each glyph of the paper's font stands for, and the font as the renderer loads it.

A PDF names glyphs; readers get text from its ToUnicode table. The renderer would fill
that table with the first text each glyph happened to draw. Here every glyph of the
packaged font has one text, written by the font's build, so that all readers give back
what was written.
"""

from __future__ import annotations

import hashlib
import json
import threading
from functools import cache
from pathlib import Path
from typing import Any

from weasyprint.text.ffi import ffi, fontconfig, pangoft2
from weasyprint.text.fonts import FontConfiguration

FAMILY = "Portal Sarabun"
FOLDER = Path(__file__).parent / "fonts"
REPLACEMENT = "\ufffd"
_local = threading.local()


class PaperFonts(FontConfiguration):
    """The system's fonts and the packaged ones; its presence marks a paper's styles."""

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[int, Any] = {}
        for path in font_files():
            added = fontconfig.FcConfigAppFontAddFile(self._config, str(path).encode())
            if not added:
                raise OSError(f"the font {path.name} cannot be loaded")
        pangoft2.pango_fc_font_map_config_changed(ffi.cast("PangoFcFontMap *", self.font_map))


def font_files() -> list[Path]:
    """Return the packaged font files, one a style."""
    return sorted(FOLDER.glob("PortalSarabun-*.ttf"))


def paper_fonts() -> PaperFonts:
    """Return this thread's font configuration: reading the system's fonts takes time."""
    if not hasattr(_local, "fonts"):
        _local.fonts = PaperFonts()
    return _local.fonts


@cache
def glyph_texts(digest: str) -> tuple[dict[int, str], dict[int, int]]:
    """Return the texts and the "typed" copies of the packaged font with that digest.

    A font that is not packaged here has none: both dictionaries are empty.
    """
    for path in font_files():
        if hashlib.sha256(path.read_bytes()).hexdigest() == digest:
            table = json.loads(path.with_suffix(".json").read_text())
            texts = {int(glyph): text for glyph, text in table["texts"].items()}
            return texts, {int(glyph): copy for glyph, copy in table["typed"].items()}
    return {}, {}


class GlyphTexts(dict):
    """A font's ToUnicode entries: the font's own text wins over the drawn cluster's."""

    def __init__(self, texts: dict[int, str]):
        super().__init__()
        self.texts = texts

    def __setitem__(self, glyph: int, drawn: str) -> None:
        super().__setitem__(glyph, self.texts.get(glyph) or drawn or REPLACEMENT)


class FontTable(dict):
    """The fonts a document draws with; each gets its exact ToUnicode when it joins."""

    def __init__(self) -> None:
        super().__init__()
        self.by_address: dict[int, tuple[Any, float]] = {}

    def __setitem__(self, key: Any, font: Any) -> None:
        digest = hashlib.sha256(font.file_content).hexdigest()
        texts, font.typed = glyph_texts(digest)
        font.to_unicode = GlyphTexts(texts)
        super().__setitem__(key, font)
