"""Placeholders in a layout's texts, and the lines of a text as blocks of the paper."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from portal.thai.numbering import DASH, NUMBER, parse_line

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")

# Every placeholder a layout may use; `reports.drafting` knows their values.
KNOWN = (
    "organisation", "unit", "mayor", "year", "last_year", "round", "period", "topics",
    "measure_count", "step_count", "reported_count", "completed_count",
    "score_iit", "score_eit", "score_oit", "score_total", "grade", "target_grade", "target_from",
)  # fmt: skip


class UnknownPlaceholder(ValueError):
    """A text names a placeholder that does not exist."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(_("There is no placeholder {%(name)s}.") % {"name": name})


def check(text: str) -> None:
    """Raises UnknownPlaceholder for the first name in braces that is not known."""
    for name in PLACEHOLDER.findall(text):
        if name not in KNOWN:
            raise UnknownPlaceholder(name)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled; those without a value stay as they are."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1]) or found[0], text)


def missing(text: str, values: Mapping[str, str]) -> list[str]:
    """The placeholders of the text that have no value."""
    return [name for name in PLACEHOLDER.findall(text) if not values.get(name)]


def fill_paragraphs(text: str, values: Mapping[str, str]) -> tuple[str, list[str]]:
    """The paragraphs filled, and what was missing.

    A paragraph that needs something the database does not hold is left out whole: a memo
    never goes up the chain with a hole in a sentence.
    """
    kept, holes = [], []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lacking = missing(paragraph, values)
        holes += lacking
        if paragraph and not lacking:
            kept.append(fill(paragraph, values))
    return "\n\n".join(kept), sorted(set(holes))


def blocks(text: str) -> list[dict]:
    """The lines of a text as blocks: paragraphs, and list lines with their depth.

    Each is {"text", "kind", "level"} as `reports.paper.document.Block` takes it.
    """
    return [_block(line.strip()) for line in text.splitlines() if line.strip()]


def _block(line: str) -> dict:
    item = parse_line(line)
    if item.kind not in (NUMBER, DASH):
        return {"text": line, "kind": "paragraph", "level": 1}
    if item.kind == DASH:
        level = 4
    elif len(item.numbers) > 1:
        level = 2
    else:
        level = 1 if item.marker.endswith(".") else 3
    return {"text": line, "kind": "list", "level": level}
