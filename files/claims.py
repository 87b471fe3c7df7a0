"""What a file claims to be by its first bytes, never by its name."""

from __future__ import annotations

from files.packages import DOCUMENT, SPREADSHEET

JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFFICE = "office"  # what the first bytes of Word and Excel files alike claim
OLD_OFFICE = "old office"  # .doc, .xls and locked .docx and .xlsx
PICTURES = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}  # media type → Pillow's reader
OFFICE_TYPES = {DOCUMENT: WORD, SPREADSHEET: EXCEL}
_SIGNS = {
    b"\xff\xd8\xff": JPEG,
    b"\x89PNG\r\n\x1a\n": PNG,
    b"%PDF-": PDF,
    b"PK\x03\x04": OFFICE,
    bytes.fromhex("d0cf11e0a1b11ae1"): OLD_OFFICE,
}


def claimed(data: bytes) -> str:
    """A media type of PICTURES, PDF, OFFICE, OLD_OFFICE, or "" for anything else.

    Whether it is true, the reader of that kind finds out.
    """
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    return next((kind for sign, kind in _SIGNS.items() if data.startswith(sign)), "")
