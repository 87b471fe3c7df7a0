"""Which row of one year's catalogue succeeds which row of the year before.

Evidence and measures are carried from year to year along these links, although items are
merged, renamed and renumbered. A row that the office corrected or that has a link keeps
what it has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from measures.models import FiscalYear, Indicator, OitItem, Question
from portal.thai.digits import to_arabic


def link_years(
    earlier: FiscalYear,
    later: FiscalYear,
    *,
    merged: Mapping[str, Sequence[str]] | None = None,
    by_code: bool = False,
) -> None:
    """Link the rows of two years that follow each other.

    Indicators by instrument and number; questions by equal text and items by equal title,
    spaces and digits' script aside. `merged` names further items of the earlier year by
    code ({"o1": ["o1", "o3"]}); `by_code` links equal codes, for a copied year.
    """
    _link_indicators(earlier, later)
    _link_questions(earlier, later, by_code=by_code)
    _link_items(earlier, later, merged=merged or {}, by_code=by_code)


def same_words(text: str) -> str:
    """A text as it is compared: without blanks, case, dashes' length and digits' script."""
    return "".join(to_arabic(text).casefold().replace("–", "-").split())


def _link_indicators(earlier: FiscalYear, later: FiscalYear) -> None:
    before = {
        (found.instrument.code, found.code): found
        for found in Indicator.objects.filter(instrument__fiscal_year=earlier).select_related(
            "instrument"
        )
    }
    unlinked = Indicator.objects.filter(
        instrument__fiscal_year=later, succeeds=None, corrected=False
    ).select_related("instrument")
    changed = []
    for indicator in unlinked:
        if found := before.get((indicator.instrument.code, indicator.code)):
            indicator.succeeds = found
            changed.append(indicator)
    Indicator.objects.bulk_update(changed, ["succeeds"])


def _link_questions(earlier: FiscalYear, later: FiscalYear, *, by_code: bool) -> None:
    def key(question: Question) -> str:
        return question.code if by_code else same_words(question.text)

    in_year = "indicator__instrument__fiscal_year"
    before = {key(found): found for found in Question.objects.filter(**{in_year: earlier})}
    unlinked = Question.objects.filter(**{in_year: later}, succeeds=None, corrected=False)
    changed = []
    for question in unlinked:
        if found := before.get(key(question)):
            question.succeeds = found
            changed.append(question)
    Question.objects.bulk_update(changed, ["succeeds"])


def _link_items(
    earlier: FiscalYear, later: FiscalYear, *, merged: Mapping[str, Sequence[str]], by_code: bool
) -> None:
    in_year = "indicator__instrument__fiscal_year"
    before = list(OitItem.objects.filter(**{in_year: earlier}))
    by_number = {found.code: found for found in before}
    by_title = {same_words(found.title): found for found in before}
    unlinked = OitItem.objects.filter(**{in_year: later}, succeeds=None, corrected=False)
    link = OitItem.succeeds.through
    wanted = []
    for item in unlinked:
        equal = by_number.get(item.code) if by_code else by_title.get(same_words(item.title))
        named = [by_number.get(code) for code in merged.get(item.code, ())]
        found = {row.pk for row in (equal, *named) if row}
        wanted += [link(from_oititem_id=item.pk, to_oititem_id=pk) for pk in sorted(found)]
    link.objects.bulk_create(wanted, ignore_conflicts=True)
