"""What of an imported table is in a year's plan already; reads the database, never writes.

A row is known by its words: group, measure and steps, blanks and digits' script aside, and
by its number among rows with the same words. So the same table as Excel or Word, or with
its columns in another order, meets the same rows.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.models import Unit
from files.sheets.grid import Warning
from measures.evidence_days import evidence_day, round_of
from measures.importing.imported import (
    ImportedGroup,
    ImportedMeasure,
    ImportedStep,
    ImportedTable,
)
from measures.models import Measure, MeasureGroup, Plan, ProgressEntry, Step
from portal.thai import fiscal
from portal.thai.digits import to_arabic

_INVISIBLE = "\u200b\u2060\ufeff\u00ad"


@dataclass
class EntryMatch:
    """The result of a row as a progress entry; `blocked` says why it cannot become one."""

    key: str
    round: str = ""
    day: dt.date | None = None
    found: bool = False
    changed: bool = False
    blocked: str = ""

    @property
    def is_new(self) -> bool:
        return not self.found and not self.blocked


@dataclass
class StepMatch:
    source: ImportedStep
    key: str
    found: Step | None = None
    entry: EntryMatch | None = None


@dataclass
class MeasureMatch:
    source: ImportedMeasure
    steps: list[StepMatch] = field(default_factory=list)
    found: Measure | None = None


@dataclass
class GroupMatch:
    source: ImportedGroup
    measures: list[MeasureMatch] = field(default_factory=list)
    found: MeasureGroup | None = None


@dataclass
class Match:
    """A table beside the plan of a year: each row with the row it meets, or None.

    `units` gives the unit for each name the table uses, None where it is to be made.
    """

    table: ImportedTable
    year: fiscal.FiscalYear
    plan: Plan | None
    groups: list[GroupMatch]
    units: dict[str, Unit | None]
    with_results: bool
    warnings: list[Warning] = field(default_factory=list)

    @property
    def measures(self) -> Iterator[MeasureMatch]:
        return (measure for group in self.groups for measure in group.measures)

    @property
    def steps(self) -> Iterator[StepMatch]:
        return (step for measure in self.measures for step in measure.steps)

    @property
    def of_another_year(self) -> bool:
        """Whether the table names another fiscal year than it is brought into."""
        return self.table.fiscal_year not in (None, self.year.number)


def match(table: ImportedTable, *, year: int, with_results: bool = True, today: dt.date) -> Match:
    """Put a table beside the plan of a fiscal year (Buddhist-era); nothing is written.

    `with_results` leaves the results out of what is to be made when false.
    """
    span = fiscal.FiscalYear(year)
    plan = Plan.objects.filter(fiscal_year__year=year).first()
    found = Match(table, span, plan, _keyed(table), unit_matches(table), with_results)
    if found.of_another_year:
        found.warnings.append(_other_year(found))
    if plan:
        _meet_rows(found, plan)
    if with_results:
        _match_results(found, today)
    found.warnings += [warning for step in found.steps for warning in _differences(step)]
    return found


def known_unit_names() -> list[str]:
    """Every name by which the office's units are known, for the reader of tables."""
    return [name for unit in Unit.objects.all() for name in _names(unit)]


def unit_matches(table: ImportedTable) -> dict[str, Unit | None]:
    """The unit for each name in the table, in its order; None where there is none yet."""
    by_name = {same_cell(name): unit for unit in Unit.objects.all() for name in _names(unit)}
    named = dict.fromkeys(name for step in table.steps for name in step.units)
    return {name: by_name.get(same_cell(name)) for name in named}


def same_cell(text: str) -> str:
    """A cell's text as it is compared: no blanks or invisible signs, one script of digits."""
    plain = unicodedata.normalize("NFC", to_arabic(text)).replace("ํา", "ำ")
    return "".join(sign for sign in plain if not sign.isspace() and sign not in _INVISIBLE)


def _names(unit: Unit) -> list[str]:
    return [name for name in (unit.name, unit.short_name, *unit.aliases) if name]


def _hash(*texts: str) -> str:
    return hashlib.sha256("\x1f".join(map(same_cell, texts)).encode()).hexdigest()


def _keyed(table: ImportedTable) -> list[GroupMatch]:
    seen: Counter[str] = Counter()
    groups = []
    for group in table.groups:
        measures = []
        for measure in group.measures:
            steps = []
            for step in measure.steps:
                words = _hash(group.title, measure.title, step.steps)
                seen[words] += 1
                steps.append(StepMatch(step, _hash(words, str(seen[words]))))
            measures.append(MeasureMatch(measure, steps))
        groups.append(GroupMatch(group, measures))
    return groups


