"""Codes shown once: what was made comes back with the page that shows it, and is kept only when
the last signs of each code were typed from the paper.

A sheet holds public keys and wrapped ones, signed by the portal; the codes themselves are only
on the page. Whoever closes it unread has lost nothing: nothing was kept, and they begin again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts.refusals import NotAllowed
from complaints.sealing.typed import signs_of

GOOD_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class Sheet:
    """What a sheet holds: facts as they were put in, and by what the codes are recognised."""

    facts: dict[str, Any]
    groups: list[str]

    def check(self, typed: Sequence[str]) -> None:
        """Raise NotAllowed unless the last group of every code was typed."""
        pairs = zip(self.groups, typed, strict=True)
        if not all(constant_time_compare(kept, _known_by(group)) for kept, group in pairs):
            raise NotAllowed([_("The last three signs are not those of the code. Look again.")])


def sign_sheet(purpose: str, facts: dict[str, Any], codes: Sequence[str]) -> str:
    """Sign the facts beside what recognises the codes."""
    groups = [_known_by(code.rsplit("-", 1)[-1]) for code in codes]
    return signing.dumps({"facts": facts, "groups": groups}, salt=purpose, compress=True)


def read_sheet(purpose: str, sheet: str) -> Sheet:
    """The sheet again; raises NotAllowed when it is older than an hour or not ours."""
    try:
        read = signing.loads(sheet, salt=purpose, max_age=GOOD_FOR)
    except signing.BadSignature:
        raise NotAllowed(
            [_("This page is older than an hour. Nothing was kept; begin again.")]
        ) from None
    return Sheet(read["facts"], read["groups"])


def _known_by(group: str) -> str:
    return salted_hmac("complaints.sheets", signs_of(group), algorithm="sha256").hexdigest()
