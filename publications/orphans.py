"""Stored photos and files that no row names: not left behind, and found where they were.

A file is written before its row is committed, for a row must never name what is not there.
What ends in between, a refused transaction or a lost machine, would leave it for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import Error, models

from publications.models.files import FOLDERS

UNTOUCHED = timedelta(days=1)  # longer than any upload, and any work on a photo, takes
MANY = 10  # files: more are lost at once only where the database is another one


class ForeignDatabase(Exception):
    """More stored files without a row than with one: the rows stand in another database, or
    are not put back yet."""


@contextmanager
def stored_together(row: models.Model, *names: str) -> Iterator[None]:
    """What is stored inside in the row's file fields of these names is erased if that fails.

    What fails after the row was committed, such as telling other processes of it, leaves the
    file to the row.
    """
    before = {name: getattr(row, name).name for name in names}
    try:
        yield
    except BaseException:
        for name, was in before.items():
            stored = getattr(row, name)
            if stored.name and stored.name != was and not _may_name(row, name):
                stored.storage.delete(stored.name)
        raise


def _may_name(row: models.Model, name: str) -> bool:
    """Whether the row in the database names the file; so, too, where it cannot be asked."""
    stored = type(row)._base_manager.filter(pk=row.pk, **{name: getattr(row, name).name})
    try:
        return stored.exists()
    except Error:
        return True


def orphans(now: datetime) -> list[str]:
    """The files of publications, older than a day, that no row of any table names."""
    old = [name for name in _stored() if default_storage.get_modified_time(name) < now - UNTOUCHED]
    named = _named()  # read after the files were listed: a file that is named late is kept
    return [name for name in old if name not in named]


def sweep(now: datetime) -> list[str]:
    """Erase the orphans for good, and give their names.

    Raises ForeignDatabase, with nothing erased, where they are many and more than the files
    that rows name: beside a database that is empty or half restored every file is one.
    """
    found = orphans(now)
    if len(found) > MANY and 2 * len(found) > sum(1 for _name in _stored()):
        raise ForeignDatabase
    for name in found:
        default_storage.delete(name)  # one that is gone already does no harm
    return found


def _stored() -> Iterator[str]:
    for folder in FOLDERS:
        try:
            _folders, files = default_storage.listdir(folder)
        except FileNotFoundError:  # no such file has come yet
            continue
        yield from (f"{folder}/{name}" for name in sorted(files))


def _named() -> set[str]:
    """Every stored name in every table: whoever else may point at a file of ours keeps it."""
    named: set[str] = set()
    for model in apps.get_models():
        fields = [one for one in model._meta.local_fields if isinstance(one, models.FileField)]
        for field in fields:
            named.update(model._base_manager.values_list(field.attname, flat=True))
    return named
