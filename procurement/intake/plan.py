"""A pasted plan of the year as projects: ลำดับ, รหัสแผน, ชื่อโครงการ, งบประมาณ, เดือนที่คาดว่าจะประกาศ.

These are the columns in which e-GP shows an office its announced plans. Columns may stand in
any order where there is a heading; without one, in this.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from files.refusals import FileRefused
from files.sheets.delimited import TAB, delimiter_of, read_delimited
from files.sheets.grid import Grid, Limits, Row
from files.sheets.markup import holds_table, read_markup
from portal.thai.dates import MONTHS, SHORT_MONTHS, DateNotUnderstood, parse_date
from portal.thai.digits import to_arabic
from portal.thai.fiscal import BUDDHIST_ERA, FiscalYear
from procurement.intake import cells
from procurement.intake.taken import Problem

LIMITS = Limits(rows=1200, columns=40)
MOST_TEXT = 500_000  # characters
MOST_TOLD = 50  # problems
NUMBER, CODE, TITLE, BUDGET, MONTH = OFFICIAL = ("number", "code", "title", "budget", "month")
_OWN = "own"  # a column that the plan does not have
_HEADINGS = (
    (NUMBER, r"(?:ลำดับ(?:ที่)?|ที่|ข้อ|no)"),
    (_OWN, r".*(?:หน่วยงาน|ส่วนราชการ|หมายเหตุ|สถานะ|แหล่ง|ประเภท|วิธี|เลขที่โครงการ).*|ปีงบประมาณ"),
    (CODE, r".*(?:รหัส|เลขที่แผน).*"),
    (MONTH, r".*(?:คาดว่าจะ|เดือน|ช่วงเวลา).*"),
    (BUDGET, r".*(?:งบประมาณ|วงเงิน|จำนวนเงิน).*"),
    (TITLE, r".*(?:โครงการ|รายการ|ชื่องาน).*"),
)
_SIGNS = re.compile(r"[\s\d().,:/_\-–\"'*]+")
_SEARCHED = 20  # rows: a heading stands below a title
_TOTAL = re.compile(r"(?:รวม|ยอดรวม).{0,40}")
_YEAR = r"(?:พ\.?\s?ศ\.?\s*)?(25\d\d|20\d\d|\d\d)"
_NAMED = re.compile(
    rf"({'|'.join(map(re.escape, (*MONTHS, *SHORT_MONTHS)))})(?:[\s/-]*{_YEAR})?", re.IGNORECASE
)
_COUNTED = re.compile(r"(0?[1-9]|1[0-2])\s*[/-]\s*(25\d\d|20\d\d|\d\d)")


@dataclass(frozen=True)
class PlanRow:
    """One project of a plan; `expected_month` is a first day, `place` where the sheet has it."""

    title: str
    budget: Decimal
    egp_code: str = ""
    expected_month: date | None = None
    place: str = ""


@dataclass(frozen=True)
class PlanReading:
    """A plan that was read; nothing of it may be saved while there is a problem."""

    rows: tuple[PlanRow, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_plan(text: str, fiscal_year: int) -> PlanReading:
    """Read what was pasted; never raises for what it is given.

    `fiscal_year` tells the year of a month that names none.
    """
    try:
        if len(text) > MOST_TEXT:
            message = _("The table holds more than {limit} characters.")
            raise FileRefused(message.format(limit=f"{MOST_TEXT:,}"))
        return _read(_grid_of(text), FiscalYear(fiscal_year))
    except FileRefused as refusal:
        return PlanReading(problems=(Problem(refusal.place, "", refusal.message),))


def _grid_of(text: str) -> Grid:
    if holds_table(text):
        return read_markup(text, limits=LIMITS)
    return read_delimited(text, TAB if TAB in text else delimiter_of(text), limits=LIMITS)


def _read(grid: Grid, year: FiscalYear) -> PlanReading:
    columns, first = _columns_of(grid)
    if not columns:
        message = _("The columns were not recognised. Copy the table together with its heading.")
        return PlanReading(problems=(Problem(grid.place, "", message),))
    rows: list[PlanRow] = []
    problems: list[Problem] = []
    for row in grid.rows[first:]:
        if _meanings(row).get(TITLE) is not None and _meanings(row).get(BUDGET) is not None:
            continue  # the heading, repeated on the next page
        found = _project(row, columns, year, problems)
        if found:
            rows.append(found)
    problems += _twice(rows)
    if not rows and not problems:
        problems.append(Problem(grid.place, "", _("The table has no project.")))
    return PlanReading(tuple(rows), tuple(problems[:MOST_TOLD]))


def _columns_of(grid: Grid) -> tuple[dict[str, int], int]:
    """The place of each column and the first row below the heading; nothing where unknown."""
    for at, row in enumerate(grid.rows[:_SEARCHED]):
        found = _meanings(row)
        if TITLE in found and BUDGET in found:
            return found, at + 1
    if grid.width == len(OFFICIAL):
        return {name: at for at, name in enumerate(OFFICIAL)}, 0
    return {}, 0


def _meanings(row: Row) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, text in enumerate(row.texts):
        bare = _SIGNS.sub("", cells.plain(text[:200])).lower()
        meaning = next((name for name, rule in _HEADINGS if re.fullmatch(rule, bare)), "")
        if meaning and meaning != _OWN and len(text) < 80:
            found.setdefault(meaning, at)
    return found


def _project(
    row: Row, columns: dict[str, int], year: FiscalYear, problems: list[Problem]
) -> PlanRow | None:
    """The project of a row; None for a line that is none, or that a problem was told of."""
    texts = {name: row.texts[at] for name, at in columns.items()}
    title = cells.words(texts[TITLE])
    if _is_no_project(row, title, texts[BUDGET]):
        return None
    told = len(problems)
    facts: dict[str, object] = {}
    for name, read in (
        (BUDGET, cells.amount),
        (CODE, _code),
        (MONTH, lambda text: month_of(text, year)),
    ):
        try:
            facts[name] = read(texts.get(name, ""))
        except cells.CellNotUnderstood as refusal:
            problems.append(_problem(row, columns, name, str(refusal)))
    if not title:
        problems.append(_problem(row, columns, TITLE, _("The project is not named.")))
    if len(problems) == told and facts[BUDGET] is None:
        problems.append(_problem(row, columns, BUDGET, _("The budget of the project is missing.")))
    if len(problems) > told:
        return None
    return PlanRow(title, facts[BUDGET], facts[CODE], facts[MONTH], row.place)  # type: ignore[arg-type]


def _is_no_project(row: Row, title: str, budget: str) -> bool:
    """Whether a line is a sum, the numbers of the columns, or words between the projects."""
    texts = [cells.words(text) for text in row.texts if text]
    if texts and all(re.fullmatch(r"\(?\d{1,2}\)?", to_arabic(text)) for text in texts):
        return True
    if any(_TOTAL.fullmatch(text) for text in texts[:2]):
        return True
    return len(row.filled) == 1 or not (title or budget)


def _problem(row: Row, columns: dict[str, int], name: str, text: str) -> Problem:
    named = {
        CODE: _("e-GP plan code"),
        TITLE: _("project"),
        BUDGET: _("budget (baht)"),
        MONTH: _("month of the announcement"),
    }
    at = columns.get(name)
    return Problem(row.place, named[name], text, row.cells[at].place if at is not None else "")


def _code(text: str) -> str:
    cells.complain_of_signs(text)
    return to_arabic(cells.words(text))


def month_of(text: str, year: FiscalYear) -> date | None:
    """The first day of the month that a cell names: "ตุลาคม 2569", "ต.ค.-69", "10/2569", a day.

    A month without a year is one of the fiscal year. None for an empty cell; raises
    CellNotUnderstood, also for a month far from the year of the plan.
    """
    typed = to_arabic(cells.words(text))
    if not typed:
        return None
    found = _month(typed, year)
    if found is None or not year.previous.start <= found <= year.next.end:
        message = _("“{text}” is not a month of this plan. Write it like ตุลาคม 2569.")
        raise cells.CellNotUnderstood(message.format(text=cells.shortened(typed)))
    return found


def _month(typed: str, year: FiscalYear) -> date | None:
    if named := _NAMED.fullmatch(typed):
        names = MONTHS if named[1] in MONTHS else SHORT_MONTHS
        month = names.index(named[1]) + 1
        return _first_of(month, named[2]) if named[2] else year.first_of_month(month)
    if counted := _COUNTED.fullmatch(typed):
        return _first_of(int(counted[1]), counted[2])
    try:
        return parse_date(typed).replace(day=1)
    except DateNotUnderstood:
        return None


def _first_of(month: int, year: str) -> date:
    number = int(year)
    if number < 100:
        number += 2500
    return date(number - BUDDHIST_ERA if number > 2400 else number, month, 1)


def _twice(rows: Sequence[PlanRow]) -> list[Problem]:
    seen: dict[str, str] = {}
    problems = []
    for row in rows:
        if row.egp_code and row.egp_code in seen:
            message = _("The plan code {code} stands twice, here and in {place}.")
            told = message.format(code=row.egp_code, place=seen[row.egp_code])
            problems.append(Problem(row.place, _("e-GP plan code"), told))
        seen.setdefault(row.egp_code, row.place)
    return problems
