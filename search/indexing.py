"""Puts texts into the search and takes them out, always inside the caller's transaction."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from search import tokens
from search.backends import Index, backend
from search.folding import fold, squeeze, storable
from search.models import PASSAGES, Entry, Part, Passage, Term, passage_number

LONGEST_PASSAGE = 4000  # signs; a longer text is kept as several passages
BATCH = 500  # rows a statement
FACTS = ("kind", "unit_id", "year", "category_id", "date", "visible_from", "visible_until")


@dataclass(frozen=True)
class PassageText:
    """A text inside an entry: `part` is "body" or "file"; a file's page counts from 1."""

    part: str
    text: str
    file_id: int | None = None
    page: int | None = None


@dataclass(frozen=True)
class EntryText:
    """Everything the search knows of one thing.

    `year` is a fiscal year of the Buddhist era; the public sees the entry from
    `visible_from` until `visible_until` (None: for good).
    """

    id: int
    kind: str
    title: str
    summary: str
    date: date
    visible_from: datetime
    visible_until: datetime | None = None
    unit_id: int | None = None
    year: int | None = None
    category_id: int | None = None
    passages: Sequence[PassageText] = ()


@transaction.atomic
def put(entry: EntryText) -> None:
    """Make the entry findable, in place of what was known under its number."""
    # The row comes first: two writers of one entry wait here for one another.
    _write_entry(entry)
    _erase_passages(entry.id)
    passages = [
        Passage(
            id=passage_number(entry.id, ordinal),
            entry_id=entry.id,
            part=text.part,
            file_id=text.file_id,
            page=text.page,
            text=text.text,
        )
        for ordinal, text in zip(range(PASSAGES), _stretches(entry), strict=False)
    ]
    found = {}
    rows = {}
    for passage in passages:
        folded = fold(passage.text)
        passage.squeezed = squeeze(folded).text
        found[passage.id] = tokens.words(folded.text)
        rows[passage.id] = tokens.of_passage(found[passage.id], passage.squeezed)
    Passage.objects.bulk_create(passages, batch_size=BATCH)
    title = found[passage_number(entry.id, 0)]
    backend().write(Index.PASSAGE, rows)
    backend().write(Index.ENTRY, {entry.id: tokens.of_entry(found.values(), title)})
    _learn(tokens.terms(word for words in found.values() for word in words))


@transaction.atomic
def remove(entry_id: int) -> None:
    """Make the entry unfindable; nothing happens where it is not known.

    Words that only it had stay in the vocabulary until the next `rebuild`; nobody is
    offered a word that finds nothing.
    """
    _erase_passages(entry_id)
    Entry.objects.filter(id=entry_id).delete()


@transaction.atomic
def rebuild(entries: Iterable[EntryText]) -> int:
    """Forget everything and put the entries; how many they were."""
    for model in (Passage, Entry, Term):
        model.objects.all().delete()
    for index in Index:
        backend().clear(index)
    count = 0
    for entry in entries:
        put(entry)
        count += 1
    return count


def _write_entry(entry: EntryText) -> None:
    facts = {name: getattr(entry, name) for name in FACTS}
    facts |= {"title": storable(entry.title), "summary": storable(entry.summary)}
    Entry.objects.bulk_create(
        [Entry(id=entry.id, **facts)],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=list(facts),
    )


def _erase_passages(entry_id: int) -> None:
    passages = range(passage_number(entry_id, 0), passage_number(entry_id + 1, 0))
    backend().erase(Index.PASSAGE, passages)
    backend().erase(Index.ENTRY, range(entry_id, entry_id + 1))
    Passage.objects.filter(entry_id=entry_id).delete()


def _stretches(entry: EntryText) -> Iterator[PassageText]:
    """Title and summary as passages of their own, then the texts, none too long."""
    yield PassageText(Part.TITLE, storable(entry.title))
    for text in (PassageText(Part.SUMMARY, entry.summary), *entry.passages):
        for stretch in _in_stretches(storable(text.text)):
            yield PassageText(text.part, stretch, text.file_id, text.page)


def _in_stretches(text: str) -> Iterator[str]:
    """The text in pieces of at most LONGEST_PASSAGE signs, parted at a blank where one is."""
    place = 0
    while len(text) - place > LONGEST_PASSAGE:
        end = place + LONGEST_PASSAGE
        blanks = [found.end() for found in re.finditer(r"\s+", text[place + 1 : end])]
        cut_at = place + 1 + blanks[-1] if blanks else end
        yield text[place:cut_at]
        place = cut_at
    if text[place:].strip():
        yield text[place:]


def term_number(term: str) -> int:
    """The number of a word in the vocabulary: a digest of 63 bits."""
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest(), "big") >> 1


def _learn(terms: set[str]) -> None:
    """Add words that the vocabulary lacks, in one order so that writers never deadlock."""
    numbered = {term_number(term): term for term in terms}
    new = sorted(numbered.keys() - backend().known(Term._meta.db_table, numbered))
    if not new:
        return
    Term.objects.bulk_create(
        [Term(id=number, text=numbered[number]) for number in new],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    slips = [n for n in new if len(numbered[n]) >= tokens.SHORTEST_SLIP]
    backend().write(Index.TERM, {number: tokens.of_term(numbered[number]) for number in slips})
