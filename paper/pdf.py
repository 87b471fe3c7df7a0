"""HTML to PDF: exact Thai text, tagged, archival, with the report's data inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.resources import files
from io import BytesIO

import weasyprint
from weasyprint.css import ColorProfile
from weasyprint.css.counters import CounterStyle
from weasyprint.document import Document, Page
from weasyprint.formatting_structure.build import build_formatting_structure
from weasyprint.html import get_html_metadata
from weasyprint.layout import layout_document
from weasyprint.pdf import generate_pdf
from weasyprint.pdf.metadata import DocumentMetadata

from paper import archive, cue, ink, lines, tags
from paper.archive import Attachment
from paper.lines import mark_breaks
from paper.resources import ResourceFetcher, ResourceMissing
from paper.textmap import FontTable, paper_fonts

__all__ = ["Attachment", "lay_out", "render_pdf"]

OPTIONS = weasyprint.DEFAULT_OPTIONS | {"pdf_tags": True, "pdf_version": "1.7"}

for part in (lines, ink, tags, cue):
    part.install()


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
    fetched. How it asks for the words at the foot of a page that goes on is told in
    paper.cue. Raises ResourceMissing when it names an image that was not handed over.
    The same arguments, with `created` given, make the same bytes.
    """
    fetcher = ResourceFetcher(resources or {})
    document = lay_out(html, fetcher)
    if fetcher.missing:
        raise ResourceMissing(", ".join(fetcher.missing))
    moment = (created or datetime.now(UTC)).astimezone(UTC)
    document.fonts = fonts = FontTable()
    language = document.metadata.lang = document.metadata.lang or "th"
    document.metadata.attachments = []
    pdf = generate_pdf(document, None, 1, **OPTIONS)
    del document
    complete = not any(font.missing for font in fonts.values())
    facts = archive.Facts(title, author, subject, language, moment, complete)
    archive.finish(pdf, facts, attachments)
    output = BytesIO()
    pdf.write(output, b"1.7", identifier=True, compress=True)
    return output.getvalue()


def lay_out(html: str, fetcher: ResourceFetcher) -> Document:
    """Return the laid-out pages of a paper."""
    fonts = paper_fonts()
    source = weasyprint.HTML(string=html, url_fetcher=fetcher)
    counters = CounterStyle()
    profiles: dict[str, object] = {}
    context = Document._build_layout_context(source, fonts, counters, profiles, dict(OPTIONS))
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
    cue.prepare(context)
    pages = [Page(box) for box in layout_document(source, root, context)]
    metadata = DocumentMetadata(**get_html_metadata(source))
    profiles["srgb"] = screen_colours()
    document = Document(pages, metadata, fetcher, fonts, profiles, "srgb")
    document._html = source
    return document


def screen_colours() -> ColorProfile:
    """Return the colour profile that the renderer ships, read and closed again."""
    content = (files(weasyprint.pdf) / "sRGB2014.icc").read_bytes()
    components = (["r"], ["g"], ["b"])
    return ColorProfile(BytesIO(content), "sRGB2014.icc", "relative-colorimetric", components)
