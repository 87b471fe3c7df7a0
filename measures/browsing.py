"""A year's catalogue as it is read on screen: instrument, indicator, questions or items."""

from __future__ import annotations

from dataclasses import dataclass, field

from measures.models import FiscalYear, Indicator, Instrument, OitItem, Question
from measures.succession import same_words


@dataclass
class Branch:
    """An indicator with its own rows and its parts, as far as they match."""

    indicator: Indicator
    questions: list[Question] = field(default_factory=list)
    items: list[OitItem] = field(default_factory=list)
    parts: list[Branch] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many questions and items stand here and below."""
        return len(self.questions) + len(self.items) + sum(part.count for part in self.parts)


@dataclass
class Trunk:
    """An instrument with its indicators."""

    instrument: Instrument
    branches: list[Branch] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(branch.count for branch in self.branches)


def tree(fiscal_year: FiscalYear, *, words: str = "", instrument: str = "") -> list[Trunk]:
    """The catalogue of a year, whole or what holds the words, in a fixed number of queries.

    With `words`, indicators without a match are left out unless their own name matches.
    """
    trunks = {}
    for found in fiscal_year.instruments.order_by("position"):
        if not instrument or found.code == instrument:
            trunks[found.pk] = Trunk(found)
    branches = _branches(fiscal_year, same_words(words))
    for branch in branches:
        if branch.indicator.parent_id is None and branch.indicator.instrument_id in trunks:
            trunks[branch.indicator.instrument_id].branches.append(branch)
    return [trunk for trunk in trunks.values() if trunk.branches or not words]


def _branches(fiscal_year: FiscalYear, words: str) -> list[Branch]:
    indicators = Indicator.objects.filter(instrument__fiscal_year=fiscal_year)
    indicators = indicators.order_by("position").prefetch_related("questions", "items__succeeds")
    branches = {found.pk: Branch(found) for found in indicators}
    for branch in branches.values():
        found = branch.indicator
        named = not words or words in same_words(f"{found.code} {found.name}")
        branch.questions = [q for q in found.questions.all() if named or words in _words_of(q)]
        branch.items = [item for item in found.items.all() if named or words in _words_of(item)]
        if found.parent_id in branches and (branch.count or named):
            branches[found.parent_id].parts.append(branch)
    return [b for b in branches.values() if not words or b.count or _named(b, words)]


def _named(branch: Branch, words: str) -> bool:
    return words in same_words(f"{branch.indicator.code} {branch.indicator.name}")


def _words_of(row: Question | OitItem) -> str:
    texts = (
        (row.code, row.text, *row.sub_points)
        if isinstance(row, Question)
        else (row.code, row.heading, row.title, *row.must_contain)
    )
    return same_words(" ".join(texts))
