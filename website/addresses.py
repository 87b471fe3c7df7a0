"""Parts of the website's addresses."""

from __future__ import annotations

from django.urls.converters import IntConverter


class RowNumber(IntConverter):
    """The number of a row in an address: no longer than what a database holds (63 bits)."""

    regex = "[0-9]{1,18}"
