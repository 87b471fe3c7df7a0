"""A whole case as its officers see it on the page and on paper: opened, in order, with names.

What cannot be opened stands in its place and says so; nothing else is hidden by it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Post
from complaints.handling.entering import SLIPS
from complaints.models import Case, Item, Officer, SealedUpload
from complaints.sealed.reading import Opened, Reader
from complaints.sealed.records import Record, read_record
from complaints.sealing import COMPLAINANT, KeyMissing, SealingError, Tampered
from portal.templatetags.thai import thai_date

Kind = Item.Kind
# Not the identity: it is opened for a reason alone (complaints/handling/identity.py).
SHOWN = tuple(kind for kind in Kind if kind != Kind.IDENTITY)


@dataclass(frozen=True)
class File:
    """A file of an item; `name` is None where it cannot be opened."""

    row: SealedUpload
    name: str | None = field(repr=False)
    size: int = 0  # bytes
    alarm: bool = False


@dataclass(frozen=True)
class Entry:
    """One item in the course of a case. `words` is None where it cannot be opened."""

    item: Item
    title: str
    author: str
    words: str | None = field(repr=False)
    facts: list[tuple[str, str]] = field(default_factory=list, repr=False)
    files: list[File] = field(default_factory=list, repr=False)
    alarm: bool = False

    @property
    def from_reporter(self) -> bool:
        """Whether it came from outside."""
        return self.item.author == COMPLAINANT

    @property
    def kind(self) -> str:
        """What kind of item it is, as its class on the page tells."""
        return self.item.kind


@dataclass(frozen=True)
class CaseFile:
    """The story with its details, and everything that came after it, by place."""

    case: Case
    story: list[Entry]
    entries: list[Entry]
    opened: list[Opened] = field(repr=False)

    @property
    def alarm(self) -> bool:
        """Whether anything in the case was not written by the portal."""
        every = [*self.story, *self.entries]
        return any(entry.alarm or any(file.alarm for file in entry.files) for entry in every)

    @property
    def closed_to_reader(self) -> int:
        """How many items this officer has no key for."""
        return sum(one.text is None and not one.alarm for one in self.opened)


def case_file(case: Case, reader: Reader, officer: Officer) -> CaseFile:
    """Everything of the case but the identity; the same few queries however much it is."""
    opened = reader.items(case, *SHOWN)
    names = _Names(officer)
    files = _files(case, reader)
    entries = [_entry(one, names, files.get(one.item.pk, [])) for one in opened]
    begun = (Kind.STORY, Kind.DETAILS)
    return CaseFile(
        case,
        story=[entry for entry in entries if entry.kind in begun],
        entries=[entry for entry in entries if entry.kind not in begun],
        opened=opened,
    )


def file_of(row: SealedUpload, reader: Reader) -> File:
    """A file's name and size as far as the reader may know them."""
    try:
        return File(row, reader.about(row).name, reader.size(row))
    except (Tampered, KeyMissing):
        return File(row, None, alarm=True)
    except (SealingError, ValueError, TypeError):
        return File(row, None)


def officer_names() -> dict[str, str]:
    """Names of all who ever were officers, by their roles in the seals."""
    officers = Officer.objects.select_related("person")
    return {officer.role: str(officer.person) for officer in officers}


class _Names:
    """Names for what the sealed texts know as roles, posts and cases."""

    def __init__(self, reading: Officer) -> None:
        self._reading = reading
        self._officers = officer_names()
        self._posts: Mapping[int, str] | None = None

    def author(self, role: str) -> str:
        if role == COMPLAINANT:
            return _("The reporter")
        return self._officers.get(role, _("Unknown"))

    def officer(self, role: str) -> str:
        return self._officers.get(role) or _("Nobody")

    def posts(self, ids: list[int]) -> str:
        if self._posts is None:
            self._posts = dict(Post.objects.values_list("pk", "title"))
        return ", ".join(self._posts.get(pk, _("a post that is no more")) for pk in ids)

    def case(self, pk: str) -> str:
        """The number of a case that the reader may read; others have none here."""
        found = Case.objects.readable_by(self._reading).filter(pk=UUID(pk)).first()
        return str(found) if found else _("a case that is closed to you")


def _files(case: Case, reader: Reader) -> dict[UUID, list[File]]:
    found: dict[UUID, list[File]] = {}
    for row in SealedUpload.objects.filter(item__case=case).select_related("item"):
        found.setdefault(row.item_id, []).append(file_of(row, reader))
    return found


def _entry(one: Opened, names: _Names, files: list[File]) -> Entry:
    item, author = one.item, names.author(one.item.author)
    if one.text is None:
        return Entry(item, _title(item), author, None, files=files, alarm=one.alarm)
    if item.kind == Kind.RECORD:
        record = read_record(one.text)
        facts = _facts(record, names)
        return Entry(item, record.title or _title(item), author, record.words, facts, files)
    if item.kind == Kind.DETAILS:
        return Entry(item, _title(item), author, "", _details(one.text, names), files)
    return Entry(item, _title(item), author, one.text, files=files)


def _title(item: Item) -> str:
    if item.kind == Kind.MESSAGE:
        if item.author == COMPLAINANT:
            return _("Message from the reporter")
        return _("Message to the reporter")
    return str(item.get_kind_display())


def _facts(record: Record, names: _Names) -> list[tuple[str, str]]:
    shown = {
        "officer": (_("Officer"), names.officer),
        "to": (_("Authority"), str),
        "on": (_("Date of the letter"), _day),
        "reference": (_("Number of the letter"), str),
        "case": (pgettext("complaint", "Case"), names.case),
        "outcome": (_("Outcome"), _outcome),
        "channel": (pgettext("complaint", "Came"), _channel),
        "slip": (_("The slip"), _slip),
    }
    return [
        (shown[name][0], shown[name][1](value))
        for name, value in record.facts.items()
        if name in shown and (value or name == "officer")
    ]


def _day(written: str) -> str:
    return thai_date(date.fromisoformat(written), "long")


def _outcome(value: str) -> str:
    return str(dict(Case.Outcome.choices).get(value, value))


def _channel(value: str) -> str:
    return str(dict(Case.Channel.choices).get(value, value))


def _slip(value: str) -> str:
    return str(SLIPS.get(value, value))


def _details(text: str, names: _Names) -> list[tuple[str, str]]:
    """The reporter's answers by the names of the form's fields; a plain text as it is."""
    labels = {
        "posts": _("Whom it concerns"),
        "accused": _("Others whom it concerns"),
        "when": _("When"),
        "where": _("Where"),
        "elsewhere": _("Reported elsewhere"),
    }
    try:
        told = dict(json.loads(text))
    except (ValueError, TypeError):
        return [(str(Kind.DETAILS.label), text)]
    if posts := told.get("posts"):
        told["posts"] = names.posts(posts)
    known = [(label, str(told.pop(name))) for name, label in labels.items() if told.get(name)]
    return known + [(name, str(words)) for name, words in told.items() if words]
