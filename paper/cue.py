"""The words at the foot of a page that goes on: "/รายงานผลการดำเนินการ....".

An HTML document asks for them twice. Its style gives them a place:

    @page { @bottom-right { content: string(cue); } }

and the attribute `data-cue` on an element says of which pages: a page gets a cue when
the first text of the page after it stands in such an element. `data-cue="off"` on an
element inside it takes that part out again, a table for example.

The renderer lays out margin boxes after all pages, so the next page's words are known
by then and nothing is laid out twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from weasyprint import layout
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from paper.breaks import PART, WORD, break_levels, with_parts
from paper.textmap import PaperFonts

NAME = "cue"
DOTS = "...."
LONGEST = 20  # signs between the stroke and the dots
ENOUGH = 12


class Cues:
    """The pages' cues by page number, as the renderer looks up a named string."""

    def __init__(self) -> None:
        self.pages: list[Any] = []

    def __contains__(self, number: int) -> bool:
        return True

    def __getitem__(self, number: int) -> list[str]:
        following = self.pages[number] if number < len(self.pages) else None
        return ["" if following is None else cue_of(following)]


def prepare(context: Any) -> None:
    """Let `string(cue)` give each page of this layout its cue."""
    context.string_set[NAME] = Cues()


def cue_of(page: Any) -> str:
    """Return the cue that leads to a page, empty if the HTML asks for none there."""
    words = ""
    for line in _first_lines(page.children[0], asked=False):
        words = f"{words} {line}" if words else line
        if len(words) >= ENOUGH:
            break
    return f"/{shortened(words)}{DOTS}" if words else ""


def shortened(text: str) -> str:
    """Return the first words of a text, as many as a cue holds, at least one.

    Where whole words would fill less than half a cue, a compound word gives its parts.
    """
    if len(text) <= LONGEST:
        return text
    levels = break_levels(text)
    words = _start(text, levels, WORD)
    return words if len(words) >= ENOUGH else _start(text, with_parts(text, levels), PART)


def _start(text: str, levels: bytes, lowest: int) -> str:
    ends = [place for place in range(1, len(text)) if levels[place] >= lowest]
    fitting = [place for place in ends if len(text[:place].rstrip()) <= LONGEST]
    end = fitting[-1] if fitting else min(ends, default=len(text))
    return text[:end].rstrip()


def _first_lines(box: Any, asked: bool) -> Iterator[str]:
    """Yield the first lines of text under a box, those of its first paragraph only."""
    for kind, block in _texts(box, asked):
        if not kind:
            return
        for line in block.children:
            if isinstance(line, boxes.LineBox):
                text = "".join(_words(line)).strip()
                if text:
                    yield text
        return


def _texts(box: Any, asked: bool) -> Iterator[tuple[bool, Any]]:
    """Yield the boxes that hold lines with text, each with whether a cue is asked there."""
    if isinstance(box, AbsolutePlaceholder) or getattr(box, "is_header", False):
        return
    element = box.element
    said = element.get("data-cue") if element is not None else None
    asked = asked if said is None else said != "off"
    children = getattr(box, "children", ())
    if any(_has_text(child) for child in children if isinstance(child, boxes.LineBox)):
        yield asked, box
        return
    for child in children:
        yield from _texts(child, asked)


def _has_text(line: Any) -> bool:
    return any(text.strip() for text in _words(line))


def _words(box: Any) -> Iterator[str]:
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            if child.style["visibility"] == "visible":
                yield child.text
        elif not child.is_leader and hasattr(child, "children"):
            yield from _words(child)


def make_all_pages(context: Any, *arguments: Any) -> Iterable[Any]:
    """Make the pages; see the renderer's function of that name. Note them for the cues."""
    if not isinstance(context.font_config, PaperFonts):
        yield from _make_all_pages(context, *arguments)
        return
    pages = context.string_set[NAME].pages
    pages.clear()
    for page in _make_all_pages(context, *arguments):
        pages.append(page)
        yield page


_make_all_pages = layout.make_all_pages


def install() -> None:
    """Put this module's function in the renderer's place; the other is kept within."""
    layout.make_all_pages = make_all_pages
