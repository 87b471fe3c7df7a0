"""Purchases as CSV for machines: a line each, dates and amounts as machines read them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from portal.thai.fiscal import fiscal_year_of
from procurement.exports.harmless import as_plain_cell
from procurement.methods import methods
from procurement.rows import Row

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads Thai as an old code page
BETWEEN = " | "  # between bidders and the like, which stand in one cell in their order

COLUMNS = (
    *("fiscal_year", "month", "number", "title", "budget", "reference_price"),
    *("method", "method_th", "bidders", "offers", "sellers", "agreed_prices", "agreed_total"),
    *("reason", "contract_numbers", "contract_dates", "project_number"),
)


def purchases_csv(purchases: Iterable[tuple[date, Row]]) -> bytes:
    """The purchases, each with any day of its month, as CSV in UTF-8 with its mark.

    Columns as `COLUMNS`: months as 2025-10, dates as 2025-10-15, amounts in baht without
    commas, an unknown one empty; `number` counts within the month. Where a purchase has
    several bidders or awards, their names, prices, contracts stand in the same order, " | "
    between. The same purchases give the same bytes.
    """
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow(COLUMNS)
    counted: dict[date, int] = {}
    for day, row in purchases:
        month = day.replace(day=1)
        counted[month] = counted.get(month, 0) + 1
        writer.writerow(_line(month, counted[month], row))
    return (BYTE_ORDER_MARK + held.getvalue()).encode()


def _line(month: date, number: int, row: Row) -> list[str]:
    method = methods().get(row.method)
    return [
        str(fiscal_year_of(month)),
        month.isoformat()[:7],
        str(number),
        as_plain_cell(row.title),
        _amount(row.budget),
        _amount(row.reference_price),
        method.code if method else "",
        method.th if method else "",
        _joined(as_plain_cell(one.name) for one in row.offers),
        _joined(_amount(one.price) for one in row.offers),
        _joined(as_plain_cell(one.name) for one in row.awards),
        _joined(_amount(one.price) for one in row.awards),
        _amount(row.agreed),
        as_plain_cell(row.reason),
        _joined(as_plain_cell(one.contract_number) for one in row.awards),
        _joined(one.contract_date.isoformat() if one.contract_date else "" for one in row.awards),
        as_plain_cell(row.project_number),
    ]


def _joined(parts: Iterable[str]) -> str:
    # A bar inside a name would look like two names.
    return BETWEEN.join(part.replace("|", "/") for part in parts)


def _amount(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"
