"""Takes out of a Word or Excel file whom it names unseen, and the places where it was made.

`python -m files.office_unnaming SECONDS MEGABYTES` reads the file from its standard input and
writes the copy; nothing where there is none to be made. In a process of its own: a small file can
hold megabytes of tags, and each is looked at.
"""

from __future__ import annotations

import re
import sys

from files.apart import keep_limits
from files.bare_pictures import bare
from files.office_cleaning import without_properties
from files.packages import open_package

SECONDS, MEGABYTES = 20, 768
_DEPTH = 2  # a workbook inside a document, behind a chart
_VALUE = rb"""(?:"[^"]*"|'[^']*')"""
_TAG = re.compile(rb"<[A-Za-z][^<>]*>")
# Who wrote a remark or a tracked change (29500-1, 17.13), whom a threaded remark or a shared
# workbook names, and the folder that a workbook lay in ([MS-XLSX] 2.6.5 absPath).
_NAMING = re.compile(
    rb"(\s(?:\w+:)?(?:author|initials|displayName|userId|userName)\s*=\s*)" + _VALUE
)
_NAMED = re.compile(
    rb"(<(?:\w+:)?(?:userInfo|customWorkbookView)\s(?:[^<>]*?\s)?name\s*=\s*)" + _VALUE
)
_AUTHOR = re.compile(rb"(<(?:\w+:)?author>)[^<]*(?=</)")
_FOLDER = re.compile(rb"(<(?:\w+:)?absPath\s[^<>]*?\burl\s*=\s*)" + _VALUE)
# Where a template, a picture or another workbook lay: a file address, a drive, a server's share.
_FAR = rb"""(?:file:|[A-Za-z]:[\\/]|\\\\[^\\"'<>\s]+\\)"""
_PLACE = re.compile(rb"(=\s*)(\"" + _FAR + rb"[^\"]*\"|'" + _FAR + rb"[^']*')")
# Somebody's own folder anywhere else, as in the hidden words of a field.
_HOME = re.compile(
    rb"""(?i)((?<![a-z])[a-z]:[\\/]+(?:users|documents(?:\ |%20)and(?:\ |%20)settings)[\\/]+
    |file:/+(?:users|home)/+)[^\\/<>"'&]+""",
    re.VERBOSE,
)
# A printer is called by its room or its machine (29500-1, 15.2.15).
_PRINTER = re.compile(r"(?:^|/)printersettings/")
_PRINTED = re.compile(rb"(<(?:\w+:)?pageSetup\b[^<>]*?)\s\w+:id\s*=\s*" + _VALUE)
_PRINTS = re.compile(
    rb"<(?:\w+:)?printerSettings\s[^<>]*>|<(?:\w+:)?Relationship\s[^<>]*/printerSettings[\"'][^<>]*>"
)
_NOBODY = b"Author"  # as Word itself writes it
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\0<", b"<\0")
_WORDS = re.compile(r"\.(?:xml|rels|vml)$")
_PICTURE = re.compile(r"\.(?:jpe?g|png)$")
_INSIDE = re.compile(r"(?:^|/)embeddings/[^/]+$")


class CannotUnname(Exception):
    """A part may name somebody and cannot be read."""


def main() -> None:
    """Answer for the file on the standard input; never with an exception."""
    keep_limits(sys.argv[1:])
    try:
        answer = unnamed(sys.stdin.buffer.read())
    except Exception:  # whatever a parser makes of hostile bytes
        answer = b""
    sys.stdout.buffer.write(answer)


def unnamed(data: bytes, *, depth: int = _DEPTH) -> bytes:
    """The file without names and places, and so each Word or Excel file inside it.

    Raises CannotUnname, FileRefused.
    """
    package = open_package(data)
    if not depth or any(is_signature(part) for part in package.names()):
        raise CannotUnname
    changed = {}
    for part in package.names():
        if _is_looked_at(part):
            before = b"".join(package.pieces(part))
            after = _without(part, before, depth)
            if after != before:
                changed[part] = after
    return without_properties(data, package, changed=changed)


def is_signature(part: str) -> bool:
    """Whether a part belongs to a digital signature, which has its signer's name in it."""
    return part.startswith("_xmlsignatures/")


def _is_looked_at(part: str) -> bool:
    return any(kind.search(part) for kind in (_WORDS, _PICTURE, _INSIDE, _PRINTER))


def _without(part: str, before: bytes, depth: int) -> bytes:
    if _INSIDE.search(part):
        return unnamed(before, depth=depth - 1)  # anything but Word and Excel is refused
    if _PRINTER.search(part):
        return b""
    return bare(before) if _PICTURE.search(part) else _nobodys(before)


def _nobodys(part: bytes) -> bytes:
    if part.startswith(_OTHER_ENCODINGS):
        raise CannotUnname
    if _NAMING.search(part) or _PLACE.search(part):
        part = _TAG.sub(_nobodys_tag, part)
    nobody = rb'\1"' + _NOBODY + rb'"'
    for what, instead in (
        (_NAMED, nobody), (_AUTHOR, rb"\1" + _NOBODY), (_FOLDER, rb'\1""'),
        (_HOME, rb"\1" + _NOBODY), (_PRINTED, rb"\1"), (_PRINTS, b""),
    ):  # fmt: skip
        part = what.sub(instead, part)
    return part


def _nobodys_tag(tag: re.Match[bytes]) -> bytes:
    return _PLACE.sub(_called, _NAMING.sub(rb'\1"' + _NOBODY + rb'"', tag[0]))


def _called(place: re.Match[bytes]) -> bytes:
    """What a file is called, without where it lies."""
    quote, path = place[2][:1], place[2][1:-1]
    return place[1] + quote + re.split(rb"[\\/]", path)[-1] + quote


if __name__ == "__main__":
    main()
