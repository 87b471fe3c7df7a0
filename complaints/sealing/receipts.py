"""The complainant's receipt: 24 digits that find a case and open it.

7 digits locate the case, 16 are the secret, 1 is a check (Luhn). The database keeps neither:
the locator only as the server's mark, the secret only as what it opens. There is no verifier;
that the complainant's private key opens is the check.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from dataclasses import dataclass, field
from uuid import UUID

from complaints.sealing.primitives import (
    COMPLAINANT,
    KEY_SIZE,
    SALT_SIZE,
    VERSION,
    Blob,
    Context,
    PrivateKey,
    PublicKey,
    new_private_key,
    same,
)
from complaints.sealing.refusals import CannotOpen, Mistyped
from complaints.sealing.server_keys import (
    ServerKeys,
    check_mark,
    mark,
    marks,
    seal_with_secret,
    unseal_with_secret,
)
from complaints.sealing.typed import in_groups, signs_of

_LOCATOR, _SECRET = 7, 16  # digits
_LENGTH = _LOCATOR + _SECRET + 1
_GROUP = 4
_DIGITS = re.compile(r"[0-9]+")
_LOCATING = Context("locator")


@dataclass(frozen=True)
class Receipt:
    """A receipt taken apart; repr() shows nothing of it."""

    locator: str = field(repr=False)
    secret: str = field(repr=False)

    def printed(self) -> str:
        """The receipt for paper: six groups of four digits."""
        digits = self.locator + self.secret
        return in_groups(digits + _luhn(digits), _GROUP)


def new_receipt() -> Receipt:
    """A receipt that nobody has seen. Its locator may be taken: look before it is shown."""
    locator, secret = secrets.randbelow(10**_LOCATOR), secrets.randbelow(10**_SECRET)
    return Receipt(f"{locator:0{_LOCATOR}}", f"{secret:0{_SECRET}}")


def read_receipt(typed: str) -> Receipt:
    """The receipt that somebody typed: Thai digits, blanks and dashes are welcome.

    Raises Mistyped when digits are missing, or the check digit does not fit.
    """
    digits = signs_of(typed)
    if len(digits) != _LENGTH or not _DIGITS.fullmatch(digits) or not _fits(digits):
        raise Mistyped
    return _taken_apart(digits)


def locator_index(receipt: Receipt, keys: ServerKeys) -> Blob:
    """What a new case is found by: unique in its table, and without the MAC key no locator."""
    return mark(keys, _LOCATING, receipt.locator.encode())


def locator_indexes(receipt: Receipt, keys: ServerKeys) -> tuple[Blob, ...]:
    """What the case may be found by: the index under each version of the MAC key."""
    return marks(keys, _LOCATING, receipt.locator.encode())


def tells_receipt(text: str, index: bytes | memoryview, keys: ServerKeys) -> bool:
    """Whether a message contains the receipt of the case with this locator index.

    However it is grouped and whatever stands between its digits: such a message is refused,
    so that the receipt never lies where officers read.
    """
    digits = "".join(_DIGITS.findall(signs_of(text)))
    windows = {digits[start : start + _LENGTH] for start in range(len(digits) - _LENGTH + 1)}
    return any(
        same(candidate, index)
        for window in windows
        if _fits(window)
        for candidate in locator_indexes(_taken_apart(window), keys)
    )


def _taken_apart(digits: str) -> Receipt:
    return Receipt(digits[:_LOCATOR], digits[_LOCATOR:-1])


def _fits(digits: str) -> bool:
    return _luhn(digits[:-1]) == digits[-1]


def _luhn(digits: str) -> str:
    """The check digit (ISO/IEC 7812-1, annex B): every second digit doubled from the right."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits)))
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)


# --- the complainant's pair ------------------------------------------------------------


@dataclass(frozen=True)
class ComplainantKeys:
    """What the database keeps of a case's complainant: public key, its mark, private key wrapped.

    Each later epoch is sealed to this public key, so it bears the server's mark like the roster.
    """

    case: UUID
    public: PublicKey
    mark: Blob
    by_receipt: Blob

    def check(self, keys: ServerKeys) -> None:
        """Raise Tampered unless the portal itself wrote this public key for this case."""
        check_mark(keys, self.mark, _complainant(self.case), self.public)


def new_complainant(case: UUID, receipt: Receipt, keys: ServerKeys) -> ComplainantKeys:
    """Make the complainant's pair of a case; only the receipt opens its private half."""
    private = new_private_key()
    context = _complainant(case)
    by_receipt = seal_with_secret(
        keys, receipt.secret, private.raw, context, salt=os.urandom(SALT_SIZE)
    )
    return ComplainantKeys(case, private.public, mark(keys, context, private.public), by_receipt)


def open_by_receipt(
    receipt: Receipt, found: ComplainantKeys | None, keys: ServerKeys
) -> PrivateKey:
    """The complainant's private key. `found` is what the locator led to, None for nothing.

    Raises CannotOpen, for an unknown locator after the same work as for a wrong secret, so
    that neither answer nor time tells which cases there are; or Busy.
    """
    stored = found or _nobody(receipt, keys)
    context = _complainant(stored.case)
    raw = unseal_with_secret(keys, receipt.secret, stored.by_receipt, context)
    private = PrivateKey(raw)
    if not same(private.public, stored.public):
        raise CannotOpen
    return private


def _complainant(case: UUID) -> Context:
    return Context("complainant key", case=case, role=COMPLAINANT)


def _nobody(receipt: Receipt, keys: ServerKeys) -> ComplainantKeys:
    """A case that is not there, always the same one for a locator."""
    drawn = mark(keys, Context("no case"), receipt.locator.encode())[2:]
    case, salt = UUID(bytes=drawn[:16]), drawn[16:]
    version = bytes([max(keys.peppers, default=0)])
    noise = hashlib.shake_128(drawn).digest(24 + KEY_SIZE + 16)
    blob = Blob(VERSION + version + salt + noise)
    return ComplainantKeys(case, PublicKey(bytes(KEY_SIZE)), Blob(b""), blob)
