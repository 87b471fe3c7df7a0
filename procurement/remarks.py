"""What is odd about the purchases of a month, before the public reads them.

A remark does not say that something is wrong: an officer who knows the purchase mends the row
or says why it is right. Only what the form cannot do without (`MUST`) has to be mended. Which
amounts count is data (`limits`); every remark that a rule stands behind names the rule.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.thai.baht import format_baht
from portal.thai.fiscal import month_end
from procurement.limits import Limits, limits_on
from procurement.oddities import Odd, odd_in
from procurement.repetitions import repeated, split
from procurement.rows import Row
from procurement.sellers import bare_name

MUST = frozenset({"title_missing", "method_missing", "agreed_missing"})


@dataclass(frozen=True)
class Remark:
    """What is odd about the row at `index` of the month (from 0), in words for an officer.

    `fingerprint` (64 signs) stays the same while the facts it is about do, wherever the row
    stands, and is another one as soon as they change: whoever acknowledged the old facts did
    not acknowledge the new ones. `source` is the rule behind it, "" for plain sense.
    """

    index: int
    code: str
    text: str
    fingerprint: str
    source: str = ""


def remarks_of(
    rows: Sequence[Row],
    month: date,
    limits: Limits | None = None,
    *,
    before: Sequence[Row] = (),
) -> list[Remark]:
    """All remarks on the purchases of a month, in the order of the rows.

    `month` is any day of it; `limits` are those of its last day unless others are given;
    `before` are the purchases of the fiscal year's earlier months. Grows linearly with rows.
    """
    limits = limits or limits_on(month_end(month))
    found: list[tuple[int, Odd]] = []
    for index, row in enumerate(rows):
        found += [(index, odd) for odd in odd_in(row, month, limits)]
    found += repeated(rows, before)
    for rule in limits.splitting:
        found += split(rule, rows, before, limits)
    found.sort(key=lambda one: one[0])  # stable: within a row the order of the rules stays
    return list(_with_fingerprints(found, rows))


def _with_fingerprints(found: Sequence[tuple[int, Odd]], rows: Sequence[Row]) -> Iterator[Remark]:
    seen: Counter[str] = Counter()
    for index, odd in found:
        facts = [odd.code, bare_name(rows[index].title) if odd.of_one else "", *odd.facts]
        written = json.dumps(facts, ensure_ascii=False, default=_as_fact)
        # Of two rows that are the same in everything, each wants an answer of its own.
        seen[written] += 1
        sealed = hashlib.sha256(f"{written}\n{seen[written]}".encode("utf-8", "surrogatepass"))
        yield Remark(index, odd.code, odd.text, sealed.hexdigest(), odd.source)


def _as_fact(value: object) -> str:
    return format_baht(value) if isinstance(value, Decimal) else str(value)
