"""PDFs from strangers' devices: checked, and cleaned where they go public."""

from __future__ import annotations

import io

import pikepdf
from django.utils.translation import gettext as _

from files.packages import MEGABYTE
from files.refusals import FileRefused

# A table of contents (xref) as a compressed stream inflates a thousandfold as soon as the
# file is opened. The limit holds for the whole process.
pikepdf.settings.set_qpdf_limits(flate_max_memory=32 * MEGABYTE, max_stream_filters=4)
_BROKEN = (pikepdf.PdfError, ValueError, TypeError, OSError, RuntimeError)


def checked_pages(data: bytes, *, limit: int) -> int:
    """How many pages a PDF has; refused when damaged, locked, empty or longer than `limit`."""
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if document.is_encrypted:
                raise _locked()
            pages = len(document.pages)
    except pikepdf.PasswordError as error:
        raise _locked() from error
    except _BROKEN as error:
        raise FileRefused(_("The PDF is damaged and cannot be read.")) from error
    if not pages:
        raise FileRefused(_("The PDF has no pages."))
    if pages > limit:
        raise FileRefused(_("The PDF has more than %(limit)d pages.") % {"limit": limit})
    return pages


def _locked() -> FileRefused:
    return FileRefused(_("The file is locked with a password. Remove it and try again."))
