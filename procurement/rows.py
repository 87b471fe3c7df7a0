"""A purchase as a row of the monthly summary (แบบ สขร.1), without the database.

What reads sheets gives rows; what checks, prints, exports and counts takes rows. Amounts are
baht, VAT included, with at most two decimals. The columns of the form stand in the order of the
announcement of the Official Information Board of 16 January 2558 under section 9 (8) of the
Official Information Act B.E. 2540.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

LARGEST = Decimal("999999999999.99")  # what the database holds; a tambon spends less in a century


@dataclass(frozen=True)
class Offer:
    """Who offered, and for how much; the price is missing where the seller named none."""

    name: str
    price: Decimal | None = None


@dataclass(frozen=True)
class Award:
    """Who was chosen at which agreed price, and the contract or order that came of it."""

    name: str
    price: Decimal | None = None
    contract_number: str = ""
    contract_date: date | None = None


@dataclass(frozen=True)
class Row:
    """One purchase. `place` is where a sheet has it, in words for the officer ("แถว 7").

    `method` is a code of `methods.METHODS`; "" where the sheet names none that is known.
    """

    title: str
    budget: Decimal | None = None
    reference_price: Decimal | None = None
    method: str = ""
    offers: tuple[Offer, ...] = ()
    awards: tuple[Award, ...] = ()
    reason: str = ""
    project_number: str = ""  # of e-GP, eleven digits, where the purchase went through it
    place: str = ""

    @property
    def agreed(self) -> Decimal | None:
        """What is to be paid to all who were chosen; None while a price is missing."""
        prices = [award.price for award in self.awards]
        known = [price for price in prices if price is not None]
        return sum(known, Decimal()) if known and len(known) == len(prices) else None
