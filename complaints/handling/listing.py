"""The officers' list: what one of them may read, the most pressing first, searched by words.

Nothing of a story lies in the database in the clear, so a search opens and reads everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from complaints.clocks import Clock, State, pressing_of
from complaints.models import Case, Item, Officer
from complaints.querysets import CaseQuerySet
from complaints.sealed.reading import Opened, Reader
from portal.thai.digits import to_arabic
from portal.thai.shortening import shorten

TEASER = 160  # signs of the story's first line
# Who the reporter is can be opened for a reason alone, so no search looks there.
SEARCHED = tuple(kind for kind in Item.Kind if kind != Item.Kind.IDENTITY)
_KEYS = ("locator", "complainant_public", "complainant_mark", "complainant_wrap")


@dataclass(frozen=True)
class Listed:
    """A case in the list; the teaser is None where the story cannot be opened."""

    case: Case
    clock: Clock | None  # the one that runs out first; None when all is done
    teaser: str | None = field(repr=False)
    alarm: bool = False

    @property
    def overdue(self) -> bool:
        """Whether the law's time is over."""
        return is_overdue(self.clock)


def readable(officer: Officer) -> CaseQuerySet:
    """What the officer may read, without the reporters' keys."""
    found = Case.objects.readable_by(officer).defer(*_KEYS)
    return found.select_related("assigned_to__person")


def ordered(cases: Iterable[Case], today: date) -> list[tuple[Case, Clock | None]]:
    """Open cases first, the one whose time ends first on top; then closed ones, the last first."""
    cases = list(cases)
    running = [case for case in cases if case.status != Case.Status.CLOSED]
    clocks = pressing_of(running, today)
    last = date.max
    running.sort(key=lambda case: (_due(clocks[case.pk], last), case.received_on, case.number))
    closed = [case for case in cases if case.status == Case.Status.CLOSED]
    closed.sort(key=lambda case: (case.closed_on, case.fiscal_year, case.number), reverse=True)
    return [(case, clocks.get(case.pk)) for case in (*running, *closed)]


def is_overdue(clock: Clock | None) -> bool:
    """Whether what the clock is for should have been done by now."""
    return clock is not None and clock.state == State.OVERDUE


def with_teasers(rows: Sequence[tuple[Case, Clock | None]], reader: Reader) -> list[Listed]:
    """The rows of a page with the first line of each story; two queries however many rows."""
    cases = [case for case, _clock in rows]
    reader.open_epochs(cases)
    stories = Item.objects.filter(case__in=cases, kind=Item.Kind.STORY).order_by("case", "-place")
    opened = {item.case_id: reader.opened(item) for item in stories}
    return [_listed(case, clock, opened.get(case.pk)) for case, clock in rows]


def holding(cases: CaseQuerySet, question: str, reader: Reader) -> set[UUID]:
    """Ids of the cases whose number or texts hold every word of the question."""
    words = _folded(question).split()
    missing = {case.pk: _missing(words, str(case)) for case in cases}
    reader.open_epochs(cases.values("pk"))
    items = Item.objects.filter(case__in=cases.values("pk"), kind__in=SEARCHED)
    for item in items.iterator(chunk_size=500):
        if wanted := missing.get(item.case_id):
            missing[item.case_id] = _missing(wanted, reader.opened(item).text or "")
    return {pk for pk, wanted in missing.items() if not wanted}


def _missing(words: list[str], text: str) -> list[str]:
    folded = _folded(text)
    return [word for word in words if word not in folded]


def _folded(text: str) -> str:
    return to_arabic(text).casefold()


def _listed(case: Case, clock: Clock | None, story: Opened | None) -> Listed:
    text = story.text if story else None
    return Listed(case, clock, _first_line(text), alarm=bool(story and story.alarm))


def _first_line(story: str | None) -> str | None:
    if story is None:
        return None
    lines = (line.strip() for line in story.splitlines())
    return shorten(next((line for line in lines if line), ""), TEASER)


def _due(clock: Clock | None, otherwise: date) -> date:
    return clock.due if clock else otherwise
