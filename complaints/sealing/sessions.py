"""Unlocked sessions: a private key kept between two clicks, so that a database does not open it.

The browser has a random token; the row has only the token's hash and the private key sealed
under the token. Any machine that sees both can go on.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from complaints.sealing.primitives import (
    KEY_SIZE,
    Blob,
    Context,
    PrivateKey,
    Role,
    opening,
    same,
    seal,
    subkey,
    unseal,
)
from complaints.sealing.refusals import CannotOpen


@dataclass(frozen=True)
class VaultSession:
    """The row of an unlocked session. `until` is the absolute end, to the second, with zone.

    `case` is set where a complainant's key is kept.
    """

    role: Role
    until: datetime
    token_hash: bytes
    blob: Blob
    case: UUID | None = None


@dataclass(frozen=True)
class NewSession:
    """A session just begun; the token goes to the browser and is kept nowhere else."""

    stored: VaultSession
    token: str = field(repr=False)


def begin_session(
    private: PrivateKey, role: Role, until: datetime, case: UUID | None = None
) -> NewSession:
    """Keep a private key under a new token, up to `until`."""
    token = secrets.token_hex(KEY_SIZE)
    context = _context(role, until, case)
    blob = seal(_key(token, context), private.raw, context)
    return NewSession(VaultSession(role, until, token_hash(token), blob, case), token)


def resume_session(stored: VaultSession, token: str, now: datetime) -> PrivateKey:
    """The private key again; raises CannotOpen for another token or row, and once it is over."""
    if now >= stored.until or not same(token_hash(token), stored.token_hash):
        raise CannotOpen
    context = _context(stored.role, stored.until, stored.case)
    return PrivateKey(unseal(_key(token, context), stored.blob, context))


def token_hash(token: str) -> bytes:
    """What the row of a token is found by: SHA-256, 32 bytes."""
    with opening():
        return hashlib.sha256(token.encode()).digest()


def _key(token: str, context: Context) -> bytes:
    with opening():
        return subkey(bytes.fromhex(token), context)


def _context(role: Role, until: datetime, case: UUID | None) -> Context:
    return Context(f"vault session until {int(until.timestamp())}", case=case, role=role)
