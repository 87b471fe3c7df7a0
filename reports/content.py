"""What a report says, as one JSON document: built from the plan, frozen when submitted.

The document holds every text of the paper except the signatures, so its hash is what a
signer signs. `reports.papers` turns it, with the signatures, into a `Paper`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.db.models import Prefetch

from measures.models import Evidence, Measure, MeasureGroup, Plan, ProgressEntry, Round, Step
from measures.models.progress import NOTHING_TO_REPORT
from measures.querysets import EntryQuerySet
from portal.thai.digits import to_thai
from portal.thai.numbering import parse_line
from portal.thai.periods import format_period
from reports.models import Layout
from reports.wording import blocks

SCHEMA = 1
NOT_REPORTED = "ยังไม่มีรายงานผลในรอบนี้"  # prose of the paper, the same in every language
PROBLEMS_HEADING = "ปัญหา อุปสรรค และข้อเสนอแนะ"


@dataclass(frozen=True)
class Wording:
    """The texts around the table, ready to print; `head` is None for a plain report."""

    title: str
    head: dict[str, str] | None = None
    title_lines: tuple[str, ...] = ()
    opening: str = ""
    closing: str = ""
    chain: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True)
class Span:
    """What a report covers: a round ("6", "12"), or the days from `starts` to `ends`."""

    round_code: str
    starts: date
    ends: date

    def entries(self) -> EntryQuerySet:
        """The accepted entries that count.

        Rounds go by the round an entry was recorded for (work of March is often proved in
        April), the 12 months hold both; a free period goes by the date of the evidence.
        """
        accepted = ProgressEntry.objects.accepted()
        if self.round_code == Round.Code.SIX:
            return accepted.filter(round__code=Round.Code.SIX)
        if self.round_code == Round.Code.TWELVE:
            return accepted
        return accepted.between(self.starts, self.ends)


@dataclass
class PlanRows:
    """The plan's rows with the entries that count in the period, in a fixed number of queries."""

    plan: Plan
    groups: list[MeasureGroup]
    span: Span
    entries: dict[int, list[ProgressEntry]] = field(default_factory=dict)

    def steps(self) -> Iterable[Step]:
        for group in self.groups:
            for measure in group.measures.all():
                yield from measure.steps.all()

    def reported(self) -> list[Step]:
        """The steps with at least one accepted entry in the period."""
        return [step for step in self.steps() if self.entries.get(step.pk)]

    def completed(self) -> list[Step]:
        return [
            step
            for step in self.steps()
            if any(entry.completed_on for entry in self.entries.get(step.pk, ()))
        ]


def read_plan(plan: Plan, span: Span) -> PlanRows:
    """The plan with the accepted entries of the span."""
    groups = list(
        plan.groups.select_related("instrument", "indicator").prefetch_related(
            Prefetch("measures", Measure.objects.order_by("position", "pk")),
            "measures__indicators__instrument",
            Prefetch("measures__steps", Step.objects.order_by("position", "pk")),
            "measures__steps__units",
        )
    )
    entries: dict[int, list[ProgressEntry]] = {}
    accepted = (
        span.entries()
        .filter(step__measure__group__plan=plan)
        .order_by("evidence_date", "pk")
        .prefetch_related(Prefetch("evidence", Evidence.objects.filter(removed_at__isnull=True)))
    )
    for entry in accepted:
        entries.setdefault(entry.step_id, []).append(entry)
    return PlanRows(plan, groups, span, entries)


def build_content(layout: Layout, rows: PlanRows, wording: Wording) -> dict:
    """The whole report as a JSON document; see the module's word on what it is for."""
    closing = problem_blocks(layout, rows) + blocks(wording.closing)
    return {
        "schema": SCHEMA,
        "kind": layout.kind,
        "title": wording.title,
        "head": wording.head,
        "title_lines": list(wording.title_lines),
        "opening": blocks(wording.opening),
        "table": table(layout, rows),
        "closing": closing,
        "appendix_title": layout.appendix_title if layout.appendix else "",
        "appendix": appendix(rows) if layout.appendix else [],
        "cue": layout.cue,
        "chain": list(wording.chain),
    }


def content_hash(content: dict) -> str:
    """SHA-256 of the document in one canonical spelling, in hexadecimal."""
    spelled = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()


# --- The table ---------------------------------------------------------------------------


