"""Line ends at word boundaries, for the papers' styles only.

The renderer asks Pango where a Thai line may end, and Pango's dictionary often answers
"inside this word". This module answers instead, wherever a style belongs to a paper
(its font configuration is PaperFonts); every other document of the process is laid out
by the renderer's own functions, untouched.
"""

from __future__ import annotations

from bisect import bisect_right
from math import inf
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline, preferred
from weasyprint.text.line_break import _font_style_cache_key

from paper.breaks import CLUSTER, GLUED, PART, WORD, YEAR, break_levels
from paper.shaping import UNITS, Shaped, Shaper, spacing_of
from paper.textmap import PaperFonts

SUPPORTED = "70."
WRAPPING = frozenset(("normal", "pre-wrap", "pre-line"))
COLLAPSING = frozenset(("normal", "nowrap", "pre-line"))
# Signs that change the direction or set tabs: the renderer's business.
FOREIGN = frozenset("\t\f\r\u0085\u2028\u2029") | frozenset(map(chr, range(0x590, 0x900)))


class Line:
    """A slice of a shaped text; stands where the renderer keeps a Pango layout."""

    __slots__ = ("gaps", "max_width", "shaped", "start", "stop", "text")

    first_line_direction = 0

    def __init__(self, shaped: Shaped, start: int, stop: int, text: str | None = None):
        self.shaped, self.start, self.stop = shaped, start, stop
        self.text = shaped.data[start:stop].decode() if text is None else text
        self.gaps: dict[int, float] | None = None
        self.max_width: float | None = None

    def width(self) -> float:
        """Return the width of the unjustified slice, in pixels."""
        return (self.shaped.width_to(self.stop) - self.shaped.width_to(self.start)) / UNITS

    def reactivate(self, style: Any) -> None:
        """Do nothing: there is no layout to make anew."""

    def deactivate(self) -> None:
        """Do nothing: there is no layout to let go."""


class DecoratedLine(Line):
    """A slice whose style underlines or strikes it through."""

    __slots__ = (
        "ascent",
        "strikethrough_position",
        "strikethrough_thickness",
        "underline_position",
        "underline_thickness",
    )

    def decorate(self, layout: Any) -> None:
        """Take the positions of the rules from a Pango layout of the style."""
        for name in DecoratedLine.__slots__:
            setattr(self, name, getattr(layout, name))


def shaper_of(style: Any) -> Shaper | None:
    """Return what shapes a style's texts, or None where the renderer must do it."""
    cache = style.cache.setdefault("paper", {})
    found = cache.get(id(style))
    if found is None:
        shaper = None
        if isinstance(getattr(style, "font_config", None), PaperFonts) and _is_plain(style):
            font = _font_style_cache_key(style, include_size=True)
            key = font, spacing_of(style), _decoration(style)
            shaper = cache.get(key)
            if shaper is None:
                shaper = cache[key] = Shaper(style, style.font_config.held)
        found = cache[id(style)] = (style, shaper)
    return found[1]


def _decoration(style: Any) -> bool:
    return style["text_decoration_line"] != "none"


def _is_plain(style: Any) -> bool:
    """Tell whether nothing in the style asks for more than words, spaces and lines."""
    return bool(
        style["font_size"] and style["direction"] == "ltr" and style["word_break"] != "break-all"
    )


def end_of_line(
    shaped: Shaped, start: int, width: float | None, style: Any, *, at_start: bool, minimum: bool
) -> int | None:
    """Return the byte at which the next line begins, or None if the rest fits."""
    size = len(shaped.data)
    wraps = style["white_space"] in WRAPPING
    forced = (
        shaped.forced_after(start) if style["white_space"] not in ("normal", "nowrap") else None
    )
    if not wraps or width is None or width == inf:
        return forced if forced is None or forced <= size else None
    limit = shaped.width_to(start) + int(max(width, 0) * UNITS) + 1
    last = size if forced is None else forced
    if shaped.width_to(shaped.stripped(last)) <= limit:
        return forced
    lowest = _lowest(style, at_start=at_start, minimum=minimum)
    end = _last_fitting(shaped.places, shaped.edges, start, limit)
    if end is None and lowest < WORD:
        end = _squeezed(shaped, start, limit, lowest)
    if end is None:
        index = bisect_right(shaped.places, start)
        end = shaped.places[index] if index < len(shaped.places) else size
    end = min(end, last)
    return None if end >= size and forced is None else end


def _lowest(style: Any, *, at_start: bool, minimum: bool) -> int:
    """Return the lowest level at which a piece too wide for the line may be broken.

    When the narrowest width is sought, words stay whole unless the style says
    `overflow-wrap: anywhere`; a line that begins with other content first tries to
    leave the whole piece to the next line.
    """
    if minimum:
        return CLUSTER if style["overflow_wrap"] == "anywhere" else YEAR
    return CLUSTER if at_start else WORD


def _last_fitting(places: Any, edges: Any, start: int, limit: int) -> int | None:
    """Return the last place after `start` whose text before it fits, if there is one."""
    index = bisect_right(edges, limit) - 1
    if index >= 0 and places[index] > start:
        return places[index]
    return None


def _squeezed(shaped: Shaped, start: int, limit: int, lowest: int) -> int | None:
    """Break a piece wider than the line at the best level that has a fitting place."""
    first = None
    for level in (YEAR, GLUED, PART, CLUSTER):
        if level < lowest:
            break
        places, edges = shaped.ends_at(level)
        found = _last_fitting(places, edges, start, limit)
        if found is not None:
            return found
        index = bisect_right(places, start)
        first = places[index] if index < len(places) else first
    return first


