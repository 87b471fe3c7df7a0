"""The same finished HTML through WeasyPrint as it comes, to measure the paper against."""

from __future__ import annotations

from collections.abc import Mapping

import weasyprint
from weasyprint.document import Document
from weasyprint.text.ffi import ffi, fontconfig, pangoft2
from weasyprint.text.fonts import FontConfiguration

from paper.resources import ResourceFetcher
from paper.textmap import font_files


def plain_layout(html: str, resources: Mapping[str, bytes] | None = None) -> Document:
    """Lay the HTML out with the paper's fonts and the renderer's own line breaking."""
    fonts = FontConfiguration()
    for path in font_files():
        fontconfig.FcConfigAppFontAddFile(fonts._config, str(path).encode())
    pangoft2.pango_fc_font_map_config_changed(ffi.cast("PangoFcFontMap *", fonts.font_map))
    fetcher = ResourceFetcher(resources or {})
    return weasyprint.HTML(string=html, url_fetcher=fetcher).render(font_config=fonts)


def plain_pdf(html: str, resources: Mapping[str, bytes] | None = None) -> bytes:
    """Return the PDF that WeasyPrint writes with no option set."""
    return plain_layout(html, resources).write_pdf()
