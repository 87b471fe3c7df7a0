"""What the page before an import shows: the table as it was read, beside the plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Unit
from measures.importing import imported
from measures.importing.table import ImportedTable
from measures.imports import ImportOutcome, numbered_apart, outcome_of
from measures.matching import GroupMatch, Match, MeasureMatch, StepMatch, match
from measures.models import ImportRun

_OF_A_STEP = (
    imported.STEPS,
    imported.OWNER,
    imported.PERIOD,
    imported.FOLLOW_UP,
    imported.RESULT,
    imported.PROBLEMS,
    imported.SUGGESTIONS,
)


@dataclass(frozen=True)
class Cell:
    """A cell with its column's heading, for tables that become cards on a phone."""

    heading: str
    text: str


class Preview:
    """A run's table beside the plan of its year; reads only."""

    def __init__(self, run: ImportRun, table: ImportedTable) -> None:
        self.table = table
        self._match: Match = match(
            table, year=run.fiscal_year, with_results=run.with_results, today=timezone.localdate()
        )
        self.outcome: ImportOutcome = outcome_of(self._match)
        self.of_another_year = self._match.of_another_year
        names: dict[str, str] = {}
        for column in table.columns:
            names.setdefault(column.field, " ".join(column.heading.split()))
        self.measure_heading = names.get(imported.MEASURE) or _("Measure")
        self._headings = [(name, text) for name, text in names.items() if name in _OF_A_STEP]
        self._look_at = {warning.place for warning in self.outcome.warnings if warning.place}

    @property
    def title(self) -> str:
        """What stands above the table, line by line."""
        return "\n".join(self.table.title_lines)

    @property
    def headings(self) -> list[str]:
        """The headings of the columns shown, as in the file."""
        extra = [_("Other columns")] if any(step.extra for step in self.table.steps) else []
        return [heading for _field, heading in self._headings] + extra

    @property
    def units(self) -> list[tuple[str, Unit | None]]:
        """The units that the table names, each with the unit it meets (None: it is made)."""
        return list(self._match.units.items())

    @property
    def groups(self) -> list[GroupMatch]:
        return self._match.groups

    def rows(self, group: GroupMatch) -> Iterator[dict]:
        """The rows of a group: a measure's title on its first row, the cells, the state."""
        for measure in group.measures:
            if not measure.steps:
                state = "there" if measure.found else "new"
                yield {"title": _title(measure), "cells": [], "state": state}
            for step in measure.steps:
                yield {
                    "title": _title(measure) if step is measure.steps[0] else "",
                    "cells": self._cells(step),
                    "state": self._state(step),
                    "place": step.source.place,
                }

    @property
    def sections(self) -> list[tuple[GroupMatch, list[dict]]]:
        return [(group, list(self.rows(group))) for group in self.groups]

    def _cells(self, step: StepMatch) -> list[Cell]:
        cells = [Cell(heading, getattr(step.source, field)) for field, heading in self._headings]
        if len(self.headings) > len(cells):
            others = "\n".join(f"{name}: {text}" for name, text in step.source.extra.items())
            cells.append(Cell(self.headings[-1], others))
        return cells

    def _state(self, step: StepMatch) -> str:
        if step.source.place in self._look_at:
            return "check"
        return "there" if step.found and not (step.entry and step.entry.is_new) else "new"


def _title(measure: MeasureMatch) -> str:
    """The measure as it stands in the table, with a number from a column of its own."""
    number, title = measure.source.number, measure.source.title
    return f"{number} {title}".strip() if numbered_apart(number, title) else title or "–"
