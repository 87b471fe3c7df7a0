"""The packaged fonts: one text a glyph, drawn as before, under their licence."""

from __future__ import annotations

import json
import unicodedata

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from paper.textmap import FAMILY, FOLDER, font_files

STYLES = ["Bold", "BoldItalic", "Italic", "Regular"]


@pytest.fixture(scope="module", params=STYLES)
def font(request: pytest.FixtureRequest):
    with TTFont(FOLDER / f"PortalSarabun-{request.param}.ttf") as opened:
        opened.table = json.loads((FOLDER / f"PortalSarabun-{request.param}.json").read_text())
        yield opened


def texts(font: TTFont) -> dict[str, str]:
    order = font.getGlyphOrder()
    return {order[int(glyph)]: text for glyph, text in font.table["texts"].items()}


def test_four_styles_of_one_family_are_packaged() -> None:
    assert [path.stem.removeprefix("PortalSarabun-") for path in font_files()] == STYLES


def test_the_changed_font_has_its_own_name_and_the_first_ones_licence(font: TTFont) -> None:
    names = font["name"]
    assert names.getDebugName(1) == FAMILY
    assert "TH Sarabun" not in names.getDebugName(4)
    assert "GNU General Public License" in names.getDebugName(13)
    assert "special exception" in names.getDebugName(13)
    assert "Changed from TH Sarabun New" in names.getDebugName(0)


def test_every_glyph_that_text_can_reach_has_one_true_text(font: TTFont) -> None:
    known = texts(font)
    silent = set(font.getGlyphOrder()) - set(known)
    assert all(
        name == ".notdef" or not font["hmtx"][name][0] or not has_ink(font, name) for name in silent
    )
    for text in known.values():
        assert text
        assert unicodedata.is_normalized("NFC", text)
        assert not any(unicodedata.category(sign) == "Co" for sign in text)


def test_every_sign_has_a_glyph_that_means_it(font: TTFont) -> None:
    known = texts(font)
    for code, name in font.getBestCmap().items():
        sign = unicodedata.normalize("NFC", chr(code))
        if unicodedata.category(sign[0]) not in ("Co", "Cc"):
            assert known[name] == sign, hex(code)


def test_no_two_signs_share_a_glyph(font: TTFont) -> None:
    means: dict[str, str] = {}
    for code, name in font.getBestCmap().items():
        sign = unicodedata.normalize("NFC", chr(code))
        if unicodedata.category(sign[0]) not in ("Co", "Cc"):
            assert means.setdefault(name, sign) == sign


def test_alternates_mean_what_their_base_means(font: TTFont) -> None:
    known = texts(font)
    alternates = [
        name
        for name in known
        if name.startswith("uni0E") and ".alt" in name and "_" not in name and "whole" not in name
    ]
    assert len(alternates) >= 20
    for name in alternates:
        assert known[name] == chr(int(name[3:7], 16))


def drawing(font: TTFont, *parts: str) -> list:
    """The outlines of glyphs set side by side."""
    pen, advance = DecomposingRecordingPen(font.getGlyphSet()), 0
    for part in parts:
        font.getGlyphSet()[part].draw(TransformPen(pen, (1, 0, 0, 1, advance, 0)))
        advance += font["hmtx"][part][0]
    return pen.value


def has_ink(font: TTFont, name: str) -> bool:
    return bool(drawing(font, name))


def test_new_glyphs_draw_what_the_parts_drew(font: TTFont) -> None:
    made = [name for name in texts(font) if "_uni0E" in name and not name.endswith(".typed")]
    assert len(made) >= 60
    for name in made:
        mark, _, tone = name.partition("_")
        assert drawing(font, name) == drawing(font, mark, tone)
        assert drawing(font, f"{name}.typed") == drawing(font, name)
    assert drawing(font, "uni0E33.whole") == drawing(font, "uni0E4D", "uni0E32")
    assert drawing(font, "uni0E33.whole.alt1") == drawing(font, "uni0E4D.alt1", "uni0E32")
    assert drawing(font, "uni0E32.am") == drawing(font, "uni0E32")


def test_typed_copies_say_the_two_signs(font: TTFont) -> None:
    known, order = texts(font), font.getGlyphOrder()
    for glyph, copy in font.table["typed"].items():
        said, typed = known[order[int(glyph)]], known[order[copy]]
        assert typed.replace("\u0e4d", "", 1) in (said, "\u0e32")
        assert font["hmtx"][order[int(glyph)]] == font["hmtx"][order[copy]]


def test_the_licences_stand_beside_the_fonts() -> None:
    said = (FOLDER / "LICENSE.txt").read_text(encoding="utf-8")
    assert all(path.stem.split("-")[1] in said for path in font_files())
    assert "GNU GENERAL PUBLIC LICENSE" in (FOLDER / "GPL-2.txt").read_text(encoding="utf-8")
