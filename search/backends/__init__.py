"""The index of tokens in the database that the portal runs on.

Both back ends keep the same three tables of (number, set of tokens) and answer the same
questions about them, so that everything above them is written once and gives one answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Protocol

from django.db import connection

from search.backends import postgres, sqlite
from search.expressions import Expression


class Index(StrEnum):
    """The three tables: of entries, of passages, of the vocabulary."""

    ENTRY = "search_entry_index"
    PASSAGE = "search_passage_index"
    TERM = "search_term_index"


class Backend(Protocol):
    """What a database must be able to do."""

    def write(self, index: str, rows: Mapping[int, Iterable[str]]) -> None:
        """Add rows: number to tokens; what is there under a number gives way."""

    def erase(self, index: str, numbers: range) -> None:
        """Take the rows out whose numbers lie in the range, which has no steps."""

    def known(self, table: str, numbers: Collection[int]) -> set[int]:
        """Those of the numbers that a table, of any kind, has in its column `id`."""

    def clear(self, index: str) -> None:
        """Take every row out and give back the space."""

    def numbers(self, index: str, expression: Expression) -> list[int]:
        """The numbers of the rows that answer the expression, in no order."""

    def among(self, index: str, expression: Expression, numbers: Sequence[int]) -> set[int]:
        """Those of the given numbers whose rows answer the expression."""

    def subquery(self, index: str, expression: Expression) -> tuple[str, list[str]]:
        """SQL (with parameters) that selects the numbers, to stand inside another query."""


def backend() -> Backend:
    """The back end of the default database."""
    return postgres if connection.vendor == "postgresql" else sqlite  # type: ignore[return-value]
