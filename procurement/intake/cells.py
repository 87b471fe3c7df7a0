"""What the text of one cell means: words, an amount of baht, a day."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from portal.thai.dates import DateNotUnderstood, parse_date
from portal.thai.digits import to_arabic
from portal.thai.fiscal import BUDDHIST_ERA
from procurement.rows import LARGEST

SATANG = Decimal("0.01")
# Amounts with their thousands divided in threes or not at all: "12,50" may mean two things.
AMOUNT = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?"
UNIT = r"(?:\s?\.?,?\s*-(?!\d)(?:\s*บาท)?|\s*บาท\s*(?:ถ้วน)?|\s*฿|\s*thb\b)"

_LONGEST_NUMBER = 24
_LONGEST_AMOUNT = 200  # with the same in words beside it
_DASHES = "‐‑‒–—―−﹘﹣－"
_FLAT = {ord(sign): "-" for sign in _DASHES} | {
    ord(sign): None for sign in "\u200b\u200c\u200d\u2060\ufeff\u00ad"
}
_NOTHING = re.compile(r"[-.\s]*|\(?-?\s*ไม่(?:มี|ได้กำหนด)(?:ราคากลาง)?\s*-?\)?|n/?a", re.IGNORECASE)
_MARKUP = re.compile(
    r"</?(?:a|b|i|u|s|em|strong|font|span|p|div|br|img|table|tbody|tr|td|th|ul|ol|li|script|style"
    r"|o:p|h[1-6]|html|body|meta|iframe|svg|input|form|button)\b[^<>]*>",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_ASIDE = re.compile(r"\s*\([^()]*(?:บาท|สตางค์|ภาษี|vat)[^()]*\)\s*$", re.IGNORECASE)
_WHOLE = re.compile(rf"(?:฿\s*)?({AMOUNT}){UNIT}?", re.IGNORECASE)
_HASHES = re.compile(r"#{2,}")
_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
# Days that Excel counts from 1899-12-31: 2000 to 2099, and the same years typed as Buddhist-era.
_EPOCH = date(1899, 12, 30)
_SERIALS = (range(36526, 73051), range(234853, 271377))


class CellNotUnderstood(ValueError):
    """A cell that does not hold what its column says; the message is for the officer."""


def plain(text: str) -> str:
    """The words of a cell and nothing else: no markup, no signs that nobody sees."""
    text = _MARKUP.sub(lambda tag: "\n" if tag[0][1:3].lower() == "br" else "", text)
    text = unicodedata.normalize("NFC", text.replace("\u00a0", " ")).replace("ํา", "ำ")
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_FLAT)
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in _CONTROL.sub(" ", text).split("\n"))
    return "\n".join(line for line in lines if line)


def words(text: str) -> str:
    """The words of a cell on one line; "" where it says that there are none."""
    line = " ".join(plain(text).split("\n"))
    return "" if is_nothing(line) else line


def is_nothing(text: str) -> bool:
    """Tell whether a cell says that there is nothing to say: "-", "ไม่มี" or only blanks."""
    return len(text) < 40 and bool(_NOTHING.fullmatch(text.strip()))


def complain_of_signs(text: str) -> None:
    """Raise CellNotUnderstood for what a spreadsheet shows instead of a value."""
    if _ERROR.search(text):
        raise CellNotUnderstood(_("The formula of this cell gives an error. Mend it in the sheet."))
    if _HASHES.fullmatch(text.strip()):
        raise CellNotUnderstood(
            _("Only #### was copied. Make the column wider in the sheet and copy it again.")
        )


def amount(text: str) -> Decimal | None:
    """The baht of a cell, such as "๑๒,๐๐๐.-" or "12,000.50 บาท"; None for "-" and blanks.

    Raises CellNotUnderstood.
    """
    typed = plain(text)
    if is_nothing(typed):
        return None
    complain_of_signs(typed)
    bare = to_arabic(typed[: _LONGEST_AMOUNT + 1]).replace("\n", " ")
    found = _WHOLE.fullmatch(_ASIDE.sub("", bare).strip())
    if not found or len(typed) > _LONGEST_AMOUNT or len(found[1]) > _LONGEST_NUMBER:
        message = _("“{text}” is not an amount of baht. Write it like 12,000.00.")
        raise CellNotUnderstood(message.format(text=shortened(typed)))
    value = Decimal(found[1].replace(",", "").rstrip("."))
    if value != value.quantize(SATANG):
        message = _("“{text}” has more than two decimals.")
        raise CellNotUnderstood(message.format(text=found[1]))
    return _sensible(value)


def shortened(text: str) -> str:
    """A text as a message names it: on one line, and not all of a long one."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:40]}…"


def stored_amount(value: Decimal) -> Decimal:
    """A number that a workbook stores as baht, rounded to satang; raises CellNotUnderstood."""
    if abs(value) > LARGEST:
        raise CellNotUnderstood(_("The amount is larger than can be right."))
    return _sensible(value.quantize(SATANG, ROUND_HALF_UP))


def _sensible(value: Decimal) -> Decimal:
    if value > LARGEST:
        raise CellNotUnderstood(_("The amount is larger than can be right."))
    if value < 0:
        raise CellNotUnderstood(_("An amount cannot be below zero."))
    return value.quantize(SATANG)


def day(text: str) -> date | None:
    """The day of a cell, in either era, spelt or in numbers, also as Excel counts days.

    None for "-" and blanks; raises CellNotUnderstood.
    """
    typed = plain(text)
    if is_nothing(typed):
        return None
    complain_of_signs(typed)
    bare = re.sub(r"^(?:ลงวันที่|วันที่|ลว\.?|ลง)\s*", "", " ".join(to_arabic(typed).split("\n")))
    if re.fullmatch(r"\d{5,6}", bare) and any(int(bare) in serials for serials in _SERIALS):
        return in_either_era(_EPOCH + timedelta(days=int(bare)))
    if len(bare) > 60:
        raise CellNotUnderstood(_("This is too long for a date."))
    try:
        return parse_date(bare)
    except DateNotUnderstood as error:
        raise CellNotUnderstood(str(error)) from error


def in_either_era(found: date) -> date:
    """A day of a workbook; one typed with a Buddhist-era year lies 543 years ahead there.

    Raises CellNotUnderstood for 29 February of a year that has none.
    """
    if found.year < 2400:
        return found
    try:
        return found.replace(year=found.year - BUDDHIST_ERA)
    except ValueError:
        raise CellNotUnderstood(_("{year} has no 29 February.").format(year=found.year)) from None


def whole_number(text: str) -> str:
    """The e-GP number of a project as typed, without blanks and words around it.

    Raises CellNotUnderstood where a spreadsheet has already cut its digits off.
    """
    bare = words(to_arabic(text))
    complain_of_signs(bare)
    if _SCIENTIFIC.fullmatch(bare):
        message = _(
            "“{text}” has lost its digits. Make the column wider, or format it as text, and copy "
            "it again."
        )
        raise CellNotUnderstood(message.format(text=bare))
    digits = re.search(r"\d[\d\s-]{9,14}\d", bare)
    return re.sub(r"\D", "", digits[0]) if digits else bare
