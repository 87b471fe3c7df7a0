"""An import in the browser: kept from the upload, looked at, then confirmed or dropped."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
from collections.abc import Mapping

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from measures.catalogue import is_year
from measures.importing.table import ImportedTable, ImportRefused, read_table
from measures.imports import ImportOutcome, import_table
from measures.matching import known_unit_names
from measures.models import ImportRun, Plan
from portal.thai.fiscal import fiscal_year_of

FORGOTTEN_AFTER = dt.timedelta(days=30)  # an upload that nobody confirms is not kept longer


class AlreadyFinished(Exception):
    """The run was confirmed or dropped before, here or in another window."""


class SettingsChanged(Exception):
    """The run is not the one that was looked at: its year or columns were changed since."""


def next_plan_year(today: dt.date) -> int:
    """The fiscal year that waits for a plan: this one, or the next where it has one."""
    year = fiscal_year_of(today)
    return year + 1 if Plan.objects.filter(fiscal_year__year=year).exists() else year


def read(
    data: bytes, *, filename: str, year: int | None, mapping: Mapping[int, str] | None = None
) -> ImportedTable:
    """Read an uploaded table with the office's names for its units; raises ImportRefused."""
    return read_table(
        data,
        filename=filename,
        fiscal_year=year,
        known_units=known_unit_names(),
        mapping=mapping,
    )


def start_run(
    data: bytes, *, filename: str, year: int | None, by: User, today: dt.date | None = None
) -> ImportRun:
    """Judge an uploaded file and keep it until somebody confirms or drops it.

    `year` is the fiscal year to bring it into; None takes the year that the table names,
    else the next one that waits for a plan. Results come along where the table is of that
    year. The same file sent again, as by a double click, gives the run that is open.
    Raises ImportRefused; then nothing is kept.
    """
    table = read(data, filename=filename, year=year)
    stated = table.fiscal_year if table.fiscal_year and is_year(table.fiscal_year) else None
    year = year or stated or next_plan_year(today or timezone.localdate())
    digest = hashlib.sha256(data).hexdigest()
    same = ImportRun.objects.open().filter(started_by=by, sha256=digest, fiscal_year=year)
    if found := same.first():
        return found
    run = ImportRun(
        fiscal_year=year,
        filename=filename[-255:],
        sha256=digest,
        started_by=by,
        with_results=table.fiscal_year in (None, year),
    )
    drop_forgotten()
    run.file.save("table", ContentFile(data), save=False)
    run.save()
    return run


def read_run(run: ImportRun, *, mapping: Mapping[int, str] | None = None) -> ImportedTable:
    """Read the run's file with its answers about columns, or with `mapping` instead.

    Raises ImportRefused.
    """
    try:
        with run.file.open("rb") as stream:
            data = stream.read()
    except OSError as error:
        raise ImportRefused(_("The uploaded file is no longer there."), run.filename) from error
    answers = kept_mapping(run) if mapping is None else mapping
    return read(data, filename=run.filename, year=run.fiscal_year, mapping=answers or None)


def kept_mapping(run: ImportRun) -> dict[int, str]:
    """The run's answers about its columns: column index → field."""
    return {int(index): field for index, field in run.mapping.items()}


def change_run(
    run: ImportRun, *, year: int, mapping: Mapping[int, str], with_results: bool
) -> None:
    """Set the year and the answers about columns of an open run.

    Raises ImportRefused when the table cannot be read so, AlreadyFinished when the run is
    no longer open; then nothing is changed.
    """
    run.fiscal_year = year
    read_run(run, mapping=mapping)
    changed = ImportRun.objects.open().filter(pk=run.pk)
    kept = {str(index): field for index, field in mapping.items()}
    if not changed.update(fiscal_year=year, mapping=kept, with_results=with_results):
        raise AlreadyFinished
    run.refresh_from_db()


def seen_mark(run: ImportRun) -> str:
    """A mark of what the preview showed: changes when year, columns or results do."""
    shown = [run.fiscal_year, run.with_results, sorted(run.mapping.items())]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:16]


@transaction.atomic
def confirm_run(run: ImportRun, *, by: User, seen: str) -> ImportOutcome:
    """Write the run's table into the plan, once however often it is asked for.

    `seen` is the mark of the preview that was confirmed. Raises AlreadyFinished for all
    but the first, SettingsChanged when the preview was of other settings, ImportRefused.
    """
    won = ImportRun.objects.open().filter(pk=run.pk)
    if not won.update(finished_at=timezone.now(), finished_by=by):
        raise AlreadyFinished
    run.refresh_from_db()
    if seen_mark(run) != seen:
        raise SettingsChanged
    outcome = import_table(
        read_run(run), year=run.fiscal_year, by=by, with_results=run.with_results
    )
    run.outcome = outcome.as_json()
    run.save(update_fields=["outcome"])
    return outcome


def drop_forgotten() -> None:
    """Drop the runs that nobody confirmed for 30 days, with their files."""
    before = timezone.now() - FORGOTTEN_AFTER
    for run in ImportRun.objects.open().filter(started_at__lt=before):
        with contextlib.suppress(AlreadyFinished):
            drop_run(run)


@transaction.atomic
def drop_run(run: ImportRun) -> None:
    """Forget an open run and its file; raises AlreadyFinished when it is not open."""
    storage, name = run.file.storage, run.file.name
    deleted, _by_model = ImportRun.objects.open().filter(pk=run.pk).delete()
    if not deleted:
        raise AlreadyFinished
    transaction.on_commit(lambda: storage.delete(name))
