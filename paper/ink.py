"""Drawing shaped lines: glyphs, their exact texts, and the gaps of justified lines.

Justified Thai is stretched between words. Words are set apart by at most a twelfth of
the type size, below what readers of PDFs take for a space, then the line's own spaces
widen; only a line that is still short lets its letters apart, evenly and little.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Any

from weasyprint.draw import text as draw_text
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.line_break import create_layout

from paper.breaks import CLUSTER
from paper.lines import Line
from paper.shaping import EMPTY_GLYPH, UNITS

SARA_AM = "\u0e33"
CIRCLE = "\u25cc"
WORD_GAP = 0.08  # of the type size
SPACE_GAP = 0.4
LETTER_GAP = 0.05


def draw_first_line(
    stream: Any, box: Any, text_overflow: str, block_ellipsis: Any, matrix: Any
) -> list:
    """Draw one line of text; see the renderer's function of that name."""
    line = box.pango_layout
    if not isinstance(line, Line):
        return _draw_first_line(stream, box, text_overflow, block_ellipsis, matrix)
    if not line.text.strip():
        return []
    shortened = text_overflow == "ellipsis" or block_ellipsis != "none"
    if (
        shortened
        or line.shaped.lacks_glyphs(line.start, line.stop)
        or not _only_outlines(stream, line)
    ):
        _draw_with_pango(stream, box, text_overflow, block_ellipsis, matrix)
        return []
    stream.set_text_matrix(*matrix.values)
    _Pen(stream, line).draw()
    return []


def _draw_with_pango(
    stream: Any, box: Any, text_overflow: str, block_ellipsis: Any, matrix: Any
) -> None:
    """Let the renderer draw what it alone can: cut-off lines, coloured and missing glyphs."""
    line = box.pango_layout
    spaces = line.text.count(" ")
    extra = sum(line.gaps.values()) if line.gaps else 0
    shortened = text_overflow == "ellipsis" or block_ellipsis != "none"
    box.pango_layout = create_layout(
        box.text,
        box.style,
        None,
        line.max_width if shortened else None,
        extra / spaces if spaces else 0,
    )
    box.pango_layout.set_text(box.text, justify=True)
    draw_text.draw_emojis(
        stream,
        box.style,
        matrix.values[4],
        matrix.values[5],
        _draw_first_line(stream, box, text_overflow, block_ellipsis, matrix),
    )


def _font(stream: Any, pango_font: Any) -> tuple[Any, float]:
    """Return the document's font for a Pango font, and its size in pixels."""
    known = stream._fonts.by_address
    address = int(ffi.cast("uintptr_t", pango_font))
    if address not in known:
        known[address] = stream.add_font(pango_font)
    return known[address]


def _only_outlines(stream: Any, line: Line) -> bool:
    """Tell whether every font of a line draws outlines, not pictures."""
    for run in line.shaped.runs:
        font, _ = _font(stream, run.font)
        if font.bitmap or font.png or font.svg or font.colr:
            return False
    return True


class _Pen:
    """Writes the glyphs of one line to a page's stream."""

    def __init__(self, stream: Any, line: Line):
        self.stream, self.line, self.shaped = stream, line, line.shaped
        self.parts: list[str] = []
        self.hexes: list[str] = []
        self.drift = 0.0
        # A gap belongs to the last glyph before its place in the text.
        self.gaps = {
            line.shaped.glyph_at(offset) - 1: gap for offset, gap in (line.gaps or {}).items()
        }

    def draw(self) -> None:
        """Draw the line's runs one after another."""
        first = self.shaped.glyph_at(self.line.start)
        last = self.shaped.glyph_at(self.line.stop)
        for run in self.shaped.runs:
            start, stop = max(run.start, first), min(run.stop, last)
            if start < stop:
                self._draw_run(run, start, stop)

    def _draw_run(self, run: Any, start: int, stop: int) -> None:
        font, size = _font(self.stream, run.font)
        self.stream.set_font_size(font.hash, size)
        scale = 1000 * FROM_UNITS / size
        for index in range(start, stop):
            self._draw_glyph(index, font, run.font, scale)
        self._flush()

    def _draw_glyph(self, index: int, font: Any, pango_font: Any, scale: float) -> None:
        shaped = self.shaped
        glyph = shaped.glyphs[index]
        advance = shaped.advances[index] * scale + self.gaps.get(index, 0) * UNITS * scale
        if glyph == EMPTY_GLYPH or self._is_placeholder(glyph, font, index):
            self._move(advance)
            return
        if shaped.typed and glyph in font.typed and SARA_AM not in self._text(index):
            glyph = font.typed[glyph]
        if glyph not in font.to_unicode:
            font.to_unicode[glyph] = self._text(index)
        width = font.widths.get(glyph)
        if width is None:
            width = font.widths[glyph] = self._nominal(pango_font, glyph, scale)
        offset = shaped.x_offsets[index] * scale if shaped.x_offsets else 0
        rise = shaped.y_offsets[index] if shaped.y_offsets else 0
        self._move(offset)
        if rise:
            self._flush()
            self.stream.set_text_rise(-rise * FROM_UNITS)
        self.hexes.append(f"{glyph:04x}")
        if rise:
            self._flush()
            self.stream.set_text_rise(0)
        self._move(advance - offset - width)

    def _is_placeholder(self, glyph: int, font: Any, index: int) -> bool:
        """Tell whether the shaper set a dotted circle that nobody wrote, under a lone mark."""
        return index == 0 and font.to_unicode.texts.get(glyph) == CIRCLE != self._text(0)[:1]

    def _text(self, index: int) -> str:
        """Return the text that a glyph's cluster was shaped from."""
        clusters, data = self.shaped.clusters, self.shaped.data
        begin = clusters[index]
        following = bisect_right(clusters, begin)
        end = clusters[following] if following < len(clusters) else len(data)
        return data[begin:end].decode()

    def _nominal(self, pango_font: Any, glyph: int, scale: float) -> int:
        stream = self.stream
        pango.pango_font_get_glyph_extents(pango_font, glyph, stream.ink_rect, stream.logical_rect)
        return round(stream.logical_rect.width * scale)

    def _move(self, distance: float) -> None:
        """Move the pen by thousandths of the type size; parts too small add up."""
        self.drift += distance
        whole = round(self.drift)
        if whole:
            self._close()
            self.parts.append(str(-whole))
            self.drift -= whole

    def _close(self) -> None:
        if self.hexes:
            self.parts.append(f"<{''.join(self.hexes)}>")
            self.hexes.clear()

    def _flush(self) -> None:
        self._close()
        if self.parts:
            self.stream.show_text("".join(self.parts))
            self.parts.clear()


