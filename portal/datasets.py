"""A list as open data: its columns with their meaning, and where its rows come from.

`settings.OPEN_DATA` names the lists; the website gives them out as CSV and JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

TEXT, NUMBER, DATE, MOMENT, LINK = "text", "integer", "date", "date-time", "uri"


@dataclass(frozen=True)
class Column:
    """A column: its name for machines, what people call it, its type, what it holds."""

    name: str
    label: Promise
    type: str = TEXT
    meaning: Promise | str = ""


@dataclass(frozen=True)
class Dataset:
    """A list as data; `rows` takes the site's address (https://…) and gives dicts by column."""

    code: str
    title: Promise
    summary: Promise
    columns: tuple[Column, ...]
    rows: Callable[[str], Iterable[dict[str, Any]]]
