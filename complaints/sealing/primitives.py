"""The tools of libsodium that the sealing uses, each behind one function that fails closed.

Every sealed thing (a "blob") starts with a version byte. Every use of a key is bound to a
`Context`: what is sealed, of which case, epoch and item, for or by whom. A blob that was put
in another one's place does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NewType
from uuid import UUID

from nacl import bindings as sodium
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey as BoxPrivateKey
from nacl.public import PublicKey as BoxPublicKey
from nacl.public import SealedBox
from nacl.pwhash import argon2id

from complaints.sealing.permits import permit
from complaints.sealing.refusals import CannotOpen, CannotSeal

VERSION = b"\x01"
DOMAIN = b"lpa-complaint/v1"
KEY_SIZE = 32
SALT_SIZE = 16
_NONCE_SIZE = 24

# Argon2id, 83 ms on a small server: OWASP's and ASVS's floors are far below.
ARGON2_PASSES = 3
ARGON2_MEMORY = 64 * 1024 * 1024  # bytes

Blob = NewType("Blob", bytes)  # sealed; a version byte comes first
PublicKey = NewType("PublicKey", bytes)  # X25519, 32 bytes
Role = NewType("Role", str)  # who reads or writes: the three below

COMPLAINANT = Role("complainant")
RECOVERY = Role("recovery")
_OFFICER = "officer:"


def officer_role(officer: UUID) -> Role:
    """The role of the officer whose row in the roster has this id."""
    return Role(f"{_OFFICER}{officer.hex}")


def is_officer(role: Role) -> bool:
    """Whether the role is that of an officer."""
    return role.startswith(_OFFICER)


@dataclass(frozen=True)
class PrivateKey:
    """The private half of an X25519 pair; never shown by repr()."""

    raw: bytes = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """The public half."""
        with opening():
            return PublicKey(bytes(BoxPrivateKey(self.raw).public_key))


def new_private_key() -> PrivateKey:
    """A private key that nobody has seen."""
    return PrivateKey(os.urandom(KEY_SIZE))


@dataclass(frozen=True)
class Context:
    """Where a sealed thing belongs; a field that does not apply stays empty."""

    kind: str
    case: UUID | None = None
    epoch: int = 0
    item: UUID | None = None
    role: str = ""

    def encoded(self) -> bytes:
        """The context as bytes; two different contexts never give the same."""
        case = self.case.bytes if self.case else b""
        item = self.item.bytes if self.item else b""
        epoch = struct.pack(">Q", self.epoch)
        return joined(DOMAIN, self.kind.encode(), case, epoch, item, self.role.encode())


def joined(*parts: bytes) -> bytes:
    """The parts as one, each after its length, so that no two lists give the same bytes."""
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


_FAULTS = (CryptoError, ValueError, TypeError, IndexError, struct.error)


@contextmanager
def opening() -> Iterator[None]:
    """Turn everything that goes wrong inside into CannotOpen, which tells nothing."""
    try:
        yield
    except _FAULTS:
        raise CannotOpen from None


@contextmanager
def closing() -> Iterator[None]:
    """Turn everything that goes wrong inside into CannotSeal, so that nothing goes out unsealed."""
    try:
        yield
    except _FAULTS:
        raise CannotSeal from None


def body_of(blob: bytes | memoryview, head: int = 0) -> tuple[bytes, bytes]:
    """A blob's `head` bytes after the version and the rest; raises CannotOpen.

    Takes a memoryview, too: that is what PostgreSQL gives for a binary column.
    """
    whole = bytes(blob)
    if whole[:1] != VERSION or len(whole) <= 1 + head:
        raise CannotOpen
    return whole[1 : 1 + head], whole[1 + head :]


# --- keys from keys ------------------------------------------------------------


def subkey(key: bytes, context: Context, *more: bytes) -> bytes:
    """32 bytes that only who has `key` (16 to 64 bytes) can compute; keyed BLAKE2b."""
    if not SALT_SIZE <= len(key) <= 64:
        raise CannotOpen
    message = joined(context.encoded(), *more)
    return hashlib.blake2b(message, key=key, digest_size=KEY_SIZE).digest()


def slow_key(secret: str, salt: bytes) -> bytes:
    """32 bytes from something a person remembers or copied; Argon2id, 64 MiB, about 80 ms.

    Waits for one of the permits; raises Busy when too many wait.
    """
    with permit().one(), opening():
        return argon2id.kdf(
            KEY_SIZE, secret.encode(), salt, opslimit=ARGON2_PASSES, memlimit=ARGON2_MEMORY
        )


def same(one: bytes | memoryview, other: bytes | memoryview) -> bool:
    """Whether both are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(bytes(one), bytes(other))


# --- sealing under a key that both sides have -----------------------------------------------


def seal(key: bytes, plain: bytes, context: Context, head: bytes = b"") -> Blob:
    """XChaCha20-Poly1305 under a key of 32 bytes; `head` travels open but bound."""
    nonce = os.urandom(_NONCE_SIZE)
    bound = joined(context.encoded(), head)
    with closing():
        ciphered = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, bound, nonce, key)
    return Blob(VERSION + head + nonce + ciphered)


def unseal(key: bytes, blob: bytes | memoryview, context: Context, head_size: int = 0) -> bytes:
    """What `seal` was given; raises CannotOpen for any other key, context or byte."""
    head, rest = body_of(blob, head_size)
    bound = joined(context.encoded(), head)
    nonce, ciphered = rest[:_NONCE_SIZE], rest[_NONCE_SIZE:]
    with opening():
        return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(ciphered, bound, nonce, key)


# --- wrapping a key for a public key --------------------------------------------------------


def wrap(public: PublicKey, key: bytes, context: Context) -> Blob:
    """A key of 32 bytes in a sealed box that only the private half opens.

    A sealed box binds no context of its own, so the context's hash lies inside, after the key.
    """
    if len(key) != KEY_SIZE:
        raise CannotSeal
    with closing():
        box = SealedBox(BoxPublicKey(bytes(public)))
        return Blob(VERSION + box.encrypt(key + _hash(context)))


def unwrap(private: PrivateKey, blob: bytes | memoryview, context: Context) -> bytes:
    """The key that `wrap` was given; raises CannotOpen for another reader or context."""
    _, box = body_of(blob)
    with opening():
        plain = SealedBox(BoxPrivateKey(private.raw)).decrypt(box)
    if len(plain) != 2 * KEY_SIZE or not same(plain[KEY_SIZE:], _hash(context)):
        raise CannotOpen
    return plain[:KEY_SIZE]


def _hash(context: Context) -> bytes:
    return hashlib.blake2b(context.encoded(), digest_size=KEY_SIZE).digest()
