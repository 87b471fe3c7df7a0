"""How much a page shows, counted in its markup: so that like is compared with like."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass(frozen=True)
class Parts:
    """Bytes before compression, links, images, icons, and words that spaces part."""

    size: int
    links: int
    images: int
    icons: int
    words: int


def counted(markup: bytes) -> Parts:
    """The parts of an HTML page in UTF-8."""
    reader = _Reader()
    reader.feed(markup.decode())
    reader.close()
    tags = reader.tags
    return Parts(len(markup), tags["a"], tags["img"], tags["svg"], reader.words)


class _Reader(HTMLParser):
    """Counts start tags and words, also those of the head (the page's title)."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.words = 0

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags[tag] += 1

    def handle_data(self, data: str) -> None:
        self.words += len(data.split())
