"""A paragraph's glyphs, shaped once and then only cut.

The renderer shapes a text anew for every line it tries, draws and justifies. Here the
text of one style is shaped once; lines are slices of its glyphs, so that exact line
ends cost less than the renderer's own.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from cffi import FFI
from weasyprint.text.ffi import ffi, pango
from weasyprint.text.line_break import Layout

from paper.breaks import PART, WORD, break_levels, with_parts

UNITS = 1024  # Pango units in a CSS pixel
GLYPH = struct.Struct("Iiii4x")
EMPTY_GLYPH = 0x0FFFFFFF
UNKNOWN_GLYPH = 0x10000000
NIKHAHIT = "\u0e4d"
BLANKS = (0x20, 0xC2)  # the space, and the first byte of the no-break space

_glib = FFI()
_glib.cdef("void *g_object_ref(void *);")


def _open_glib() -> Any:
    for name in ("libgobject-2.0.so.0", "libgobject-2.0.dylib", "gobject-2.0-0.dll"):
        try:
            return _glib.dlopen(name)
        except OSError:
            continue
    raise OSError("libgobject-2.0 cannot be found")


_gobject = _open_glib()


@dataclass(slots=True)
class Run:
    """Glyphs of one font: glyphs[start:stop] of a shaped text."""

    font: Any
    start: int
    stop: int


class Shaped:
    """One text in one style: glyphs, where each begins in the text, where lines may end.

    Offsets are bytes of the text in UTF-8, as the renderer counts them; widths are in
    Pango units.
    """

    __slots__ = (
        "advances",
        "clusters",
        "data",
        "edges",
        "glyphs",
        "levels",
        "lower",
        "places",
        "runs",
        "sums",
        "text",
        "typed",
        "x_offsets",
        "y_offsets",
    )

    def __init__(self, text: str, shaper: Shaper, levels: bytes | None):
        self.text = text
        self.data = text.encode()
        self.typed = NIKHAHIT in text
        self._shape(shaper.layout.layout, shaper.fonts)
        self._space(shaper.letter_spacing, shaper.word_spacing)
        self.sums = array("q", accumulate(self.advances, initial=0))
        self._places(levels or break_levels(text))

    def _shape(self, layout: Any, fonts: dict[int, Any]) -> None:
        pango.pango_layout_set_text(layout, self.data, len(self.data))
        line = pango.pango_layout_get_line_readonly(layout, 0)
        self.runs: list[Run] = []
        glyphs, advances, x_offsets, y_offsets = array("I"), array("i"), array("i"), array("i")
        clusters = array("I")
        node = line.runs
        while node != ffi.NULL:
            item, string = node.data.item, node.data.glyphs
            count = string.num_glyphs
            raw = ffi.buffer(string.glyphs, count * GLYPH.size)
            glyph, advance, x_offset, y_offset = zip(*GLYPH.iter_unpack(raw), strict=True)
            font = _held(item.analysis.font, fonts)
            self.runs.append(Run(font, len(glyphs), len(glyphs) + count))
            glyphs.extend(glyph)
            advances.extend(advance)
            x_offsets.extend(x_offset)
            y_offsets.extend(y_offset)
            offset = item.offset
            clusters.extend(offset + cluster for cluster in ffi.unpack(string.log_clusters, count))
            node = node.next
        self.glyphs, self.advances, self.clusters = glyphs, advances, clusters
        self.x_offsets = x_offsets if any(x_offsets) else None
        self.y_offsets = y_offsets if any(y_offsets) else None

    def _space(self, letters: int, words: int) -> None:
        """Set letters and words apart, in Pango units.

        Pango would do without ligatures wherever letters are set apart, and with them
        goes what keeps Thai marks in their places.
        """
        following = [*self.clusters[1:], None]
        for index, cluster in enumerate(self.clusters if letters or words else ()):
            if cluster != following[index]:
                blank = self.data[cluster] in BLANKS
                self.advances[index] += letters + (words if blank else 0)

    def _places(self, levels: bytes) -> None:
        """Keep where lines may end, and the width up to each end without its spaces."""
        self.levels = levels
        self.lower: dict[int, tuple[list[int], list[int]]] = {}
        offsets = list(accumulate(map(_utf8_length, self.text), initial=0))
        self.places = array("I")
        self.edges = array("q")
        for index, level in enumerate(levels):
            if level >= WORD:
                self.places.append(offsets[index])
                self.edges.append(self.width_to(self.stripped(offsets[index])))

    def lacks_glyphs(self, start: int, stop: int) -> bool:
        """Tell whether no font has a glyph for some sign between two bytes."""
        glyphs = self.glyphs[self.glyph_at(start) : self.glyph_at(stop)]
        return any(glyph >= UNKNOWN_GLYPH for glyph in glyphs)

    def glyph_at(self, offset: int) -> int:
        """Return the number of the first glyph at or after a byte of the text."""
        return bisect_left(self.clusters, offset)

    def width_to(self, offset: int) -> int:
        """Return the width of the text before a byte."""
        return self.sums[self.glyph_at(offset)]

    def stripped(self, offset: int) -> int:
        """Return where the text before a byte ends without its last spaces and line feed."""
        data = self.data
        while offset and data[offset - 1] in b" \n":
            offset -= 1
        return offset

    def forced_after(self, start: int) -> int | None:
        """Return where the line that starts at a byte must end, if a line feed says so."""
        feed = self.data.find(b"\n", start)
        return None if feed < 0 else feed + 1

    def ends_at(self, lowest: int) -> tuple[list[int], list[int]]:
        """Return where a line may end at a level at least that low, and the widths there."""
        if lowest not in self.lower:
            levels = self.levels if lowest != PART else with_parts(self.text, self.levels)
            offsets = accumulate(map(_utf8_length, self.text), initial=0)
            places = [
                offset
                for offset, level in zip(offsets, levels, strict=True)
                if level >= lowest and self._is_whole(offset)
            ]
            widths = [self.width_to(self.stripped(place)) for place in places]
            self.lower[lowest] = places, widths
        return self.lower[lowest]

    def _is_whole(self, offset: int) -> bool:
        """Tell whether no glyph stands for text on both sides of a byte."""
        glyph = self.glyph_at(offset)
        return glyph == len(self.clusters) or self.clusters[glyph] == offset


def _held(font: Any, fonts: dict[int, Any]) -> Any:
    """Return the font, kept alive as long as the fonts of its configuration are."""
    address = int(ffi.cast("uintptr_t", font))
    if address not in fonts:
        _gobject.g_object_ref(_glib.cast("void *", address))
        fonts[address] = font
    return fonts[address]


def _utf8_length(character: str) -> int:
    code = ord(character)
    return 1 if code < 0x80 else 2 if code < 0x800 else 3 if code < 0x10000 else 4


class Shaper:
    """Shapes texts of one style; keeps one Pango layout and the style's line metrics."""

    def __init__(self, style: Any, fonts: dict[int, Any]):
        self.style = style
        self.fonts = fonts
        self.layout = Layout(style)
        pango.pango_layout_set_single_paragraph_mode(self.layout.layout, True)
        self.letter_spacing, self.word_spacing = spacing_of(style)
        self.height, self.baseline = _line_metrics(style)
        self.shaped: dict[str, Shaped] = {}
        self.last: Shaped | None = None

    def shape(self, text: str, levels: bytes | None = None) -> Shaped:
        """Return the text's glyphs, shaped now or before."""
        found = self.shaped.get(text)
        if found is None:
            found = Shaped(text, self, levels)
            self.shaped[text] = found
        self.last = found
        return found

    def tail(self, text: str) -> tuple[Shaped, int]:
        """Return the shaped text that ends in `text`, and where `text` starts in it."""
        if text not in self.shaped and self.last and self.last.text.endswith(text):
            return self.last, len(self.last.data) - len(text.encode())
        return self.shape(text), 0


def spacing_of(style: Any) -> tuple[int, int]:
    """Return how far a style sets letters and words apart, in Pango units."""
    letters = style["letter_spacing"]
    letters = 0 if letters == "normal" else letters
    return round(letters * UNITS), round(style["word_spacing"] * UNITS)


def _line_metrics(style: Any) -> tuple[float, float]:
    """Return the height and the baseline of a line of this style's own font, in pixels."""
    layout = Layout(style)
    layout.set_text(" ")
    line, _ = layout.get_first_line()
    rectangle = ffi.new("PangoRectangle *")
    pango.pango_layout_line_get_extents(line, ffi.NULL, rectangle)
    baseline = pango.pango_layout_get_baseline(layout.layout)
    return rectangle.height / UNITS, baseline / UNITS
