"""A word behind the text, as a drawing: no reader of the paper's text stumbles over it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fontTools.misc.transform import Identity
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

FONT = Path(__file__).parent / "fonts" / "PortalSarabun-Bold.ttf"
GREY = "#e8e8e8"
SLOPE = 0.61  # radians, upwards to the right


@cache
def outline(word: str) -> bytes:
    """Return `word` as a slanting grey SVG drawing that fits its frame.

    Marks sit where the font puts them by itself, which is right for one mark a
    consonant, such as in "ร่าง" and "สำเนา". Signs that the font lacks are left out.
    """
    with TTFont(FONT, lazy=True) as font:
        glyphs, names = font.getGlyphSet(), font.getBestCmap()
        pen, bounds = SVGPathPen(glyphs, ntos=lambda number: f"{number:.0f}"), BoundsPen(glyphs)
        slant = Identity.rotate(-SLOPE).scale(1, -1)
        across = 0
        for sign in word:
            if ord(sign) in names:
                glyph = glyphs[names[ord(sign)]]
                for each in (pen, bounds):
                    glyph.draw(TransformPen(each, slant.translate(across, 0)))
                across += glyph.width
    left, top, right, bottom = bounds.bounds or (0, 0, 1, 1)
    frame = f"{left:.0f} {top:.0f} {right - left:.0f} {bottom - top:.0f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{frame}">'
        f'<path fill="{GREY}" d="{pen.getCommands()}"/></svg>'
    ).encode()
