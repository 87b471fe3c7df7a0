"""Time and memory of a growing report: both should grow in a line with the pages.

Each size runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import json
import subprocess
import sys

from bench import ground

ROWS = (2, 9, 38, 152)  # about 1, 4, 16 and 64 pages

CHILD = """
import json, resource, sys, time
import django
django.setup()
from reports.paper.form import paper_html
from paper.pdf import render_pdf
from reports.paper.document import Kind, Paper
from tests.reports.paper.papers import long_table
def html_of(rows):
    return paper_html(Paper(Kind.REPORT, "bench", title_lines=("bench",), table=long_table(rows)))
html, images = html_of(int(sys.argv[1]))
render_pdf(html_of(1)[0], title="warm up")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
pdf = render_pdf(html, title="bench", resources=images)
seconds = time.perf_counter() - start
from reports.pages import page_sizes
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([len(page_sizes(pdf)), seconds, before / 1024, peak / 1024, len(pdf)]))
"""


def run() -> None:
    found = [measure(rows) for rows in ROWS]
    base = found[1][1] / found[1][0]  # seconds a page at about 4 pages
    ground.show(
        ["rows", "pages", "s", "s/page", "s/page : 4 pages'", "peak MB", "grown MB", "PDF kB"],
        [
            [
                rows, pages, f"{seconds:.2f}", f"{seconds / pages:.3f}",
                f"{seconds / pages / base:.2f}", f"{peak:.0f}", f"{peak - before:.0f}",
                f"{size / 1024:.0f}",
            ]
            for rows, (pages, seconds, before, peak, size) in zip(ROWS, found, strict=True)
        ],
    )  # fmt: skip


def measure(rows: int) -> tuple[int, float, float, float, int]:
    """Pages, seconds, MB before, MB at the peak and bytes of a report with so many rows."""
    answer = subprocess.run(
        [sys.executable, "-c", CHILD, str(rows)],
        check=True, capture_output=True, text=True, cwd=ground.ROOT,
    )  # fmt: skip
    return tuple(json.loads(answer.stdout.splitlines()[-1]))
