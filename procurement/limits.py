"""The amounts and counts that the law names, as data with their source and first day.

They stand in `law_data/limits.json`. Of several entries of one code the youngest that is in
force on a day counts, so that a month is judged by the law of its own days.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from procurement.methods import LAW_DATA


@dataclass(frozen=True)
class Limit:
    """An amount of baht that a rule names, and which rule."""

    amount: Decimal
    source: str


@dataclass(frozen=True)
class MethodLimit:
    """Up to which amount a method may be taken without one of the other `clauses`."""

    limit: Limit
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Fewest:
    """How many bidders a method needs at least."""

    count: int
    source: str


@dataclass(frozen=True)
class Splitting:
    """When several purchases from one seller look like one that was split.

    Each is worth `lowest` to `limit` baht; there are `in_month` of them in one month, or
    `in_year` since the beginning of the fiscal year.
    """

    method: str
    lowest: Decimal
    limit: Decimal
    in_month: int
    in_year: int
    source: str


@dataclass(frozen=True)
class Limits:
    """All limits of one day; a code that had none in force then is not there."""

    amounts: dict[str, Limit]
    methods: dict[str, MethodLimit]
    fewest: dict[str, Fewest]
    splitting: tuple[Splitting, ...]


@cache
def limits_on(day: date) -> Limits:
    """The limits in force on `day`, from the file that the portal ships."""
    return limits_from(
        json.loads((LAW_DATA / "limits.json").read_text(encoding="utf-8")),
        day,
    )


def limits_from(data: dict[str, Any], day: date) -> Limits:
    """The limits in force on `day`; `data` has the shape of `law_data/limits.json`."""
    amounts = {
        one["code"]: Limit(Decimal(one["amount"]), one["source"])
        for one in _in_force(data["amounts"], day)
    }
    return Limits(
        amounts,
        {
            one["method"]: MethodLimit(amounts[one["at_most"]], tuple(one["clauses"]))
            for one in data["methods"]
            if one["at_most"] in amounts
        },
        {
            one["method"]: Fewest(one["count"], one["source"])
            for one in _in_force(data["fewest_bidders"], day)
        },
        tuple(
            Splitting(
                one["method"],
                amounts[one["below"]].amount * Decimal(one["from_share"]),
                amounts[one["below"]].amount,
                one["in_month"],
                one["in_year"],
                one["source"],
            )
            for one in _in_force(data["splitting"], day)
            if one["below"] in amounts
        ),
    )


def _in_force(entries: Iterable[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    """Those that had begun by `day`, of each subject the one that began last."""
    begun = [one for one in entries if date.fromisoformat(one["valid_from"]) <= day]
    youngest = {
        (one.get("code"), one.get("method"), one.get("below")): one
        for one in sorted(begun, key=lambda one: one["valid_from"])
    }
    return list(youngest.values())