def table(layout: Layout, rows: PlanRows) -> dict:
    """Columns and rows in the layout's order and grouping."""
    printed: list[dict] = []
    for title, measures in grouped(layout, rows):
        if title:
            printed.append({"group": True, "cells": [{"text": title, "rowspan": 1}]})
        for measure in measures:
            printed += measure_rows(layout, rows, measure)
    return {
        "columns": [
            {
                "key": column["source"],
                "heading": column["heading"],
                "weight": column.get("weight", 1),
            }
            for column in layout.columns
        ],
        "rows": printed,
        "landscape": layout.landscape,
    }


def grouped(layout: Layout, rows: PlanRows) -> list[tuple[str, list[Measure]]]:
    """The measures under the titles of their full-width rows; "" prints no such row."""
    modes = {
        Layout.Grouping.NONE: lambda: [("", all_measures(rows))],
        Layout.Grouping.INDICATOR: lambda: by_indicator(rows),
        Layout.Grouping.INSTRUMENT: lambda: by_group(rows, instrument_title),
        Layout.Grouping.ITEM: lambda: by_group(rows, indicator_title),
        Layout.Grouping.FAMILY: lambda: by_group(rows, lambda group, number: ""),
    }
    return modes[Layout.Grouping(layout.grouping)]()


def all_measures(rows: PlanRows) -> list[Measure]:
    return [measure for group in rows.groups for measure in group.measures.all()]


def by_group(rows: PlanRows, fallback) -> list[tuple[str, list[Measure]]]:
    """The office's own groups; `fallback(group, number)` names those without a title."""
    found: list[tuple[str, list[Measure]]] = []
    for number, group in enumerate(rows.groups, start=1):
        title = group.title or fallback(group, number)
        measures = list(group.measures.all())
        if found and found[-1][0] == title:
            found[-1][1].extend(measures)
        else:
            found.append((title, measures))
    return found


def instrument_title(group: MeasureGroup, number: int) -> str:
    if group.instrument is None:
        return ""
    return f"{to_thai(number)}. {group.instrument.name} ({group.instrument.code})"


def indicator_title(group: MeasureGroup, number: int) -> str:
    if group.indicator is None:
        return instrument_title(group, number)
    code = group.indicator.instrument.code
    return f"ตัวชี้วัดที่ {to_thai(group.indicator.code)} {group.indicator.name} เครื่องมือการประเมิน {code}"


def by_indicator(rows: PlanRows) -> list[tuple[str, list[Measure]]]:
    """One run of rows an indicator, in the indicators' order; others keep their group's row."""
    linked: list[tuple[tuple, Measure]] = []
    unlinked: list[tuple[str, list[Measure]]] = []
    for group in rows.groups:
        loose = []
        for measure in group.measures.all():
            first = min(measure.indicators.all(), key=indicator_order, default=None)
            if first is None:
                loose.append(measure)
            else:
                linked.append((indicator_order(first), measure))
        if loose:
            unlinked.append((group.title, loose))
    linked.sort(key=lambda pair: pair[0])
    ordered = [measure for _, measure in linked]
    return ([("", ordered)] if ordered else []) + unlinked


def indicator_order(indicator) -> tuple:
    parts = tuple(int(part) for part in indicator.code.split(".") if part.isdigit())
    return (indicator.instrument.position, parts, indicator.pk)


def measure_rows(layout: Layout, rows: PlanRows, measure: Measure) -> list[dict]:
    """The measure's steps as rows; the measure's cell spans them all."""
    steps = list(measure.steps.all())
    if not steps:
        return [{"group": False, "joined": False, "cells": bare_cells(layout, measure)}]
    printed = []
    for index, step in enumerate(steps):
        cells: list[dict | None] = []
        for column in layout.columns:
            if column["source"] == "measure":
                spans = {"text": measure.title, "rowspan": len(steps)}
                cells.append(spans if index == 0 else None)
            else:
                cells.append({"text": cell_text(column, step, rows), "rowspan": 1})
        joined = layout.aligned_bullets and index > 0
        printed.append({"group": False, "joined": joined, "cells": cells})
    return printed


def bare_cells(layout: Layout, measure: Measure) -> list[dict]:
    """A measure that has no steps yet: its title, the other cells empty."""
    return [
        {"text": measure.title if column["source"] == "measure" else "", "rowspan": 1}
        for column in layout.columns
    ]


