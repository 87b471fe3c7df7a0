"""How well an entry answers a question: rules of our own, the same on either database.

Neither bm25 nor ts_rank is asked; the two would never agree. An entry stands in the first
tier whose rule it meets, and inside a tier the newer one comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from django.db.models import Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex

from search import asking, tokens
from search.asking import Question, Run
from search.backends import Index, backend
from search.expressions import all_of
from search.models import Entry, Passage, entry_of

ENOUGH = 100  # entries found by words; fragments are looked for below that
FEW = 5  # the same for a short fragment, which stands inside many words by chance
TELLING_FRAGMENT = 4  # signs of one that does not
MANY = 900  # numbers in one statement


class Tier(IntEnum):
    """From the best answer to the last resort."""

    TITLE = 1  # all words in the title
    PHRASE = 2  # the words side by side as typed
    PASSAGE = 3  # all words in one passage
    ENTRY = 4  # all words over the entry's texts
    FRAGMENT = 5  # every run, as words or as signs inside longer words
    LOOSE = 6  # each word for itself, or all but one


@dataclass(frozen=True)
class Row:
    """What ranking and filtering need of an entry."""

    id: int
    kind: str
    date: date
    unit_id: int | None
    year: int | None
    category_id: int | None


Rows = dict[int, Row]
Ranked = dict[int, tuple[Tier, Row]]


@dataclass(frozen=True)
class Scope:
    """Whose eyes look: the public's at a moment, or the staff's."""

    now: datetime
    public_only: bool

    def entries(self) -> QuerySet[Entry]:
        if not self.public_only:
            return Entry.objects.all()
        open_ended = Q(visible_until__isnull=True) | Q(visible_until__gt=self.now)
        return Entry.objects.filter(open_ended, visible_from__lte=self.now)

    def rows(self, *conditions: Q) -> Rows:
        """The visible entries that meet the conditions, by number."""
        fields = ("id", "kind", "date", "unit_id", "year", "category_id")
        found = self.entries().filter(*conditions).values_list(*fields)
        return {values[0]: Row(*values) for values in found}

    def rows_of(self, numbers: set[int]) -> Rows:
        """The visible ones among the entries with these numbers."""
        if not numbers:
            return {}
        if len(numbers) <= MANY:
            return self.rows(Q(id__in=numbers))
        return {number: row for number, row in self.rows().items() if number in numbers}


def rank(question: Question, scope: Scope) -> Ranked:
    """Every visible entry that has all words or all runs of the question, with its tier."""
    everywhere = asking.every_word(question)
    sql, parameters = backend().subquery(Index.ENTRY, everywhere)
    rows = scope.rows(Q(id__in=RawSQL(sql, parameters)))  # noqa: S611 - parameters are bound
    ranked = _by_words(question, rows) if rows else {}
    if len(ranked) < (ENOUGH if _telling(question) else FEW):
        found = scope.rows_of(by_fragments(question) - ranked.keys())
        ranked |= {number: (Tier.FRAGMENT, row) for number, row in found.items()}
    return ranked


def rank_loosely(question: Question, scope: Scope) -> Ranked:
    """For a question that found nothing: the entries that answer the most of it."""
    for expressions in asking.loosely(question):
        found: set[int] = set()
        for expression in expressions:
            found.update(backend().numbers(Index.ENTRY, expression))
        if rows := scope.rows_of(found):
            return {number: (Tier.LOOSE, row) for number, row in rows.items()}
    return {}


def is_scattered(ranked: Ranked) -> bool:
    """Whether nowhere the question stands as it was typed: the words apart, or nothing.

    The shreds of a mistyped word are words too, and some long text has them all.
    """
    return all(tier in {Tier.PASSAGE, Tier.ENTRY} for tier, _row in ranked.values())


def stands(run: Run, scope: Scope, *, alone: bool) -> bool:
    """Whether a visible entry has the run: in one piece, or `alone` all of its words."""
    if alone:
        return bool(scope.rows_of(by_run(run)))
    phrase = asking.phrase(Question((run,)))
    if phrase is None:
        return True
    numbers = set(backend().numbers(Index.PASSAGE, phrase)) | set(passages_with(run))
    return bool(scope.rows_of(set(map(entry_of, numbers))))


def by_fragments(question: Question) -> set[int]:
    """The entries in which every run of the question stands, be it inside longer words."""
    found: set[int] | None = None
    for run in question.runs:
        here = by_run(run)
        found = here if found is None else found & here
        if not found:
            break
    return found or set()


def by_words(question: Question) -> set[int]:
    """The entries that have all words of the question."""
    return set(backend().numbers(Index.ENTRY, asking.every_word(question)))


def by_run(run: Run) -> set[int]:
    """The entries that have all words of the run, or the run as a fragment."""
    found = set(backend().numbers(Index.ENTRY, asking.words_of(run)))
    return found | {entry_of(number) for number in passages_with(run)}


def passages_with(run: Run) -> Iterable[int]:
    """The numbers of the passages in which the run stands as it is, cut or not."""
    grams = tokens.grams(run.text)
    if not grams:
        return []
    expression = all_of(sorted(grams))
    if grams == {f"g{run.text}"}:  # the token is the fragment: nothing is left to compare
        return backend().numbers(Index.PASSAGE, expression)
    sql, parameters = backend().subquery(Index.PASSAGE, expression)
    return (
        Passage.objects.filter(id__in=RawSQL(sql, parameters))  # noqa: S611 - bound
        .annotate(place=StrIndex("squeezed", Value(run.text)))
        .filter(place__gt=0)
        .values_list("id", flat=True)
    )


def _by_words(question: Question, rows: Rows) -> Ranked:
    """The tier of each row, all of which have all words."""
    ask: Callable[..., list[int]] = backend().numbers
    titles = set(ask(Index.ENTRY, asking.every_word(question, "tu")))
    together: set[int] = set()
    beside: set[int] = set()
    phrase = asking.phrase(question)
    if phrase is not None:
        beside = set(map(entry_of, ask(Index.PASSAGE, phrase)))
        together = set(map(entry_of, ask(Index.PASSAGE, asking.every_word(question))))
    ranked = {}
    for number, row in rows.items():
        if number in titles:
            tier = Tier.TITLE
        elif phrase is None or number in beside:
            tier = Tier.PHRASE
        else:
            tier = Tier.PASSAGE if number in together else Tier.ENTRY
        ranked[number] = (tier, row)
    return ranked


def _telling(question: Question) -> bool:
    return all(len(run.text) >= TELLING_FRAGMENT for run in question.runs)
