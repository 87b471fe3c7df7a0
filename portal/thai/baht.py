"""Amounts of baht: with two decimals, in words, and read from what people type.

An amount is a Decimal (or a whole number) of baht with at most two decimals. Nothing is ever
rounded here: an amount of half a satang is a mistake somewhere else, and is refused.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.thai.digits import to_arabic, to_thai

_MILLION = 10**6
_DIGITS = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES = ((10**5, "แสน"), (10**4, "หมื่น"), (10**3, "พัน"), (10**2, "ร้อย"))

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_WHOLE = r"\d{1,3}(?:,\d{3})+|\d{1,15}"  # commas by threes or not at all
_UNIT = r"(?:บาท|baht|thb|฿)"
_AMOUNT = re.compile(
    rf"(?:฿|thb)?(?P<baht>{_WHOLE})?(?:\.(?P<decimals>\d+)|\.?,?-+|\.)?"
    rf"(?:{_UNIT}(?:ถ้วน|(?P<satang>\d{{1,2}})(?:สตางค์|สต\.))?)?",
    re.IGNORECASE | re.ASCII,
)


class BahtNotUnderstood(ValueError):
    """A text that is not an amount; `part` is it as typed, `message` says so to the reader."""

    def __init__(self, part: str, message: str) -> None:
        super().__init__(part)
        self.part = part
        self.message = message

    def __str__(self) -> str:
        """Give the message, so that a form can show the exception as it is."""
        return str(self.message)


def format_baht(amount: Decimal | int, thai_digits: bool = False) -> str:
    """Write an amount with two decimals and commas: 1,200,000.50, or ๑,๒๐๐,๐๐๐.๕๐.

    Raises ValueError for a third decimal that is not zero, and for what is no number.
    """
    below_zero, baht, satang = _parts(amount)
    written = f"{'-' if below_zero else ''}{baht:,}.{satang:02}"
    return to_thai(written) if thai_digits else written


def baht_in_words(amount: Decimal | int) -> str:
    """Read an amount aloud: หนึ่งล้านสองแสนบาทห้าสิบสตางค์, สองร้อยเอ็ดบาทถ้วน.

    A last 1 behind any higher digit is เอ็ด, as the Royal Institute reads it; from a million
    millions on the word ล้าน is said for each of them. Raises ValueError as `format_baht`.
    """
    below_zero, baht, satang = _parts(amount)
    sign = "ลบ" if below_zero else ""
    if not satang:
        return f"{sign}{number_in_words(baht)}บาทถ้วน"
    spoken = f"{number_in_words(baht)}บาท" if baht else ""
    return f"{sign}{spoken}{number_in_words(satang)}สตางค์"


def number_in_words(number: int) -> str:
    """Read a whole number from zero up: 21 is ยี่สิบเอ็ด, 0 is ศูนย์."""
    if number < 0:
        raise ValueError(f"not a number to be counted: {number}")
    return _read(number) or "ศูนย์"


def parse_baht(text: str) -> Decimal:
    """Understand a typed amount: "12,000.50", "๑๒,๐๐๐.- บาท", "500 บาท 25 สตางค์", "฿1,200".

    At most fifteen digits before the point, commas by threes or none, and never below zero.
    Raises BahtNotUnderstood, also for an empty text and for a third decimal.
    """
    typed = text.strip()
    if not typed:
        raise BahtNotUnderstood("", _("Write an amount, such as 12,000.00."))
    found = _AMOUNT.fullmatch(_compact(typed))
    if not found or not (found["baht"] or found["decimals"]):
        raise BahtNotUnderstood(
            typed, format_lazy(_("“{part}” is not an amount of baht."), part=typed)
        )
    decimals = (found["decimals"] or "").rstrip("0")
    if len(decimals) > 2 or (found["satang"] and found["decimals"]):
        raise BahtNotUnderstood(
            typed, format_lazy(_("“{part}” has more than two decimals."), part=typed)
        )
    satang = int(found["satang"] or decimals.ljust(2, "0") or 0)
    return Decimal((found["baht"] or "0").replace(",", "")) + Decimal(satang).scaleb(-2)


def _compact(typed: str) -> str:
    """One spelling: Arabic digits, plain signs, no blanks but one between two digits."""
    plain = to_arabic(unicodedata.normalize("NFKC", typed)).translate(_INVISIBLE)
    plain = re.sub("[‐‑‒–—―−]", "-", plain)
    return re.sub(r"(?<!\d)\s+|\s+(?!\d)", "", plain)


def _parts(amount: Decimal | int) -> tuple[bool, int, int]:
    """Whether it is below zero, its whole baht and its satang, both without a sign."""
    exact = Decimal(amount) if isinstance(amount, int) else amount
    if not isinstance(exact, Decimal) or not exact.is_finite():
        raise ValueError(f"not an amount of baht: {amount!r}")
    below_zero, digits, exponent = exact.as_tuple()
    assert isinstance(exponent, int)  # it is finite
    # Whole numbers all the way: the precision of a decimal context would round large amounts.
    number = int("".join(map(str, digits)))
    satang, rest = divmod(number * 10 ** max(exponent + 2, 0), 10 ** max(-exponent - 2, 0))
    if rest:
        raise ValueError(f"not whole satang: {amount}")
    baht, satang = divmod(satang, 100)
    return bool(below_zero and number), baht, satang


def _read(number: int, last_one: str = "หนึ่ง") -> str:
    """The words of a number, nothing for zero; `last_one` is said for a bare 1 at its end."""
    millions, below = divmod(number, _MILLION)
    if millions:
        return f"{_read(millions, last_one)}ล้าน{_read(below, 'เอ็ด')}"
    words = ""
    for value, name in _PLACES:
        digit, below = divmod(below, value)
        words += f"{_DIGITS[digit]}{name}" if digit else ""
    tens, ones = divmod(below, 10)
    words += {0: "", 1: "สิบ", 2: "ยี่สิบ"}.get(tens, f"{_DIGITS[tens]}สิบ")
    if ones == 1:
        return words + ("เอ็ด" if words else last_one)
    return words + _DIGITS[ones]
