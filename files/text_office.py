"""The words of a Word document and of a workbook's sheets, for the search and the guard.

Everything is read that goes out with the file, hidden sheets and remarks too; what tracked
changes deleted is not. Layout does not matter: a paragraph or a row is a line.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from files.packages import Package

_ASIDE = ("header", "footnotes", "endnotes", "comments", "footer")
_TWICE = {"Fallback", "moveFrom", "rPh"}  # text that stands elsewhere in the part as well
_LONG_NUMBER = re.compile(r"\d(?:\.\d+)?E\+?\d+")


def word_text(package: Package, most: int) -> str:
    """The document's text with headers, notes and remarks, cut at `most` characters."""
    related = package.related(package.main).values()
    aside = {kind: [part for k, part in related if k == kind] for kind in _ASIDE}
    parts = [*aside["header"], package.main]
    parts += [part for kind in _ASIDE[1:] for part in aside[kind]]
    texts: list[str] = []
    for part in dict.fromkeys(parts):
        if package.has(part) and most > 0:
            text = package.parse(part, _Paragraphs(most))
            assert isinstance(text, str)
            texts.append(text)
            most -= len(text)
    return "\n".join(text for text in texts if text.strip())


def sheet_texts(package: Package, most: int) -> list[str]:
    """The name and the cells of each sheet in order, tabs between cells, cut at `most`."""
    links = package.related(package.main)
    strings = _strings(package, dict(links.values()).get("sharedStrings", ""), most)
    texts = []
    for sheet in package.tree(package.main).iter():
        kind, part = links.get(_link(sheet), ("", ""))
        if _local(sheet.tag) == "sheet" and kind == "worksheet" and package.has(part):
            cells = package.parse(part, _Cells(strings, most))
            text = "\n".join([sheet.get("name", ""), str(cells), *_remarks(package, part, most)])
            texts.append(text.strip())
            most = max(0, most - len(text))
    return texts


def _strings(package: Package, part: str, most: int) -> list[str]:
    if not package.has(part):
        return []
    strings = package.parse(part, _Strings(most))
    assert isinstance(strings, list)
    return strings


def _remarks(package: Package, part: str, most: int) -> list[str]:
    related = package.related(part).values()
    parts = [name for kind, name in related if kind == "comments" and package.has(name)]
    return [str(package.parse(name, _Paragraphs(most))) for name in parts]


def _link(sheet: Element) -> str:
    return next((value for key, value in sheet.attrib.items() if _local(key) == "id"), "")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


class _Collected:
    """Text as it is read, no more of it than asked for, without what stands there twice."""

    def __init__(self, most: int) -> None:
        self._pieces: list[str] = []
        self._room = most
        self._aside = 0

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        name = _local(tag)
        self._aside += name in _TWICE
        if not self._aside:
            self.begin(name, attrs)

    def end(self, tag: str) -> None:
        name = _local(tag)
        if not self._aside:
            self.finish(name)
        self._aside -= name in _TWICE

    def data(self, data: str) -> None:
        if not self._aside:
            self.take(data)

    def begin(self, name: str, attrs: dict[str, str]) -> None:
        """Take the beginning of an element that counts."""

    def finish(self, name: str) -> None:
        """Take the end of an element that counts."""

    def take(self, data: str) -> None:
        """Take a piece of text that counts."""

    def add(self, text: str) -> None:
        kept = text[: self._room]
        self._room -= len(kept)
        self._pieces.append(kept)

    def close(self) -> object:
        return re.sub(r"\n{2,}", "\n", "".join(self._pieces)).strip()


class _Paragraphs(_Collected):
    """Takes a part of a document and gives its paragraphs as lines."""

    _SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self._inside = self._tabs = False

    def begin(self, name: str, attrs: dict[str, str]) -> None:
        self._inside = name == "t"
        self._tabs = self._tabs or name == "tabs"  # the stops of a paragraph, not signs in it
        if name in self._SIGNS and not self._tabs:
            self.add(self._SIGNS[name])

    def finish(self, name: str) -> None:
        self._inside = False
        self._tabs = self._tabs and name != "tabs"
        if name in ("p", "comment"):
            self.add("\n")

    def take(self, data: str) -> None:
        if self._inside:
            self.add(data)


class _Strings(_Collected):
    """Takes a workbook's shared strings and gives them in order."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self._strings: list[str] = []
        self._inside = False

    def begin(self, name: str, attrs: dict[str, str]) -> None:
        self._inside = name == "t"

    def finish(self, name: str) -> None:
        self._inside = False
        if name == "si":
            self._strings.append("".join(self._pieces))
            self._pieces = []

    def take(self, data: str) -> None:
        if self._inside:
            self.add(data)

    def close(self) -> list[str]:
        return self._strings


class _Cells(_Collected):
    """Takes a sheet and gives its rows as lines."""

    def __init__(self, strings: list[str], most: int) -> None:
        super().__init__(most)
        self._strings = strings
        self._kind = self._value = ""
        self._inside = False

    def begin(self, name: str, attrs: dict[str, str]) -> None:
        self._inside = name in ("v", "t")
        if name == "c":
            self._kind, self._value = attrs.get("t", ""), ""

    def finish(self, name: str) -> None:
        self._inside = False
        if name == "c" and (text := self._text()):
            self.add(f"{text}\t")
        elif name == "row":
            self.add("\n")

    def take(self, data: str) -> None:
        if self._inside:
            self._value += data

    def _text(self) -> str:
        if self._kind == "s":
            index = int(self._value) if self._value.isdecimal() else -1
            return self._strings[index] if 0 <= index < len(self._strings) else ""
        if not self._kind and _LONG_NUMBER.fullmatch(self._value):
            number = float(self._value)  # an ID number or a phone that Excel shortened
            if number < 1e16 and number.is_integer():
                return str(int(number))
        return self._value.strip()

    def close(self) -> str:
        return re.sub(r"\t*\n+", "\n", "".join(self._pieces)).strip()
