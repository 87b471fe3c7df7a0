"""Gentle remarks on an entry, for its author and the planner; they never stand in the way.

Pure functions on plain values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from measures.models import ProgressEntry, Step
from portal.thai.digits import to_arabic

MANY_ROWS = 12  # entries of one day that look as if they were typed in one sitting
SAME_TEXT = 0.85  # share of the shorter text that is found in the longer one, in order
SHORT_TEXT = 15  # signs; below this a likeness says nothing
COMPARED = 2000  # signs of each text


def hints(entry: ProgressEntry, step: Step, *, days: Counter[date]) -> list[str]:
    """What is worth a second look; `days` counts the year's entries by evidence date."""
    found = [
        _same_day(days[entry.evidence_date]),
        _repeats_plan(entry.narrative, step.text),
        _before_period(entry.evidence_date, step.starts),
    ]
    return [hint for hint in found if hint]


def count_days(days: Iterable[date]) -> Counter[date]:
    return Counter(days)


def _same_day(rows: int) -> str:
    if rows < MANY_ROWS:
        return ""
    return _("%(count)d entries of this year bear the same date.") % {"count": rows}


def _repeats_plan(narrative: str, plan: str) -> str:
    if not repeats(narrative, plan):
        return ""
    return _("The text repeats the plan. What was done, when, with whom, with what result?")


def _before_period(day: date, starts: date | None) -> str:
    if not starts or day >= starts:
        return ""
    return _("The date lies before the step's period.")


def repeats(narrative: str, plan: str) -> bool:
    """Whether the narrative says hardly more than the plan did.

    Blanks, digits' script and punctuation do not count. A narrative that only quotes one of
    several items of the plan repeats it too.
    """
    said, planned = _bare(narrative), _bare(plan)
    if min(len(said), len(planned)) < SHORT_TEXT:
        return False
    if said in planned:
        return True
    if len(said) > 1.5 * len(planned):
        return False
    matcher = SequenceMatcher(None, said, planned, autojunk=False)
    return matcher.quick_ratio() >= SAME_TEXT and matcher.ratio() >= SAME_TEXT


def _bare(text: str) -> str:
    # Thai vowels and tone marks are combining signs: neither letters nor spaces to Python.
    return "".join(
        sign
        for sign in to_arabic(text[:COMPARED])
        if sign.isalnum() or "\u0e31" <= sign <= "\u0e4e"
    )
