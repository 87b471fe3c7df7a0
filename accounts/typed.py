"""What somebody had typed into a form that could not be saved, as text to be copied."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

import nh3

from portal.markup import within_limits

# Parts of the names of fields that no page repeats; "repeated" is a password once more.
SECRET_NAMES = ("password", "repeated", "token")
SHORTEST = 12  # signs of Thai, which has no blanks between words, that are worth copying
_THAI = re.compile("[\u0e01-\u0e4e]")
_BLOCKS = "p|h[1-6]|ul|ol|li|table|tr|blockquote|figure|figcaption|div|pre|hr|br"
_RICH = re.compile(rf"\s*<(?:{_BLOCKS})[\s/>]", re.IGNORECASE)
_NEW_LINE = re.compile(rf"<(?=/?(?:{_BLOCKS})[\s/>])", re.IGNORECASE)
_CELL = re.compile(r"<(?=/t[dh][\s>])", re.IGNORECASE)
_EMPTY_LINES = re.compile(r"\s*\n\s*")


def sentences(fields: Mapping[str, str]) -> list[str]:
    """The texts of a form that were typed in words; no passwords, marks of forms or numbers.

    Rich text comes as its words, a line a block: whoever pastes it wants no tags. Strangers
    ask for it, so markup without end takes no longer than its length.
    """
    texts = (
        plain(text)
        for name, text in fields.items()
        if not any(secret in name for secret in SECRET_NAMES)
    )
    return [text for text in texts if _is_sentence(text)]


def plain(text: str) -> str:
    """Rich text without its markup; any other text as it is, signs like < included."""
    if not _RICH.match(text):
        return text.strip()
    lined = _CELL.sub("\t<", _NEW_LINE.sub("\n<", text.replace("\n", " ")))
    words = unescape(nh3.clean(within_limits(lined), tags=set()))
    return _EMPTY_LINES.sub("\n", words).strip()


def _is_sentence(text: str) -> bool:
    return " " in text or (len(text) >= SHORTEST and _THAI.search(text) is not None)
