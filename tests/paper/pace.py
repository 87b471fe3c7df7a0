"""How fast the paper is laid out and written, beside plain WeasyPrint on the same HTML.

python -m tests.paper.pace            a table for 1, 4, 16 and 64 pages
python -m tests.paper.pace exact 64   one rendering's seconds and memory
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from paper.pdf import render_pdf

from .plain import plain_pdf
from .sheets import document

ROWS_A_PAGE = 4.6
SENTENCE = (
    "หน่วยงานจัดทำแผนการดำเนินงานประจำปี และนำเสนอผลการปฏิบัติงานต่อที่ประชุมทุกไตรมาส "
    "พร้อมทั้งเผยแพร่ข้อมูลบนเว็บไซต์ให้ประชาชนเข้าถึงได้โดยสะดวก ร้อยละ ๘๐ ภายในวันที่ ๓๑ มีนาคม ๒๕๖๖"
)


@dataclass(frozen=True)
class Pace:
    """The best of several renderings, in processor seconds."""

    pages: int
    exact: float
    plain: float

    @property
    def ratio(self) -> float:
        """How many times as long the exact paper takes."""
        return self.exact / self.plain


def sized(pages: int) -> str:
    """A finished document of about that many pages: justified text, then a long table."""
    cells = [f"<td>{SENTENCE[start:]}</td>" for start in (0, 14, 40)]
    rows = "".join(
        f"<tr><td>{number}. มาตรการ</td>{''.join(cells)}</tr>"
        for number in range(1, round(pages * ROWS_A_PAGE) - 1)
    )
    heads = "".join(f"<th>{text}</th>" for text in ("มาตรการ", "ขั้นตอน", "ผล", "ระยะเวลา"))
    return document(
        f"<p>{SENTENCE}</p><p>{SENTENCE}</p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def compare(html: str, images: Mapping[str, bytes] | None = None, times: int = 3) -> Pace:
    """Render the same finished HTML both ways in turn, and keep each way's best time."""
    exact = plain = float("inf")
    pdf = b""
    for _ in range(times):
        seconds, pdf = timed(lambda: render_pdf(html, title="x", resources=images))
        exact = min(exact, seconds)
        plain = min(plain, timed(lambda: plain_pdf(html, images))[0])
    return Pace(page_count(pdf), exact, plain)


def timed(work: Callable[[], bytes]) -> tuple[float, bytes]:
    """Do the work; return its processor seconds, which others do not disturb, and its result."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def page_count(pdf: bytes) -> int:
    """The number of pages of a PDF."""
    done = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True)
    return int(next(line.split()[1] for line in done.stdout.splitlines() if b"Pages:" in line))


def alone(way: str, pages: int) -> tuple[float, float]:
    """Render once in a process of its own; return its seconds and its peak memory in MB."""
    command = [sys.executable, "-m", "tests.paper.pace", way, str(pages)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    seconds, memory = done.stdout.split()
    return float(seconds), float(memory)


def main(arguments: list[str]) -> None:
    """Print the table, or one rendering's figures."""
    if arguments:
        way, pages = arguments
        html = sized(int(pages))
        render = plain_pdf if way == "plain" else lambda source: render_pdf(source, title="x")
        seconds, _ = timed(lambda: render(html))
        print(f"{seconds:.3f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")
        return
    compare(sized(1))
    print("pages  exact s  plain s  ratio  ms/page  exact MB  plain MB")
    for pages in (1, 4, 16, 64):
        pace = compare(sized(pages), times=5 if pages < 16 else 2)
        memory = alone("exact", pages)[1], alone("plain", pages)[1]
        each = 1000 * pace.exact / pace.pages
        print(
            f"{pace.pages:5}  {pace.exact:7.3f}  {pace.plain:7.3f}  {pace.ratio:5.2f}"
            f"  {each:7.1f}  {memory[0]:8.0f}  {memory[1]:8.0f}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
