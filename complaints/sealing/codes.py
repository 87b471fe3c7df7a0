"""Printed codes of 128 bits: an officer's recovery code, a custodian's code.

Written in 31 signs that are not taken for one another (neither 0 nor O, neither 1 nor I nor
L): 26 for the number, and a check sign. 31 is a prime, so the check sign, a sum in which each
place has its own weight, notices every single wrong sign and every two that changed places.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from complaints.sealing.refusals import Mistyped
from complaints.sealing.typed import in_groups, signs_of

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
BITS = 128
_VALUE = {sign: value for value, sign in enumerate(ALPHABET)}
_DIGITS = 26  # 31 ** 26 > 2 ** 128
_GROUP = 3


@dataclass(frozen=True)
class Code:
    """A code as the number it stands for, 16 bytes; repr() shows nothing of it."""

    raw: bytes = field(repr=False)

    def printed(self) -> str:
        """The code for paper: nine groups of three signs."""
        number, signs = int.from_bytes(self.raw), ""
        for _ in range(_DIGITS):
            number, value = divmod(number, len(ALPHABET))
            signs = ALPHABET[value] + signs
        return in_groups(signs + ALPHABET[_check(signs)], _GROUP)


def new_code() -> Code:
    """A code that nobody has seen."""
    return Code(secrets.token_bytes(BITS // 8))


def read_code(typed: str) -> Code:
    """The code that somebody typed from paper, however grouped; raises Mistyped."""
    signs = signs_of(typed)
    if len(signs) != _DIGITS + 1 or not set(signs) <= set(ALPHABET):
        raise Mistyped
    if _check(signs[:-1]) != _VALUE[signs[-1]]:
        raise Mistyped
    number = 0
    for sign in signs[:-1]:
        number = number * len(ALPHABET) + _VALUE[sign]
    if number >> BITS:
        raise Mistyped
    return Code(number.to_bytes(BITS // 8))


def _check(signs: str) -> int:
    return sum(place * _VALUE[sign] for place, sign in enumerate(signs, start=1)) % len(ALPHABET)
