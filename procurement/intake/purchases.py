"""The lines of one purchase become a row; whatever is wrong in a cell is said at the cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TypeVar

from django.utils.translation import gettext as _

from files.sheets.grid import Cell, Row, reference
from portal.thai.dates import MONTH_KEYS
from portal.thai.digits import to_arabic
from procurement import rows
from procurement.intake import cells
from procurement.intake.cells import CellNotUnderstood
from procurement.intake.contracts import Contract, contracts, contracts_beside
from procurement.intake.lines import Lines
from procurement.intake.sellers import Seller, sellers
from procurement.intake.taken import (
    AWARD_PRICE,
    AWARDS,
    BUDGET,
    CONTRACT,
    CONTRACT_DATE,
    CONTRACT_NUMBER,
    METHOD,
    OFFER_PRICE,
    OFFERS,
    PROJECT_NUMBER,
    REASON,
    REFERENCE_PRICE,
    TITLE,
    Problem,
)
from procurement.methods import method_named

LONGEST = {TITLE: 1000, REASON: 1000, PROJECT_NUMBER: 30}

_IN_TITLE = re.compile(r"(?:เลขที่โครงการ|e-?gp)\D{0,10}(\d{11})(?!\d)", re.IGNORECASE)
# What a spreadsheet makes of the contract number "12/2569": a month.
_MADE_MONTH = re.compile(r"([^\d\s-]{2,12})-(\d{2}|\d{4})")

Found = TypeVar("Found")


class PurchaseReader:
    """Reads one purchase; `problems` and `notes` are what was found on the way."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []

    def row(self) -> rows.Row:
        """The purchase as a row; what was not understood is missing in it."""
        title = self._words(TITLE)
        if not title:
            self._say(TITLE, _("The line does not say what was bought."))
        return rows.Row(
            title=title,
            budget=self._amount(BUDGET),
            reference_price=self._amount(REFERENCE_PRICE),
            method=self._method(),
            offers=tuple(rows.Offer(one.name, one.price) for one in self._offers()),
            awards=self._awards(),
            reason=self._words(REASON),
            project_number=self._project_number(title),
            place=self._lines.rows[0].place,
        )

    def _words(self, field: str) -> str:
        lines = [cells.words(cell.text) for _row, _at, cell in self._lines.cells(field)]
        text = " ".join(dict.fromkeys(line for line in lines if line))
        self._understood(field, lambda: _checked(text, field), None)
        return text[: LONGEST[field]]

    def _amount(self, field: str) -> Decimal | None:
        found: list[Decimal] = []
        for row, at, cell in self._lines.cells(field):
            value = self._understood(field, partial(_baht, cell), None, (row, at))
            if value is not None:
                if found and value != found[0]:
                    text = _("The purchase has another amount above: {amount}.")
                    self._say(field, text.format(amount=f"{found[0]:,.2f}"), (row, at))
                self._note_rounding(field, cell, value, (row, at))
                found.append(value)
        return found[0] if found else None

    def _note_rounding(
        self, field: str, cell: Cell, value: Decimal, where: tuple[Row, int]
    ) -> None:
        if isinstance(cell.value, Decimal) and cell.value != value:
            text = _("{stored} was rounded to {amount} baht.")
            text = text.format(stored=f"{cell.value:,f}", amount=f"{value:,.2f}")
            self.notes.append(self._problem(field, text, where))

    def _method(self) -> str:
        typed = self._lines.cells(METHOD)
        text = cells.words(" ".join(cell.text for _row, _at, cell in typed))
        code = method_named(text[:200])
        if text and not code:
            message = _("“{text}” is no method that the law knows. Choose one.")
            self._note(METHOD, message.format(text=cells.shortened(text)))
        return code

    def _project_number(self, title: str) -> str:
        typed = self._lines.cells(PROJECT_NUMBER)
        if not typed:
            named = _IN_TITLE.search(to_arabic(title))
            return named[1] if named else ""
        number = self._understood(PROJECT_NUMBER, lambda: _project(typed[0][2]), "")
        if number and not re.fullmatch(r"\d{11}", number):
            self._note(PROJECT_NUMBER, _("An e-GP project number has eleven digits."))
        return number

    def _offers(self) -> Sequence[Seller]:
        return self._sellers(OFFERS, OFFER_PRICE)

    def _sellers(self, names: str, prices: str) -> Sequence[Seller]:
        text, beside = self._names_and_prices(names, prices)
        if beside is not None:
            self._complain_of_dates(prices)
        none: tuple[Seller, ...] = ()
        return self._understood(names, lambda: sellers(text, beside), none)

    def _names_and_prices(self, names: str, prices: str) -> tuple[str, str | None]:
        """The cells of all lines as one cell each; a name without a price beside it keeps "-"."""
        layout = self._lines.layout
        name_at, price_at = layout.index(names), layout.index(prices)
        texts, beside = [], []
        for row in self._lines.rows:
            name = cells.plain(row.texts[name_at]) if name_at is not None else ""
            price = self._price_text(row.cells[price_at]) if price_at is not None else ""
            if name and not cells.is_nothing(name):
                texts.append(name)
                beside.append(price or "\n".join("-" for _line in name.split("\n")))
            elif price and not cells.is_nothing(price):
                beside.append(price)
        if price_at is None:
            return "\n".join(texts), None
        return "\n".join(texts), "\n".join(beside)

    def _price_text(self, cell: Cell) -> str:
        if isinstance(cell.value, Decimal):
            return f"{cell.value.quantize(cells.SATANG):f}" if abs(cell.value) < 10**15 else "?"
        return cells.plain(cell.text)

    def _complain_of_dates(self, field: str) -> None:
        for row, at, cell in self._lines.cells(field):
            if isinstance(cell.value, date):
                self._say(field, _("This is a date, not an amount of baht."), (row, at))

    def _awards(self) -> tuple[rows.Award, ...]:
        chosen = self._sellers(AWARDS, AWARD_PRICE)
        made = self._contracts()
        field = CONTRACT if self._lines.layout.index(CONTRACT) is not None else CONTRACT_NUMBER
        if made and not chosen:
            if not any(problem.column == self._heading(AWARDS) for problem in self.problems):
                self._say(field, _("There is a contract, but nobody was chosen."))
            return ()
        if len(made) == 1 < len(chosen):
            self._note(field, _("The one contract was taken for all who were chosen."))
            made = [made[0]] * len(chosen)
        if made and len(made) != len(chosen):
            text = _("{chosen} sellers were chosen, and there are {made} contracts.")
            self._say(field, text.format(chosen=len(chosen), made=len(made)))
            made = []
        made = made or [Contract()] * len(chosen)
        return tuple(
            rows.Award(one.name, one.price, contract.number, contract.date)
            for one, contract in zip(chosen, made, strict=True)
        )

    def _contracts(self) -> Sequence[Contract]:
        index = self._lines.layout.index
        if index(CONTRACT) is None or not self._lines.cells(CONTRACT):
            return self._contracts_beside()
        typed = [cell for _row, _at, cell in self._lines.cells(CONTRACT)]
        none: tuple[Contract, ...] = ()
        found = self._understood(
            CONTRACT, lambda: contracts("\n".join(map(_with_day, typed))), none
        )
        if index(CONTRACT_DATE) is not None and any(one.date is None for one in found):
            days = self._days()
            numbers = "\n".join(one.number for one in found)
            return self._understood(CONTRACT, lambda: contracts_beside(numbers, days), none)
        return found

    def _contracts_beside(self) -> Sequence[Contract]:
        typed = self._lines.cells(CONTRACT_NUMBER)
        for row, at, cell in typed:
            if isinstance(cell.value, date) or _is_made_month(cell.text):
                self._say(
                    CONTRACT_NUMBER,
                    _(
                        "The spreadsheet made a date of this number. Format the column as text and "
                        "type it again."
                    ),
                    (row, at),
                )
                return ()
        days = self._days()
        text = "\n".join(_exact(cell) for _row, _at, cell in typed)
        none: tuple[Contract, ...] = ()
        return self._understood(CONTRACT_NUMBER, lambda: contracts_beside(text, days), none)

    def _days(self) -> list[date | None]:
        days: list[date | None] = []
        for row, at, cell in self._lines.cells(CONTRACT_DATE):
            none: list[date | None] = []
            days += self._understood(CONTRACT_DATE, partial(_days_of, cell), none, (row, at))
        return days

    def _understood(
        self,
        field: str,
        read: Callable[[], Found],
        otherwise: Found,
        where: tuple[Row, int] | None = None,
    ) -> Found:
        """What `read` gives; where a cell was not understood, a problem and `otherwise`."""
        try:
            return read()
        except CellNotUnderstood as error:
            self._say(field, str(error), where)
            return otherwise

    def _say(self, field: str, text: str, where: tuple[Row, int] | None = None) -> None:
        self.problems.append(self._problem(field, text, where))

    def _note(self, field: str, text: str) -> None:
        self.notes.append(self._problem(field, text, None))

    def _problem(self, field: str, text: str, where: tuple[Row, int] | None) -> Problem:
        filled = self._lines.cells(field)
        index = self._lines.layout.index(field)
        first = filled[0][:2] if filled else (self._lines.rows[0], index)
        row, at = where or first
        cell = reference(row.number, at + 1) if at is not None else ""
        return Problem(row.place, self._heading(field), text, cell)

    def _heading(self, field: str) -> str:
        return self._lines.layout.heading(field) or name_of(field)


