"""Rich text made safe and sound: the few elements that an article needs, and nothing else.

nh3 judges the markup before it is read and again after it is written; between the two the
text is rebuilt from its blocks (publications.prosereading), so that neither wrappers of a
word processor nor unsound nesting survive.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape
from urllib.parse import parse_qsl, unquote, urlsplit

import nh3
from django.utils.translation import gettext as _

from portal.markup import within_limits
from publications.proseblocks import (
    Block,
    Cell,
    Figure,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Run,
    Table,
    Writer,
    plain,
)
from publications.prosereading import HEADINGS, MARKS, UNSEEN, VOID, WRAPPERS, names, read, words_of

SCHEMES = frozenset(("http", "https", "mailto", "tel"))
PICTURE = re.compile(
    r"/media/pictures/[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}/[a-z0-9]{1,16}\.webp"
)
LONGEST_ADDRESS = 2000  # signs
_DIALLED = re.compile(r"tel:[+0-9][0-9*#-]{2,24}", re.I)
_MAILED = re.compile(r"mailto:[^@\s<>\"]{1,64}@[A-Za-z0-9.-]{1,255}", re.I)
_DRESSED = re.compile(r"<h[234]>|</?table>")

# What the reading needs to see: also wrappers, for their borders, and the styles it understands.
_READ_TAGS = (
    WRAPPERS
    | HEADINGS
    | VOID
    | set(MARKS)
    | {"a", "span", "ul", "ol", "blockquote", "table", "figure"}
)
_READ_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "p": {"style"},
    "span": {"style"},
    "b": {"style"},
}
# Elements whose text is no text of the author's.
_DROPPED_WHOLE = names(
    "script style title xml template noscript noembed noframes iframe frameset object embed"
    " applet svg math textarea select option button audio video canvas head xmp"
)
_KEPT_TAGS = names(
    "h2 h3 h4 p br strong em sub sup ul ol li blockquote a table thead tbody tr th td figure"
    " figcaption img hr"
)
_KEPT_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_KEPT_VALUES = {
    "a": {"rel": {"noopener"}},
    "img": {"loading": {"lazy"}},
    "th": {"scope": {"col", "row"}},
}


@dataclass(frozen=True)
class Entry:
    """A heading for a list of contents: level 2 to 4, its words, and the id to link to."""

    level: int
    text: str
    anchor: str


def clean(html: str) -> str:
    """Rich text as it may be kept: safe, sound and free of what a word processor adds.

    Kept are h2–h4 (from h2 on, none left out), p, br, strong, em, sub, sup, ul, ol, li,
    blockquote, a (http, https, mailto, tel, and addresses of this site beginning with / or
    #; outside ones get rel=noopener), table with thead, tbody, th (with scope) and td,
    figure, figcaption, img, hr. A picture must be one of this site's
    (/media/pictures/UUID/SIZE.webp) or goes; without alternative text it stays with an
    empty one, which `pictures_without_words` counts. Underlining goes, for on a page it
    says link. Empty paragraphs go, two line breaks part paragraphs, blanks of every kind
    become one blank, unseen signs go save the joiners of emoji. What is nested
    beyond reason, or has elements without number, keeps its words (`portal.markup`). Never
    raises; cleaning what is clean changes nothing.
    """
    kept = _cleaned(within_limits(html))
    # One element around many blocks becomes one inside each of them.
    while (limited := within_limits(kept)) != kept:
        kept = _cleaned(limited)
    return kept


def _cleaned(html: str) -> str:
    return _gate(Writer().write(blocks_of(html)))


def blocks_of(html: str) -> list[Block]:
    """The blocks of a rich text, read as `clean` reads it."""
    judged = nh3.clean(
        UNSEEN.sub("", html),
        tags=set(_READ_TAGS),
        clean_content_tags=set(_DROPPED_WHOLE),
        attributes=_READ_ATTRIBUTES,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )
    return read(judged, link=safe_link, picture=own_picture)


def drawn(html: str, *, anchors: bool = False) -> str:
    """Rich text for a page, cleaned once more; wide tables scroll in regions keys can reach.

    With `anchors` each heading has the id that `headings` names. What passes the gate without
    a change is what `clean` wrote; anything else came into the table past it.
    """
    judged = _gate(html)
    return _dressed(judged if judged == html else clean(html), anchors)


def plain_text(html: str, *, with_addresses: bool = False) -> str:
    """The words of a rich text for search and for comparing: a line a block, no markup.

    Cells of a row are parted by tabs; alternative texts of pictures are words, too. With
    `with_addresses` follows at the end, a line each, what the addresses behind links tell: mail
    and telephone addresses, of others path and query, so that the personal-data guard sees
    what no reader sees.
    """
    blocks = blocks_of(html)
    hidden = list(dict.fromkeys(_addresses(blocks))) if with_addresses else []
    return "\n".join(part for part in [words_of(blocks), *hidden] if part)


def headings(html: str) -> list[Entry]:
    """The headings of a text in their order, with the ids of `drawn(html, anchors=True)`."""
    found = (block for block in _anchored(blocks_of(html)) if isinstance(block, Heading))
    return [Entry(block.level, plain(block.runs), block.anchor) for block in found]


def pictures_without_words(html: str) -> int:
    """How many pictures of the text have no alternative text."""
    return sum(not figure.alt for figure in _figures(blocks_of(html)))


def safe_link(address: str) -> str:
    """An address that a link may have, or "": known schemes, or a path or part of this site."""
    address = re.sub(r"[\x00-\x1f\x7f]", "", address).strip().replace(" ", "%20")
    if address.lower().startswith("www."):
        address = f"https://{address}"
    if not address or len(address) > LONGEST_ADDRESS or "\\" in address:
        return ""
    if address[0] in "/#" and address[1:2] != "/":
        return address if len(address) > 1 or address == "/" else ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme in ("http", "https"):
        return address if parts.netloc and "@" not in parts.netloc else ""
    address = re.sub(r"%20|[().]", "", address) if parts.scheme == "tel" else address
    return address if _DIALLED.fullmatch(address) or _MAILED.fullmatch(address) else ""


def own_picture(address: str) -> str:
    """The address of one of this site's pictures, or ""."""
    return address if PICTURE.fullmatch(address) else ""


def _dressed(html: str, anchors: bool) -> str:
    """Clean text with what a page has besides. In clean text every < begins a tag."""
    counts: Counter[str] = Counter()

    def dress(tag: re.Match[str]) -> str:
        what = tag[0]
        if what == "</table>":
            return "</table></div>"
        kind = "table" if what == "<table>" else "heading"
        counts[kind] += 1
        if kind == "heading":
            return f'{what[:-1]} id="section-{counts[kind]}">' if anchors else what
        label = escape(_("Table %(number)d") % {"number": counts[kind]})
        region = f'<div class="prose-table" role="region" tabindex="0" aria-label="{label}">'
        return f"{region}<table>"

    return _DRESSED.sub(dress, html)


def _judge_value(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return safe_link(value) or None
    if name == "src":
        return own_picture(value) or None
    return value


# One cleaner for all: reading the lists takes as long as judging a page's text.
_GATE = nh3.Cleaner(
    tags=set(_KEPT_TAGS),
    attributes=_KEPT_ATTRIBUTES,
    tag_attribute_values=_KEPT_VALUES,
    attribute_filter=_judge_value,
    url_schemes=set(SCHEMES),
    link_rel=None,
)


def _gate(html: str) -> str:
    return _GATE.clean(html)


def _anchored(blocks: Iterable[Block]) -> Iterator[Block]:
    count = 0
    for block in blocks:
        if isinstance(block, Heading):
            count += 1
            yield replace(block, anchor=f"section-{count}")
        else:
            yield block


def _inner(block: Block) -> list[Block]:
    if isinstance(block, ListBlock):
        return [inner for item in block.items for inner in item]
    if isinstance(block, Quote):
        return block.blocks
    cells: list[Cell] = []
    if isinstance(block, Table):
        cells = [cell for row in block.rows for cell in row]
    return [inner for cell in cells for inner in cell.blocks]


def _figures(blocks: Iterable[Block]) -> Iterator[Figure]:
    for block in blocks:
        if isinstance(block, Figure):
            yield block
        yield from _figures(_inner(block))


def _runs(blocks: Iterable[Block]) -> Iterator[Run]:
    for block in blocks:
        if isinstance(block, Paragraph | Heading):
            yield from block.runs
        elif isinstance(block, Figure):
            yield from block.caption
        yield from _runs(_inner(block))


def _addresses(blocks: Iterable[Block]) -> Iterator[str]:
    for _text, marks in _runs(blocks):
        if told := _told_by(marks.href):
            yield told


def _told_by(address: str) -> str:
    """What an address tells beside the place it leads to, as people read it."""
    parts = urlsplit(address)
    asked = [word for pair in parse_qsl(parts.query) for word in pair]
    words = [unquote(parts.path), *asked, unquote(parts.fragment)]
    return "\n".join(word.strip() for word in words if word.strip("/ "))
