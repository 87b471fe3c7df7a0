"""Who offered or was chosen, and for how much, from one cell or from two beside one another.

Offices write several into a cell: one a line with the price behind ("1. ร้าน ก. 12,000 บาท",
"ร้าน ก. / 12,000", "บริษัท … เสนอ 12,000.00"), names and prices on lines of their own, or names in
one column and prices line by line in the next.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.thai.digits import to_arabic
from procurement.intake.cells import (
    AMOUNT,
    UNIT,
    CellNotUnderstood,
    amount,
    complain_of_signs,
    is_nothing,
    plain,
)

LONGEST_CELL = 20_000  # characters; a hundred bidders with their prices stay below
LONGEST_NAME = 300
MOST = 200

_ITEM = re.compile(r"(?:\(\d{1,2}\)|\d{1,2}[.)](?![\d,])|[-•*–])\s*(?=\D)")
_FURTHER = re.compile(r"\s(?=(?:\(\d{1,2}\)|\d{1,2}[.)])\s*[ก-๎A-Za-z])")
_NEXT = re.compile(r"(?<=บาท)\s*[,;]?\s+(?=(?:และ)?[ก-๎A-Za-z])(?!ถ้วน)(?:และ\s*)?")
_LEAD = r"(?:เสนอราคา|ราคาที่เสนอ|ราคาที่ตกลง|เสนอ|ราคา|เป็นเงิน|จำนวนเงิน|จำนวน|วงเงิน)"
_LEADS = tuple(_LEAD.strip("(?:)").split("|"))
_AROUND = " /:;,=|-("
_TAIL = re.compile(rf"(?<![\d.,/])(?P<amount>{AMOUNT})(?P<unit>{UNIT})?\s*\)?$", re.IGNORECASE)
_WRONG = re.compile(rf"(?<![\d,.])(?:\d[\d,.]*{UNIT}.{{0,20}}|\d+,[\d,.]*$)")
_ASIDE = re.compile(r"\s*\([^()]*\)$")
_GOES_ON = re.compile(r"\n(?=จำกัด|\((?:มหาชน|สำนักงาน|สาขา))")
_MONEY = re.compile(r"บาท|สตางค์|ภาษี|vat", re.IGNORECASE)
# How the names of sellers begin; what begins otherwise may be the second line of a long name.
_SELLER = re.compile(
    r"(?:บริษัท|บจก|บมจ|บ\.|ห้าง|หจก|หสม|ร้าน|นาย|นาง|น\.ส|ว่าที่|สหกรณ์|กลุ่ม|วิสาหกิจ|โรงพิมพ์|อู่|สำนักงาน|"
    r"องค์การ|มูลนิธิ|สมาคม|คณะ|มหาวิทยาลัย|สถานี|ศูนย์|กิจการ)"
)


@dataclass(frozen=True)
class Seller:
    """A name with its price; None where there is none."""

    name: str
    price: Decimal | None = None


@dataclass
class _Entry:
    """One seller while the lines are read; `weak` is a bare number that may be of the name."""

    name: str
    listed: bool
    price: Decimal | None = None
    weak: tuple[str, Decimal] | None = None


def sellers(text: str, prices: str | None = None) -> tuple[Seller, ...]:
    """The sellers of a cell in their order; `prices` is the cell beside it, if prices have one.

    Raises CellNotUnderstood where names and prices do not pair.
    """
    lines = _lines(text)
    if prices is None:
        return _finished(_with_own_prices(lines))
    entries = _names(lines)
    beside = [amount(line) for line in _price_lines(prices)]
    if not any(beside):  # the column is there, and the office wrote the price behind the name
        return _finished(_with_own_prices(lines))
    if len(beside) != len(entries):
        entries = _joined(entries)
        beside = beside if len(beside) == len(entries) else [one for one in beside if one]
    if len(beside) == 1 and len(entries) > 1 and (shares := _shares(lines, beside[0])):
        return _finished(shares)
    if len(beside) != len(entries):
        raise _unpaired(len(entries), len(beside))
    for entry, price in zip(entries, beside, strict=True):
        _settle(entry, price)
    return _finished(entries)


def _shares(lines: Sequence[str], total: Decimal | None) -> list[_Entry]:
    """The sellers with the prices behind their names, where `total` is the sum of these."""
    entries = _with_own_prices(lines)
    prices = [entry.price for entry in entries if entry.price is not None]
    return entries if len(prices) == len(entries) and sum(prices) == total else []


def _settle(entry: _Entry, price: Decimal | None) -> None:
    """Give a seller the price beside the name; one behind the name must be the same."""
    name, own, sure = _divided(entry.name)
    if own is not None and own == price:
        entry.name = name
    elif own is not None and sure and price is not None:
        message = _("The price behind the name, {own}, is not the one beside it, {price}.")
        raise CellNotUnderstood(message.format(own=f"{own:,.2f}", price=f"{price:,.2f}"))
    entry.price = price


def _lines(text: str) -> list[str]:
    if len(text) > LONGEST_CELL:
        raise CellNotUnderstood(_("This is too long for a cell of sellers."))
    complain_of_signs(text)
    lines: list[str] = []
    for line in _GOES_ON.sub(" ", plain(text)).split("\n"):
        several = _FURTHER.split(line) if _ITEM.match(line) else [line]
        lines += [part for piece in several for part in _NEXT.split(piece)]
    return [line.strip() for line in lines if line.strip()]


def _price_lines(text: str) -> list[str]:
    """The lines of a cell of prices, without the numbers before them."""
    lines = (re.sub(r"^\(?\d{1,2}[.)]\s+", "", line) for line in plain(text).split("\n"))
    return [line for line in lines if line and not _MONEY.fullmatch(line.strip("() "))]


def _names(lines: Sequence[str]) -> list[_Entry]:
    found = []
    for line in lines:
        name, listed = _without_item(line)
        if not is_nothing(name):
            found.append(_Entry(name, listed))
    return found


def _with_own_prices(lines: Sequence[str]) -> list[_Entry]:
    entries: list[_Entry] = []
    alone: list[Decimal] = []
    for line in lines:
        name, price, strong = _divided(line)
        bare, listed = _without_item(name)
        if is_nothing(bare) and price is not None:
            alone.append(price)
        elif not is_nothing(bare):
            if price is not None and not strong:
                weak = _without_item(line)[0], price
                entries.append(_Entry(bare, listed, weak=weak))
            else:
                entries.append(_Entry(bare, listed, price))
    entries = _joined(entries)
    _give(entries, alone)
    return entries


def _give(entries: list[_Entry], alone: list[Decimal]) -> None:
    """Give prices that stand on lines of their own to those who have none, in order.

    A bare number at the end of a line is its price, unless a price stands alone for it.
    """
    waiting = [entry for entry in entries if entry.price is None]
    if len(alone) < len(waiting):
        waiting = [entry for entry in waiting if entry.weak is None]
    if alone and len(alone) != len(waiting):
        raise _unpaired(len(entries), len(entries) - len(waiting) + len(alone))
    for entry, price in zip(waiting, alone, strict=False):
        entry.name = entry.weak[0] if entry.weak else entry.name
        entry.price = price
    for entry in entries:
        if entry.price is None and entry.weak:
            entry.price = entry.weak[1]


def _joined(entries: list[_Entry]) -> list[_Entry]:
    """Put the second line of a name behind its first."""
    joined: list[_Entry] = []
    for entry in entries:
        last = joined[-1] if joined else None
        begins = entry.listed or _SELLER.match(entry.name)
        if last is None or begins or last.price is not None or last.weak:
            joined.append(entry)
        else:
            last.name = f"{last.name} {entry.name}"
            last.price, last.weak = entry.price, entry.weak
            if entry.weak:
                last.weak = f"{last.name} {entry.weak[0]}", entry.weak[1]
    return joined


def _divided(line: str) -> tuple[str, Decimal | None, bool]:
    """A line's name and price, and whether the price is surely one."""
    bare = to_arabic(line)
    aside = _ASIDE.search(bare)
    while aside and _MONEY.search(aside[0]) and not _TAIL.search(aside[0].strip(" (")):
        bare = bare[: aside.start()]
        aside = _ASIDE.search(bare)
    tail = _TAIL.search(bare)
    if not tail and (wrong := _WRONG.search(bare)):
        message = _("“{text}” is not an amount of baht. Write it like 12,000.00.")
        raise CellNotUnderstood(message.format(text=wrong[0].strip()))
    if not tail:
        return line, None, False
    price = amount(tail["amount"])
    before = bare[: tail.start()]
    cut = _without_lead(before)
    sure = bool(tail["unit"]) or bool(re.search(r"[.,]", tail["amount"]))
    led = not cut or bool(re.search(rf"[/:=|,-]|{_LEAD}", before[len(cut) :]))
    # One or two digits behind a name are of the name: "สาขา 2".
    if not sure and not led and len(tail["amount"]) < 3:
        return line, None, False
    return line[: len(cut)].strip(), price, sure or led


