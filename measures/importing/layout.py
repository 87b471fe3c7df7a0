"""Which of the four usual layouts a table has, told from its columns and its grouping."""

from __future__ import annotations

from collections.abc import Sequence

from measures.importing.imported import (
    FOLLOW_UP,
    MEASURE,
    OWNER,
    PERIOD,
    RESULT,
    STEPS,
    Column,
    ImportedGroup,
)

BY_INSTRUMENT, BY_INDICATOR, BY_FAMILY, UNGROUPED = "instrument", "indicator", "family", ""

# Layout → (its columns in order, how its rows are grouped, a word its first heading has).
LAYOUTS = {
    "A": ((MEASURE, STEPS, OWNER, PERIOD, RESULT), BY_INSTRUMENT, "มาตรการ"),
    "B": ((MEASURE, STEPS, PERIOD, RESULT, OWNER), UNGROUPED, "มาตรการ"),
    "C": ((MEASURE, OWNER, STEPS, FOLLOW_UP, RESULT), BY_INDICATOR, "ประเด็น"),
    "D": ((MEASURE, STEPS, PERIOD, OWNER, RESULT), BY_FAMILY, "มาตรการ"),
}


def layout_of(columns: Sequence[Column], groups: Sequence[ImportedGroup]) -> str:
    """Give "A", "B", "C" or "D", or "" where the table is like none of them.

    The same columns in the same order decide; columns in another order are judged by which
    they are, how the rows are grouped and what the issue is called.
    """
    shape = {field for order, _grouping, _word in LAYOUTS.values() for field in order}
    order = tuple(dict.fromkeys(column.field for column in columns if column.field in shape))
    for name, (expected, _grouping, _word) in LAYOUTS.items():
        if order == expected:
            return name
    likeness = {name: _likeness(name, order, columns, groups) for name in LAYOUTS}
    best = max(likeness.values())
    alike = [name for name, score in likeness.items() if score == best]
    return alike[0] if best >= 3 and len(alike) == 1 else ""


def _likeness(
    name: str,
    order: tuple[str, ...],
    columns: Sequence[Column],
    groups: Sequence[ImportedGroup],
) -> int:
    expected, grouping, word = LAYOUTS[name]
    issue = next((column.heading for column in columns if column.field == MEASURE), "")
    alike = _grouping(groups) == grouping
    # Many tables have no groups at all, so that says less than groups of one kind do.
    return 2 * (set(order) == set(expected)) + (2 if grouping else 1) * alike + (word in issue)


def _grouping(groups: Sequence[ImportedGroup]) -> str:
    titled = [group for group in groups if group.title]
    if not titled:
        return UNGROUPED
    if any(group.indicator for group in titled):
        return BY_INDICATOR
    return BY_INSTRUMENT if any(group.instrument for group in titled) else BY_FAMILY