def cell_text(column: dict, step: Step, rows: PlanRows) -> str:
    source = column["source"]
    if source.startswith("extra:"):
        return step.extra.get(source.removeprefix("extra:"), "")
    entries = rows.entries.get(step.pk, [])
    return CELLS[source](step, entries)


def owner(step: Step, entries: list[ProgressEntry]) -> str:
    """As the office wrote it, or the units' names."""
    if step.owner_text:
        return step.owner_text
    if step.all_units:
        return "ทุกส่วนราชการ"
    return "\n".join(unit.name for unit in step.units.all())


def period(step: Step, entries: list[ProgressEntry]) -> str:
    if step.period_text or step.starts is None or step.ends is None:
        return step.period_text
    return format_period(step.starts, step.ends, thai_digits=True)


def result(step: Step, entries: list[ProgressEntry]) -> str:
    return "\n".join(entry.narrative for entry in entries) or NOT_REPORTED


def joined_field(name: str):
    def texts(step: Step, entries: list[ProgressEntry]) -> str:
        found = [getattr(entry, name) for entry in entries]
        told = [text for text in found if text.strip() not in ("", "-", NOTHING_TO_REPORT)]
        return "\n".join(told) or NOTHING_TO_REPORT

    return texts


CELLS = {
    "number": lambda step, entries: to_thai(step.position + 1),
    "steps": lambda step, entries: step.text,
    "owner": owner,
    "period": period,
    "follow_up": lambda step, entries: step.follow_up,
    "result": result,
    "problems": joined_field("problems"),
    "suggestions": joined_field("suggestions"),
}


# --- Around the table ----------------------------------------------------------------------


def problem_blocks(layout: Layout, rows: PlanRows) -> list[dict]:
    """The heading stays even when there is nothing to report: then it says ไม่มี."""
    if layout.problems == Layout.Problems.NEVER:
        return []
    told = [
        line for step in rows.steps() for line in problem_lines(step, rows.entries.get(step.pk, ()))
    ]
    if not told and layout.problems == Layout.Problems.WHEN_REPORTED:
        return []
    heading = {"text": PROBLEMS_HEADING, "kind": "heading", "level": 1}
    if not told:
        return [heading, {"text": NOTHING_TO_REPORT, "kind": "paragraph", "level": 1}]
    return [heading] + [
        {"text": f"{to_thai(number)}. {line}", "kind": "list", "level": 1}
        for number, line in enumerate(told, start=1)
    ]


def problem_lines(step: Step, entries: Iterable[ProgressEntry]) -> Iterable[str]:
    for entry in entries:
        if entry.has_problems:
            title = parse_line(step.title).body or step.title
            yield (
                f"{title}: ปัญหาและอุปสรรค {one_line(entry.problems)} "
                f"ข้อเสนอแนะ {one_line(entry.suggestions)}"
            )


def one_line(text: str) -> str:
    return " ".join(text.split()) or NOTHING_TO_REPORT


# --- Evidence --------------------------------------------------------------------------------


def appendix(rows: PlanRows) -> list[dict]:
    """What proves the results, under the measure it belongs to."""
    sections = []
    pairs = [
        (measure, step, entry)
        for group in rows.groups
        for measure in group.measures.all()
        for step in measure.steps.all()
        for entry in rows.entries.get(step.pk, ())
        if entry.evidence.all()
    ]
    for (_, title), found in groupby(pairs, key=lambda p: (p[0].pk, section_title(p[0]))):
        items = [evidence_item(entry) for _, _, entry in found]
        sections.append({"title": title, "items": items})
    return sections


def section_title(measure: Measure) -> str:
    return one_line(measure.title) if measure.title else one_line(measure.group.title)


def evidence_item(entry: ProgressEntry) -> dict:
    files = list(entry.evidence.all())
    photos = [file for file in files if file.kind == Evidence.Kind.PHOTO]
    documents = [file for file in files if file.kind == Evidence.Kind.DOCUMENT]
    return {
        "text": entry.narrative,
        "pictures": [
            frozen(file, file.caption or f"ภาพที่ {to_thai(number)}")
            for number, file in enumerate(photos, start=1)
        ],
        "documents": [frozen(file, str(file)) for file in documents],
    }


def frozen(file: Evidence, caption: str) -> dict:
    """A file as the document holds it: found by its id, known by its hash."""
    return {"id": file.pk, "sha256": file.sha256, "caption": caption}
