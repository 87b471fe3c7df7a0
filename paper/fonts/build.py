"""Build the paper's font, Portal Sarabun, from TH Sarabun New 1.35.

    python -m paper.fonts.build SOURCE

SOURCE is a folder that holds the four THSarabunNew-*.ttf files, or a wheel of the
package odoo-addon-l10n-th-base-utils, which ships them. The four fonts and, beside
each, the text that every one of its glyphs stands for are written next to this file.

Why the font is changed: a shaper splits SARA AM (U+0E33) into NIKHAHIT and SARA AA, so
that one glyph of the unchanged font stands for "า" in one word and for half of "ำ" in
the next; no PDF can then tell a reader which was meant. Here the pair becomes one
glyph of its own, and where a tone mark stands between the two, NIKHAHIT joins the tone
mark and SARA AA is replaced by a copy. Every glyph then means one text, and none looks
different from before.

TH Sarabun New may be changed under the GNU GPL 2 or later with the font exception, if
the changed font has a name of its own: see LICENSE.txt.
"""

from __future__ import annotations

import argparse
import io
import json
import unicodedata
import zipfile
from collections.abc import Iterable
from pathlib import Path

from fontTools.otlLib.builder import (
    buildCoverage,
    buildLigatureSubstSubtable,
    buildLookup,
    buildSingleSubstSubtable,
)
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables

FAMILY = "Portal Sarabun"
STYLES = {
    "Regular": "Regular",
    "Bold": "Bold",
    "Italic": "Italic",
    "BoldItalic": "Bold Italic",
}
NIKHAHIT = ("uni0E4D", "uni0E4D.alt1")
# Marks above the line: the shaper puts NIKHAHIT before any of them.
ABOVE = tuple(f"uni0E{code}" for code in "31 34 35 36 37 47 48 49 4A 4B 4C 4D 4E".split())  # noqa: SIM905
SARA_AA = "uni0E32"
SARA_AA_OF_AM = "uni0E32.am"
HINT_TABLES = ("fpgm", "prep", "cvt ", "gasp", "hdmx", "LTSH", "VDMX", "PCLT")
LIGATURE_SIGNS = range(0xFB00, 0xFB07)
HYPHENS = {0x2010: "hyphentwo", 0x2011: "nonbreakinghyphen", 0xAD: "softhyphen"}


def source_fonts(source: Path) -> dict[str, bytes]:
    """Read the four TH Sarabun New files from a folder or a wheel, by style name."""
    if source.is_dir():
        found = {path.name: path.read_bytes() for path in source.rglob("THSarabunNew-*.ttf")}
    else:
        with zipfile.ZipFile(source) as wheel:
            found = {
                Path(name).name: wheel.read(name)
                for name in wheel.namelist()
                if Path(name).match("THSarabunNew-*.ttf")
            }
    return {style: found[f"THSarabunNew-{style}.ttf"] for style in STYLES}


