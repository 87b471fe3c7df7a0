"""Who wrote a Word or Excel file, and with what, taken out of the copy for the public.

The properties of a document (ISO/IEC 29500-2, clause 11; 29500-1, clause 15.2.12) name its
author, whoever saved it last, company and manager; they go as they go from photos and PDFs.
So does the small picture of the first page, which may show an older one than the file has.
The document itself is copied bit by bit, without being unpacked.
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile

from django.utils.translation import gettext as _

from files.bare_pictures import bare
from files.packages import Package, damaged
from files.refusals import FileRefused

# Last words of the relations that lead from the package to its properties, in both dialects.
_PROPERTIES = {
    *("core-properties", "extended-properties", "custom-properties"),
    *("extendedProperties", "customProperties"),
}
_USUAL_PLACES = ("docprops/core.xml", "docprops/app.xml", "docprops/custom.xml")
_PICTURE_OF_IT = "thumbnail"
_RELATIONS = "_rels/.rels"  # of the package itself
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the first that an archive can tell
_LOCAL_HEADER = 30  # bytes before name and extra field (APPNOTE.TXT 4.3.7)


# Who wrote a remark or a tracked change (29500-1, 17.13), whom a threaded remark or a shared
# workbook names, and the folder that a workbook lay in ([MS-XLSX] 2.6.5 absPath).
_TAG = re.compile(rb"<[A-Za-z][^<>]*>")
_NAMING = re.compile(
    rb"""(\s(?:\w+:)?(?:author|initials|displayName|userId|userName)\s*=\s*)(?:"[^"]*"|'[^']*')"""
)
_AUTHOR = re.compile(rb"(<(?:\w+:)?author>)[^<]*(?=</)")
_FOLDER = re.compile(rb"""(<(?:\w+:)?absPath\s[^<>]*?\burl\s*=\s*)(?:"[^"]*"|'[^']*')""")
_NOBODY = b"Author"  # as Word itself writes it
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\0<", b"<\0")
_PICTURE = re.compile(r"\.(?:jpe?g|png)$")


def without_properties(data: bytes, package: Package, *, unnamed: bool = False) -> bytes:
    """The file with empty properties and no thumbnail; `package` is the same file, opened.

    `unnamed`: also those who wrote remarks and changes become "Author", and its pictures lose
    what their cameras tell. Raises FileRefused where that cannot be done.

    Times and remarks of the archive go, too, and whatever lies between or behind its parts.
    The same file gives the same bytes. Raises PackageRefused for an archive whose parts
    overlap or lie outside.
    """
    written = _unnamed(package) if unnamed else {}
    written |= {part: _emptied(package, part) for part in _properties(package)}
    dropped = _thumbnails(package)
    if dropped:
        written[_RELATIONS] = _without_thumbnails(package)
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w") as target,
    ):
        entries = source.infolist()
        if sum(entry.compress_size for entry in entries) > len(data):
            raise damaged()  # parts that share bytes would come out once for each
        for entry in entries:
            if entry.filename.lower() in dropped:
                continue
            if (content := written.get(entry.filename.lower())) is not None:
                target.writestr(_bare(entry), content, zipfile.ZIP_DEFLATED)
            else:
                _copy(entry, data, target)
    return stream.getvalue()


def _unnamed(package: Package) -> dict[str, bytes]:
    """The parts that named somebody or told a place, without that, by their names."""
    written = {}
    for part in package.names():
        if not part.endswith(".xml") and not _PICTURE.search(part):
            continue
        before = b"".join(package.pieces(part))
        after = bare(before) if _PICTURE.search(part) else _nobodys(before)
        if after != before:
            written[part] = after
    return written


def _nobodys(part: bytes) -> bytes:
    if part.startswith(_OTHER_ENCODINGS):
        raise FileRefused(_("Who wrote this file cannot be taken out of it."))
    quoted = rb'\1"' + _NOBODY + rb'"'
    named = _TAG.sub(lambda tag: _NAMING.sub(quoted, tag[0]), part)
    return _FOLDER.sub(rb'\1""', _AUTHOR.sub(rb"\1" + _NOBODY, named))


def _properties(package: Package) -> set[str]:
    """The names of the parts, in small letters."""
    led_to = {part for kind, part in package.related("").values() if kind in _PROPERTIES}
    return {part.lower() for part in (*led_to, *_USUAL_PLACES) if package.has(part)}


def _thumbnails(package: Package) -> set[str]:
    """The names of the parts, in small letters."""
    parts = (part for kind, part in package.related("").values() if kind == _PICTURE_OF_IT)
    return {part.lower() for part in parts if package.has(part)}


def _without_thumbnails(package: Package) -> bytes:
    root = package.tree(_RELATIONS)
    for link in list(root):
        if link.get("Type", "").rsplit("/", 1)[-1] == _PICTURE_OF_IT:
            root.remove(link)
    return ET.tostring(root, encoding="UTF-8", xml_declaration=True)


def _emptied(package: Package, part: str) -> bytes:
    root = package.tree(part)
    root.clear()
    return ET.tostring(root, encoding="UTF-8", xml_declaration=True)


def _bare(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """The entry's name and way of packing, without time, remark or system."""
    bare = zipfile.ZipInfo(entry.filename, _NO_TIME)
    bare.compress_type = entry.compress_type
    bare.create_system = 0
    bare.external_attr = 0o600 << 16  # what `writestr` gives; the same for what is copied
    return bare


def _copy(entry: zipfile.ZipInfo, data: bytes, target: zipfile.ZipFile) -> None:
    """Put an entry's packed bytes into the archive as they are."""
    bare = _bare(entry)
    bare.CRC, bare.file_size = entry.CRC, entry.file_size
    bare.compress_size = entry.compress_size
    packed = _packed(entry, data)
    assert target.fp is not None
    bare.header_offset = target.fp.tell()
    target.fp.write(bare.FileHeader(zip64=False))
    target.fp.write(packed)
    # What `ZipFile.close` writes the directory from.
    target.start_dir = target.fp.tell()
    target.filelist.append(bare)
    target.NameToInfo[bare.filename] = bare


def _packed(entry: zipfile.ZipInfo, data: bytes) -> memoryview:
    header = data[entry.header_offset : entry.header_offset + _LOCAL_HEADER]
    if len(header) < _LOCAL_HEADER or not header.startswith(b"PK\x03\x04"):
        raise damaged(entry.filename)
    lengths = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    begins = entry.header_offset + _LOCAL_HEADER + lengths
    packed = memoryview(data)[begins : begins + entry.compress_size]
    if len(packed) < entry.compress_size:
        raise damaged(entry.filename)
    return packed
