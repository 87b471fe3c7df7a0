"""The keys that the server holds outside the database, and what it marks and mixes with them.

*MAC keys* mark what the portal itself wrote: public keys, items, the audit chain. Whoever
writes into the database without them makes rows that are refused. *Peppers* are mixed into
the keys that come from passphrases and receipts, so that a stolen database alone cannot be
guessed at. Both have versions: the highest writes, all of them read.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from complaints.sealing.primitives import (
    KEY_SIZE,
    SALT_SIZE,
    VERSION,
    Blob,
    Context,
    body_of,
    joined,
    same,
    seal,
    slow_key,
    subkey,
    unseal,
)
from complaints.sealing.refusals import CannotOpen, KeyMissing, SealingError, Tampered

MARK_SIZE = 1 + 1 + KEY_SIZE  # version, version of the key, HMAC-SHA-256


@dataclass(frozen=True)
class ServerKeys:
    """Peppers and MAC keys by version (1 to 255), each at least 32 bytes; repr() shows none.

    Without any pepper codes and custodians still work; passphrases and receipts do not.
    """

    macs: Mapping[int, bytes] = field(repr=False)
    peppers: Mapping[int, bytes] = field(repr=False)

    def __post_init__(self) -> None:
        for name in ("macs", "peppers"):
            versions = dict(getattr(self, name))
            if any(not 1 <= n <= 255 or len(key) < KEY_SIZE for n, key in versions.items()):
                raise KeyMissing
            object.__setattr__(self, name, MappingProxyType(versions))
        if not self.macs:
            raise KeyMissing


def _key(versions: Mapping[int, bytes], version: int) -> bytes:
    try:
        return versions[version]
    except KeyError:
        raise KeyMissing from None


def _newest(versions: Mapping[int, bytes]) -> int:
    if not versions:
        raise KeyMissing
    return max(versions)


# --- marks ------------------------------------------------------------


def mark(keys: ServerKeys, context: Context, *parts: bytes | memoryview) -> Blob:
    """The server's mark (34 bytes) on the parts, in this context."""
    return _mark(keys, _newest(keys.macs), context, parts)


def marks(keys: ServerKeys, context: Context, *parts: bytes) -> tuple[Blob, ...]:
    """The mark by each version of the key, the newest first: one of them was once written."""
    versions = sorted(keys.macs, reverse=True)
    return tuple(_mark(keys, version, context, parts) for version in versions)


def check_mark(
    keys: ServerKeys, given: bytes | memoryview, context: Context, *parts: bytes | memoryview
) -> None:
    """Raise Tampered unless `given` is the server's mark on exactly this."""
    if not same(_mark(keys, mark_version(given), context, parts), given):
        raise Tampered


def mark_version(given: bytes | memoryview) -> int:
    """By which version of the key a mark was made."""
    if len(given) != MARK_SIZE:
        raise Tampered
    return bytes(given)[1]


def _mark(
    keys: ServerKeys, version: int, context: Context, parts: tuple[bytes | memoryview, ...]
) -> Blob:
    message = joined(context.encoded(), *(bytes(part) for part in parts))
    tag = hmac.digest(_key(keys.macs, version), message, hashlib.sha256)
    return Blob(VERSION + bytes([version]) + tag)


# --- under a secret that a person knows ---------------------------------------------------------


def seal_with_secret(
    keys: ServerKeys, secret: str, plain: bytes, context: Context, salt: bytes
) -> Blob:
    """Sealed under the secret (Argon2id with this salt) and the newest pepper."""
    version = _newest(keys.peppers)
    key = _peppered(keys, version, secret, salt, context)
    return seal(key, plain, context, head=bytes([version]) + salt)


def unseal_with_secret(
    keys: ServerKeys, secret: str, blob: bytes | memoryview, context: Context
) -> bytes:
    """What `seal_with_secret` was given. Takes the time of one Argon2id run, also in vain."""
    try:
        head, _ = body_of(blob, 1 + SALT_SIZE)
    except SealingError:
        head = bytes([_newest(keys.peppers)]) + bytes(SALT_SIZE)
        _peppered(keys, head[0], secret, head[1:], context)
        raise CannotOpen from None
    key = _peppered(keys, head[0], secret, head[1:], context)
    return unseal(key, blob, context, head_size=len(head))


def _peppered(keys: ServerKeys, version: int, secret: str, salt: bytes, context: Context) -> bytes:
    """One who guesses needs both: the slow key of each guess, and the pepper."""
    pepper = hmac.digest(_key(keys.peppers, version), context.encoded(), hashlib.sha256)
    return subkey(slow_key(secret, salt), context, pepper)