def _meet_rows(found: Match, plan: Plan) -> None:
    """Give each row the one it meets: steps by their key, what holds them by their steps."""
    there = {
        step.import_key: step
        for step in Step.objects.filter(measure__group__plan=plan)
        .exclude(import_key="")
        .select_related("measure__group")
        .prefetch_related("units")
    }
    groups = list(plan.groups.all())
    measures = defaultdict(list)
    for measure in Measure.objects.filter(group__plan=plan).select_related("group"):
        measures[measure.group_id].append(measure)
    for group in found.groups:
        for measure in group.measures:
            for step in measure.steps:
                step.found = there.get(step.key)
            measure.found = next((s.found.measure for s in measure.steps if s.found), None)
        _meet_group(group, groups)
        taken = {measure.found.pk for measure in group.measures if measure.found}
        for measure in group.measures:
            if group.found and not measure.found:
                measure.found = _same_title(measure.source, measures[group.found.pk], taken)


def _meet_group(group: GroupMatch, groups: Sequence[MeasureGroup]) -> None:
    by_rows = next((m.found.group for m in group.measures if m.found), None)
    title = same_cell(group.source.title)
    by_title = (found for found in groups if same_cell(found.title) == title)
    group.found = by_rows or next(by_title, None)


def _same_title(
    source: ImportedMeasure, there: Sequence[Measure], taken: set[int]
) -> Measure | None:
    title = same_cell(source.title)
    for measure in there:
        if measure.pk not in taken and same_cell(measure.title) == title:
            taken.add(measure.pk)
            return measure
    return None


def _match_results(found: Match, today: dt.date) -> None:
    results = _Results(found, today)
    for step in found.steps:
        if step.source.result or step.source.problems or step.source.suggestions:
            step.entry = results.entry(step)


class _Results:
    """Tells for each row whether its result is recorded already, and as of which day."""

    def __init__(self, found: Match, today: dt.date) -> None:
        self.found, self.today = found, today
        self.ends = [step.source.ends for step in found.steps]
        self.known: dict[int, set[str]] = defaultdict(set)
        steps = [step.found.pk for step in found.steps if step.found]
        entries = ProgressEntry.objects.filter(step__in=steps).exclude(import_key="")
        for step_id, key in entries.values_list("step_id", "import_key"):
            self.known[step_id].add(key)
        rounds = found.plan.rounds.filter(locked_at__isnull=False) if found.plan else ()
        self.locked = {locked.code for locked in rounds}

    def entry(self, step: StepMatch) -> EntryMatch:
        source, table = step.source, self.found.table
        entry = EntryMatch(_hash(source.result, source.problems, source.suggestions))
        entry.day = evidence_day(
            self.found.year,
            stated_round=table.round,
            period_end=source.ends,
            all_ends=self.ends,
            today=self.today,
        )
        entry.round = round_of(entry.day, self.found.year, table.round) if entry.day else ""
        before = self.known[step.found.pk] if step.found else set()
        entry.found, entry.changed = entry.key in before, bool(before - {entry.key})
        if not entry.found:
            entry.blocked = _hindrance(entry, source, self.locked)
            self._warn(step, entry)
        return entry

    def _warn(self, step: StepMatch, entry: EntryMatch) -> None:
        if entry.blocked and not _kept_aside(step):
            left = _("It is left out.") if step.found else _("It is kept with the step.")
            self._say(f"{entry.blocked} {left}", step)
        elif entry.changed and not entry.blocked:
            message = _("The result has changed since the last import; it becomes a new entry.")
            self._say(message, step)

    def _say(self, message: str, step: StepMatch) -> None:
        self.found.warnings.append(Warning(message, step.source.place))


def _kept_aside(step: StepMatch) -> bool:
    """Whether an import before this one kept the row's results with its step."""
    source = step.source
    texts = {text for text in (source.result, source.problems, source.suggestions) if text}
    return bool(step.found) and texts <= set(step.found.extra.values())


def _hindrance(entry: EntryMatch, source: ImportedStep, locked: set[str]) -> str:
    if not source.result:
        return _("There are problems or suggestions, but no result.")
    if not entry.day:
        return _("There is a result, but the fiscal year has not begun.")
    if entry.round in locked:
        return _("The round is locked and takes no result.")
    return ""


def _other_year(found: Match) -> Warning:
    message = _(
        "The table names fiscal year {own}, but is brought into {year}. "
        "Its dates outside {year} are left out; the texts stay."
    )
    return Warning(message.format(own=found.table.fiscal_year, year=found.year.number))


def _differences(step: StepMatch) -> list[Warning]:
    """Say where the plan tells a known row in other words; the plan's stay."""
    if not step.found:
        return []
    pairs = (
        (_("steps"), step.source.steps, step.found.text),
        (_("responsible"), step.source.owner, step.found.owner_text),
        (_("period"), step.source.period, step.found.period_text),
        (_("follow-up"), step.source.follow_up, step.found.follow_up),
    )
    differ = [name for name, new, old in pairs if same_cell(new) != same_cell(old)]
    if not differ:
        return []
    message = _("In the plan already, with other words for: {fields}. The plan's words stay.")
    return [Warning(message.format(fields=", ".join(differ)), step.source.place)]
