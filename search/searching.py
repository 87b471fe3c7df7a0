"""Search over everything that was put in: hits with excerpts, totals, counts by kind.

The answer and its order are the same on SQLite and on PostgreSQL; the number of database
queries does not grow with what is indexed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q, Value
from django.db.models.functions import StrIndex
from django.utils import timezone

from search import asking, excerpts, spelling, tiers
from search.asking import Question
from search.backends import Index, backend
from search.excerpts import Pieces
from search.expressions import any_of
from search.models import Entry, Part, Passage, entry_of
from search.tiers import Ranked, Row, Scope, Tier

MOST_HITS = 100  # on one page


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for, and through which filters.

    No kinds means all kinds. `now` is the moment whose public sees (None: this one);
    without `public_only` also what is not yet or no longer public is found.
    """

    text: str
    kinds: frozenset[str] = frozenset()
    unit_id: int | None = None
    year: int | None = None
    category_id: int | None = None
    newest_first: bool = False
    now: datetime | None = None
    public_only: bool = True


@dataclass(frozen=True)
class Hit:
    """One entry that was found, and where.

    `title` and `excerpt` are pieces of plain text, each with whether it matches; `file_id`
    and `page` tell the file in which the excerpt stands, None where it is not from a file.
    """

    entry_id: int
    kind: str
    title: Pieces
    date: date
    excerpt: Pieces
    file_id: int | None = None
    page: int | None = None


@dataclass(frozen=True)
class Found:
    """A page of hits, and what there is altogether.

    `facets` counts each kind as if no kind had been chosen. `corrected` is what was
    searched instead of a mistyped text, "" where it was searched as typed. `loose`: nothing
    answers the whole question, and the hits answer a part of it.
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    facets: dict[str, int] = field(default_factory=dict)
    corrected: str = ""
    loose: bool = False


def search(wanted: Wanted, *, offset: int = 0, limit: int = 20) -> Found:
    """The hits from `offset` on, at most `limit` (and MOST_HITS) of them."""
    question = asking.read(wanted.text)
    if not question.runs:
        return Found()
    scope = Scope(now=wanted.now or timezone.now(), public_only=wanted.public_only)
    answered, ranked = _ranked(question, scope)
    there = [(tier, row) for tier, row in ranked.values() if _passes(row, wanted)]
    facets = dict(sorted(Counter(row.kind for _tier, row in there).items()))
    chosen = [pair for pair in there if not wanted.kinds or pair[1].kind in wanted.kinds]
    chosen.sort(key=_newest if wanted.newest_first else _best)
    offset, limit = max(offset, 0), min(max(limit, 0), MOST_HITS)
    return Found(
        hits=_hits([row.id for _tier, row in chosen[offset : offset + limit]], answered),
        total=len(chosen),
        facets=facets,
        corrected=answered.text if ranked and answered is not question else "",
        loose=bool(chosen) and all(tier is Tier.LOOSE for tier, _row in chosen),
    )


def _ranked(question: Question, scope: Scope) -> tuple[Question, Ranked]:
    """The question that was answered (mended where that helps) and its answers."""
    ranked = tiers.rank(question, scope)
    if not tiers.is_scattered(ranked):
        return question, ranked
    mended = spelling.mend(
        question,
        finds=lambda run: tiers.stands(run, scope, alone=not ranked),
        count=lambda guess: len(scope.rows_of(tiers.by_words(guess))),
    )
    better = tiers.rank(mended, scope) if mended else {}
    if mended and not tiers.is_scattered(better):
        # What has the words as they were typed follows; nothing that was found is lost.
        typed = {number: (Tier.LOOSE, row) for number, (_tier, row) in ranked.items()}
        return mended, typed | better
    if mended and not ranked:
        return mended, better or tiers.rank_loosely(mended, scope)
    return question, ranked or tiers.rank_loosely(question, scope)


def _passes(row: Row, wanted: Wanted) -> bool:
    asked = (
        (wanted.unit_id, row.unit_id),
        (wanted.year, row.year),
        (wanted.category_id, row.category_id),
    )
    return all(value is None or value == own for value, own in asked)


def _best(pair: tuple[Tier, Row]) -> tuple[int, int, int]:
    return pair[0], -pair[1].date.toordinal(), -pair[1].id


def _newest(pair: tuple[Tier, Row]) -> tuple[int, int]:
    return -pair[1].date.toordinal(), -pair[1].id


def _hits(numbers: list[int], question: Question) -> list[Hit]:
    if not numbers:
        return []
    entries = Entry.objects.in_bulk(numbers)
    passages = _passages(numbers, question)
    return [_hit(entries[number], passages.get(number), question) for number in numbers]


def _hit(entry: Entry, passage: Passage | None, question: Question) -> Hit:
    return Hit(
        entry_id=entry.id,
        kind=entry.kind,
        title=excerpts.marked(entry.title, question),
        date=entry.date,
        excerpt=excerpts.excerpt(passage.text, question) if passage else (),
        file_id=passage.file_id if passage else None,
        page=passage.page if passage else None,
    )


def _passages(entries: list[int], question: Question) -> dict[int, Passage]:
    """For each entry the passage that answers best, the first of equals.

    The whole phrase before all words, all words before some, some before a fragment; where
    only the title answers, the first text there is.
    """
    shown = Passage.objects.filter(entry_id__in=entries).exclude(part=Part.TITLE)
    numbers = sorted(shown.values_list("id", flat=True))
    phrase = asking.phrase(question)
    every, some = asking.every_word(question), any_of(map(asking.word, question.telling()))
    chosen: dict[int, int] = {}
    for expression in dict.fromkeys((phrase or every, every, some)):
        left = [number for number in numbers if entry_of(number) not in chosen]
        _choose(chosen, backend().among(Index.PASSAGE, expression, left) if left else ())
    left_over = [number for number in numbers if entry_of(number) not in chosen]
    if left_over:
        _choose(chosen, _with_fragment(left_over, question))
        _choose(chosen, left_over)
    return {p.entry_id: p for p in Passage.objects.filter(id__in=chosen.values())}


def _choose(chosen: dict[int, int], numbers: Iterable[int]) -> None:
    for number in sorted(numbers):
        chosen.setdefault(entry_of(number), number)


def _with_fragment(numbers: list[int], question: Question) -> list[int]:
    first, *others = sorted((run.text for run in question.runs), key=len, reverse=True)
    standing = Q(at_0__gt=0)
    places = {"at_0": StrIndex("squeezed", Value(first))}
    for number, text in enumerate(others, start=1):
        places[f"at_{number}"] = StrIndex("squeezed", Value(text))
        standing |= Q(**{f"at_{number}__gt": 0})
    entries = {entry_of(number) for number in numbers}
    found = Passage.objects.filter(entry_id__in=entries).exclude(part=Part.TITLE)
    return list(found.annotate(**places).filter(standing).values_list("id", flat=True))
