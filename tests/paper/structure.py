"""The tag tree of a PDF as assistive technology walks it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf


class Structure:
    """Reads a PDF's structure tree together with the marked content of its pages."""

    def __init__(self, pdf: bytes):
        self.pdf = pikepdf.open(io.BytesIO(pdf))
        self.root = self.pdf.Root.StructTreeRoot
        self.pages = [page.objgen for page in self.pdf.pages]
        self.marks = [_marks(page) for page in self.pdf.pages]

    def elements(self, role: str | None = None) -> list[Any]:
        """Every structure element in reading order, or those of one role."""
        found = list(_walk(self.root.K[0]))
        return [each for each in found if role is None or f"/{role}" == each.S]

    def roles(self) -> list[str]:
        """The roles of all elements in reading order."""
        return [str(each.S)[1:] for each in self.elements()]

    def contents(self, element: Any) -> Iterator[tuple[int, int]]:
        """Page number and MCID of every piece of content below an element."""
        for kid in kids(element):
            if isinstance(kid, int):
                yield self.pages.index(element.Pg.objgen), kid
            elif kid.get("/Type") == "/MCR":
                yield self.pages.index(kid.Pg.objgen), int(kid.MCID)
            elif kid.get("/Type") != "/OBJR":
                yield from self.contents(kid)

    def text(self, element: Any = None) -> str:
        """The text below an element, or of the whole document, as the tree orders it."""
        chosen = self.root.K[0] if element is None else element
        return "".join(self.marks[page].get(mcid, "") for page, mcid in self.contents(chosen))


def kids(element: Any) -> list[Any]:
    """What an element holds: elements, references, numbers of marked content."""
    held = element.get("/K", [])
    return list(held) if isinstance(held, pikepdf.Array) else [held]


def _walk(element: Any) -> Iterator[Any]:
    yield element
    for kid in kids(element):
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/StructElem":
            yield from _walk(kid)


def _marks(page: Any) -> dict[int, str]:
    """The text of each marked content of a page, by its MCID."""
    fonts = {str(name): _to_unicode(font) for name, font in page.resources.Font.items()}
    found: dict[int, str] = {}
    stack: list[int | None] = []
    font: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            facts = operands[1] if len(operands) > 1 else {}
            stack.append(int(facts["/MCID"]) if "/MCID" in facts else None)
            if stack[-1] is not None:
                found.setdefault(stack[-1], "")
        elif name == "EMC":
            stack.pop()
        elif name == "Tf":
            font = fonts[str(operands[0])]
        elif name == "TJ" and stack and stack[-1] is not None:
            codes = b"".join(
                bytes(each) for each in operands[0] if isinstance(each, pikepdf.String)
            )
            pairs = zip(codes[::2], codes[1::2], strict=True)
            found[stack[-1]] += "".join(font[high << 8 | low] for high, low in pairs)
    return found


def open_marks(page: Any) -> list[str]:
    """The tags of the text-showing operators that stand in no marked content: none, if well."""
    depth, loose = 0, []
    for _, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(name, 0)
        if name in ("TJ", "Tj", "Do", "f", "S", "B", "sh") and not depth:
            loose.append(name)
    return loose


def _to_unicode(font: Any) -> dict[int, str]:
    table: dict[int, str] = {}
    for line in font.ToUnicode.read_bytes().decode("ascii").splitlines():
        parts = line.split()
        if len(parts) == 2 and parts[0].startswith("<") and parts[1].startswith("<"):
            text = bytes.fromhex(parts[1].strip("<>")).decode("utf-16-be")
            table[int(parts[0].strip("<>"), 16)] = text
    return table
