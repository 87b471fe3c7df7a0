"""What stands between an uploaded file and the readers: refusals, and bounded inflating.

A file is judged by its content, never by its name. Only the parts that a reader asks
for are inflated, in small pieces, and never beyond the limits; what the archive's own
headers say about sizes is believed only when it makes the file refused.
"""

from __future__ import annotations

import io
import posixpath
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from files.refusals import FileRefused

MEGABYTE = 1024 * 1024
MAX_FILE = 20 * MEGABYTE
MAX_ENTRIES = 3000
MAX_PART = 24 * MEGABYTE
MAX_INFLATED = 48 * MEGABYTE
MAX_DECLARED = 200 * MEGABYTE
MAX_ELEMENTS = 400_000
MAX_DEPTH = 200
# One tag or comment; pictures that Word keeps inside an attribute stay well below. The
# reader begins a token anew with every piece, so a longer one costs the square of its length.
MAX_TOKEN = 2 * MEGABYTE
_PIECE = 64 * 1024

SPREADSHEET, DOCUMENT = "xlsx", "docx"
_KINDS = {
    "spreadsheetml.sheet.main+xml": SPREADSHEET,
    "spreadsheetml.template.main+xml": SPREADSHEET,
    "wordprocessingml.document.main+xml": DOCUMENT,
    "wordprocessingml.template.main+xml": DOCUMENT,
}
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


class PackageRefused(FileRefused):
    """A file that is no Office file, or not one that can be read safely."""


class PackageLocked(PackageRefused):
    """A file that opens with a password."""


class PackageTooLarge(PackageRefused):
    """A file that is, or unpacks to, more than is read."""


class Target(Protocol):
    """What takes the elements of a part as they are read (as ElementTree's TreeBuilder)."""

    def start(self, tag: str, attrs: dict[str, str]) -> object:
        """Take the beginning of an element."""

    def end(self, tag: str) -> object:
        """Take the end of an element."""

    def data(self, data: str) -> object:
        """Take a piece of text."""

    def close(self) -> object:
        """Give the result."""


class Package:
    """An Office file that passed the guard.

    `kind` is "xlsx" or "docx", `main` the name of its main part.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._inflated = 0
        self._names = {name.lower(): name for name in archive.namelist()}
        self.kind, self.main = "", ""

    def has(self, part: str) -> bool:
        """Tell whether the file holds the part; case does not matter, as in Office."""
        return part.lower() in self._names

    def names(self) -> list[str]:
        """Give the names of all parts in small letters."""
        return list(self._names)

    def pieces(self, part: str) -> Iterator[bytes]:
        """Inflate a part piece by piece; refused as soon as it passes a limit."""
        size = 0
        try:
            with self._archive.open(self._names[part.lower()]) as stream:
                while piece := stream.read(_PIECE):
                    size += len(piece)
                    self._inflated += len(piece)
                    if size > MAX_PART or self._inflated > MAX_INFLATED:
                        raise _too_big(part)
                    yield piece
        except _BROKEN as error:
            raise damaged(part) from error

    def parse(self, part: str, target: Target) -> object:
        """Feed a part to `target` and give its result; entities and DTDs are refused."""
        parser = DefusedXMLParser(target=_Counted(target, part), forbid_dtd=True)
        try:
            fed = 0
            for piece in self.pieces(part):
                parser.feed(piece)
                fed += len(piece)
                if fed - parser.parser.CurrentByteIndex > MAX_TOKEN:
                    raise damaged(part)
            return parser.close()
        except DefusedXmlException as error:
            message = _("The file holds XML entities, which an Office file never does.")
            raise PackageRefused(message, part) from error
        except (ET.ParseError, LookupError, ValueError) as error:
            raise damaged(part) from error

    def tree(self, part: str) -> ET.Element:
        """Give a part as a tree of elements, with their names in Clark notation."""
        root = self.parse(part, ET.TreeBuilder())
        assert isinstance(root, ET.Element)
        return root

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Give the parts that `part` points to: id → (type's last word, part's name).

        Targets outside the file are left out: nothing is ever fetched.
        """
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self.has(rels):
            return {}
        found = {}
        for link in self.tree(rels):
            if link.get("TargetMode", "").lower() == "external":
                continue
            target = posixpath.normpath(posixpath.join("/", folder, link.get("Target", "")))
            kind = link.get("Type", "").rsplit("/", 1)[-1]
            found[link.get("Id", "")] = (kind, target.lstrip("/"))
        return found


