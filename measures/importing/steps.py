"""Reads one row of work: who, when, by when, and what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from files.sheets.grid import Warning
from measures.importing.imported import (
    FOLLOW_UP,
    OWNER,
    PERIOD,
    RESULT,
    STEPS,
    ImportedStep,
)
from measures.importing.marks import questions_of
from measures.importing.units import Owners, recognise_units
from portal.thai.dates import DateNotUnderstood
from portal.thai.numbering import heading_line
from portal.thai.periods import (
    Period,
    find_cadence,
    find_completion_dates,
    find_due_dates,
    parse_period,
)


@dataclass(frozen=True)
class StepTexts:
    """The texts of a row by field, those of unknown columns by heading."""

    place: str
    fields: Mapping[str, str]
    extra: Mapping[str, str]


def read_step(
    texts: StepTexts,
    number: int,
    questions: tuple[str, ...],
    fiscal_year: int | None,
    known_units: Sequence[str],
) -> tuple[ImportedStep, list[Warning]]:
    """Give the row of work and what a reader should look at in it.

    `questions` are those of the measure, used where the row names none itself.
    """
    cells = texts.fields
    warnings: list[Warning] = []
    owners = _owners(cells.get(OWNER, ""), known_units, texts.place, warnings)
    period = _period(cells.get(PERIOD, ""), fiscal_year, texts.place, warnings)
    follow_up, steps = cells.get(FOLLOW_UP, ""), cells.get(STEPS, "")
    if not steps:
        warnings.append(Warning(_("The row names no steps."), texts.place))
    step = ImportedStep(
        place=texts.place,
        number=number,
        topic=heading_line(steps),
        extra=texts.extra,
        units=owners.units,
        all_units=owners.all_units,
        starts=period.starts,
        ends=period.ends,
        due_dates=find_due_dates(follow_up, fiscal_year=fiscal_year),
        cadence=period.cadence or find_cadence(follow_up),
        completed_on=max(find_completion_dates(cells.get(RESULT, "")), default=None),
        questions=questions_of(steps) or questions,
        **cells,
    )
    return step, warnings


def _owners(text: str, known: Sequence[str], place: str, warnings: list[Warning]) -> Owners:
    owners = recognise_units(text, known)
    if not text:
        warnings.append(Warning(_("The row names nobody responsible."), place))
    elif not owners.units and not owners.all_units:
        message = _("No unit is recognised in “{owner}”; it is kept as typed.")
        warnings.append(Warning(message.format(owner=_one_line(text)), place))
    return owners


def _period(text: str, fiscal_year: int | None, place: str, warnings: list[Warning]) -> Period:
    if not text:
        return Period()
    try:
        return parse_period(text, fiscal_year=fiscal_year)
    except DateNotUnderstood as error:
        warnings.append(Warning(str(error.message), place))
        return Period()


def _one_line(text: str) -> str:
    return " ".join(text.split())
