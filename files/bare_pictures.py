"""A picture inside another file, without what a camera or a program wrote beside its pixels.

The pixels are copied bit by bit: whatever shows the picture shows the same.
"""

from __future__ import annotations

import struct

from files.claims import JPEG, PNG, claimed

# ITU-T T.81, B.1.1.3: marker segments. Kept are JFIF (APP0), profiles (APP2, ICC.1 B.4) and
# Adobe's word on colours (APP14).
_START_OF_SCAN, _COMMENT = 0xDA, 0xFE
_APPLICATION = range(0xE0, 0xF0)
_KEPT = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_END = b"\xff\xd9"
# PNG (W3C), 11.3: chunks of text, time and EXIF.
_TELLING = {b"tEXt", b"zTXt", b"iTXt", b"tIME", b"eXIf"}
_PNG_HEAD = 8


def bare(picture: bytes) -> bytes:
    """The JPEG or PNG without place, time, camera and remarks; anything else as it is.

    One that is damaged is given back as far as it was understood.
    """
    kind = claimed(picture)
    return _jpeg(picture) if kind == JPEG else _png(picture) if kind == PNG else picture


def _jpeg(picture: bytes) -> bytes:
    kept, at = [picture[:2]], 2
    while at + 4 <= len(picture) and picture[at] == 0xFF:
        marker = picture[at + 1]
        end = at + 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
        if marker == _START_OF_SCAN:
            # What a phone puts behind the picture (a film, a second picture) goes, too.
            kept.append(picture[at : _end_of_scans(picture, end)])
            break
        if not _tells(marker, picture[at + 4 : end]):
            kept.append(picture[at:end])
        at = end
    return b"".join(kept)


def _end_of_scans(picture: bytes, begin: int) -> int:
    """Behind the first end marker, or the picture's end. Inside a scan FF is followed by 00."""
    found = picture.find(_END, begin)
    return found + 2 if found >= 0 else len(picture)


def _tells(marker: int, content: bytes) -> bool:
    if marker in _APPLICATION:
        return not content.startswith(_KEPT.get(marker, b"\0never"))
    return marker == _COMMENT


def _png(picture: bytes) -> bytes:
    kept, at = [picture[:_PNG_HEAD]], _PNG_HEAD
    while at + 12 <= len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        kind, end = picture[at + 4 : at + 8], at + 12 + length
        if kind not in _TELLING:
            kept.append(picture[at:end])
        at = end
        if kind == b"IEND":
            break
    return b"".join(kept)