class _Counted:
    """Passes elements on and refuses a part that has too many of them, or too deep."""

    def __init__(self, target: Target, part: str) -> None:
        self._target = target
        self._part = part
        self._left = MAX_ELEMENTS
        self._depth = 0
        self.data: Callable[[str], object] = target.data
        self.close = target.close

    def start(self, tag: str, attrs: dict[str, str]) -> object:
        self._left -= 1
        self._depth += 1
        if self._left < 0:
            message = _("The file has more than {limit} cells and other parts. Delete empty rows.")
            raise PackageTooLarge(message.format(limit=f"{MAX_ELEMENTS:,}"), self._part)
        if self._depth > MAX_DEPTH:
            raise damaged(self._part)
        return self._target.start(tag, attrs)

    def end(self, tag: str) -> object:
        self._depth -= 1
        return self._target.end(tag)


def open_package(source: bytes | Path, *, megabytes: int = MAX_FILE // MEGABYTE) -> Package:
    """Judge a file and open it; raises PackageRefused with the reason.

    `source` is the file's bytes or its path, `megabytes` the most that it may have.
    """
    data = _bytes_of(source, megabytes)
    _refuse_other_kinds(data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise damaged() from error
    _refuse_archive(archive)
    package = Package(archive)
    _judge_content(package, archive.namelist())
    return package


def damaged(place: str = "") -> PackageRefused:
    """Make the refusal for a file that breaks off or contradicts itself."""
    return PackageRefused(_("The file is damaged and cannot be read."), place)


def _bytes_of(source: bytes | Path, megabytes: int) -> bytes:
    limit = megabytes * MEGABYTE
    if isinstance(source, Path):
        try:
            with source.open("rb") as stream:
                data = stream.read(limit + 1)
        except OSError as error:
            raise PackageRefused(_("The file cannot be opened."), source.name) from error
    else:
        data = source
    if not data:
        raise PackageRefused(_("The file is empty."))
    if len(data) > limit:
        raise PackageTooLarge(_("The file is larger than {limit} MB.").format(limit=megabytes))
    return data


def _refuse_other_kinds(data: bytes) -> None:
    if data.startswith(_OLE):
        if _utf16("EncryptedPackage") in data:
            raise _encrypted()
        message = _("This is an old .doc or .xls file. Save it as .docx or .xlsx and try again.")
        raise PackageRefused(message)
    if data.startswith(b"%PDF"):
        raise PackageRefused(_("This is a PDF. Bring the Word or Excel file it was made from."))
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise _not_office()


def _refuse_archive(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if not entries:
        raise PackageRefused(_("The file is empty."))
    if len(entries) > MAX_ENTRIES:
        message = _("The file holds more than {limit} parts.")
        raise PackageTooLarge(message.format(limit=f"{MAX_ENTRIES:,}"))
    if sum(entry.file_size for entry in entries) > MAX_DECLARED:
        raise _too_big()
    if any(entry.flag_bits & 1 for entry in entries):
        raise _encrypted()
    names = [entry.filename.lower() for entry in entries]
    unsafe = [name for name in names if _is_unsafe(name)]
    if unsafe or len(set(names)) < len(names):
        message = _("The file holds parts with names that an Office file never has.")
        raise PackageRefused(message, unsafe[0] if unsafe else "")
    methods = {entry.compress_type for entry in entries}
    if methods - {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise damaged()


def _is_unsafe(name: str) -> bool:
    steps = name.split("/")
    return name.startswith("/") or ".." in steps or any(sign in name for sign in "\\:\0")


def _judge_content(package: Package, names: list[str]) -> None:
    if package.has("mimetype"):
        stated = b"".join(package.pieces("mimetype"))
        if stated.startswith(b"application/vnd.oasis.opendocument"):
            message = _("This is an OpenDocument file. Save it as .docx or .xlsx and try again.")
            raise PackageRefused(message)
    if not package.has("[Content_Types].xml"):
        raise _not_office()
    types = [
        (part.get("ContentType", ""), part.get("PartName", "").lstrip("/"))
        for part in package.tree("[Content_Types].xml")
    ]
    macros = any(
        "macroenabled" in kind.lower() or "vbaproject" in kind.lower() for kind, _p in types
    )
    if macros or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise PackageRefused(
            _("The file holds macros. Save it as .xlsx or .docx without macros and try again.")
        )
    for kind, part in types:
        for ending, known in _KINDS.items():
            if part and kind.endswith(ending) and package.has(part):
                package.kind, package.main = known, part
                return
    raise _not_office()


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def _not_office() -> PackageRefused:
    return PackageRefused(_("This is not an Excel (.xlsx) or Word (.docx) file."))


def _encrypted() -> PackageRefused:
    return PackageLocked(_("The file is locked with a password. Remove it and try again."))


def _too_big(part: str = "") -> PackageRefused:
    limit = (MAX_PART if part else MAX_DECLARED) // MEGABYTE
    return PackageTooLarge(_("The file unpacks to more than {limit} MB.").format(limit=limit), part)
