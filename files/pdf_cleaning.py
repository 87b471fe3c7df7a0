"""Takes out of a PDF what acts, hides or names, in a process of its own: see `files.pdf`.

`python -m files.pdf_cleaning SECONDS MEGABYTES MOST_PAGES` reads a PDF and writes one line
of JSON, then the cleaned PDF. Every dictionary of the file is looked at (ISO 32000-2, 12.6
actions, 12.5 annotations, 7.11 files), not only those that a reader would come upon.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pikepdf

from files.apart import DAMAGED, LARGE, MEGABYTE, Failed, keep_limits
from files.bare_pictures import bare
from files.pdf_words import (
    FILES,
    FORM_DATA,
    LAUNCHES,
    LINKS,
    LOCKED,
    MEDIA,
    NO_PAGES,
    SCRIPTS,
    SIGNATURE,
    TOO_LONG,
    XFA,
)

_ACTIONS = {
    "/JavaScript": SCRIPTS,
    "/Launch": LAUNCHES,
    "/GoToR": LAUNCHES,
    "/GoToE": LAUNCHES,
    "/Thread": LAUNCHES,
    "/SubmitForm": FORM_DATA,
    "/ImportData": FORM_DATA,
    "/Rendition": MEDIA,
    "/Movie": MEDIA,
    "/Sound": MEDIA,
    "/RichMediaExecute": MEDIA,
    "/GoTo3DView": MEDIA,
}
_GONE = "/Gone"  # what a link is called, for a moment, whose action was taken out
_ANNOTATIONS = {
    _GONE: "",
    "/FileAttachment": FILES,
    "/RichMedia": MEDIA,
    "/Screen": MEDIA,
    "/Movie": MEDIA,
    "/Sound": MEDIA,
    "/3D": MEDIA,
}
# The events of /AA (12.6.3) and the systems of /EF (7.11.3).
_EVENTS = re.findall(r"/\w+", "/E/X/D/U/Fo/Bl/PO/PC/PV/PI/O/C/K/F/V/WC/WS/DS/WP/DP")
_SYSTEMS = ("/F", "/UF", "/DOS", "/Mac", "/Unix")
_ROOT_KEYS = ("/Collection", "/NeedsRendering", "/Perms", "/DSS", "/Legal", "/SpiderInfo")
_TRAILER_KEPT = {"/Root", "/Size", "/ID"}
_NAME_TREES = ("/JavaScript", "/EmbeddedFiles", "/Renditions", "/AlternatePresentations")
_LOOKED_AT = {"/S", "/FT", "/JS", "/AA", "/EF", "/RF", "/AF", "/PieceInfo", "/Metadata"}
_ORDINARY_LINK = re.compile(rb"\s*(?:https?://|mailto:|tel:|[^:]*$)", re.IGNORECASE)
_PATH = re.compile(r"^[A-Za-z]:|\\|^/|^file:", re.IGNORECASE)
_FACTS_KEPT = ("/Title", "/Subject", "/Keywords", "/CreationDate", "/ModDate")
_XMP_KEPT = (
    "dc:title",
    "dc:language",
    "xmp:CreateDate",
    "xmp:ModifyDate",
    "pdfaid:part",
    "pdfaid:conformance",
    "pdfaid:rev",
    "pdfuaid:part",
)
_OPENING = (pikepdf.PdfError, ValueError, TypeError, OSError, RuntimeError)


def main() -> None:
    """Answer for the PDF on the standard input; never with an exception."""
    (most_pages,) = keep_limits(sys.argv[1:])
    cleaned = b""
    try:
        facts, cleaned = _answer(sys.stdin.buffer.read(), int(most_pages))
    except MemoryError:
        facts = {"problem": LARGE}
    except Exception:  # whatever a parser makes of hostile bytes
        facts = {"problem": DAMAGED}
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + cleaned)


@contextmanager
def opened(data: bytes, *, most_pages: int) -> Iterator[pikepdf.Pdf]:
    """An open PDF; raises Failed where it is damaged, locked, empty or too long.

    What qpdf inflates is bounded: a table of contents (xref) as a compressed stream inflates
    a thousandfold as soon as the file is opened.
    """
    pikepdf.settings.set_qpdf_limits(flate_max_memory=32 * MEGABYTE, max_stream_filters=4)
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if document.is_encrypted:
                raise Failed(LOCKED)
            pages = len(document.pages)
            if not pages or pages > most_pages:
                raise Failed(TOO_LONG if pages else NO_PAGES)
            yield document
    except pikepdf.PasswordError as error:
        raise Failed(LOCKED) from error
    except _OPENING as error:
        raise Failed(DAMAGED) from error


def _answer(data: bytes, most_pages: int) -> tuple[dict[str, Any], bytes]:
    try:
        with opened(data, most_pages=most_pages) as document:
            removed = clean(document)
            stream = io.BytesIO()
            document.save(stream, deterministic_id=True, fix_metadata_version=False)
            return {"pages": len(document.pages), "removed": sorted(removed)}, stream.getvalue()
    except Failed as failure:
        return {"problem": failure.code}, b""


def clean(document: pikepdf.Pdf) -> set[str]:
    """Take out of an open PDF all that acts or hides; the words for what was there."""
    removed: set[str] = set()
    root = document.Root
    for holder in _dictionaries(document):
        removed |= _strip(holder, keeps_metadata=holder.objgen == root.objgen)
        _strip_photo(holder, document)
    for holder in _dictionaries(document):
        _drop_emptied(holder)
    for page in document.pages:
        removed |= _strip_annotations(page.obj)
    removed |= _strip_root(root)
    _strip_facts(document)
    return removed - {""}


def _dictionaries(document: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary and stream of the file, reachable or not, the nested ones too."""
    for item in document.objects:
        waiting = [item]
        while waiting:
            value = waiting.pop()
            if isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
                yield value
                inner = [child for _name, child in value.items()]
            elif isinstance(value, pikepdf.Array):
                inner = list(value)
            else:
                continue
            waiting += [
                child
                for child in inner
                if isinstance(child, (pikepdf.Dictionary, pikepdf.Array)) and not child.is_indirect
            ]


