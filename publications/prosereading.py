"""HTML of any origin read into blocks: pasted from Word, from Google Docs, typed by hand.

What carries no meaning (wrappers, styles, classes, empty paragraphs, runs of blanks) is
read over. The few styles that do carry one are understood: bold and italic as Google Docs
writes them, and the paragraphs that Word means as items of a list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from publications.proseblocks import (
    PLAIN,
    Block,
    Cell,
    Figure,
    Heading,
    ListBlock,
    Marks,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
    in_order,
    one_line,
    plain,
    split_paragraphs,
    without_headings,
)


def names(words: str) -> frozenset[str]:
    return frozenset(words.split())


DEEPEST = 40  # elements; what lies deeper hangs on the fortieth
WIDEST_SPAN = 100
VOID = frozenset(("br", "hr", "img"))
WRAPPERS = names(
    "p div section article header footer main aside nav address center pre dl dt dd form"
    " fieldset legend details summary li tr td th thead tbody tfoot caption figcaption"
    " hgroup search menu dir"
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
MARKS = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "sub": "sub", "sup": "sup"}

# Signs that nobody sees: controls, the joiners and hyphens of typesetting programs, marks of
# direction. The joiners of emoji and of other scripts (U+200C, U+200D) stay.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffc\ufffe\uffff\ud800-\udfff]"
)
_BLANKS = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_WORD_ITEM = re.compile(r"mso-list\s*:\s*l\d+\s+level(\d)")
_WORD_MARKER = re.compile(r"mso-list\s*:\s*ignore", re.I)
_COUNTED = re.compile(r"\(?([0-9๐-๙]{1,3}|[a-zA-Zก-ฮ])[.)]")
_BOLD = re.compile(r"(?:^|;)\s*font-weight\s*:\s*(bold|[6-9]00)")
_NOT_BOLD = re.compile(r"(?:^|;)\s*font-weight\s*:\s*(normal|[1-4]00)")
_SLANTED = re.compile(r"(?:^|;)\s*font-style\s*:\s*italic")

_PIECE = re.compile(r'<(/?)([a-z0-9]+)((?: [a-z-]+="[^"]*")*)>|([^<]+)')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
# In this order: what an ampersand leads to afterwards is the author's own.
_REFERENCES = (
    ("&nbsp;", "\u00a0"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")
)  # fmt: skip

Address = Callable[[str], str]  # an address as typed -> the same, made safe, or ""


@dataclass
class Node:
    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)


@dataclass
class WordItem:
    """A paragraph of Word that looks like an item of a list."""

    level: int
    marker: str
    runs: list[Run]


def tidy_text(text: str) -> str:
    """Text without unseen signs, each run of blanks of any kind one blank."""
    return _BLANKS.sub(" ", UNSEEN.sub("", text))


def read(html: str, *, link: Address, picture: Address) -> list[Block]:
    """HTML that a sanitiser has written (each element closed) to blocks in a sound order.

    `link` and `picture` judge the addresses; where they return "" the link's text stays
    and the picture goes.
    """
    return in_order(Reading(link, picture).blocks(tree(html).children))


def tree(html: str) -> Node:
    """The elements as a sanitiser wrote them: every one closed, every value in quotes."""
    root = Node("")
    open_ones = [root]
    for ends, tag, attrs, text in _PIECE.findall(html):
        if text:
            if words := tidy_text(_typed(text)):
                open_ones[-1].children.append(words)
        elif ends:
            if len(open_ones) > 1:
                open_ones.pop()
        else:
            _begin(open_ones, tag, attrs)
    return root


def _begin(open_ones: list[Node], tag: str, attrs: str) -> None:
    inside = open_ones[-1]
    if len(open_ones) > DEEPEST and tag not in VOID:
        open_ones.append(inside)
        return
    values = {name: _typed(value) for name, value in _ATTRIBUTE.findall(attrs)} if attrs else {}
    node = Node(tag, values)
    inside.children.append(node)
    if tag not in VOID:
        open_ones.append(node)


def _typed(text: str) -> str:
    """Text without the references that a sanitiser writes; it writes no others."""
    if "&" in text:
        for name, sign in _REFERENCES:
            text = text.replace(name, sign)
    return text


class Reading:
    """One reading: the judges of addresses, and how each element becomes blocks."""

    def __init__(self, link: Address, picture: Address) -> None:
        self.link = link
        self.picture = picture

    def blocks(self, children: Iterable[Node | str], marks: Marks = PLAIN) -> list[Block]:
        return self.flow(children, marks).finished()

    def flow(self, children: Iterable[Node | str], marks: Marks = PLAIN) -> Flow:
        flow = Flow()
        self.walk(children, marks, flow)
        return flow

    def walk(self, children: Iterable[Node | str], marks: Marks, flow: Flow) -> None:
        for child in children:
            if isinstance(child, str):
                flow.runs.append((child, marks))
            elif child.tag == "br":
                flow.runs.append(("\n", marks))
            elif child.tag in HEADINGS:
                flow.add(*self.heading(child, marks))
            elif maker := getattr(self, f"read_{child.tag}", None):
                flow.add(*maker(child, marks))
            elif child.tag in WRAPPERS:
                flow.flush()
                self.walk(child.children, marks, flow)
                flow.flush()
            else:
                self.walk(child.children, self.marked(child, marks), flow)

    def marked(self, node: Node, marks: Marks) -> Marks:
        if node.tag == "a":
            return marks._replace(href=self.link(node.attrs.get("href", "")) or marks.href)
        style = node.attrs.get("style", "").lower()
        if node.tag in MARKS and not (node.tag == "b" and _NOT_BOLD.search(style)):
            marks = marks._replace(**{MARKS[node.tag]: True})
        if _BOLD.search(style):
            marks = marks._replace(strong=True)
        return marks._replace(em=True) if _SLANTED.search(style) else marks

    def heading(self, node: Node, marks: Marks) -> Iterator[Block]:
        inner = self.blocks(node.children, marks)
        words: list[Run] = []
        for block in inner:
            if isinstance(block, Paragraph):
                words += [*block.runs, (" ", PLAIN)]
        if words := one_line((text, mark._replace(strong=False)) for text, mark in words):
            yield Heading(int(node.tag[1]), words)
        yield from (block for block in inner if not isinstance(block, Paragraph))

    def read_p(self, node: Node, marks: Marks) -> list[Block | WordItem]:
        item = _WORD_ITEM.search(node.attrs.get("style", "").lower())
        if not item:
            return [*self.blocks(node.children, marks)]
        marker, words = _apart(node.children)
        flow = self.flow(words, marks)
        return [WordItem(int(item[1]), marker.strip(), flow.runs), *flow.blocks]

    def read_hr(self, node: Node, marks: Marks) -> list[Block]:
        return [Rule()]

    def read_img(self, node: Node, marks: Marks) -> list[Block]:
        src = self.picture(node.attrs.get("src", ""))
        width, height = (_size(node.attrs.get(name, "")) for name in ("width", "height"))
        alt = tidy_text(node.attrs.get("alt", "")).strip()
        return [Figure(src, alt, width, height)] if src else []

    def read_figure(self, node: Node, marks: Marks) -> list[Block]:
        captions = [c for c in node.children if isinstance(c, Node) and c.tag == "figcaption"]
        blocks = self.blocks([c for c in node.children if c not in captions], marks)
        said = [block for c in captions for block in self.blocks(c.children, marks)]
        if not blocks or not isinstance(blocks[-1], Figure):
            return [*blocks, *said]
        for block in said:
            if isinstance(block, Paragraph):
                blocks[-1].caption += [(" ", PLAIN), *block.runs]
        blocks[-1].caption = one_line(blocks[-1].caption)
        return [*blocks, *(block for block in said if not isinstance(block, Paragraph))]

    def read_blockquote(self, node: Node, marks: Marks) -> list[Block]:
        blocks = without_headings(self.blocks(node.children, marks))
        return [Quote(blocks)] if blocks else []

    def read_ul(self, node: Node, marks: Marks) -> list[Block]:
        return self.list_of(node, marks, ordered=False)

    def read_ol(self, node: Node, marks: Marks) -> list[Block]:
        return self.list_of(node, marks, ordered=True)

    def list_of(self, node: Node, marks: Marks, ordered: bool) -> list[Block]:
        items: list[list[Block]] = []
        for child in node.children:
            inside = [child] if isinstance(child, str) or child.tag != "li" else child.children
            blocks = without_headings(self.blocks(inside, marks))
            # Google Docs hangs an inner list on the outer one instead of on its item.
            if items and isinstance(child, Node) and child.tag in ("ul", "ol"):
                items[-1] += blocks
            elif blocks:
                items.append(blocks)
        start = node.attrs.get("start", "")
        first = int(start) if start.isascii() and start.isdigit() and len(start) < 5 else 1
        return [ListBlock(ordered, items, first if ordered else 1)] if items else []

    def read_table(self, node: Node, marks: Marks) -> list[Block]:
        before: list[Block] = []
        head: list[list[Cell]] = []
        body: list[list[Cell]] = []
        for part, row in _rows(node):
            if part == "caption":
                before += without_headings(self.blocks(row.children, marks))
                continue
            cells = [self.cell(c, marks, part == "thead") for c in _cells(row)]
            is_head = not body and all(cell.header for cell in cells)
            if cells:
                (head if is_head else body).append(cells)
        return [*before, Table(head, body)] if head or body else before

    def cell(self, node: Node, marks: Marks, in_head: bool) -> Cell:
        blocks = without_headings(self.blocks(node.children, marks))
        colspan, rowspan = (_span(node.attrs.get(name, "")) for name in ("colspan", "rowspan"))
        return Cell(in_head or node.tag == "th", blocks, colspan, rowspan)


class Flow:
    """Blocks as they come, and the runs of a paragraph that is not yet closed."""

    def __init__(self) -> None:
        self.blocks: list[Block | WordItem] = []
        self.runs: list[Run] = []

    def add(self, *blocks: Block | WordItem) -> None:
        self.flush()
        self.blocks += blocks

    def flush(self) -> None:
        self.blocks += [Paragraph(runs) for runs in split_paragraphs(self.runs)]
        self.runs = []

    def finished(self) -> list[Block]:
        self.flush()
        return list(_with_lists(self.blocks))


def _with_lists(blocks: list[Block | WordItem]) -> Iterator[Block]:
    """Neighbouring items of Word gathered into lists, by their levels."""
    waiting: list[WordItem] = []
    for block in blocks:
        if isinstance(block, WordItem):
            waiting.append(block)
            continue
        yield from _lists(waiting)
        waiting = []
        yield block
    yield from _lists(waiting)


def _lists(items: list[WordItem]) -> Iterator[Block]:
    at = 0
    while at < len(items):
        first = items[at]
        ordered = bool(_COUNTED.match(first.marker))
        found = ListBlock(ordered, [], _number(first.marker) if ordered else 1)
        while at < len(items) and bool(_COUNTED.match(items[at].marker)) == ordered:
            end = at + 1
            while end < len(items) and items[end].level > items[at].level:
                end += 1
            words: list[Block] = [Paragraph(runs) for runs in split_paragraphs(items[at].runs)]
            if inside := [*words, *_lists(items[at + 1 : end])]:
                found.items.append(inside)
            at = end
        if found.items:
            yield found


def _number(marker: str) -> int:
    digits = re.search(r"\d{1,3}", marker)
    return int(digits[0]) if digits else 1


def _apart(children: list[Node | str]) -> tuple[str, list[Node | str]]:
    """The marker that Word wrote in front of an item, and the item without it."""
    marker, words = "", []
    for child in children:
        if isinstance(child, str):
            words.append(child)
        elif _WORD_MARKER.search(child.attrs.get("style", "")):
            marker += _text(child)
        else:
            inner, kept = _apart(child.children)
            marker += inner
            words.append(Node(child.tag, child.attrs, kept))
    return marker, words


def _text(node: Node) -> str:
    return "".join(c if isinstance(c, str) else _text(c) for c in node.children)


def _rows(table: Node) -> Iterator[tuple[str, Node]]:
    """Rows and caption of this table, none of tables inside, each with its part's name."""
    for part in table.children:
        if isinstance(part, Node) and part.tag == "tr":
            yield "tbody", part
        elif isinstance(part, Node) and part.tag == "caption":
            yield "caption", part
        elif isinstance(part, Node):
            rows = (row for row in part.children if isinstance(row, Node) and row.tag == "tr")
            yield from ((part.tag, row) for row in rows)


def _cells(row: Node) -> list[Node]:
    return [cell for cell in row.children if isinstance(cell, Node) and cell.tag in ("td", "th")]


def _span(value: str) -> int:
    return min(max(int(value), 1), WIDEST_SPAN) if re.fullmatch("[0-9]{1,4}", value) else 1


def _size(value: str) -> str:
    return value if re.fullmatch("[1-9][0-9]{0,4}", value) else ""


def words_of(blocks: Iterable[Block]) -> str:
    """All words in reading order, a line a block; the cells of a row parted by tabs."""
    return "\n".join(line for block in blocks for line in _lines(block) if line)


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph | Heading):
        yield plain(block.runs)
    elif isinstance(block, Figure):
        yield from (block.alt, plain(block.caption))
    elif isinstance(block, ListBlock):
        yield from (words_of(item) for item in block.items)
    elif isinstance(block, Quote):
        yield words_of(block.blocks)
    elif isinstance(block, Table):
        for row in block.rows:
            yield "\t".join(words_of(cell.blocks).replace("\n", " ") for cell in row)
