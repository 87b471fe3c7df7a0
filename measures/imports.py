"""The verb that writes an imported table into the plan of a fiscal year.

Cells go in as they were typed; what they mean (dates, units, links) goes beside them.
What is in the plan already stays as it is.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from files.sheets.grid import Warning
from measures.catalogue import ensure_year
from measures.importing.imported import NUMBER, RESULT, ImportedStep, ImportedTable
from measures.matching import GroupMatch, Match, MeasureMatch, StepMatch, match, same_cell
from measures.models import (
    Deadline,
    EntryEvent,
    FiscalYear,
    Indicator,
    Instrument,
    Measure,
    MeasureGroup,
    ProgressEntry,
    Question,
    Round,
    Step,
)
from measures.models.progress import NOTHING_TO_REPORT
from measures.planning import TITLE_LENGTH, open_plan
from measures.progress import snapshot

KINDS = ("plans", "groups", "measures", "steps", "entries", "units")


@dataclass
class ImportOutcome:
    """What an import made, what was there already (counts by kind), and what to look at."""

    year: int
    dry_run: bool = False
    made: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    warnings: tuple[Warning, ...] = ()

    @property
    def counts(self) -> list[tuple[str, int, int]]:
        """Name of the kind, how many made, how many there already; in the plan's order."""
        names = kind_names()
        return [(names[kind], self.made[kind], self.found[kind]) for kind in KINDS]

    def lines(self) -> Iterator[str]:
        """The outcome as lines of text for a terminal."""
        yield (
            _("Fiscal year {year}: nothing was written, this would be made")
            if self.dry_run
            else _("Fiscal year {year}")
        ).format(year=self.year)
        for name, made, found in self.counts:
            yield "  " + _("{name}: {made} new, {found} there already").format(
                name=name, made=made, found=found
            )
        for warning in self.warnings:
            place = f"{warning.place}: " if warning.place else ""
            yield _("Look at: {text}").format(text=place + warning.message)

    def as_json(self) -> dict[str, Any]:
        """The outcome as it is kept with the run."""
        return {
            "made": dict(self.made),
            "found": dict(self.found),
            "warnings": [asdict(warning) for warning in self.warnings],
        }


def kind_names() -> dict[str, str]:
    """What each kind of row is called, in the reader's language."""
    return {
        "plans": _("Plan"),
        "groups": _("Groups"),
        "measures": _("Measures"),
        "steps": _("Steps"),
        "entries": _("Results as progress entries"),
        "units": _("Units"),
    }


def import_table(
    table: ImportedTable,
    *,
    year: int,
    by: User | None = None,
    dry_run: bool = False,
    with_results: bool = True,
    today: dt.date | None = None,
) -> ImportOutcome:
    """Write a table into the plan of a fiscal year (Buddhist-era), all of it or nothing.

    Makes the year, the plan with its rounds and the units where they are missing. Results
    become accepted entries unless `with_results` is false. Imported again, a table makes
    nothing that is there; a changed result is added as a further entry. With `dry_run`
    nothing is written and the outcome says what would be. Raises ValueError for a number
    that is no Buddhist-era year.
    """
    today = today or timezone.localdate()
    if dry_run:
        return outcome_of(match(table, year=year, with_results=with_results, today=today))
    with transaction.atomic():
        fiscal_year = ensure_year(year)
        # Two imports into one year take turns here, so the second meets what the first made.
        FiscalYear.objects.select_for_update().get(pk=fiscal_year.pk)
        # Nobody locks a round while results are written for it.
        list(Round.objects.select_for_update().filter(plan__fiscal_year=fiscal_year))
        found = match(table, year=year, with_results=with_results, today=today)
        outcome = outcome_of(found)
        _Writer(found, fiscal_year, by).write()
    outcome.dry_run = False
    return outcome


