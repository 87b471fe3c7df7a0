"""How tall the rows of a table are, laid out with the paper's own fonts and line ends.

Whether a row fits on a page decides how it may be parted; an estimate is not enough there.
"""

from __future__ import annotations

from typing import Any

from weasyprint.formatting_structure import boxes

from paper.pdf import lay_out
from paper.resources import ResourceFetcher

POINTS = 0.75  # in a CSS pixel


def row_heights(html: str) -> list[float]:
    """Return the height in points of every table row of a document, headings first.

    Repeated headings count once; the heights of a row that runs over pages are summed, so
    give the document pages tall enough to see rows in one piece.
    """
    heights: dict[Any, float] = {}
    headings: set[Any] = set()
    for page in lay_out(html, ResourceFetcher({})).pages:
        for group in page._page_box.descendants():
            if isinstance(group, boxes.TableRowGroupBox):
                seen = group.is_header and group.element in headings
                if group.is_header:
                    headings.add(group.element)
                for row in () if seen else group.children:
                    heights[row.element] = heights.get(row.element, 0.0) + row.height * POINTS
    return list(heights.values())
