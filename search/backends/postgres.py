"""The index on PostgreSQL: tsvector columns under GIN, filled with tokens of our own.

The column is given token by token: no parser and no dictionary of PostgreSQL sees the text.
Without positions and weights a match needs nothing but the GIN index.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import connection

from search.expressions import Expression, written

ROWS = 40  # in one statement; that of a full passage is some 40 kB
_ROW = "(%s, array_to_tsvector(string_to_array(%s, ' ')))"


def write(index: str, rows: Mapping[int, Iterable[str]]) -> None:
    """Add rows: number to tokens. A number that is there already takes the new tokens.

    Parted at blanks, which no token has: the type's own spelling takes twice as long to read.
    """
    values = [(number, " ".join(tokens)) for number, tokens in rows.items()]
    with connection.cursor() as cursor:
        for start in range(0, len(values), ROWS):
            some = values[start : start + ROWS]
            marks = ", ".join([_ROW] * len(some))
            cursor.execute(
                f"INSERT INTO {index} (id, tokens) VALUES {marks}"  # noqa: S608 - our own name
                " ON CONFLICT (id) DO UPDATE SET tokens = EXCLUDED.tokens",
                [value for row in some for value in row],
            )


def erase(index: str, numbers: range) -> None:
    """Take the rows with these numbers out, with their tokens."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {index} WHERE id >= %s AND id < %s",  # noqa: S608 - our own name
            [numbers.start, numbers.stop],
        )


def known(table: str, numbers: Collection[int]) -> set[int]:
    """Those of the numbers that the table has, each looked up for itself.

    OFFSET 0 holds the planner back from a join, for which it would read the whole table.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wanted.id FROM unnest(%s::bigint[]) AS wanted (id), LATERAL"  # noqa: S608
            f" (SELECT 1 FROM {table} WHERE {table}.id = wanted.id OFFSET 0) AS there",
            [f"{{{','.join(map(str, numbers))}}}"],
        )
        return {number for (number,) in cursor.fetchall()}


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
