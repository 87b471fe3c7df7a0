"""The pairs of officers and of the recovery: whom cases are sealed to.

An officer's private key lies in the database twice: under the *vault passphrase* (which is
not the login password) and under a printed *recovery code*. The recovery's private key lies
there three times, once for each two of its three *custodians*, under both of their codes.
The public keys form the roster; each bears the server's mark, without which nothing is ever
sealed to it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations

from complaints.sealing.codes import Code, new_code, read_code
from complaints.sealing.primitives import (
    RECOVERY,
    SALT_SIZE,
    Blob,
    Context,
    PrivateKey,
    PublicKey,
    Role,
    is_officer,
    new_private_key,
    seal,
    subkey,
    unseal,
)
from complaints.sealing.refusals import CannotOpen, CannotSeal
from complaints.sealing.server_keys import (
    ServerKeys,
    check_mark,
    mark,
    seal_with_secret,
    unseal_with_secret,
)
from complaints.sealing.typed import plain_passphrase

SHORTEST_PASSPHRASE = 15  # signs; ASVS 5.0, 6.2.1
CUSTODIANS = (1, 2, 3)
_CUSTODIAN_PAIRS = tuple(combinations(CUSTODIANS, 2))

# --- the roster ------------------------------------------------------------


@dataclass(frozen=True)
class RosterKey:
    """A public key of the roster with the server's mark: an officer's or the recovery's."""

    role: Role
    public: PublicKey
    mark: Blob

    def check(self, keys: ServerKeys) -> None:
        """Raise Tampered unless the portal itself admitted this key for this role."""
        check_mark(keys, self.mark, _roster(self.role), self.public)


def admit(role: Role, public: PublicKey, keys: ServerKeys) -> RosterKey:
    """Mark a public key as one of the roster: from now on cases may be sealed to it.

    Two officers or custodians must have agreed; the caller answers for that. Raises
    CannotSeal for a role that no roster has.
    """
    if role != RECOVERY and not is_officer(role):
        raise CannotSeal
    return RosterKey(role, public, mark(keys, _roster(role), public))


def _roster(role: Role) -> Context:
    return Context("roster", role=role)


# --- an officer's pair ------------------------------------------------------------


@dataclass(frozen=True)
class OfficerKeys:
    """What the database keeps of an officer: the public key, the private one wrapped twice."""

    role: Role
    public: PublicKey
    by_passphrase: Blob
    by_code: Blob


@dataclass(frozen=True)
class NewOfficer:
    """An officer's pair just made; the code is printed once and kept by nobody but them."""

    stored: OfficerKeys
    private: PrivateKey
    code: Code


def new_officer(role: Role, passphrase: str, keys: ServerKeys) -> NewOfficer:
    """Make an officer's pair and code. Nothing is sealed to it before it is admitted.

    Raises CannotSeal for a passphrase shorter than 15 signs.
    """
    private, code = new_private_key(), new_code()
    public = private.public
    by_passphrase = passphrase_wrap(role, private, passphrase, keys)
    stored = OfficerKeys(role, public, by_passphrase, code_wrap(role, private, code))
    return NewOfficer(stored, private, code)


def passphrase_wrap(role: Role, private: PrivateKey, passphrase: str, keys: ServerKeys) -> Blob:
    """An officer's private key under a passphrase and the pepper: at first, or a new one.

    Raises CannotSeal for a passphrase shorter than 15 signs.
    """
    secret = plain_passphrase(passphrase)
    if len(secret) < SHORTEST_PASSPHRASE:
        raise CannotSeal
    context = _officer("passphrase", role, private.public)
    return seal_with_secret(keys, secret, private.raw, context, os.urandom(SALT_SIZE))


def code_wrap(role: Role, private: PrivateKey, code: Code) -> Blob:
    """An officer's private key under a printed code; no pepper, so its loss is survived."""
    context = _officer("code", role, private.public)
    return seal(subkey(code.raw, context), private.raw, context)


def unlock(stored: OfficerKeys, passphrase: str, keys: ServerKeys) -> PrivateKey:
    """The officer's private key by the passphrase; raises CannotOpen, Busy. About 80 ms."""
    context = _officer("passphrase", stored.role, stored.public)
    secret = plain_passphrase(passphrase)
    return PrivateKey(unseal_with_secret(keys, secret, stored.by_passphrase, context))


def unlock_by_code(stored: OfficerKeys, typed: str) -> PrivateKey:
    """The officer's private key by the printed code; raises Mistyped, CannotOpen."""
    context = _officer("code", stored.role, stored.public)
    key = subkey(read_code(typed).raw, context)
    return PrivateKey(unseal(key, stored.by_code, context))


def _officer(way: str, role: Role, public: PublicKey) -> Context:
    # The public half is part of it: what opens beside another public key does not open.
    return Context(f"officer key by {way}, {bytes(public).hex()}", role=role)


# --- the recovery pair ------------------------------------------------------------


@dataclass(frozen=True)
class RecoveryKeys:
    """What the database keeps of the recovery: the public key, the private one wrapped thrice.

    `by_two` has a blob for each two custodians, lower number first.
    """

    public: PublicKey
    by_two: Mapping[tuple[int, int], Blob]


@dataclass(frozen=True)
class NewRecovery:
    """A recovery pair just made or divided anew, with a code to print for each custodian.

    The private half is not in it: from now on only two custodians together have it.
    """

    stored: RecoveryKeys
    codes: Mapping[int, Code] = field(repr=False)


def new_recovery() -> NewRecovery:
    """Make the recovery pair and the codes of its three custodians."""
    return divide_recovery(new_private_key())


def divide_recovery(private: PrivateKey) -> NewRecovery:
    """The same pair under three new codes: when a custodian leaves or has lost theirs.

    Whoever keeps an old copy of the database can still use the old codes with it; where that
    matters, make a new pair.
    """
    codes = {number: new_code() for number in CUSTODIANS}
    public = private.public
    by_two = {
        pair: seal(_key_of_two(pair, codes, public), private.raw, _two(pair, public))
        for pair in _CUSTODIAN_PAIRS
    }
    return NewRecovery(RecoveryKeys(public, by_two), codes)


def open_recovery(stored: RecoveryKeys, typed: Mapping[int, str]) -> PrivateKey:
    """The recovery's private key by two custodians' codes, by custodian's number.

    Raises Mistyped when a code cannot be one, CannotOpen when the two do not open.
    """
    codes = {number: read_code(code) for number, code in typed.items()}
    pair = tuple(sorted(codes))
    if pair not in _CUSTODIAN_PAIRS or pair not in stored.by_two:
        raise CannotOpen
    one, two = pair
    key = _key_of_two((one, two), codes, stored.public)
    context = _two((one, two), stored.public)
    return PrivateKey(unseal(key, stored.by_two[one, two], context))


def _two(pair: tuple[int, int], public: PublicKey) -> Context:
    return Context(f"recovery key by {pair[0]} and {pair[1]}, {bytes(public).hex()}", role=RECOVERY)


def _key_of_two(pair: tuple[int, int], codes: Mapping[int, Code], public: PublicKey) -> bytes:
    """One code alone leaves 128 bits of this key unknown."""
    return subkey(codes[pair[0]].raw + codes[pair[1]].raw, _two(pair, public))
