"""The paper as an archive keeps it: PDF/A-3 level A and PDF/UA-1 in one file.

ISO 19005-3 asks for embedded fonts, an output intent, XMP metadata that say which
standard the file claims, and a relationship for every embedded file; ISO 14289-1 asks
for tags, a title and a language. Both claims stand side by side in the XMP.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import md5
from typing import Any
from xml.sax.saxutils import escape

import pydyf

PRODUCER = "WeasyPrint"
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
{claims}<dc:format>application/pdf</dc:format>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
{author}{subject}<pdf:Producer>{producer}</pdf:Producer>
<xmp:CreateDate>{created}</xmp:CreateDate>
<xmp:ModifyDate>{created}</xmp:ModifyDate>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
CLAIMS = """<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
"""
AUTHOR = "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>\n"
SUBJECT = (
    '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:description>\n'
)


@dataclass(frozen=True)
class Attachment:
    """A file that travels inside the PDF; `relationship` is an AFRelationship name."""

    name: str
    content: bytes
    media_type: str
    description: str = ""
    relationship: str = "Data"


@dataclass(frozen=True)
class Facts:
    """What the file says of itself.

    `complete` is false when a sign has no glyph in any font: then the file cannot claim
    either standard (ISO 19005-3, 6.2.11.8; ISO 14289-1, 7.21.8), and does not.
    """

    title: str
    author: str
    subject: str
    language: str
    created: datetime
    complete: bool = True


class Packed(pydyf.Object):
    """A stream in its final bytes: nothing is compressed twice, and its tokens are let go."""

    compressible = False

    def __init__(self, stream: pydyf.Stream):
        super().__init__()
        self.number, self.content = stream.number, stream.data

    @property
    def data(self) -> bytes:
        """Return the stream object as the file holds it."""
        return self.content


def finish(pdf: Any, facts: Facts, attachments: Sequence[Attachment]) -> None:
    """Add metadata and attachments, mark the output intent, pack the streams."""
    _inform(pdf, facts)
    pdf.catalog["Lang"] = pydyf.String(facts.language)
    pdf.catalog["OutputIntents"][0]["S"] = "/GTS_PDFA1"
    _describe(pdf, facts)
    _attach(pdf, attachments, facts.created)
    for number, item in enumerate(pdf.objects):
        if isinstance(item, dict) and item.get("Type") == "/Annot":
            item["F"] = 4  # printed with the page
        elif isinstance(item, pydyf.Stream):
            pdf.objects[number] = Packed(item)


def _inform(pdf: Any, facts: Facts) -> None:
    pdf.info.clear()
    stamp = pydyf.String(_date(facts.created))
    entries = {"Title": facts.title, "Author": facts.author, "Subject": facts.subject}
    for name, value in entries.items():
        if value:
            pdf.info[name] = pydyf.String(value)
    pdf.info |= {"Producer": pydyf.String(PRODUCER), "CreationDate": stamp, "ModDate": stamp}


def _describe(pdf: Any, facts: Facts) -> None:
    content = XMP.format(
        title=escape(facts.title),
        author=AUTHOR.format(escape(facts.author)) if facts.author else "",
        subject=SUBJECT.format(escape(facts.subject)) if facts.subject else "",
        language=escape(facts.language),
        claims=CLAIMS if facts.complete else "",
        producer=PRODUCER,
        created=facts.created.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    # Not compressed, so that an archive's tools find it without reading the PDF.
    stream = pydyf.Stream([content.encode()], {"Type": "/Metadata", "Subtype": "/XML"})
    pdf.add_object(stream)
    pdf.catalog["Metadata"] = stream.reference


def _attach(pdf: Any, attachments: Sequence[Attachment], created: datetime) -> None:
    names, files = pydyf.Array(), pydyf.Array()
    for attachment in sorted(attachments, key=lambda each: each.name.encode("utf-16-be")):
        reference = _file(pdf, attachment, created)
        names.extend((pydyf.String(attachment.name), reference))
        files.append(reference)
    if files:
        tree = pdf.catalog.setdefault("Names", pydyf.Dictionary())
        tree["EmbeddedFiles"] = pydyf.Dictionary({"Names": names})
        pdf.catalog["AF"] = files


def _file(pdf: Any, attachment: Attachment, created: datetime) -> bytes:
    stamp = pydyf.String(_date(created))
    checksum = md5(attachment.content, usedforsecurity=False).hexdigest()
    stream = pydyf.Stream(
        [attachment.content],
        pydyf.Dictionary(
            {
                "Type": "/EmbeddedFile",
                "Subtype": pydyf.name(attachment.media_type),
                "Params": pydyf.Dictionary(
                    {
                        "Size": len(attachment.content),
                        "CheckSum": f"<{checksum}>",
                        "CreationDate": stamp,
                        "ModDate": stamp,
                    }
                ),
            }
        ),
        compress=True,
    )
    pdf.add_object(stream)
    specification = pydyf.Dictionary(
        {
            "Type": "/Filespec",
            "F": pydyf.String(attachment.name),
            "UF": pydyf.String(attachment.name),
            "EF": pydyf.Dictionary({"F": stream.reference, "UF": stream.reference}),
            "Desc": pydyf.String(attachment.description or attachment.name),
            "AFRelationship": pydyf.name(attachment.relationship),
        }
    )
    pdf.add_object(specification)
    return specification.reference


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")
