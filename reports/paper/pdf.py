"""HTML to PDF: exact Thai text, tagged, archival, with the report's data inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import weasyprint
from weasyprint.css.counters import CounterStyle
from weasyprint.document import Document, Page
from weasyprint.formatting_structure.build import build_formatting_structure
from weasyprint.html import get_html_metadata
from weasyprint.layout import layout_document
from weasyprint.pdf.metadata import DocumentMetadata

from reports.paper import ink, lines
from reports.paper.lines import mark_breaks
from reports.paper.resources import ResourceFetcher, ResourceMissing
from reports.paper.textmap import FontTable, paper_fonts

lines.install()
ink.install()


@dataclass(frozen=True)
class Attachment:
    """A file that travels inside the PDF; `relationship` is an AFRelationship name."""

    name: str
    content: bytes
    media_type: str
    description: str = ""
    relationship: str = "Data"


def render_pdf(
    html: str,
    *,
    title: str,
    author: str = "",
    subject: str = "",
    created: datetime | None = None,
    resources: Mapping[str, bytes] | None = None,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """Lay out one complete HTML document and return the finished PDF.

    The HTML brings its own style; it may name the font family "Portal Sarabun" and
    images as `resource:NAME`, with NAME a key of `resources`. Nothing else is ever
    fetched. Raises ResourceMissing when it names an image that was not handed over.
    The same arguments, with `created` given, make the same bytes.
    """
    fetcher = ResourceFetcher(resources or {})
    document = lay_out(html, fetcher)
    if fetcher.missing:
        raise ResourceMissing(", ".join(fetcher.missing))
    moment = (created or datetime.now(UTC)).astimezone(UTC)
    describe(document, title, author, subject, moment)
    document.fonts = FontTable()
    return document.write_pdf(
        pdf_variant="pdf/a-3a",
        pdf_identifier=True,
        attachments=[embedded(attachment, moment) for attachment in attachments],
    )


def lay_out(html: str, fetcher: ResourceFetcher) -> Document:
    """Return the laid-out pages of a paper."""
    fonts = paper_fonts()
    source = weasyprint.HTML(string=html, url_fetcher=fetcher)
    options = weasyprint.DEFAULT_OPTIONS | {"output_intent": "srgb"}
    counters, profiles = CounterStyle(), {}
    context = Document._build_layout_context(source, fonts, counters, profiles, options)
    root = build_formatting_structure(
        source.etree_element,
        context.style_for,
        context.get_image_from_uri,
        source.base_url,
        context.target_collector,
        counters,
        context.footnotes,
    )
    mark_breaks(root)
    pages = [Page(box) for box in layout_document(source, root, context)]
    metadata = DocumentMetadata(**get_html_metadata(source))
    document = Document(pages, metadata, fetcher, fonts, profiles, "srgb")
    document._html = source
    return document


def describe(document: Document, title: str, author: str, subject: str, created: datetime) -> None:
    """Set the document's metadata; what the HTML says of itself does not count."""
    metadata = document.metadata
    metadata.title, metadata.description = title, subject or None
    metadata.authors = [author] if author else []
    metadata.keywords, metadata.generator, metadata.attachments = [], None, []
    metadata.created = metadata.modified = created.strftime("%Y-%m-%dT%H:%M:%SZ")
    metadata.lang = metadata.lang or "th"


def embedded(attachment: Attachment, created: datetime) -> weasyprint.Attachment:
    """Return the attachment as the renderer takes it."""
    return weasyprint.Attachment(
        string=attachment.content,
        name=attachment.name,
        description=attachment.description,
        created=created,
        modified=created,
        relationship=attachment.relationship,
    )
