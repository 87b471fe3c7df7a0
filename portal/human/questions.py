"""A small sum in words: what a screen reader reads aloud and everybody can answer."""

from __future__ import annotations

import secrets
import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from portal.thai.digits import to_arabic

NUMBERS = (
    pgettext_lazy("number", "zero"),
    pgettext_lazy("number", "one"),
    pgettext_lazy("number", "two"),
    pgettext_lazy("number", "three"),
    pgettext_lazy("number", "four"),
    pgettext_lazy("number", "five"),
    pgettext_lazy("number", "six"),
    pgettext_lazy("number", "seven"),
    pgettext_lazy("number", "eight"),
    pgettext_lazy("number", "nine"),
    pgettext_lazy("number", "ten"),
    pgettext_lazy("number", "eleven"),
    pgettext_lazy("number", "twelve"),
    pgettext_lazy("number", "thirteen"),
    pgettext_lazy("number", "fourteen"),
    pgettext_lazy("number", "fifteen"),
    pgettext_lazy("number", "sixteen"),
    pgettext_lazy("number", "seventeen"),
    pgettext_lazy("number", "eighteen"),
)
_LARGEST = 9


def new_sum() -> tuple[str, str]:
    """A sum as the row keeps it, "7 minus 2", and its result in digits."""
    one, other = (1 + secrets.randbelow(_LARGEST) for _place in range(2))
    if secrets.randbelow(2):
        return f"{one} plus {other}", str(one + other)
    return f"{max(one, other)} minus {min(one, other)}", str(abs(one - other))


def in_words(asked: str) -> str:
    """The question as a person reads it, in the language of the page."""
    one, sign, other = asked.split()
    numbers = {"one": NUMBERS[int(one)], "other": NUMBERS[int(other)]}
    if sign == "plus":
        return _("How much is %(one)s plus %(other)s?") % numbers
    return _("How much is %(one)s minus %(other)s?") % numbers


def read_number(typed: str) -> str:
    """A number as typed, in Arabic digits: Thai digits, blanks and the word for it are fine."""
    text = "".join(to_arabic(unicodedata.normalize("NFKC", typed)).casefold().split())
    words = {str(word).casefold(): str(number) for number, word in enumerate(NUMBERS)}
    words[pgettext("number, as many say it", "nil")] = "0"
    return words.get(text, text)
