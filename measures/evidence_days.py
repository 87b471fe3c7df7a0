"""On which day the results of an imported table count as done, and for which round.

A table tells its results without saying when they were written down; the day chosen here
is one on which they were true.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from portal.thai.fiscal import FiscalYear

SIX, TWELVE = "6", "12"


def evidence_day(
    year: FiscalYear,
    *,
    stated_round: str,
    period_end: dt.date | None,
    all_ends: Iterable[dt.date | None],
    today: dt.date,
) -> dt.date | None:
    """The day for one row's result; None while the fiscal year has not begun.

    The end of the round that the table names ("6" or "12"), else the end of the row's own
    period where that lies in the year, else 31 March when every period of the table
    (`all_ends`) ends by then, else 30 September. Never after `today`.
    """
    if today < year.start:
        return None
    half, end = year.half_ends
    known = [day for day in all_ends if day]
    if stated_round in (SIX, TWELVE):
        day = half if stated_round == SIX else end
    elif period_end and period_end in year:
        day = period_end
    else:
        day = half if known and max(known) <= half else end
    return min(day, today)


def round_of(day: dt.date, year: FiscalYear, stated_round: str) -> str:
    """The round whose report tells what was done by `day`, unless the table names one."""
    if stated_round in (SIX, TWELVE):
        return stated_round
    return SIX if day <= year.half_ends[0] else TWELVE
