"""Files: sealed and opened piece by piece, so that no whole file lies in memory.

SecretStream (XChaCha20-Poly1305) in chunks of 64 KiB: a chunk left out, moved, repeated or
added is noticed, and so is a file that ends early. Zeros at the end hide the exact size.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from nacl import bindings as sodium

from complaints.sealing.cases import EpochKey, OpenEpoch, Place, new_item_key, open_item_key
from complaints.sealing.primitives import (
    KEY_SIZE,
    VERSION,
    Blob,
    Context,
    body_of,
    closing,
    opening,
    seal,
    subkey,
    unseal,
)
from complaints.sealing.refusals import CannotOpen, CannotSeal
from complaints.sealing.server_keys import ServerKeys, check_mark, mark

CHUNK = 64 * 1024  # bytes of the file
SMALLEST_FILE = CHUNK  # bytes: all smaller ones look alike
_HEADER = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_MORE = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_LAST = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_SEALED_CHUNK = CHUNK + sodium.crypto_secretstream_xchacha20poly1305_ABYTES
_SIZE = struct.Struct(">Q")

# --- a stream under a key ------------------------------------------------------------


class StreamSealer:
    """Seals bytes as they come, under a key of 32 bytes: a file, or an upload on its way in.

    Write what `push` gives and at last what `finish` gives, one after the other.
    """

    def __init__(self, key: bytes, context: Context) -> None:
        self._bound = context.encoded()
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        with closing():
            header = sodium.crypto_secretstream_xchacha20poly1305_init_push(self._state, key)
        self._ready = VERSION + header
        self._waiting = bytearray()
        self._finished = False

    def push(self, plain: bytes) -> bytes:
        """Take some bytes; give what is sealed of them so far."""
        if self._finished:
            raise CannotSeal
        self._waiting += plain
        sealed = [self._ready]
        while len(self._waiting) > CHUNK:  # one chunk stays back: it may be the last
            sealed.append(self._chunk(_MORE))
        self._ready = b""
        return b"".join(sealed)

    def finish(self) -> bytes:
        """Seal the end; without it the stream cannot be opened."""
        sealed = self.push(b"") + self._chunk(_LAST)
        self._finished = True
        return sealed

    def _chunk(self, tag: int) -> bytes:
        plain = bytes(self._waiting[:CHUNK])
        del self._waiting[:CHUNK]
        with closing():
            return sodium.crypto_secretstream_xchacha20poly1305_push(
                self._state, plain, self._bound, tag
            )


def open_stream(source: BinaryIO, key: bytes, context: Context) -> Iterator[bytes]:
    """What was pushed into a StreamSealer, in chunks of 64 KiB.

    A chunk is given only when it is right. Raises CannotOpen where the stream was changed;
    whether it was cut off is known only at its end.
    """
    _, header = body_of(source.read(1 + _HEADER))
    bound = context.encoded()
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    with opening():
        sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
    tag = _MORE
    while sealed := source.read(_SEALED_CHUNK):
        if tag == _LAST:
            raise CannotOpen
        with opening():
            plain, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, sealed, bound)
        yield plain
    if tag != _LAST:
        raise CannotOpen


# --- a file of a case ------------------------------------------------------------


@dataclass(frozen=True)
class SealedFile:
    """A file as the database keeps it; the sealed bytes lie outside.

    `head` holds its true size, `digest` is BLAKE2b of the sealed bytes.
    """

    place: Place
    head: Blob
    digest: bytes
    wrapped_key: Blob
    mark: Blob


class FileSealer:
    """Seals one file for the readers of an epoch: write `chunks_of` it, then keep `stored()`.

    Raises Tampered when the epoch's key was not written by the portal.
    """

    def __init__(self, place: Place, epoch: EpochKey, keys: ServerKeys) -> None:
        self._place, self._keys = place, keys
        self._key, self._wrapped = new_item_key(place, epoch, keys)
        self._stream = StreamSealer(*_stream_key(place, self._key))
        self._digest = hashlib.blake2b(digest_size=KEY_SIZE)
        self._size = 0
        self._finished = False

    def chunks_of(self, source: BinaryIO) -> Iterator[bytes]:
        """The sealed file, piece by piece, to its end."""
        while plain := source.read(CHUNK):
            self._size += len(plain)
            yield self._told(self._stream.push(plain))
        missing = padded_size(self._size) - self._size
        while missing:
            zeros = bytes(min(missing, CHUNK))
            missing -= len(zeros)
            yield self._told(self._stream.push(zeros))
        end = self._told(self._stream.finish())
        self._finished = True
        yield end

    def stored(self) -> SealedFile:
        """The row of the file; raises CannotSeal before its last piece was made."""
        if not self._finished:
            raise CannotSeal
        head = seal(self._key, _SIZE.pack(self._size), self._place.context("head"))
        digest = self._digest.digest()
        signed = mark(self._keys, self._place.context("mark"), head, digest, self._wrapped)
        return SealedFile(self._place, head, digest, self._wrapped, signed)

    def _told(self, sealed: bytes) -> bytes:
        self._digest.update(sealed)
        return sealed


def file_size(stored: SealedFile, opened: OpenEpoch, keys: ServerKeys) -> int:
    """The file's true size in bytes; raises Tampered, CannotOpen."""
    return _size_and_key(stored, opened, keys)[0]


def open_file(
    stored: SealedFile, source: BinaryIO, opened: OpenEpoch, keys: ServerKeys
) -> Iterator[bytes]:
    """The file in chunks of 64 KiB, from a seekable source of its sealed bytes.

    The whole is held against the row first: raises Tampered or CannotOpen before anything is
    given, whatever was changed, cut off or added.
    """
    size, key = _size_and_key(stored, opened, keys)
    source.seek(0)
    digest = hashlib.blake2b(digest_size=KEY_SIZE)
    while sealed := source.read(_SEALED_CHUNK):
        digest.update(sealed)
    if digest.digest() != bytes(stored.digest):
        raise CannotOpen
    source.seek(0)
    return _cut(open_stream(source, *_stream_key(stored.place, key)), size)


def _cut(chunks: Iterator[bytes], size: int) -> Iterator[bytes]:
    """The first `size` bytes; the zeros after them are read, too, up to the stream's end."""
    for chunk in chunks:
        if part := chunk[:size]:
            size -= len(part)
            yield part
    if size:
        raise CannotOpen


def _size_and_key(stored: SealedFile, opened: OpenEpoch, keys: ServerKeys) -> tuple[int, bytes]:
    place = stored.place
    check_mark(
        keys, stored.mark, place.context("mark"), stored.head, stored.digest, stored.wrapped_key
    )
    key = open_item_key(place, stored.wrapped_key, opened)
    with opening():
        (size,) = _SIZE.unpack(unseal(key, stored.head, place.context("head")))
    return size, key


def _stream_key(place: Place, key: bytes) -> tuple[bytes, Context]:
    context = place.context("stream")
    return subkey(key, context), context


def padded_size(size: int) -> int:
    """The size with zeros, in bytes: at least 64 KiB, at most an eighth more than the file.

    Padmé (Nikitin and others, Reducing Metadata Leakage from Encrypted Files, PETS 2019): the
    longer a size, the more of its last binary digits are zero.
    """
    if size <= SMALLEST_FILE:
        return SMALLEST_FILE
    exponent = size.bit_length() - 1
    rounded = (1 << (exponent - exponent.bit_length())) - 1
    return (size + rounded) & ~rounded