def outcome_of(found: Match) -> ImportOutcome:
    """Count what a match would make and what is there, as a dry run's outcome."""
    outcome = ImportOutcome(year=found.year.number, dry_run=True)
    entries = [step.entry for step in found.steps if step.entry]
    rows = {
        "plans": [found.plan],
        "groups": [group.found for group in found.groups],
        "measures": [measure.found for measure in found.measures],
        "steps": [step.found for step in found.steps],
        "entries": [entry.found or None for entry in entries if not entry.blocked],
        "units": list(found.units.values()),
    }
    for kind, there in rows.items():
        outcome.made[kind] = there.count(None)
        outcome.found[kind] = len(there) - there.count(None)
    outcome.warnings = (
        *_title_warnings(found),
        *_column_warnings(found.table),  # before the rows that lack what the column holds
        *found.table.warnings,
        *found.warnings,
    )
    return outcome


def _plan_title(table: ImportedTable) -> str:
    return " ".join(table.title_lines)


def _title_warnings(found: Match) -> list[Warning]:
    """Say when the plan cannot hold the whole of the table's title."""
    title = _plan_title(found.table)
    if found.plan or len(title) <= TITLE_LENGTH:
        return []
    message = _("The title above the table is long; the plan keeps its first {count} signs.")
    return [Warning(message.format(count=TITLE_LENGTH))]


def _column_warnings(table: ImportedTable) -> list[Warning]:
    message = _("The column “{heading}” is not known; its texts are kept with each step.")
    return [
        Warning(message.format(heading=" ".join(column.heading.split())))
        for column in table.unknown_columns
        if column.heading
    ]


class _Writer:
    """Writes what a match found missing, inside the caller's transaction."""

    def __init__(self, found: Match, fiscal_year: FiscalYear, by: User | None) -> None:
        self.match, self.fiscal_year, self.by = found, fiscal_year, by
        self.catalogue = _Catalogue(fiscal_year)
        self.headings = {column.field: column.heading for column in found.table.columns}
        self.new_steps: list[tuple[StepMatch, Step, MeasureMatch]] = []

    def write(self) -> None:
        title = _plan_title(self.match.table)
        self.plan, _new = open_plan(self.fiscal_year, title=title, by=self.by)
        self._make_units()
        position = _next_position(self.plan.groups.all())
        for number, group in enumerate(self.match.groups):
            self._group(group, position + number)
        Step.objects.bulk_create([step for _match, step, _measure in self.new_steps])
        self._link_steps()
        self._make_entries()

    def _make_units(self) -> None:
        position = _next_position(Unit.objects.all())
        for name, unit in self.match.units.items():
            if unit is None:
                made, new = Unit.objects.get_or_create(
                    name=name[:200], defaults={"position": position}
                )
                self.match.units[name] = made
                position += new

    def _group(self, group: GroupMatch, position: int) -> None:
        source = group.source
        if group.found is None:
            group.found = MeasureGroup.objects.create(
                plan=self.plan,
                position=position,
                title=source.title,
                instrument=self.catalogue.instruments.get(source.instrument),
                indicator=self.catalogue.indicators.get(source.indicator),
            )
        position = _next_position(group.found.measures.all())
        for number, measure in enumerate(group.measures):
            self._measure(measure, group.found, position + number)

    def _measure(self, measure: MeasureMatch, group: MeasureGroup, position: int) -> None:
        source = measure.source
        if measure.found is None:
            title = source.title
            if not source.steps and numbered_apart(source.number, title):
                title = f"{source.number} {title}".strip()
            measure.found = Measure.objects.create(group=group, position=position, title=title)
            measure.found.indicators.set(self.catalogue.indicators_of(source.indicators, title))
            measure.found.questions.set(self.catalogue.questions_of(source.questions))
        position = _next_position(measure.found.steps.all())
        for step in measure.steps:
            if step.found is None:
                made = self._step(step, measure, position)
                self.new_steps.append((step, made, measure))
                position += 1

    def _step(self, step: StepMatch, measure: MeasureMatch, position: int) -> Step:
        source = step.source
        starts, ends = self._span(source)
        return Step(
            measure=measure.found,
            position=position,
            topic=source.topic,
            text=source.steps,
            all_units=source.all_units,
            owner_text=source.owner,
            starts=starts,
            ends=ends,
            period_text=source.period,
            follow_up=source.follow_up,
            cadence=source.cadence,
            extra=self._extra(step, measure.source.number, measure),
            import_key=step.key,
        )

    def _span(self, source: ImportedStep) -> tuple[dt.date | None, dt.date | None]:
        """The row's period; nothing where another year's table lies outside this one."""
        if not self.match.of_another_year:
            return source.starts, source.ends
        known = [day for day in (source.starts, source.ends) if day]
        inside = all(day in self.match.year for day in known)
        return (source.starts, source.ends) if inside else (None, None)

    def _due_dates(self, source: ImportedStep) -> list[dt.date]:
        if not self.match.of_another_year:
            return list(source.due_dates)
        return [day for day in source.due_dates if day in self.match.year]

    def _extra(self, step: StepMatch, number: str, measure: MeasureMatch) -> dict[str, str]:
        """What has no column of its own in the plan: unknown columns, a number typed apart."""
        extra = dict(step.source.extra)
        first = measure.steps[0] is step
        if first and NUMBER in self.headings and numbered_apart(number, measure.source.title):
            extra.setdefault(self.headings[NUMBER], number)
        if step.entry and step.entry.blocked:
            for name in (RESULT, "problems", "suggestions"):
                if text := getattr(step.source, name):
                    extra.setdefault(self.headings.get(name) or name, text)
        return extra

    def _link_steps(self) -> None:
        units, questions, deadlines = [], [], []
        unit_link, question_link = Step.units.through, Step.questions.through
        for step, made, _measure in self.new_steps:
            named = {self.match.units[name].pk for name in step.source.units}
            units += [unit_link(step_id=made.pk, unit_id=pk) for pk in sorted(named)]
            for question in self.catalogue.questions_of(step.source.questions):
                questions.append(question_link(step_id=made.pk, question_id=question.pk))
            due = sorted(set(self._due_dates(step.source)))
            deadlines += [Deadline(step=made, due=day) for day in due]
            step.found = made
        unit_link.objects.bulk_create(units)
        question_link.objects.bulk_create(questions)
        Deadline.objects.bulk_create(deadlines)

    def _make_entries(self) -> None:
        rounds = {found.code: found for found in self.plan.rounds.all()}
        now = timezone.now()
        entries = [
            ProgressEntry(
                step=step.found,
                round=rounds[step.entry.round],
                evidence_date=step.entry.day,
                narrative=step.source.result,
                problems=step.source.problems or NOTHING_TO_REPORT,
                suggestions=step.source.suggestions or NOTHING_TO_REPORT,
                completed_on=step.source.completed_on,
                state=ProgressEntry.State.ACCEPTED,
                entered_by=self.by,
                reviewed_by=self.by,
                reviewed_at=now if self.by else None,
                import_key=step.entry.key,
            )
            for step in self.match.steps
            if step.entry and step.entry.is_new
        ]
        ProgressEntry.objects.bulk_create(entries)
        reason = _("Brought in from a table")
        EntryEvent.objects.bulk_create(
            EntryEvent(
                entry=entry,
                kind=EntryEvent.Kind.RECORDED,
                by=self.by,
                reason=reason,
                snapshot=snapshot(entry),
            )
            for entry in entries
        )


