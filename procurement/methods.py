"""The methods of buying that the law of 2560 knows, as data with their names and OCDS codes."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from portal.thai.digits import to_arabic

LAW_DATA = Path(__file__).parent / "law_data"


@dataclass(frozen=True)
class Method:
    """One method: its full and short Thai names, English, and `ocds` of the closed list."""

    code: str
    th: str
    short_th: str
    en: str
    ocds: str
    known_as: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its name in the language of the page."""
        return self.en if (get_language() or "").startswith("en") else self.th


@cache
def methods() -> dict[str, Method]:
    """All methods by code, in the order of the law (section 55)."""
    listed = json.loads((LAW_DATA / "methods.json").read_text(encoding="utf-8"))["methods"]
    return {one["code"]: Method(**{**one, "known_as": tuple(one["known_as"])}) for one in listed}


def method_named(words: str) -> str:
    """The code of the method that a cell of a sheet names, however it is spelt; "" for none."""
    wanted = _plain(words)
    if not wanted:
        return ""
    for one in methods().values():
        if wanted in {_plain(name) for name in (one.code, one.th, one.short_th, *one.known_as)}:
            return one.code
    # "เฉพาะเจาะจง (ข)" and "วิธีเฉพาะเจาะจง ตามมาตรา 56 (2) (ข)" name a method and a clause.
    for one in methods().values():
        if any(_plain(name) in wanted for name in one.known_as):
            return one.code
    return ""


def _plain(words: str) -> str:
    return re.sub(r"[\W_]+", "", to_arabic(words)).lower()
