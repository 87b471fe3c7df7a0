"""PDFs from strangers' devices: checked, and cleaned where they go public."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from files import pdf_words as words
from files.apart import LARGE, SLOW, Failed, run_apart
from files.refusals import FileRefused

MAX_PAGES = 1000  # of a PDF that goes public
_SECONDS, _MEGABYTES = 20, 768  # of the process that cleans; a person waits for it


@dataclass(frozen=True)
class CleanPdf:
    """A PDF that may go public, its number of pages, and what was taken out, in words."""

    data: bytes = field(repr=False)
    pages: int
    removed: tuple[str, ...]


def clean_pdf(data: bytes) -> CleanPdf:
    """Write a PDF anew without anything that acts, hides or tells on its maker.

    Scripts, actions other than going to a page or a web address, embedded files, film, XFA,
    digital signatures (void once the file changes), author, program and file paths go.
    Text, tags, pictures, ordinary links and the looks of forms stay. The same file gives
    the same bytes. Raises FileRefused when damaged, locked, without pages, longer than
    MAX_PAGES or too heavy to clean.
    """
    try:
        answer = run_apart(
            "files.pdf_cleaning", str(MAX_PAGES), data=data, seconds=_SECONDS, megabytes=_MEGABYTES
        )
        line, _end, cleaned = answer.partition(b"\n")
        facts = json.loads(line)
    except Failed as failure:
        raise _refusal(failure.code) from failure
    except ValueError as error:
        raise _damaged() from error
    if problem := facts.get("problem"):
        raise _refusal(problem)
    return CleanPdf(cleaned, facts["pages"], tuple(_words(code) for code in facts["removed"]))


def checked_pages(data: bytes, *, limit: int) -> int:
    """How many pages a PDF has; refused when damaged, locked, empty or longer than `limit`."""
    from files.pdf_cleaning import opened  # noqa: PLC0415 - pikepdf is 4 MB of every process

    try:
        with opened(data, most_pages=limit) as document:
            return len(document.pages)
    except Failed as failure:
        raise _refusal(failure.code, limit) from failure


def _words(code: str) -> str:
    return {
        words.SCRIPTS: _("scripts"),
        words.LAUNCHES: _("actions that open programs or other files"),
        words.FORM_DATA: _("actions that send or fetch the data of a form"),
        words.MEDIA: _("film and sound"),
        words.FILES: _("files inside the file"),
        words.XFA: _("a form of the kind XFA"),
        words.SIGNATURE: _("a digital signature"),
        words.LINKS: _("links to other things than web addresses"),
    }[code]


def _refusal(problem: str, limit: int = MAX_PAGES) -> FileRefused:
    if problem == words.LOCKED:
        return FileRefused(_("The file is locked with a password. Remove it and try again."))
    if problem == words.NO_PAGES:
        return FileRefused(_("The PDF has no pages."))
    if problem == words.TOO_LONG:
        return FileRefused(_("The PDF has more than %(limit)d pages.") % {"limit": limit})
    if problem in (LARGE, SLOW):
        return FileRefused(_("The PDF is too heavy to be checked. Print it to PDF anew."))
    return _damaged()


def _damaged() -> FileRefused:
    return FileRefused(_("The PDF is damaged and cannot be read."))
