"""Whether two names mean the same seller, however each is spelt.

Sheets write หจก. for ห้างหุ้นส่วนจำกัด, leave out บริษัท … จำกัด, and set blanks as they like.
What is left out when names are compared stands in `law_data/sellers.json`. Nothing that is
shown or published comes from here: names stay as they were written.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from portal.thai.digits import to_arabic
from procurement.methods import LAW_DATA

_APART = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")  # with a tone mark on either side of it


@dataclass(frozen=True)
class Seller:
    """A name made comparable: the legal form that it names ("" for none), and the rest."""

    form: str
    core: str

    def may_be(self, other: Seller) -> bool:
        """Whether both can be one seller; a form that one of them leaves out does not count."""
        return self.core == other.core and (
            self.form == other.form or not self.form or not other.form
        )


@cache
def _spellings() -> tuple[tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...], list[str]]:
    data = json.loads((LAW_DATA / "sellers.json").read_text(encoding="utf-8"))
    forms = tuple((one["form"], tuple(one["before"]), tuple(one["after"])) for one in data["forms"])
    return forms, data["ignored"]


@lru_cache(maxsize=4096)  # a year has some hundred sellers, each asked about many times
def seller_of(name: str) -> Seller:
    """The seller that a name means; a company and a partnership of one name are two.

    >>> seller_of("หจก. ทองดี การช่าง") == seller_of("ห้างหุ้นส่วนจำกัดทองดีการช่าง")
    True
    """
    bare = bare_name(name)
    forms, ignored = _spellings()
    for words in ignored:
        bare = bare.removesuffix(words)
    for form, before, after in forms:
        core = _without(_without(bare, before, end=False), after, end=True)
        if core != bare and core:
            return Seller(form, core)
    return Seller("", bare)


def bare_name(words: str) -> str:
    """Words in one spelling: no blanks, no punctuation, Arabic digits, small letters.

    Vowels and tone marks stay; a double เ counts as แ.
    """
    plain = unicodedata.normalize("NFKC", to_arabic(words)).lower()
    # NFKC takes SARA AM apart, as some PDFs do; two signs for แ are a slip that nobody sees.
    plain = _APART.sub("\\1\u0e33", plain).replace("เเ", "แ")
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] in "LMN")


def _without(bare: str, words: tuple[str, ...], *, end: bool) -> str:
    """The name without the first of the words at its beginning, or at its end."""
    for word in words:
        shorter = bare.removesuffix(word) if end else bare.removeprefix(word)
        if shorter != bare:
            return shorter
    return bare