class Builder:
    """Turns one TH Sarabun New font into its Portal Sarabun counterpart."""

    def __init__(self, content: bytes, style: str):
        self.font = TTFont(io.BytesIO(content), recalcTimestamp=False)
        self.style = style
        self.texts: dict[str, str] = {}

    def build(self) -> TTFont:
        """Change the font in place, fill `texts` (glyph name to text) and return it."""
        self._drop_hints()
        self._rename()
        self._own_hyphens()
        self._own_ligature_signs()
        self._read_texts()
        self._sara_am()
        self._lakkhangyao()
        return self.font

    def _drop_hints(self) -> None:
        # Hints serve screens; the paper is drawn from outlines, and new glyphs would
        # leave the tables that count glyphs wrong.
        for tag in HINT_TABLES:
            if tag in self.font:
                del self.font[tag]
        glyphs = self.font["glyf"]
        for name in self.font.getGlyphOrder():
            glyphs[name].removeHinting()

    def _rename(self) -> None:
        names = self.font["name"]
        full = FAMILY if self.style == "Regular" else f"{FAMILY} {STYLES[self.style]}"
        note = " Changed from TH Sarabun New: glyphs of their own for sara am."
        values = {
            1: FAMILY,
            2: STYLES[self.style],
            3: f"{full}; from TH Sarabun New 1.35",
            4: full,
            5: "Version 1.35; Portal Sarabun 1",
            6: f"PortalSarabun-{self.style}",
        }
        for record in list(names.names):
            if record.nameID in values:
                record.string = values[record.nameID]
            elif record.nameID == 0 and note.strip() not in record.toUnicode():
                record.string = record.toUnicode() + "\n" + note.strip()
            elif record.nameID == 7:
                names.names.remove(record)

    def _own_hyphens(self) -> None:
        # Two characters that share one glyph cannot both be read back.
        for code, name in HYPHENS.items():
            mapped = self.font.getBestCmap().get(code)
            if mapped is None or mapped == "hyphen":
                self._copy("hyphen", name)
                for table in self.font["cmap"].tables:
                    if table.isUnicode():
                        table.cmap[code] = name

    def _own_ligature_signs(self) -> None:
        # The glyph that joins "f" and "i" also draws the sign U+FB01; it means the letters.
        for code, name in list(self.font.getBestCmap().items()):
            if code in LIGATURE_SIGNS:
                self._copy(name, f"{name}.sign")
                for table in self.font["cmap"].tables:
                    if code in table.cmap:
                        table.cmap[code] = f"{name}.sign"

    def _read_texts(self) -> None:
        """Give each glyph the text of its character, or of the glyphs it replaces."""
        for code, name in sorted(self.font.getBestCmap().items()):
            if unicodedata.category(chr(code)) not in ("Co", "Cc"):
                self.texts.setdefault(name, unicodedata.normalize("NFC", chr(code)))
        changed = True
        while changed:
            changed = False
            for glyph, parts in self._substitutions():
                if glyph not in self.texts and all(part in self.texts for part in parts):
                    joined = "".join(self.texts[part] for part in parts)
                    self.texts[glyph] = unicodedata.normalize("NFC", joined)
                    changed = True

    def _substitutions(self) -> Iterable[tuple[str, list[str]]]:
        for lookup in self.font["GSUB"].table.LookupList.Lookup:
            for subtable in lookup.SubTable:
                if lookup.LookupType == 1:
                    for old, new in subtable.mapping.items():
                        yield new, [old]
                elif lookup.LookupType == 4:
                    for first, ligatures in subtable.ligatures.items():
                        for ligature in ligatures:
                            yield ligature.LigGlyph, [first, *ligature.Component]

    def _copy(self, old: str, new: str) -> None:
        self._add(new, [old])

    def _add(self, name: str, parts: list[str]) -> None:
        """Add a glyph that draws `parts` side by side, as a line of text would."""
        pen = TTGlyphPen(self.font.getGlyphSet())
        advance = 0
        for part in parts:
            pen.addComponent(part, (1, 0, 0, 1, advance, 0))
            advance += self.font["hmtx"][part][0]
        glyphs = self.font["glyf"]
        order = [*self.font.getGlyphOrder(), name]
        glyphs[name] = pen.glyph()
        self.font.setGlyphOrder(order)
        glyphs.glyphOrder = order
        glyphs[name].recalcBounds(glyphs)
        self.font["hmtx"][name] = (advance, glyphs[name].xMin)

    def _sara_am(self) -> None:
        """Give NIKHAHIT and SARA AA glyphs that say what the pair stands for.

        The "typed" copies stand for a text that really holds NIKHAHIT and SARA AA,
        which a shaper cannot tell from SARA AM; the PDF writer picks them.
        """
        marks = [
            f"{mark}{suffix}"
            for mark in ABOVE
            for suffix in ("", ".alt1", ".alt2", ".alt3")
            if f"{mark}{suffix}" in self.font.getGlyphOrder()
        ]
        self._copy(SARA_AA, SARA_AA_OF_AM)
        self.texts[SARA_AA_OF_AM] = "\u0e33"
        pairs, whole = {}, {}
        for nikhahit in NIKHAHIT:
            suffix = nikhahit.removeprefix("uni0E4D")
            am = f"uni0E33.whole{suffix}"
            self._add(am, [nikhahit, SARA_AA])
            self._copy(am, f"{am}.typed")
            self.texts[am], self.texts[f"{am}.typed"] = "\u0e33", "\u0e4d\u0e32"
            whole[(nikhahit, SARA_AA)] = am
            for mark in marks:
                joined = f"{nikhahit}_{mark}"
                self._add(joined, [nikhahit, mark])
                self._copy(joined, f"{joined}.typed")
                self.texts[joined] = self.texts[mark]
                self.texts[f"{joined}.typed"] = "\u0e4d" + self.texts[mark]
                pairs[(nikhahit, mark)] = joined
        self._add_lookups(pairs, whole, marks)

    def _add_lookups(self, pairs: dict, whole: dict, marks: list[str]) -> None:
        table = self.font["GSUB"].table
        join = self._append(buildLookup([buildLigatureSubstSubtable(pairs)]))
        copy = self._append(buildLookup([buildSingleSubstSubtable({SARA_AA: SARA_AA_OF_AM})]))
        first, joined, end = [list(NIKHAHIT), marks], list(pairs.values()), [SARA_AA]
        used = [
            self._append(self._chain([], first, [marks, end], join)),
            self._append(self._chain([], first, [end], join)),
            self._append(self._chain([joined], [end], [], copy)),
            self._append(self._chain([marks, joined], [end], [], copy)),
            self._append(buildLookup([buildLigatureSubstSubtable(whole)])),
        ]
        features = table.FeatureList.FeatureRecord
        script = next(r for r in table.ScriptList.ScriptRecord if r.ScriptTag == "thai").Script
        for index in script.DefaultLangSys.FeatureIndex:
            if features[index].FeatureTag == "liga":
                feature = features[index].Feature
                feature.LookupListIndex = [*feature.LookupListIndex, *used]
                feature.LookupCount = len(feature.LookupListIndex)

    def _chain(self, before: list, matched: list, after: list, lookup: int) -> otTables.Lookup:
        glyphs = self.font.getReverseGlyphMap()
        subtable = otTables.ChainContextSubst()
        subtable.Format = 3
        subtable.BacktrackCoverage = [buildCoverage(names, glyphs) for names in before]
        subtable.InputCoverage = [buildCoverage(names, glyphs) for names in matched]
        subtable.LookAheadCoverage = [buildCoverage(names, glyphs) for names in after]
        subtable.BacktrackGlyphCount = len(before)
        subtable.InputGlyphCount = len(matched)
        subtable.LookAheadGlyphCount = len(after)
        record = otTables.SubstLookupRecord()
        record.SequenceIndex, record.LookupListIndex = 0, lookup
        subtable.SubstCount, subtable.SubstLookupRecord = 1, [record]
        chain = otTables.Lookup()
        chain.LookupType, chain.LookupFlag = 6, 0
        chain.SubTable, chain.SubTableCount = [subtable], 1
        return chain

    def _append(self, lookup: otTables.Lookup) -> int:
        lookups = self.font["GSUB"].table.LookupList
        lookups.Lookup.append(lookup)
        lookups.LookupCount = len(lookups.Lookup)
        return lookups.LookupCount - 1

    def _lakkhangyao(self) -> None:
        """Tell "ฤๅ" from "ฤา" (and "ฦๅ" from "ฦา"), which the font draws alike."""
        for lookup in self.font["GSUB"].table.LookupList.Lookup:
            for subtable in lookup.SubTable if lookup.LookupType == 4 else []:
                for first in ("uni0E24", "uni0E26"):
                    for ligature in subtable.ligatures.get(first, []):
                        code = self.texts[first] + self.texts[ligature.Component[0]]
                        if ligature.Component == ["uni0E45"]:
                            new = f"{first}.lakkhangyao"
                            if new not in self.texts:
                                self._copy(ligature.LigGlyph, new)
                            ligature.LigGlyph = new
                        self.texts[ligature.LigGlyph] = code


def write(source: Path, target: Path) -> None:
    """Write PortalSarabun-*.ttf and PortalSarabun-*.json (glyph number to text)."""
    for style, content in source_fonts(source).items():
        builder = Builder(content, style)
        font = builder.build()
        font.save(target / f"PortalSarabun-{style}.ttf")
        numbers = font.getReverseGlyphMap()
        texts = {numbers[name]: text for name, text in builder.texts.items()}
        typed = {
            numbers[name]: numbers[f"{name}.typed"]
            for name in builder.texts
            if f"{name}.typed" in numbers
        } | {numbers[SARA_AA_OF_AM]: numbers[SARA_AA]}
        table = {"texts": dict(sorted(texts.items())), "typed": dict(sorted(typed.items()))}
        path = target / f"PortalSarabun-{style}.json"
        path.write_text(json.dumps(table, ensure_ascii=True, indent=0) + "\n")


def main() -> None:
    """Read the source named on the command line, write the fonts beside this file."""
    parser = argparse.ArgumentParser(description="Build Portal Sarabun from TH Sarabun New.")
    parser.add_argument("source", type=Path, help="folder or wheel with THSarabunNew-*.ttf")
    write(parser.parse_args().source, Path(__file__).parent)


if __name__ == "__main__":
    main()
