"""What people type from paper, brought into one spelling before it is judged."""

from __future__ import annotations

import unicodedata

from portal.thai.digits import to_arabic

# Signs that stand between groups, or that a phone puts there unseen.
_BETWEEN = frozenset("-‐‑‒–—―−_.,/\u00ad\u200b\u200c\u200d\u2060\ufeff")


def signs_of(typed: str) -> str:
    """The signs alone, in capitals, Thai and full-width digits as Arabic ones.

    Blanks, dashes and the like fall away; whatever else was typed stays and can be refused.
    """
    text = to_arabic(unicodedata.normalize("NFKC", typed)).upper()
    return "".join(sign for sign in text if sign not in _BETWEEN and not sign.isspace())


def plain_passphrase(typed: str) -> str:
    """A passphrase in one spelling: composed alike, blanks single, none at the ends.

    Two keyboards may write the same Thai syllable by different signs (NIST SP 800-63B asks
    for NFKC), and nobody sees whether they typed one blank or two.
    """
    return " ".join(unicodedata.normalize("NFKC", typed).split())


def in_groups(signs: str, size: int) -> str:
    """Signs in groups with a dash between: for paper."""
    return "-".join(signs[start : start + size] for start in range(0, len(signs), size))
