"""The numbers that Word shows before the paragraphs of its automatic lists.

They stand nowhere in the text, yet the reader of the paper sees them, so an imported cell
must have them too. Rules: ECMA-376 part 1, 17.9 (numbering).
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from files.packages import Package
from portal.thai.digits import to_thai

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_THAI_LETTERS = "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_MAX_LEVEL = 8


@dataclass(frozen=True)
class _Level:
    format: str = "decimal"
    text: str = "%1."
    start: int = 1
    suffix: str = " "


@dataclass
class _List:
    """The counters of one list; they run on through the whole document."""

    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the automatic lists of one document, from its first paragraph to its last."""

    def __init__(self, package: Package, links: dict[str, tuple[str, str]]) -> None:
        parts = {kind: part for kind, part in links.values() if package.has(part)}
        self._lists: dict[str, _List] = {}
        self._abstract: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        if "numbering" in parts:
            self._read_lists(package.tree(parts["numbering"]))
            if "styles" in parts:
                self._read_styles(package.tree(parts["styles"]))

    def label(self, properties: ET.Element | None) -> str:
        """Count a paragraph and give what stands before it, such as "๑. "; "" for none.

        `properties` is the paragraph's w:pPr.
        """
        number, level = self._list_of(properties)
        found = self._lists.get(self._abstract.get(number, ""))
        if found is None:
            return ""
        self._restart(number, found)
        shape = found.levels.get(level, _Level())
        found.counts[level] = found.counts.get(level, shape.start - 1) + 1
        for deeper in [other for other in found.counts if other > level]:
            del found.counts[deeper]
        text = _written(shape, found)
        return f"{text}{shape.suffix}" if text else ""

    def _list_of(self, properties: ET.Element | None) -> tuple[str, int]:
        if properties is None:
            return "", 0
        style = properties.find(f"{W}pStyle")
        number, level = self._styles.get(_value(style), ("", 0))
        own = properties.find(f"{W}numPr")
        if own is not None:
            if (stated := own.find(f"{W}numId")) is not None:
                number = _value(stated)
            level = _integer(own.find(f"{W}ilvl"), level)
        return number, min(level, _MAX_LEVEL)

    def _restart(self, number: str, found: _List) -> None:
        for level, start in self._restarts.pop(number, {}).items():
            found.counts[level] = start - 1

    def _read_lists(self, root: ET.Element) -> None:
        for abstract in root.iter(f"{W}abstractNum"):
            levels = {
                _integer_text(level.get(f"{W}ilvl")): _level(level)
                for level in abstract.iter(f"{W}lvl")
            }
            self._lists[abstract.get(f"{W}abstractNumId", "")] = _List(levels)
        for num in root.findall(f"{W}num"):
            number = num.get(f"{W}numId", "")
            self._abstract[number] = _value(num.find(f"{W}abstractNumId"))
            self._restarts[number] = {
                _integer_text(change.get(f"{W}ilvl")): _integer(start, 1)
                for change in num.findall(f"{W}lvlOverride")
                if (start := change.find(f"{W}startOverride")) is not None
            }

    def _read_styles(self, root: ET.Element) -> None:
        for style in root.iter(f"{W}style"):
            listed = style.find(f"{W}pPr/{W}numPr")
            if listed is not None:
                number = _value(listed.find(f"{W}numId"))
                level = _integer(listed.find(f"{W}ilvl"), 0)
                self._styles[style.get(f"{W}styleId", "")] = (number, level)


def _level(element: ET.Element) -> _Level:
    return _Level(
        _value(element.find(f"{W}numFmt")) or "decimal",
        _value(element.find(f"{W}lvlText")),
        _integer(element.find(f"{W}start"), 1),
        "" if _value(element.find(f"{W}suff")) == "nothing" else " ",
    )


def _written(shape: _Level, found: _List) -> str:
    if shape.format == "bullet":
        # Symbol fonts keep their signs in the private-use area, which means nothing outside.
        return re.sub("[\ue000-\uf8ff]", "•", shape.text)

    def number(match: re.Match[str]) -> str:
        level = int(match[1]) - 1
        there = found.levels.get(level, _Level())
        return _spelled(found.counts.get(level, there.start), there.format)

    return re.sub(r"%([1-9])", number, shape.text)


def _spelled(number: int, style: str) -> str:
    if style in ("thaiNumbers", "thaiCounting"):
        return to_thai(number)
    if style == "thaiLetters":
        return _THAI_LETTERS[(number - 1) % len(_THAI_LETTERS)]
    if style in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if style == "upperLetter" else letter
    if style in ("lowerRoman", "upperRoman"):
        roman = _roman(number)
        return roman.upper() if style == "upperRoman" else roman
    if style == "decimalZero":
        return f"{number:02}"
    return "" if style == "none" else str(number)


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text


def _value(element: ET.Element | None) -> str:
    return "" if element is None else element.get(f"{W}val", "")


def _integer(element: ET.Element | None, default: int) -> int:
    return _integer_text(_value(element), default)


def _integer_text(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 5 else default
