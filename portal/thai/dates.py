"""Dates as Thai officials write them: Buddhist-era years, Thai months, either digits.

`parse_date` understands one date and says in words what it could not understand;
`format_date` writes one. Ranges, cadences and dates inside prose are in
`portal.thai.periods`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from string import ascii_lowercase

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.thai.digits import to_arabic, to_thai
from portal.thai.fiscal import BUDDHIST_ERA

MONTHS = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
SHORT_MONTHS = (
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
)

# Slips and spoken forms that turn up in typed tables, beside the names themselves.
_OTHER_SPELLINGS = {
    1: "มกรา มกรคม january jan",
    2: "กุมภา กุมภาพันธ กุมพาพันธ์ february feb",
    3: "มีนา มีนาค march mar",
    4: "เมษา เมษยน เมษายม april apr",
    5: "พฤษภา พฤกษภาคม พฤศภาคม may",
    6: "มิถุนา มิถุนายม มิถุนาคม june jun",
    7: "กรกฎา กรกฏาคม กรกฏา กรกฎคม july jul",
    8: "สิงหา สิงหาค august aug",
    9: "กันยา กันยายม กันยาคม september sept sep",
    10: "ตุลา ตุลาค october oct",
    11: "พฤศจิกา พฤษจิกายน พฤศจิการยน พฤศจิกายม november nov",
    12: "ธันวา ธันวาค december dec",
}

_DASHES = "‐‑‒–—―−﹘﹣－~〜"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_CLEAN = {ord(dash): "-" for dash in _DASHES} | {ord(sign): None for sign in _INVISIBLE}
_INNER_BLANKS = re.compile(r"(?<!\d)\s+|\s+(?!\d)")

ERA = r"(?:ปี)?(?P<era>พ\.?ศ\.?|ค\.?ศ\.?|b\.?e\.?|a\.?d\.?)?"
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})")
_NUMBERS = re.compile(
    r"(?P<day>\d{1,3})(?P<sign>[-/. ])(?P<month>\d{1,3})(?P=sign)" + ERA + r"(?P<year>\d+)"
)
_WORDS = re.compile(
    r"(?:วัน[ก-๙]*?ที่|ที่)?(?P<day>\d{1,3})[-/,.]?(?:เดือน)?(?P<month>[^\d]*?[a-zก-ฮ][^\d]*?)"
    + ERA
    + r"(?P<year>\d+)?"
)


class DateNotUnderstood(ValueError):
    """A text that is not a date.

    `part` is the piece that was not understood, as typed but for Arabic digits;
    `message` says so in the reader's language.
    """

    def __init__(self, part: str, message: str) -> None:
        super().__init__(part)
        self.part = part
        self.message = message

    def __str__(self) -> str:
        """Give the message, so that a form can show the exception as it is."""
        return str(self.message)


def parse_date(text: str, *, today: dt.date | None = None) -> dt.date:
    """Understand one date, such as "31/3/2566", "๓๑ มี.ค. ๖๖" or "2023-03-31".

    Years are Buddhist-era; a number that can only be a Christian-era year (1900 to 2199)
    is taken as one. Two digits mean 25xx, or with `today` the year that lies between
    79 years before it and 20 years after it; after an English month they are a
    Christian-era year of this century. Raises DateNotUnderstood.
    """
    flat = compact(text)
    if not flat:
        raise DateNotUnderstood("", _("Write a date, such as 31/3/2566."))
    found = (
        _YEAR_FIRST.fullmatch(flat) or _NUMBERS.fullmatch(flat) or _WORDS.fullmatch(flat.lower())
    )
    if not found:
        raise not_a_date(text)
    parts = found.groupdict()
    month = month_number(parts["month"])
    if not parts.get("year"):
        raise DateNotUnderstood(
            text.strip(), format_lazy(_("“{part}” has no year."), part=text.strip())
        )
    era = parts.get("era") or ("ad" if parts["month"][0] in ascii_lowercase else "")
    return calendar_date(parts["day"], month, year_number(parts["year"], era=era, today=today))


def format_date(date: dt.date, style: str = "long", thai_digits: bool = False) -> str:
    """Write `date` with its Buddhist-era year.

    Styles: "long" 31 มีนาคม 2566, "formal" 31 เดือน มีนาคม พ.ศ. 2566, "short" 31 มี.ค. 66.
    """
    year = be_year(date)
    month = month_name(date.month, short=style == "short")
    written = {
        "long": f"{date.day} {month} {year}",
        "formal": f"{date.day} เดือน {month} พ.ศ. {year}",
        "short": f"{date.day} {month} {year % 100:02}",
    }[style]
    return to_thai(written) if thai_digits else written


def month_name(month: int, short: bool = False) -> str:
    """Give the Thai name of month 1 to 12, in full or as its abbreviation."""
    return (SHORT_MONTHS if short else MONTHS)[month - 1]


def be_year(date: dt.date) -> int:
    """Give the Buddhist-era calendar year of `date`."""
    return date.year + BUDDHIST_ERA


def compact(text: str) -> str:
    """Bring a typed date to one spelling: Arabic digits, one dash, no blanks.

    Blanks go, also line breaks inside words, but one stays between two digits so that
    numbers never run together.
    """
    plain = to_arabic(unicodedata.normalize("NFC", text)).translate(_CLEAN)
    return re.sub(r"\s+", " ", _INNER_BLANKS.sub("", plain)).strip()


def month_number(token: str) -> int:
    """Give the month (1 to 12) that a number or a name in any usual typing means.

    Raises DateNotUnderstood.
    """
    if token.isdecimal():
        number = int(token)
        known = number if 1 <= number <= 12 else None
    else:
        known = MONTH_KEYS.get(re.sub(r"[-/.,\s]", "", token.lower()).removeprefix("เดือน"))
    if known is None:
        raise DateNotUnderstood(token, format_lazy(_("“{part}” is not a month."), part=token))
    return known


def year_number(digits: str, *, era: str | None = None, today: dt.date | None = None) -> int:
    """Give the Christian-era year that a typed year means; raises DateNotUnderstood."""
    year, christian = int(digits), (era or "").lower().startswith(("ค", "a"))
    if len(digits) == 2:
        return 2000 + year if christian else _near_year(year, today) - BUDDHIST_ERA
    if len(digits) == 4 and 2400 <= year < 2800:
        return year - BUDDHIST_ERA
    if len(digits) == 4 and 1900 <= year < 2200:
        return year
    raise DateNotUnderstood(digits, format_lazy(_("“{part}” is not a year."), part=digits))


def calendar_date(day: str, month: int, year: int) -> dt.date:
    """Give the date, `year` being Christian-era; raises DateNotUnderstood for 30 February."""
    if 1 <= int(day) <= calendar.monthrange(year, month)[1]:
        return dt.date(year, month, int(day))
    message = format_lazy(
        _("{month} {year} has no day {part}."),
        month=month_name(month),
        year=year + BUDDHIST_ERA,
        part=day,
    )
    raise DateNotUnderstood(day, message)


def not_a_date(text: str) -> DateNotUnderstood:
    """Make the exception for a text that has not even the shape of a date."""
    part = text.strip()
    message = format_lazy(
        _("“{part}” is not a date. Write it like 31/3/2566 or 31 มีนาคม 2566."), part=part
    )
    return DateNotUnderstood(part, message)


def _near_year(two_digits: int, today: dt.date | None) -> int:
    if today is None:
        return 2500 + two_digits
    earliest = be_year(today) - 79
    return earliest + (two_digits - earliest) % 100


def _month_keys() -> dict[str, int]:
    keys: dict[str, int] = {}
    for number, others in _OTHER_SPELLINGS.items():
        names = [month_name(number), month_name(number, short=True), *others.split()]
        keys |= {name.replace(".", ""): number for name in names}
    return keys


MONTH_KEYS = _month_keys()
