"""Markup of any origin kept within what a parser reads in good time.

A parser of HTML looks through all open elements again and again, so text that is nested
thousands of levels deep costs it the square of its length; and every element costs blocks
later. No article needs either.
"""

from __future__ import annotations

import re
from collections import Counter

DEEPEST = 50  # open elements; beyond them tags go and their text stays
MOST = 10_000  # elements; forty pages of tables have a quarter of that
KEPT = 9_000  # of more; fewer, so that what was cut and written anew is not cut again
# A tag as far as it can be told without reading attributes: what is kept is kept to the
# sign, so a ">" within an attribute does no harm.
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)[^<>]*>?")
_AMPERSAND = re.compile(r"&(?![a-zA-Z0-9#])")  # that begins no reference; slow to write
# They hold nothing, or a parser closes them by itself when the next one begins: each is
# inside an element that counts.
_SHALLOW = {"br", "hr", "img", "wbr", "input", "col", "p", "li", "dt", "dd"} | {
    "tr", "td", "th", "thead", "tbody", "tfoot", "caption", "option"
}  # fmt: skip


def within_limits(html: str) -> str:
    """The markup without tags that lie deeper than DEEPEST or come after the KEPT-th
    element of more than MOST.

    What is within the limits comes back unchanged, and of texts goes nothing but ampersands
    without number. The time is linear in the length.
    """
    if html.count("&") > MOST and (surplus := len(_AMPERSAND.findall(html)) - MOST) > 0:
        html = _AMPERSAND.sub("", html, count=surplus)
    tags, ends = html.count("<"), html.count("</")
    if tags <= DEEPEST:
        return html
    too_many = tags - ends > MOST or tags > 2 * MOST
    return _TAG.sub(_Judge(KEPT if too_many else tags), html)


class _Judge:
    """Tells, tag by tag in their order, which ones stay."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.elements = 0
        self.open: Counter[str] = Counter()  # by name; ends come in any order
        self.dropped: Counter[str] = Counter()
        self.depth = 0

    def __call__(self, tag: re.Match[str]) -> str:
        name = tag[2].lower()
        stays = self.ends(name) if tag[1] else self.begins(name)
        return tag[0] if stays else ""

    def begins(self, name: str) -> bool:
        self.elements += 1
        if self.elements > self.most or (self.depth >= DEEPEST and name not in _SHALLOW):
            self.dropped[name] += 1
            return False
        self.open[name] += 1
        self.depth += name not in _SHALLOW
        return True

    def ends(self, name: str) -> bool:
        if self.dropped[name]:
            self.dropped[name] -= 1
            return False
        if not self.open[name]:
            self.elements += 1  # a lonely end of a paragraph makes one
            return self.elements <= self.most
        self.open[name] -= 1
        self.depth -= name not in _SHALLOW
        return True
