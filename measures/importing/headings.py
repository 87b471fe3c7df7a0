"""Which column holds what, told from the headings, in whatever order they stand.

What offices call each column is in `measures.importing.synonyms`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

from files.sheets.grid import Grid, Row
from measures.importing.imported import FIELDS, FOLLOW_UP, MEASURE, RESULT, STEPS, Column
from measures.importing.synonyms import RESULT_IF_ALONE, SYNONYMS

MAX_HEADING = 120
_KNOWN = 0.8
_SURE = 0.95
_SEARCHED = 80  # rows: a heading stands below a title, not below a table
_SIGNS = re.compile(r"[\W\d_]+", re.UNICODE)
_MARKS = "ะ-ฺเ-๎"


@dataclass(frozen=True)
class Heading:
    """The heading of a table: its columns, and which rows of the grid it takes.

    `first` is the first of these rows, `after` the row below the last, `rows` their texts.
    """

    columns: tuple[Column, ...]
    first: int
    after: int
    rows: tuple[tuple[str, ...], ...]

    @property
    def fields(self) -> dict[int, str]:
        """Column index → field, for the columns that are read into one."""
        return {column.index: column.field for column in self.columns if column.field}

    @property
    def unknown(self) -> tuple[Column, ...]:
        """The columns nobody knows yet."""
        return tuple(column for column in self.columns if not column.field)


def find_heading(grid: Grid, mapping: Mapping[int, str] | None = None) -> Heading | None:
    """Find the heading row or rows of a grid; None where no row is one.

    `mapping` gives fields to columns by index and goes before what the headings say;
    with it, any first row of several short texts is taken for the heading.
    """
    top = grid.rows[:_SEARCHED]
    for at, row in enumerate(top):
        if is_heading(row):
            return _heading(grid, at, mapping or {})
    if mapping:
        for at, row in enumerate(top):
            if len(row.filled) > 1 and set(mapping) & set(row.filled):
                return _heading(grid, at, mapping)
    return None


def is_heading(row: Row) -> bool:
    """Tell whether a row names at least two known columns, measure or steps among them."""
    scores = _scores(row.texts)
    fields = {field for _index, field, _score in scores}
    mostly = len(scores) * 2 >= len(row.filled)
    return mostly and len(fields) > 1 and bool(fields & {MEASURE, STEPS})


def candidates(grid: Grid) -> tuple[str, ...]:
    """Give the texts of the row that looks most like a heading, to be named in a refusal."""
    several = [row for row in grid.rows if len(row.filled) > 1]
    return tuple(several[0].texts[index] for index in several[0].filled) if several else ()


@lru_cache(maxsize=1024)
def recognise(heading: str) -> tuple[str, float]:
    """Give the field a heading means and how sure that is (0 to 1); ("", 0) for none."""
    typed = _plain(heading[: MAX_HEADING + 1])
    if not typed or len(heading) > MAX_HEADING:
        return "", 0.0
    if field := _EXACT.get(typed):
        return field, 1.0
    matcher = SequenceMatcher(None, "", typed, autojunk=False)
    field, score = "", 0.0
    for known, means in _EXACT.items():
        likeness = _likeness(typed, known, matcher)
        if likeness > score:
            field, score = means, likeness
    return (field, score) if score >= _KNOWN else ("", 0.0)


def repeats(row: Row, heading: Heading) -> bool:
    """Tell whether a row is the heading once more, as on each page of a long table.

    A page may name one column otherwise than the page before.
    """
    if row.texts in heading.rows:
        return True
    own = {_plain(text) for text in heading.rows[0] if text}
    texts = {_plain(text) for text in row.texts if text}
    return len(texts) > 1 and len(texts & own) >= max(2, len(texts) - 1) and is_heading(row)


def is_new_heading(row: Row, heading: Heading) -> bool:
    """Tell whether a row below a heading begins another table with columns of its own."""
    exact = {_EXACT.get(_plain(text)) for text in row.texts if 0 < len(text) <= MAX_HEADING}
    return len(exact - {None}) > 2 and is_heading(row) and not repeats(row, heading)


def _heading(grid: Grid, at: int, mapping: Mapping[int, str]) -> Heading:
    row = grid.rows[at]
    texts = list(row.texts)
    after = at + 1
    if after < len(grid.rows) and _goes_on(row, grid.rows[after]):
        lower = grid.rows[after]
        texts = _two_rows(row, lower)
        after += 1
    if after < len(grid.rows) and _only_numbers(grid.rows[after]):
        after += 1
    columns = _columns(tuple(texts), row, mapping)
    return Heading(columns, at, after, tuple(row.texts for row in grid.rows[at:after]))


def _columns(texts: tuple[str, ...], row: Row, mapping: Mapping[int, str]) -> tuple[Column, ...]:
    given = {index: field for index, field in mapping.items() if field in FIELDS}
    known: dict[int, str] = {}
    for index, field, _score in sorted(_scores(texts), key=lambda item: -item[2]):
        if index not in given and field not in known.values():
            known[index] = field
    known |= given
    columns: list[Column] = []
    for index, text in enumerate(texts):
        covered = row.cells[index].span == 0 and not text
        if covered and columns:
            columns.append(replace(columns[-1], index=index))
        elif text or index in known:
            columns.append(Column(known.get(index, ""), text, index))
    return _with_results(tuple(columns), given)


def _with_results(columns: tuple[Column, ...], given: Mapping[int, str]) -> tuple[Column, ...]:
    """Read a lone follow-up column as the results, unless it names a date to be done by."""
    if any(column.field == RESULT for column in columns):
        return columns
    alone = {_plain(heading) for heading in RESULT_IF_ALONE}
    return tuple(
        replace(column, field=RESULT)
        if column.field == FOLLOW_UP
        and column.index not in given
        and _plain(column.heading) in alone
        else column
        for column in columns
    )


def _scores(texts: Sequence[str]) -> list[tuple[int, str, float]]:
    found = ((index, *recognise(text)) for index, text in enumerate(texts) if text)
    return [(index, field, score) for index, field, score in found if field]


def _goes_on(row: Row, lower: Row) -> bool:
    """Tell whether `lower` is a second row of headings.

    Each of its texts divides a heading that spans it, stands where the first row has none,
    or is surely a heading itself.
    """
    if len(lower.filled) < 2 or len(lower.filled) == len(row.cells):
        return False
    return all(_is_lower_heading(row, lower, index) for index in lower.filled)


def _is_lower_heading(row: Row, lower: Row, index: int) -> bool:
    text, first = lower.texts[index], index
    while first and row.cells[first].span == 0:
        first -= 1
    if recognise(text)[1] >= _SURE:
        return True
    divides = lower.cells[index].span < row.cells[first].span
    return len(text) <= MAX_HEADING and (divides or not row.texts[first])


def _two_rows(row: Row, lower: Row) -> list[str]:
    texts, above = [], ""
    for index, cell in enumerate(row.cells):
        if cell.text or cell.span == 1:
            above = cell.text
        below = lower.texts[index]
        if below and above and not recognise(below)[0]:
            texts.append(f"{above} {below}")
        else:
            texts.append(below or cell.text)
    return texts


def _only_numbers(row: Row) -> bool:
    """Tell whether a row numbers the columns: (๑) (๒) (๓)."""
    texts = [row.texts[index] for index in row.filled]
    return len(texts) > 1 and all(re.fullmatch(r"\(?[\d๐-๙]{1,2}\)?", text) for text in texts)


def _plain(text: str) -> str:
    """Reduce a heading to its letters and Thai marks; ํา becomes ำ."""
    flat = unicodedata.normalize("NFC", text).replace("ํา", "ำ").lower()
    return re.sub(rf"[^a-zก-ฮ{_MARKS}ๆ]", "", flat)


def _likeness(typed: str, known: str, matcher: SequenceMatcher[str]) -> float:
    """Tell how alike two plain headings are; `matcher` has `typed` as its second text."""
    if len(known) >= 5 and typed.startswith(known) and len(known) * 2 > len(typed):
        return 0.85 + 0.1 * len(known) / len(typed)
    matcher.set_seq1(known)
    if matcher.real_quick_ratio() < _KNOWN or matcher.quick_ratio() < _KNOWN:
        return 0.0
    return 0.98 * matcher.ratio()


_EXACT = {_plain(word): field for field, words in SYNONYMS.items() for word in words}