def _strip(holder: Any, *, keeps_metadata: bool) -> set[str]:
    keys = _LOOKED_AT & set(holder.keys())
    if not keys:
        return set()
    if forbidden := _forbidden(holder):
        _empty(holder)
        return {forbidden}
    removed: set[str] = set()
    for key in keys - {"/Metadata"} if keeps_metadata else keys:
        told = _hidden(key, holder[key])
        if told is not None:
            del holder[key]
            removed.add(told)
    if holder.get("/FT") == pikepdf.Name.Sig and "/V" in holder:
        del holder["/V"]  # it would no longer hold for the cleaned file
        removed.add(SIGNATURE)
    return removed


def _strip_photo(holder: Any, document: pikepdf.Pdf) -> None:
    """A photo's own word of place, time and camera, which a PDF may carry on."""
    if not isinstance(holder, pikepdf.Stream):
        return
    filters, parameters = _listed(holder.get("/Filter")), _listed(holder.get("/DecodeParms"))
    if not filters or filters[-1] != pikepdf.Name.DCTDecode:
        return
    *outer, own = [*parameters, *[None] * len(filters)][: len(filters)]
    before = holder.read_raw_bytes()
    if len(filters) > 1:
        before = _unpacked(document, before, filters[:-1], outer)
    if before and (after := bare(before)) != before:
        holder.write(after, filter=pikepdf.Name.DCTDecode, decode_parms=own)


def _listed(value: Any) -> list[Any]:
    """One or several, as filters and their parameters may be written (7.3.8.2)."""
    if isinstance(value, pikepdf.Array):
        return list(value)
    return [] if value is None else [value]


def _unpacked(
    document: pikepdf.Pdf, data: bytes, filters: list[Any], parameters: list[Any]
) -> bytes:
    """What the outer filters hold; nothing where no reader could tell either."""
    packed = document.make_stream(data, Filter=pikepdf.Array(filters))
    if any(isinstance(one, pikepdf.Dictionary) for one in parameters):
        packed["/DecodeParms"] = pikepdf.Array(parameters)
    try:
        return packed.read_bytes()
    except pikepdf.PdfError:
        return b""


def _hidden(key: str, value: Any) -> str | None:
    """What the value is that must go, None for another of the same name, as fonts have any."""
    told, there = {
        "/JS": (SCRIPTS, _is_script),
        "/AA": (SCRIPTS, lambda it: _holds(it, _EVENTS, pikepdf.Dictionary)),
        "/EF": (FILES, lambda it: _holds(it, _SYSTEMS, pikepdf.Stream)),
        "/RF": (FILES, lambda it: _holds(it, _SYSTEMS, pikepdf.Array)),
        "/AF": ("", _points_to_files),
        "/Metadata": ("", lambda it: isinstance(it, pikepdf.Stream)),
        "/PieceInfo": ("", lambda _it: True),  # what programs keep for themselves
    }.get(key, ("", lambda _it: False))
    return told if there(value) else None


