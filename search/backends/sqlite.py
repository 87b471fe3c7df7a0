"""The index on SQLite: FTS5 tables without content, beside the tokens of each row.

FTS5 takes a row out of a table without content only when it is told the very text that went
in, so the tokens are kept, packed, in a table of their own. Tables with `detail=none` hold
no positions: they match sets of tokens and nothing else, which is all that is asked.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import connection

from search.expressions import Expression, written

FEW = 200  # numbers that are looked at one by one; more are picked from all matches


def write(index: str, rows: Mapping[int, Iterable[str]]) -> None:
    """Add rows: number to tokens.

    `manage.py flush` empties the tables that Django knows and leaves these: a number that
    comes again takes the place of what was left under it.
    """
    _forget(index, _there_already(index, rows))
    texts = {number: " ".join(sorted(tokens)) for number, tokens in rows.items()}
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {index} (rowid, tokens) VALUES (%s, %s)",  # noqa: S608
            list(texts.items()),
        )
        cursor.executemany(
            f"INSERT INTO {index}_tokens (id, packed) VALUES (%s, %s)",  # noqa: S608
            [(number, zlib.compress(text.encode(), 1)) for number, text in texts.items()],
        )


def _there_already(index: str, numbers: Collection[int]) -> list[tuple[int, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, packed FROM {index}_tokens"  # noqa: S608 - our own name
            " WHERE id IN (SELECT value FROM json_each(%s))",
            [f"[{','.join(map(str, numbers))}]"],
        )
        return cursor.fetchall()


def erase(index: str, numbers: range) -> None:
    """Take the rows with these numbers out, with their tokens."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, packed FROM {index}_tokens WHERE id >= %s AND id < %s",  # noqa: S608
            [numbers.start, numbers.stop],
        )
        _forget(index, cursor.fetchall())


def known(table: str, numbers: Collection[int]) -> set[int]:
    """Those of the numbers that the table has."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {table} WHERE id IN (SELECT value FROM json_each(%s))",  # noqa: S608
            [f"[{','.join(map(str, numbers))}]"],
        )
        return {number for (number,) in cursor.fetchall()}


def _forget(index: str, rows: Iterable[tuple[int, bytes]]) -> None:
    """Take rows out of the index, each given with the packed text that went in."""
    with connection.cursor() as cursor:
        for number, packed in rows:
            cursor.execute(
                f"INSERT INTO {index} ({index}, rowid, tokens) VALUES ('delete', %s, %s)",  # noqa: S608
                [number, zlib.decompress(packed).decode()],
            )
            cursor.execute(f"DELETE FROM {index}_tokens WHERE id = %s", [number])  # noqa: S608


def clear(index: str) -> None:
    """Take every row out; nothing of the tokens stays in the file's index."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {index} ({index}) VALUES ('delete-all')")  # noqa: S608
        cursor.execute(f"DELETE FROM {index}_tokens")  # noqa: S608


def numbers(index: str, expression: Expression) -> list[int]:
    """The numbers of the rows that answer the expression."""
    sql, parameters = subquery(index, expression)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [number for (number,) in cursor.fetchall()]


def among(index: str, expression: Expression, numbers: Sequence[int]) -> set[int]:
    """Those of the given numbers whose rows answer the expression."""
    sql, parameters = subquery(index, expression)
    few = len(numbers) <= FEW
    if few:
        sql += f" AND rowid IN ({', '.join(['%s'] * len(numbers))})"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, *numbers] if few else parameters)
        found = {number for (number,) in cursor.fetchall()}
    return found if few else found & set(numbers)


def subquery(index: str, expression: Expression) -> tuple[str, list[str]]:
    """SQL that selects the numbers."""
    asked = written(expression, token=_quoted, all_sign=" AND ", any_sign=" OR ")
    return f"SELECT rowid FROM {index} WHERE {index} MATCH %s", [asked]  # noqa: S608


def _quoted(token: str) -> str:
    return '"' + token.replace('"', '""') + '"'