class _Catalogue:
    """The rows of a year's catalogue by their codes."""

    def __init__(self, fiscal_year: FiscalYear) -> None:
        self.instruments = {
            found.code: found for found in Instrument.objects.filter(fiscal_year=fiscal_year)
        }
        indicators = Indicator.objects.filter(instrument__fiscal_year=fiscal_year)
        self.indicators = {found.code: found for found in indicators}
        questions = Question.objects.filter(indicator__instrument__fiscal_year=fiscal_year)
        self.questions = {found.code: found for found in questions}

    def indicators_of(self, codes: tuple[str, ...], title: str) -> list[Indicator]:
        """The indicators named by number, and the part of one that a title is the name of."""
        named = [self.indicators[code] for code in codes if code in self.indicators]
        words = same_cell(title.strip(" -–•"))
        parts = [
            part
            for part in self.indicators.values()
            if part.parent_id in {found.pk for found in named} and same_cell(part.name) == words
        ]
        return [*named, *parts]

    def questions_of(self, codes: tuple[str, ...]) -> list[Question]:
        return [self.questions[code] for code in codes if code in self.questions]


def numbered_apart(number: str, title: str) -> bool:
    """Whether a number stood in a column of its own, so that the title does not hold it."""
    return bool(number) and not title.strip().startswith(number)


def _next_position(rows) -> int:
    last = rows.order_by().aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