def _is_script(value: Any) -> bool:
    stream = isinstance(value, pikepdf.Stream) and "/Subtype" not in value
    return stream or isinstance(value, pikepdf.String)


def _points_to_files(value: Any) -> bool:
    return isinstance(value, pikepdf.Array) or _holds(value, ("/EF", "/UF", "/F"), object)


def _holds(value: Any, names: Iterable[str], kind: type) -> bool:
    return isinstance(value, pikepdf.Dictionary) and any(
        isinstance(value.get(name), kind) for name in names if name in value
    )


def _forbidden(holder: Any) -> str:
    """What an action is called that must not stay, "" for everything else."""
    kind = holder.get("/S")
    if not isinstance(kind, pikepdf.Name):
        return ""
    if kind == pikepdf.Name.URI and "/URI" in holder:
        target = holder["/URI"]
        ordinary = isinstance(target, pikepdf.String) and _ORDINARY_LINK.match(bytes(target))
        return "" if ordinary else LINKS
    return _ACTIONS.get(str(kind), "")


def _empty(holder: Any) -> None:
    for key in list(holder.keys()):
        if not (isinstance(holder, pikepdf.Stream) and key == "/Length"):
            del holder[key]


def _drop_emptied(holder: Any) -> None:
    """A pointer to an action that was emptied goes; a link without one is marked to go."""
    for key in ("/A", "/Next"):
        target = holder.get(key)
        if isinstance(target, pikepdf.Dictionary) and not len(target.keys()):
            del holder[key]
            if holder.get("/Subtype") == pikepdf.Name.Link:
                holder["/Subtype"] = pikepdf.Name(_GONE)


def _strip_annotations(page: Any) -> set[str]:
    annotations = page.get("/Annots")
    if not isinstance(annotations, pikepdf.Array):
        return set()
    kinds = [
        str(item.get("/Subtype", "")) if isinstance(item, pikepdf.Dictionary) else _GONE
        for item in annotations
    ]
    kept = [item for item, kind in zip(annotations, kinds, strict=True) if kind not in _ANNOTATIONS]
    for item in kept:
        # Whose remark it is (12.5.6.2); a form's field has its own name there.
        if item.get("/Subtype") != pikepdf.Name.Widget and "/T" in item:
            del item["/T"]
    if len(kept) < len(kinds):
        page["/Annots"] = pikepdf.Array(kept)
    return {_ANNOTATIONS[kind] for kind in kinds if kind in _ANNOTATIONS}


def _strip_root(root: Any) -> set[str]:
    for key in _ROOT_KEYS:
        if key in root:
            del root[key]
    opening = root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and opening.get("/S") != pikepdf.Name.GoTo:
        del root["/OpenAction"]
    names = root.get("/Names")
    for key in _NAME_TREES:
        if isinstance(names, pikepdf.Dictionary) and key in names:
            del names[key]
    form = root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return set()
    removed = {XFA} if "/XFA" in form else set()
    for key in ("/XFA", "/SigFlags"):
        if key in form:
            del form[key]
    return removed


def _strip_facts(document: pikepdf.Pdf) -> None:
    """Keep title, subject, keywords and dates; who and what made the file, and where, goes."""
    facts = {}
    if isinstance(document.trailer.get("/Info"), pikepdf.Dictionary):
        facts = {key: document.trailer.Info.get(key) for key in _FACTS_KEPT}
    kept = {
        key: str(value)
        for key, value in facts.items()
        if isinstance(value, pikepdf.String) and not _PATH.search(str(value))
    }
    for key in set(document.trailer.keys()) - _TRAILER_KEPT:
        del document.trailer[key]
    if kept:
        document.trailer["/Info"] = document.make_indirect(pikepdf.Dictionary())
        for key, text in kept.items():
            document.trailer.Info[key] = text
    _restate(document, _stated(document))


def _restate(document: pikepdf.Pdf, stated: dict[str, Any]) -> None:
    if "/Metadata" in document.Root:
        del document.Root["/Metadata"]
    if not stated:
        return
    with (
        suppress(ValueError, TypeError, KeyError),
        document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp,
    ):
        for name, value in stated.items():
            xmp[name] = value


def _stated(document: pikepdf.Pdf) -> dict[str, Any]:
    """What the metadata says of title, language, dates and the standard that the file keeps."""
    if "/Metadata" not in document.Root:
        return {}
    try:
        with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            found = {name: xmp.get(name) for name in _XMP_KEPT}
    except Exception:  # metadata is a stranger's XML; without it the file is as good
        return {}
    return {name: v for name, v in found.items() if v and not _PATH.search(str(v))}


if __name__ == "__main__":
    main()
