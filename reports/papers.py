"""A report's frozen document and its signatures as the `Paper` that is printed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from measures.models import Evidence
from portal.models import Organisation
from portal.thai.dates import format_date
from reports.models import Report, SignOff
from reports.paper.document import (
    Block,
    BlockKind,
    Cell,
    Column,
    EvidenceItem,
    EvidenceSection,
    Head,
    Kind,
    Note,
    Paper,
    Picture,
    Row,
    Table,
)

DRAFT_MARK = "ร่าง"
# Grows whenever the printed form changes, so that stored PDFs are never taken for new ones.
FORM = 1


def paper_hash(content_hash: str, sign_offs: Sequence[SignOff], *, draft: bool) -> str:
    """SHA-256 over all that is printed: the document, the signatures, the form."""
    parts = [FORM, content_hash, draft, [sign_off.pk for sign_off in sign_offs]]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def build_paper(content: dict, sign_offs: Sequence[SignOff] = (), *, draft: bool = False) -> Paper:
    """The paper of a document; places without a signature are left to sign with ink."""
    signed = {sign_off.position: sign_off for sign_off in sign_offs}
    return Paper(
        kind=Kind(content["kind"]),
        title=content["title"],
        head=Head(**content["head"]) if content["head"] else None,
        title_lines=tuple(content["title_lines"]),
        opening=tuple(map(block, content["opening"])),
        table=table(content["table"]) if content["table"]["rows"] else None,
        closing=tuple(map(block, content["closing"])),
        notes=tuple(
            signed_note(place, signed[index]) if index in signed else open_note(place)
            for index, place in enumerate(content["chain"])
        ),
        appendix_title=content["appendix_title"],
        appendix=appendix(content["appendix"]),
        cue=content["cue"],
        watermark=DRAFT_MARK if draft else "",
        garuda=emblem(),
    )


def block(stored: dict) -> Block:
    return Block(stored["text"], BlockKind(stored["kind"]), stored["level"])


def table(stored: dict) -> Table:
    return Table(
        columns=tuple(Column(**column) for column in stored["columns"]),
        rows=tuple(
            Row(
                cells=tuple(Cell(**cell) if cell else None for cell in row["cells"]),
                group=row["group"],
                joined=row.get("joined", False),
            )
            for row in stored["rows"]
        ),
        landscape=stored["landscape"],
    )


def open_note(place: dict) -> Note:
    """A place nobody has signed: dots for the name, the post's lines beneath."""
    lines = (place["post"], place.get("acting_line", ""))
    return Note(
        label=place["label"],
        lines=tuple(line for line in lines if line),
        dotted_lines=place.get("dotted_lines", 3) if place["label"] else 0,
        sign_label=place.get("sign_label", ""),
    )


def signed_note(place: dict, sign_off: SignOff) -> Note:
    """A signed place: the words, name and lines frozen in the signature, nothing of today."""
    return Note(
        label=place["label"],
        text=sign_off.opinion,
        name=sign_off.name,
        lines=tuple(sign_off.lines),
        signature=read(sign_off.signature) if sign_off.signature else None,
        signature_alt=f"ลายมือชื่อ {sign_off.name}",
        signed_on=timezone.localdate(sign_off.signed_at),
        dotted_lines=0,
        sign_label=place.get("sign_label", ""),
    )


def appendix(stored: list[dict]) -> tuple[EvidenceSection, ...]:
    """The evidence sections with their pictures read from storage, checked by hash."""
    ids = [p["id"] for section in stored for item in section["items"] for p in item["pictures"]]
    files = Evidence.objects.in_bulk(ids)
    return tuple(
        EvidenceSection(
            section["title"],
            tuple(
                EvidenceItem(
                    text=item["text"],
                    pictures=tuple(picture(p, files.get(p["id"])) for p in item["pictures"]),
                    documents=tuple(d["caption"] for d in item["documents"]),
                )
                for item in section["items"]
            ),
        )
        for section in stored
    )


class EvidenceChanged(RuntimeError):
    """A picture on the paper is no longer the one that was frozen."""


def picture(stored: dict, file: Evidence | None) -> Picture:
    content = read(file.file) if file else b""
    if hashlib.sha256(content).hexdigest() != stored["sha256"]:
        raise EvidenceChanged(stored["caption"])
    return Picture(image=content, caption=stored["caption"], alt=stored["caption"])


def emblem() -> bytes | None:
    own = Organisation.current().garuda
    return read(own) if own else None


def read(file) -> bytes:
    with file.open("rb") as handle:
        return handle.read()


def current_sign_offs(report: Report) -> list[SignOff]:
    """The signatures that count: those of the chain's current round, in order."""
    return list(report.sign_offs.filter(round=report.round).order_by("position"))


def paper_date(day: date | None) -> str:
    """The memo's date in the office's own habit; empty at draft time."""
    if day is None:
        return ""
    return format_date(day, style=Organisation.current().paper_date_style, thai_digits=True)
