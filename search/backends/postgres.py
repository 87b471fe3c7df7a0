"""The index on PostgreSQL: tsvector columns under GIN, filled with tokens of our own.

The column is given in its own spelling, token by token: no parser and no dictionary of
PostgreSQL sees the text. Without positions and weights a match needs nothing but the GIN index.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import connection

from search.expressions import Expression, written

ROWS = 40  # in one statement; a row of a full passage is some 40 kB
_BARE = re.compile(r"[ 0-9A-Za-z\u0e01-\u0e5b·]+")  # tokens and the blanks between them


def write(index: str, rows: Mapping[int, Iterable[str]]) -> None:
    """Add rows: number to tokens. A number that is there already takes the new tokens."""
    values = [(number, _vector(tokens)) for number, tokens in rows.items()]
    with connection.cursor() as cursor:
        for start in range(0, len(values), ROWS):
            some = values[start : start + ROWS]
            marks = ", ".join(["(%s, %s::tsvector)"] * len(some))
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
    """Those of the numbers that the table has."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM unnest(%s::bigint[]) AS wanted (id) JOIN {table} USING (id)",  # noqa: S608
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


def _vector(tokens: Iterable[str]) -> str:
    """The tokens in the spelling of the type; quotes take long and few tokens need them."""
    bare = " ".join(tokens)
    return bare if _BARE.fullmatch(bare) else " ".join(map(_quoted, tokens))


def _quoted(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"
