"""How OCDS writes what we know: codes of the standard, moments, days, amounts."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

MAPPING: dict[str, Any] = json.loads(
    Path(__file__).with_name("mapping.json").read_text(encoding="utf-8")
)
WORDS: dict[str, str] = MAPPING["words"]
Fields = dict[str, Any]

_BANGKOK = timezone(timedelta(hours=7))  # without summer time, ever since 1920
_SATANG = Decimal("0.01")


def kept(**fields: Any) -> Fields:
    """The fields that say something: OCDS leaves out what is not known."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def moment(value: datetime) -> str:
    """A moment as OCDS has it (RFC 3339), in the time of Thailand."""
    return value.astimezone(_BANGKOK).isoformat(timespec="seconds")


def day(value: date) -> str:
    """A date as OCDS has it: the moment at which it begins in Thailand."""
    return f"{value.isoformat()}T00:00:00+07:00"


def address(url: str) -> str:
    """An address as a URI (RFC 3986): letters of other scripts are written in percent."""
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]")


def baht(amount: Decimal | None) -> Fields | None:
    """An amount as a JSON number exact to the satang; None stays.

    A float holds all of `rows.LARGEST`: its shortest form has every digit that was put in.
    """
    if amount is None:
        return None
    rounded = amount.quantize(_SATANG, ROUND_HALF_UP)
    whole = rounded == rounded.to_integral_value()
    return {"amount": int(rounded) if whole else float(rounded), "currency": MAPPING["currency"]}