def _without_lead(before: str) -> str:
    """What stands before a price, without the words and signs that lead to it."""
    while True:
        cut = before.rstrip(_AROUND)
        lead = next((word for word in _LEADS if cut.endswith(word)), "")
        if not lead:
            return cut
        before = cut.removesuffix(lead)


def _without_item(line: str) -> tuple[str, bool]:
    """A line without its number or bullet, and whether it had one."""
    item = _ITEM.match(to_arabic(line))
    bare = line[item.end() :].strip() if item else line
    return bare, bool(item)


def _finished(entries: list[_Entry]) -> tuple[Seller, ...]:
    if len(entries) > MOST:
        message = _("More than {limit} sellers in one purchase.")
        raise CellNotUnderstood(message.format(limit=MOST))
    for entry in entries:
        if len(entry.name) > LONGEST_NAME:
            message = _("A seller's name is longer than {limit} characters.")
            raise CellNotUnderstood(message.format(limit=LONGEST_NAME))
    return tuple(Seller(entry.name, entry.price) for entry in entries)


def _unpaired(names: int, prices: int) -> CellNotUnderstood:
    message = _(
        "{names} names and {prices} prices do not pair. Write each seller on a line with the price."
    )
    return CellNotUnderstood(message.format(names=names, prices=prices))
