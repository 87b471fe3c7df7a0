"""The index on PostgreSQL: tsvector columns under GIN, filled with tokens of our own.

The column is given in its own spelling, token by token: no parser and no dictionary of
PostgreSQL sees the text. Without positions and weights a match needs nothing but the GIN index.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from search.expressions import Expression, written


def write(index: str, rows: Mapping[int, Iterable[str]]) -> None:
    """Add rows: number to tokens. A number that is there already takes the new tokens."""
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {index} (id, tokens) VALUES (%s, %s::tsvector)"  # noqa: S608
            " ON CONFLICT (id) DO UPDATE SET tokens = EXCLUDED.tokens",
            [(number, " ".join(map(_quoted, sorted(tokens)))) for number, tokens in rows.items()],
        )


def erase(index: str, numbers: Sequence[int]) -> None:
    """Take rows out, with their tokens."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {index} WHERE id = ANY(%s)", [list(numbers)])  # noqa: S608


def clear(index: str) -> None:
    """Take every row out."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {index}")  # noqa: S608


def numbers(index: str, expression: Expression) -> list[int]:
    """The numbers of the rows that answer the expression."""
    sql, parameters = subquery(index, expression)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [number for (number,) in cursor.fetchall()]


def among(index: str, expression: Expression, numbers: Sequence[int]) -> set[int]:
    """Those of the given numbers whose rows answer the expression."""
    sql, parameters = subquery(index, expression)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} WHERE id = ANY(%s)", [*parameters, list(numbers)])
        return {number for (number,) in cursor.fetchall()}


def subquery(index: str, expression: Expression) -> tuple[str, list[str]]:
    """SQL that selects the numbers."""
    asked = written(expression, token=_quoted, all_sign=" & ", any_sign=" | ")
    return f"SELECT id FROM {index}_matching(%s::tsquery) AS id", [asked]  # noqa: S608


def _quoted(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"
