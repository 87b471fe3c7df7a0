"""Who wrote a Word or Excel file, and with what, taken out of the copy for the public.

The properties of a document (ISO/IEC 29500-2, clause 11; 29500-1, clause 15.2.12) name its
author, whoever saved it last, company and manager; they go as they go from photos and PDFs.
So does the small picture of the first page, which may show an older one than the file has.
The document itself is copied bit by bit, without being unpacked.
"""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Mapping

from files.packages import Package, damaged

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


def without_properties(
    data: bytes, package: Package, *, changed: Mapping[str, bytes] | None = None
) -> bytes:
    """The file with empty properties and no thumbnail; `package` is the same file, opened.

    `changed` are parts that take the place of the file's, by their names in small letters.

    Times and remarks of the archive go, too, and whatever lies between or behind its parts.
    The same file gives the same bytes. Raises PackageRefused for an archive whose parts
    overlap or lie outside.
    """
    written = dict(changed or {})
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
