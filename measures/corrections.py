"""What an office may correct in a year's catalogue, and what hinders it.

Every change marks the row as the office's own. A shipped row that is removed or gets
another code is remembered, so that loading the shipped lists again does not bring it back.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.refusals import refuse_if
from measures.catalogue import row_key
from measures.models import FiscalYear, Indicator, MeasureGroup, OitItem, Question

Row = Indicator | Question | OitItem


def year_of(row: Row) -> FiscalYear:
    """The fiscal year whose catalogue the row belongs to."""
    indicator = row if isinstance(row, Indicator) else row.indicator
    return indicator.instrument.fiscal_year


def uses(row: Row) -> list[str]:
    """Every reason why the row cannot be removed; empty when it can."""
    if isinstance(row, OitItem):
        return []
    found = [(_("It is linked to measures of the plan."), row.measures.exists())]
    if isinstance(row, Question):
        found.append((_("It is linked to steps of the plan."), row.steps.exists()))
    else:
        groups = MeasureGroup.objects.filter(indicator=row)
        holds = row.parts.exists() or row.questions.exists() or row.items.exists()
        found += [
            (_("It is linked to groups of the plan."), groups.exists()),
            (_("It has a score."), row.scores.exists()),
            (_("It still holds parts, questions or items."), holds),
        ]
    return [reason for reason, holds in found if holds]


@transaction.atomic
def keep_correction(row: Row, *, code_before: str = "") -> None:
    """Store a row as the office's own; `code_before` is the code it had in the database.

    A new row goes to the end of what it belongs to.
    """
    row.corrected = True
    if row.pk is None:
        row.position = _last_position(row) + 1
    row.save()
    if code_before and code_before != row.code:
        _set_aside(row, code_before)


@transaction.atomic
def remove_row(row: Row) -> None:
    """Remove a row from its year; raises NotAllowed when something refers to it."""
    # Whoever links a measure to the row meanwhile waits for it, then finds it gone.
    type(row).objects.select_for_update().get(pk=row.pk)
    refuse_if(uses(row))
    _set_aside(row, row.code)
    row.delete()


def _set_aside(row: Row, code: str) -> None:
    year = FiscalYear.objects.select_for_update().get(pk=year_of(row).pk)
    indicator = row if isinstance(row, Indicator) else row.indicator
    key = row_key(indicator.instrument.code, code)
    if key not in year.set_aside:
        year.set_aside = [*year.set_aside, key]
        year.save(update_fields=["set_aside"])


def _last_position(row: Row) -> int:
    if isinstance(row, Indicator):
        beside = Indicator.objects.filter(instrument=row.instrument)
    else:
        beside = type(row).objects.filter(indicator=row.indicator)
    return beside.aggregate(last=Max("position"))["last"] or 0