def justify_line(context: Any, line: Any, extra_width: float) -> None:
    """Spread a line over its width; see the renderer's function of that name."""
    texts = list(_text_boxes(line))
    if not texts or not all(isinstance(box.pango_layout, Line) for box in texts):
        _justify_line(context, line, extra_width)
        return
    last = texts[-1]
    places = [_places(box.pango_layout, box is last) for box in texts]
    words, spaces = [ends for ends, _ in places], [blanks for _, blanks in places]
    gaps = _Gaps(extra_width, sum(map(len, words)), sum(map(len, spaces)), line.style["font_size"])
    letters = [_letters(box.pango_layout) if gaps.rest else [] for box in texts]
    gaps.spread_letters(sum(map(len, letters)))
    for box, *stretched in zip(texts, words, spaces, letters, strict=True):
        box.pango_layout.gaps = gaps.at(*stretched)
    _spread(line, 0)


class _Gaps:
    """How much of a line's extra width goes where, in pixels a place.

    Words come first, then spaces, each up to what still reads well; then all letters
    take a little, as typists of Thai distribute a line. What would pull letters apart
    goes back to the spaces, or to the words of a line without any.
    """

    def __init__(self, extra: float, words: int, spaces: int, size: float):
        self.words, self.spaces, self.size = words, spaces, size
        self.letter = 0.0
        even = extra / ((words + 2 * spaces) or 1)
        self.word = min(even, WORD_GAP * size)
        rest = extra - self.word * words
        self.space = min(rest / spaces, SPACE_GAP * size) if spaces else 0.0
        self.rest = max(rest - self.space * spaces, 0.0) if words or spaces else 0.0

    def spread_letters(self, letters: int) -> None:
        """Give the letters their share of what is left, and the rest back."""
        if letters:
            self.letter = min(self.rest / letters, LETTER_GAP * self.size)
            self.rest -= self.letter * letters
        if self.spaces:
            self.space += self.rest / self.spaces
        elif self.words:
            self.word += self.rest / self.words

    def at(self, words: list[int], spaces: list[int], letters: list[int]) -> dict[int, float]:
        """Return the gap after each place of one text, in bytes of it."""
        found = dict.fromkeys(letters, self.letter)
        for places, gap in ((words, self.word), (spaces, self.space)):
            for place in places:
                found[place] = found.get(place, 0.0) + gap
        return found


def _letters(line: Line) -> list[int]:
    """Return the places between the letters of a line, marks kept with their letters."""
    places, _ = line.shaped.ends_at(CLUSTER)
    return places[bisect_right(places, line.start) : bisect_left(places, line.stop)]


def _text_boxes(box: Any) -> Any:
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            yield child
        elif isinstance(child, boxes.InlineBox) and child.is_in_normal_flow():
            yield from _text_boxes(child)


def _places(line: Line, is_last: bool) -> tuple[list[int], list[int]]:
    """Return where a line stretches: between touching words, and after its spaces.

    A space that binds, as between a number and its unit or after a paragraph's number,
    keeps its width.
    """
    data, places = line.shaped.data, line.shaped.places
    first = bisect_right(places, line.start)
    inside = places[first : bisect_left(places, line.stop)]
    words = [place for place in inside if data[place - 1] not in b" \n"]
    spaces = [place for place in inside if data[place - 1] == 0x20]
    if not is_last and line.stop > line.start and data[line.stop - 1] == 0x20:
        spaces.append(line.stop)
    return words, spaces


def _spread(box: Any, moved: float) -> float:
    """Move and widen a line's children by their gaps; return how far the next one moves."""
    box.position_x += moved
    before = moved
    for child in box.children:
        if not child.is_in_normal_flow():
            continue
        if isinstance(child, boxes.TextBox):
            child.position_x += moved
            grown = sum((child.pango_layout.gaps or {}).values())
            child.width += grown
            moved += grown
        elif isinstance(child, boxes.InlineBox):
            moved = _spread(child, moved)
        else:
            child.translate(moved, 0)
    box.width += moved - before
    return moved


_draw_first_line = draw_text.draw_first_line
_justify_line = inline.justify_line


def install() -> None:
    """Put this module's functions in the renderer's place; the others are kept within."""
    draw_text.draw_first_line = draw_first_line
    inline.justify_line = justify_line