def name_of(field: str) -> str:
    """What the form calls a field, for columns without a heading of their own."""
    return {
        TITLE: _("work bought"),
        BUDGET: _("budget (baht)"),
        REFERENCE_PRICE: _("reference price (baht)"),
        METHOD: _("method"),
        OFFERS: _("bidders and prices"),
        OFFER_PRICE: _("bidders and prices"),
        AWARDS: _("chosen sellers and agreed prices"),
        AWARD_PRICE: _("chosen sellers and agreed prices"),
        REASON: _("reason for the choice"),
        CONTRACT: _("contract number and date"),
        CONTRACT_NUMBER: _("contract number"),
        CONTRACT_DATE: _("date of the contract"),
        PROJECT_NUMBER: _("e-GP project number"),
    }.get(field, "")


def _baht(cell: Cell) -> Decimal | None:
    if isinstance(cell.value, date):
        raise CellNotUnderstood(_("This is a date, not an amount of baht."))
    if isinstance(cell.value, Decimal):
        return cells.stored_amount(cell.value)
    return cells.amount(cell.text)


def _checked(text: str, field: str) -> None:
    cells.complain_of_signs(text)
    if len(text) > LONGEST[field]:
        message = _("This is longer than {limit} characters.")
        raise CellNotUnderstood(message.format(limit=LONGEST[field]))


