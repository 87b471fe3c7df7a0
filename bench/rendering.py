"""Each case through its own layout: our PDF against plain WeasyPrint on the same HTML.

Ours has exact text, word breaks, tags and the archive's metadata; the goal is at most 1.3
times. The two are run in turn, A B A B …, and the ratio is taken pair by pair.
"""

from __future__ import annotations

import json
from statistics import median
from time import perf_counter

from django.db import transaction

from bench import ground
from measures.importing.table import read_table
from measures.imports import import_table
from measures.models import Plan
from paper.pdf import render_pdf
from reports.content import build_content, read_plan
from reports.facts import wording_from
from reports.layouts import layout_by_code
from reports.management.commands.render_report import span_from
from reports.pages import page_sizes
from reports.paper.form import paper_html
from reports.papers import build_paper
from tests.paper.plain import plain_pdf

RUNS = 7
GOAL = 1.3


def run() -> None:
    folder = ground.cases()
    if not folder.exists():
        print(f"no cases at {folder.name}/ beside the checkout: nothing to measure")
        return
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    rows = [_row(name, folder, entry) for name, entry in facts.items()]
    ground.show(
        ["case", "layout", "pages", "plain s", "ours s", "ratio min", "median", "max", "goal"], rows
    )


def _row(name: str, folder, facts: dict) -> list[str]:
    html, images = case_html(name, folder, facts)
    title = facts.get("subject", name)
    pairs = [_pair(html, images, title) for _ in range(RUNS + 1)][1:]  # the first warms up
    ratios = sorted(ours / plain for plain, ours in pairs)
    pages = len(page_sizes(render_pdf(html, title=title, resources=images)))
    return [
        name, facts["layout"], pages,
        f"{median(plain for plain, _ in pairs):.2f}", f"{median(ours for _, ours in pairs):.2f}",
        f"{ratios[0]:.2f}", f"{median(ratios):.2f}", f"{ratios[-1]:.2f}",
        f"<= {GOAL}" + ("" if median(ratios) <= GOAL else "  MISSED"),
    ]  # fmt: skip


def _pair(html: str, images: dict, title: str) -> tuple[float, float]:
    start = perf_counter()
    plain_pdf(html, images)
    middle = perf_counter()
    render_pdf(html, title=title, resources=images)
    return middle - start, perf_counter() - middle


def case_html(name: str, folder, facts: dict) -> tuple[str, dict[str, bytes]]:
    """The finished HTML of a case in its own layout, from an import of its workbook."""
    year = facts["fiscal_year"]
    with transaction.atomic():  # two cases are of one year: each has the year to itself
        import_table(read_table(folder / f"{name}.xlsx", fiscal_year=year), year=year)
        html = _html(Plan.objects.get(fiscal_year__year=year), facts)
        transaction.set_rollback(True)
    return html


def _html(plan: Plan, facts: dict) -> tuple[str, dict[str, bytes]]:
    year = facts["fiscal_year"]
    layout = layout_by_code(facts["layout"])
    plan_rows = read_plan(plan, span_from(year, facts["round"]))
    content = build_content(layout, plan_rows, wording_from(layout, plan_rows, facts))
    return paper_html(build_paper(content))
