"""The text of a published file, page by page, read where it can do no harm."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from files.apart import DAMAGED, LARGE, SLOW, Failed, run_apart
from files.claims import EXCEL, PDF, WORD

MOST_CHARACTERS = 2_000_000
LOCKED, UNKNOWN = "locked", "unknown"
_WORKER = "files.text_worker"
_KINDS = {PDF: "pdf", WORD: "office", EXCEL: "office"}


class TextUnreadable(Exception):
    """The text cannot be had.

    `reason` says why in the reader's language; `code` is "damaged", "slow", "large",
    "locked" or "unknown" (a kind of file that holds no text).
    """

    def __init__(self, reason: str, code: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code


@dataclass(frozen=True)
class Extracted:
    """A file's text: a PDF's pages from the first, a workbook's sheets, a document as one.

    `has_text_layer` is False where most pages are pictures of text, as a scanner makes
    them, or where there is no text at all; `truncated` when there was more than was read.
    """

    pages: list[str] = field(repr=False)
    has_text_layer: bool
    truncated: bool


def extract_text(
    path: Path, media_type: str, *, seconds: int = 60, megabytes: int = 512
) -> Extracted:
    """Read the text of a PDF, Word or Excel file; raises TextUnreadable.

    A process of its own reads, with at most `seconds` of time and `megabytes` of memory;
    whatever the file does to it, this process goes on. The first MOST_CHARACTERS are kept.
    """
    kind = _KINDS.get(media_type)
    if kind is None:
        raise _unreadable(UNKNOWN)
    arguments = (str(MOST_CHARACTERS), kind, str(Path(path).resolve()))
    try:
        found = json.loads(run_apart(_WORKER, *arguments, seconds=seconds, megabytes=megabytes))
    except Failed as failure:
        raise _unreadable(failure.code) from failure
    except ValueError as error:
        raise _unreadable(DAMAGED) from error
    if problem := found.get("problem"):
        raise _unreadable(problem)
    return Extracted(**found)


def _unreadable(code: str) -> TextUnreadable:
    reasons = {
        SLOW: _("The file takes too long to read."),
        LARGE: _("The file needs too much memory to be read."),
        LOCKED: _("The file is locked with a password. Remove it and try again."),
        UNKNOWN: _("The file is of a kind whose text cannot be read."),
    }
    return TextUnreadable(reasons.get(code) or _("The file is damaged and cannot be read."), code)