def _project(cell: Cell) -> str:
    number = cells.whole_number(_exact(cell))
    if len(number) > LONGEST[PROJECT_NUMBER]:
        message = _("This is longer than {limit} characters.")
        raise CellNotUnderstood(message.format(limit=LONGEST[PROJECT_NUMBER]))
    return number


def _exact(cell: Cell) -> str:
    """A cell's text; whole numbers with all their digits, however they are shown."""
    value = cell.value
    if isinstance(value, Decimal) and value == value.to_integral_value() and abs(value) < 10**15:
        return f"{value:.0f}" if not re.fullmatch(r"0\d+", cell.text) else cell.text
    return cell.text


def _with_day(cell: Cell) -> str:
    if isinstance(cell.value, date):
        return cells.in_either_era(cell.value).isoformat()
    return _exact(cell)


def _days_of(cell: Cell) -> list[date | None]:
    if isinstance(cell.value, date):
        return [cells.in_either_era(cell.value)]
    if len(cell.text) > 5000:
        raise CellNotUnderstood(_("This is too long for a date."))
    return [cells.day(line) for line in cells.plain(_exact(cell)).split("\n")]


def _is_made_month(text: str) -> bool:
    found = _MADE_MONTH.fullmatch(text.strip()[:40])
    return found is not None and found[1].replace(".", "").lower() in MONTH_KEYS
