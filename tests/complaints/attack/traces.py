"""Where words of a complainant may have stayed: every file that the portal could write."""

from __future__ import annotations

import base64
import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from ipaddress import IPv6Address
from itertools import chain
from urllib.parse import quote

from tests.complaints.attack.server import Portal

_GZIP, _ZLIB = b"\x1f\x8b\x08", (b"x\x9c", b"x\xda", b"x\x01")
_LARGEST = 64 << 20  # bytes that are unpacked


def spellings(word: str) -> dict[str, bytes]:
    """The word as bytes in each way that a program may keep it."""
    plain = word.encode()
    found = {
        "utf-8": plain,
        "utf-16": word.encode("utf-16-le"),
        "tis-620": word.encode("cp874", "replace"),
        "in JSON": json.dumps(word)[1:-1].encode(),
        "in an address": quote(word).encode(),
        "in hexadecimals": plain.hex().encode(),
    }
    for shift in range(3):  # base64 takes three bytes at a time; what stands before shifts them
        whole = base64.b64encode(b"\0" * shift + plain + b"\0\0")
        own = slice(-(-shift * 8 // 6), (shift + len(plain)) * 8 // 6)  # of these bytes alone
        found[f"base64 shifted by {shift}"] = whole[own]
    with suppress(ValueError):  # four bytes of IPv4 stand anywhere by chance, these do not
        found["packed"] = IPv6Address(word).packed
    return found


def hits(portal: Portal, words: dict[str, str]) -> list[str]:
    """Which word lies where in the portal's folders, in which spelling; empty: nothing stayed."""
    return found(_places(portal), words)


def found(places: Iterable[tuple[str, bytes]], words: dict[str, str]) -> list[str]:
    """Which word lies in which of these places, as it is or packed, and in which spelling."""
    sought = [
        (name, how, spelled.lower())
        for name, word in words.items()
        for how, spelled in spellings(word).items()
    ]
    told = []
    for place, content in places:
        unpacked = ((f"{place}, unpacked", part) for part in _unpacked(content))
        for where, part in chain([(place, content)], unpacked):
            small = part.lower()
            told += [f"{name} in {where} ({how})" for name, how, one in sought if one in small]
    return told


def _places(portal: Portal) -> Iterator[tuple[str, bytes]]:
    """Every file of the portal's folders."""
    for path in sorted(portal.folder.rglob("*")):
        if path.is_file() and portal.static not in path.parents:
            yield str(path.relative_to(portal.folder)), path.read_bytes()


def _unpacked(content: bytes) -> Iterator[bytes]:
    starts = [one.start() for one in re.finditer(re.escape(_GZIP), content)]
    for start in starts:
        with suppress(OSError, EOFError, zlib.error):
            yield gzip.decompress(content[start:])
    whole = memoryview(content)  # a slice of bytes would copy all that stands behind
    for head in _ZLIB:
        for one in re.finditer(re.escape(head), content):
            with suppress(zlib.error):
                part = zlib.decompressobj().decompress(whole[one.start() :], _LARGEST)
                if len(part) > 8:
                    yield part
