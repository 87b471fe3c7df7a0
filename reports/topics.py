"""The list of measures and topics that some layouts put before the table."""

from __future__ import annotations

from measures.models import Step
from portal.thai.digits import to_thai
from portal.thai.numbering import NUMBER, parse_line, split_items
from reports.content import PlanRows, instrument_title, one_line


def topic_list(rows: PlanRows) -> str:
    """The measures and topics under their groups, one a line, with their own or new numbers."""
    lines: list[str] = []
    for number, group in enumerate(rows.groups, start=1):
        if title := group.title or instrument_title(group, number):
            lines.append(numbered(title, f"{to_thai(number)}."))
        for place, measure in enumerate(group.measures.all(), start=1):
            if measure.title:
                lines.append(
                    numbered(one_line(measure.title), f"{to_thai(number)}.{to_thai(place)}")
                )
            lines += [topic_line(topic) for step in measure.steps.all() for topic in topics(step)]
    return "\n".join(lines)


def numbered(title: str, marker: str) -> str:
    """The title with the number it was typed with, or with the marker."""
    return title if parse_line(title).kind == NUMBER else f"{marker} {title}"


def topic_line(topic: str) -> str:
    """A topic one level down: "๑. …" is listed as "๑) …"."""
    item = parse_line(topic)
    digits = item.marker.strip("().")
    return f"{digits}) {item.body}" if item.kind == NUMBER else f"- {topic}"


def topics(step: Step) -> list[str]:
    """The numbered headings of a step; a row may hold two ("๕. …" and "๖. …")."""
    if not step.topic:
        return []
    found = [
        item.text.split("\n")[0].strip() for item in split_items(step.text) if item.kind == NUMBER
    ]
    return found or [step.topic]
