"""Steps with how they stand today, counted and sorted for the staff home and the board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import Unit
from measures.deadlines import COUNTING, Outlook, Standing, outlook
from measures.models import Plan, Round, Step
from portal.thai.digits import to_arabic
from portal.thai.fiscal import fiscal_year_of

URGENCY = {standing: place for place, standing in enumerate(Standing)}
PILLS = {Standing.RETURNED: "entry:returned", Standing.WAITING: "entry:submitted"}


@dataclass(frozen=True)
class Row:
    """A step and its outlook; everything a list shows without another query."""

    step: Step
    outlook: Outlook

    @property
    def standing(self) -> Standing:
        return self.outlook.standing

    @property
    def pill(self) -> str:
        """The name of the state for the pill component."""
        return PILLS.get(self.standing, f"step:{self.standing.value}")

    @property
    def returned(self):
        """The entry that came back and can still be changed, or None."""
        return next(
            (e for e in self.step.entries.all() if e.state == "returned" and not e.round.locked),
            None,
        )

    @property
    def instrument(self) -> str:
        found = self.step.measure.group.instrument
        return found.code if found else ""

    @property
    def units(self) -> list[Unit]:
        return list(self.step.units.all())

    def reported_in(self, code: str) -> bool:
        """Whether the round holds an entry that counts."""
        entries = self.step.entries.all()
        return any(e.round.code == code and e.state in COUNTING for e in entries)

    @property
    def cells(self) -> list[dict[str, object]]:
        """For each round of the plan, whether it holds a report."""
        rounds = self.step.measure.group.plan.rounds.all()
        return [{"round": one, "reported": self.reported_in(one.code)} for one in rounds]

    def holds(self, words: Sequence[str]) -> bool:
        """Whether all the words stand in the step's texts or those above it."""
        measure = self.step.measure
        text = folded(
            f"{self.step.topic} {self.step.text} {self.step.owner_text}"
            f" {measure.title} {measure.group.title}"
        )
        return all(word in text for word in words)


@dataclass(frozen=True)
class Tally:
    """How many steps of a unit or an instrument stand how."""

    key: str
    label: str
    total: int
    done: int
    late: int
    due: int
    silent: int  # nothing reported yet

    @property
    def share(self) -> str:
        return f"{self.done}/{self.total}"


def rows_of(steps: Iterable[Step], today: date) -> list[Row]:
    """Steps fetched `with_work`, each with its outlook on the day."""
    return [Row(step, outlook(step, today)) for step in steps]


def by_urgency(rows: Iterable[Row]) -> list[Row]:
    """What asks most for attention first: returned, late (the longest first), due, …"""
    return sorted(rows, key=lambda row: (URGENCY[row.standing], row.outlook.days or 0))


def tally(key: str, label: str, rows: Sequence[Row]) -> Tally:
    standings = Counter(row.standing for row in rows)
    return Tally(
        key=key,
        label=label,
        total=len(rows),
        done=standings[Standing.DONE],
        late=sum(row.outlook.overdue for row in rows),
        due=standings[Standing.DUE],
        silent=sum(not row.outlook.reported for row in rows),
    )


def by_unit(rows: Sequence[Row], units: Iterable[Unit]) -> list[Tally]:
    """One tally a unit that has steps; a step of several units counts for each."""
    found = []
    for unit in units:
        mine = [row for row in rows if row.step.all_units or unit in row.units]
        if any(unit in row.units for row in mine):
            found.append(tally(str(unit.pk), unit.name, mine))
    return found


def by_instrument(rows: Sequence[Row]) -> list[Tally]:
    codes = dict.fromkeys(row.instrument for row in rows if row.instrument)
    return [tally(code, code, [row for row in rows if row.instrument == code]) for code in codes]


def filtered(rows: Iterable[Row], wanted: dict[str, str]) -> list[Row]:
    """The rows that answer every filter of `forms_board.BoardFilter.wanted`."""
    return [row for row in rows if all(_answers(row, *one) for one in wanted.items())]


def _answers(row: Row, name: str, value: str) -> bool:
    if name == "unit" and value == "none":
        return not row.units and not row.step.all_units
    if name == "unit":
        return row.step.all_units or any(str(unit.pk) == value for unit in row.units)
    if name == "standing":
        overdue = value == Standing.LATE and row.outlook.overdue
        return overdue or row.standing == value
    if name == "missing":
        return not row.reported_in(value)
    if name == "words":
        return row.holds(folded(value).split())
    return row.instrument == value


def folded(text: str) -> str:
    """A text as it is searched: digits of one script, no case."""
    return to_arabic(text).casefold()


def missing_in(rows: Iterable[Row], one: Round) -> int:
    return sum(not row.reported_in(one.code) for row in rows)


def current_plan(today: date) -> Plan | None:
    """The plan that is worked on: this fiscal year's, else the latest before, else any."""
    plans = list(Plan.objects.select_related("fiscal_year").prefetch_related("rounds"))
    begun = [plan for plan in plans if plan.fiscal_year.year <= fiscal_year_of(today)]
    return begun[0] if begun else (plans[-1] if plans else None)
