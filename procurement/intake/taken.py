"""What reading a sheet gives: rows, what stops them, what to look at, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from procurement.rows import Row

# What a column can hold. Names and prices may share a column or have one each, and so may the
# number and the day of the contract.
NUMBER, TITLE, BUDGET, REFERENCE_PRICE = "number", "title", "budget", "reference_price"
METHOD, REASON, PROJECT_NUMBER = "method", "reason", "project_number"
OFFERS, OFFER_PRICE = "offers", "offer_price"
AWARDS, AWARD_PRICE = "awards", "award_price"
CONTRACT, CONTRACT_NUMBER, CONTRACT_DATE = "contract", "contract_number", "contract_date"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong or odd, in words for the officer.

    `place` names sheet and row, `column` the heading of the column, `text` says what is the
    matter and how to mend it, `cell` is what a spreadsheet calls the cell ("F7"). Each is ""
    where it does not apply: a damaged file has no cell.
    """

    place: str
    column: str
    text: str
    cell: str = ""

    def __str__(self) -> str:
        """Everything on one line."""
        cell = _("cell {cell}").format(cell=self.cell) if self.cell else ""
        where = ", ".join(part for part in (self.place, self.column, cell) if part)
        return f"{where}: {self.text}" if where else self.text


@dataclass(frozen=True)
class Column:
    """A column that was recognised: what it holds, its heading as typed, its place from 0."""

    field: str
    heading: str
    index: int


@dataclass(frozen=True)
class Ignored:
    """A line of the sheet that is no purchase: its text, and what it was taken for."""

    place: str
    text: str
    why: str


@dataclass(frozen=True)
class Reading:
    """A sheet that was read.

    `problems` stop it: nothing may be saved while there is one. `notes` are only to be looked
    at. `month` is the first day of the month that the sheet's title names, `sheets` the names
    of all sheets that hold such a table, in their order; `nothing_bought` says that the sheet
    states so itself.
    """

    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    headings: tuple[Column, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    month: date | None = None
    sheets: tuple[str, ...] = ()
    nothing_bought: bool = False


def refused(text: str, place: str = "") -> Reading:
    """The reading of what could not be read at all."""
    return Reading(problems=(Problem(place, "", text),))