def split_text_box(
    context: Any, box: Any, available_width: float | None, skip: int, is_line_start: bool = True
) -> tuple[Any, int | None, bool]:
    """Cut the next line off a text box; see the renderer's function of that name."""
    shaper = shaper_of(box.style)
    if shaper is None or not FOREIGN.isdisjoint(box.text):
        return _split_text_box(context, box, available_width, skip, is_line_start)
    shaped = shaper.shape(box.text, box.__dict__.get("break_levels"))
    if skip >= len(shaped.data):
        return None, None, False
    end = end_of_line(
        shaped, skip, available_width, box.style, at_start=is_line_start, minimum=False
    )
    stop, forced = _visible_end(shaped, end, box.style)
    if stop <= skip:
        return None, end, forced
    line = _line(shaper, shaped, skip, stop, box.style)
    line.max_width = available_width
    new_box = box.copy_with_text(line.text)
    new_box.pango_layout = line
    new_box.width = line.width()
    new_box.height = shaper.height
    line_height, _ = inline.strut(box.style)
    new_box.margin_top = new_box.margin_bottom = (line_height - shaper.height) / 2
    new_box.baseline = shaper.baseline + new_box.margin_top
    return new_box, end, forced


def _line(shaper: Shaper, shaped: Shaped, start: int, stop: int, style: Any) -> Line:
    if not _decoration(style):
        return Line(shaped, start, stop)
    line = DecoratedLine(shaped, start, stop)
    line.decorate(shaper.layout)
    return line


def _visible_end(shaped: Shaped, end: int | None, style: Any) -> tuple[int, bool]:
    """Return where a line's drawn text stops, and whether a line feed ended it."""
    if end is None:
        return len(shaped.data), False
    forced = shaped.data[end - 1] == 0x0A
    stop = end - 1 if forced else end
    if style["white_space"] in COLLAPSING:
        stop = shaped.stripped(stop)
    return stop, forced


def split_first_line(  # noqa: PLR0917 - the renderer calls it by position
    text: str,
    style: Any,
    context: Any,
    max_width: float | None,
    justification_spacing: float,
    is_line_start: bool = True,
    minimum: bool = False,
) -> tuple[Any, int, int | None, float, float, float]:
    """Measure the next line of a text; see the renderer's function of that name."""
    shaper = shaper_of(style)
    if shaper is None or not text or not FOREIGN.isdisjoint(text):
        return _split_first_line(
            text, style, context, max_width, justification_spacing, is_line_start, minimum
        )
    shaped, start = shaper.tail(text)
    end = end_of_line(shaped, start, max_width, style, at_start=is_line_start, minimum=minimum)
    stop, _ = _visible_end(shaped, end, style)
    line = _line(shaper, shaped, start, max(stop, start), style)
    resume = None if end is None else end - start
    return line, len(line.text.encode()), resume, line.width(), shaper.height, shaper.baseline


def can_break_inside(box: Any) -> bool:
    """Tell whether a laid-out child could end a line earlier than it does."""
    if isinstance(box, boxes.TextBox) and box.style["white_space"] in WRAPPING:
        line = getattr(box, "pango_layout", None)
        if isinstance(line, Line):
            places = line.shaped.places
            index = bisect_right(places, line.start)
            return index < len(places) and places[index] < line.stop
    return _can_break_inside(box)


def split_inline_level(context: Any, box: Any, *arguments: Any) -> tuple:
    """Lay out one inline child; tell its parent whether a line may end before it."""
    result = _split_inline_level(context, box, *arguments)
    opens = getattr(box, "opens_line", None)
    if opens is None or (result[3] is None) or arguments[3] is not None:
        return result
    return (*result[:3], opens, *result[4:])


def mark_breaks(box: Any) -> None:
    """Give each text box under `box` its line ends, read in its whole paragraph.

    Words may run over the border of an inline element; each paragraph is therefore cut
    as one text, and its boxes share out the result.
    """
    if isinstance(box, boxes.LineBox):
        _mark_paragraph(box)
    for child in getattr(box, "children", ()):
        mark_breaks(child)


def _mark_paragraph(line: Any) -> None:
    texts = list(_texts(line))
    if len(texts) < 2:
        return
    whole = "".join("\ufffc" if box is None else box.text for box in texts)
    levels, position = break_levels(whole), 0
    for box in texts:
        if box is None:
            position += 1
            continue
        end = position + len(box.text)
        own = bytearray(levels[position : end + 1])
        own[0], own[-1] = 0, WORD
        box.break_levels = bytes(own)
        if position and whole[position - 1] != "\ufffc":
            box.opens_line = levels[position] >= WORD
        position = end


def _texts(box: Any) -> Any:
    """Yield the text boxes of a line in order, None for anything else that stands in it."""
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            if child.text:
                yield child
        elif isinstance(child, boxes.InlineBox) and not child.is_leader:
            yield from _texts(child)
        else:
            yield None


_split_text_box = inline.split_text_box
_split_first_line = inline.split_first_line
_can_break_inside = inline.can_break_inside
_split_inline_level = inline.split_inline_level


def install() -> None:
    """Put this module's functions in the renderer's place; the others are kept within.

    Raises RuntimeError on a release of the renderer that nobody has compared them to.
    """
    if not weasyprint.VERSION.startswith(SUPPORTED):
        raise RuntimeError(f"line breaking is written for WeasyPrint {SUPPORTED}x")
    inline.split_text_box = split_text_box
    inline.can_break_inside = can_break_inside
    inline.split_inline_level = split_inline_level
    preferred.split_first_line = split_first_line
