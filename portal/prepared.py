"""Queries that are asked with every page: compiled once a process, asked with new values.

The ORM writes a query's SQL anew each time; for the pages that everybody opens that takes
several times as long as the database needs to answer (`python -m bench web` shows it).
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import ModelIterable


class Given(Expression):
    """A place in a prepared query for a value that is known only when it is asked."""

    def __init__(self, name: str, output_field: Field) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Given]]:
        return "%s", [self]

    def bound(self, given: dict[str, Any], connection: Any) -> Any:
        """The value as the database takes it; raises TypeError when none was given."""
        if self.name not in given:
            raise TypeError(f"the query needs {self.name}")
        return self.output_field.get_db_prep_value(given[self.name], connection)


class Prepared:
    """A queryset of models whose SQL is written when it is first asked, and then kept.

    `make` builds it with `Given` where a value will stand. It must not be sliced: `most` and
    `start` of `rows` do that.
    """

    def __init__(self, make: Callable[[], QuerySet]) -> None:
        self.make = make
        self._compiled: dict[str, tuple[Any, str, tuple]] = {}

    def rows(self, most: int | None = None, start: int = 0, **given: Any) -> list[Any]:
        """The instances, at most so many from the place `start` on; asks the database once."""
        connection = connections[DEFAULT_DB_ALIAS]
        if connection.vendor not in self._compiled:
            self._compiled[connection.vendor] = _compiled(self.make())
        kept, sql, places = self._compiled[connection.vendor]
        if most is not None:
            sql = f"{sql} {connection.ops.limit_offset_sql(start, start + most)}"
        values = tuple(
            place.bound(given, connection) if isinstance(place, Given) else place
            for place in places
        )
        # What it learned of the columns stays; the connection is that of this thread.
        compiler = copy(kept)
        compiler.connection = connection
        compiler.as_sql = lambda: (sql, values)
        return list(ModelIterable(_Asked(compiler)))


@dataclass
class _Asked:
    """As much of a queryset, and of its query, as reading its rows takes."""

    compiler: Any
    db: str = DEFAULT_DB_ALIAS
    _known_related_objects: Any = ()

    def __post_init__(self) -> None:
        self.query = self
        self.model: type[Model] = self.compiler.query.model
        self._known_related_objects = {}

    def get_compiler(self, using: str) -> Any:
        return self.compiler


def _compiled(queryset: QuerySet) -> tuple[Any, str, tuple]:
    if queryset.query.is_sliced:
        raise ValueError("a prepared query is cut when it is asked")
    compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
    sql, places = compiler.as_sql()
    return compiler, sql, tuple(places)
