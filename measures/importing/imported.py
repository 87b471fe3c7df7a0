"""What reading last year's table gives: a neutral structure that no database knows of.

Texts are exactly those of the cells, with the blanks around them stripped and line breaks
as one newline; nothing inside is corrected.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from files.packages import PackageRefused
from files.refusals import FileRefused
from files.sheets.grid import Warning

MEASURE, STEPS, OWNER, PERIOD = "measure", "steps", "owner", "period"
FOLLOW_UP, RESULT = "follow_up", "result"
PROBLEMS, SUGGESTIONS, NUMBER = "problems", "suggestions", "number"
EXTRA = "extra"

# Every field a column can be given to; EXTRA keeps the texts under the column's heading.
FIELDS = (
    NUMBER,
    MEASURE,
    STEPS,
    OWNER,
    PERIOD,
    FOLLOW_UP,
    RESULT,
    PROBLEMS,
    SUGGESTIONS,
    EXTRA,
)


class ImportRefused(PackageRefused):
    """A file that cannot be imported.

    `headings` is what the columns of the table are called when the table was found but its
    columns were not known.
    """

    def __init__(self, message: str, place: str = "", headings: tuple[str, ...] = ()) -> None:
        super().__init__(message, place)
        self.headings = headings


@contextmanager
def import_refusals() -> Iterator[None]:
    """Every refusal of a file inside the block, or the function, is an ImportRefused."""
    try:
        yield
    except ImportRefused:
        raise
    except FileRefused as refusal:
        raise ImportRefused(refusal.message, refusal.place) from refusal


@dataclass(frozen=True)
class Column:
    """A column: the field it is read into ("" unknown), its heading, its place from 0."""

    field: str
    heading: str
    index: int


@dataclass(frozen=True)
class ImportedStep:
    """One row of work: what one owner reports on.

    `topic` is the first line of `steps` where it is a heading over a dash list;
    `starts`, `ends` and `cadence` come from the period (cadence also from the follow-up),
    `due_dates` from the follow-up, `completed_on` is the latest completion date that the
    result names.
    """

    place: str
    number: int
    steps: str = ""
    topic: str = ""
    owner: str = ""
    period: str = ""
    follow_up: str = ""
    result: str = ""
    problems: str = ""
    suggestions: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    units: tuple[str, ...] = ()
    all_units: bool = False
    starts: dt.date | None = None
    ends: dt.date | None = None
    due_dates: tuple[dt.date, ...] = ()
    cadence: str = ""
    completed_on: dt.date | None = None
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportedMeasure:
    """A measure (or issue) and its rows of work; `title` is "" where the table has none."""

    title: str = ""
    number: str = ""
    instrument: str = ""
    indicators: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    steps: tuple[ImportedStep, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class ImportedGroup:
    """The measures under one group row; `title` is "" where the table has no such rows."""

    title: str = ""
    instrument: str = ""
    indicator: str = ""
    measures: tuple[ImportedMeasure, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class ImportedTable:
    """A whole table.

    `row_count` counts the rows below the heading that hold text, group rows included;
    `fiscal_year` (Buddhist-era) and `round` ("6", "12" or "") are what the title says; where
    it names no year, the one in which all periods of the table end.
    """

    title_lines: tuple[str, ...]
    columns: tuple[Column, ...]
    groups: tuple[ImportedGroup, ...]
    warnings: tuple[Warning, ...]
    unknown_columns: tuple[Column, ...]
    layout: str
    fiscal_year: int | None
    round: str
    row_count: int
    group_row_count: int

    @property
    def steps(self) -> tuple[ImportedStep, ...]:
        """Every row of work, in the order of the table."""
        measures = (measure for group in self.groups for measure in group.measures)
        return tuple(step for measure in measures for step in measure.steps)
