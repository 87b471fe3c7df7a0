"""What a line of the table is: a purchase, more of the one above, or none at all."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from files.sheets.grid import Cell, Row, reference
from portal.thai.digits import to_arabic
from procurement.intake.cells import is_nothing, words
from procurement.intake.headings import Layout
from procurement.intake.taken import (
    BUDGET,
    METHOD,
    NUMBER,
    TITLE,
    Ignored,
    Problem,
)

_TOTAL = re.compile(
    r"(?:ยอด)?รวม(?:ยอด)?(?:เป็น)?(?:จำนวน)?(?:เงิน)?(?:ทั้ง(?:สิ้น|หมด|เดือน))?(?:จำนวน)?"
    r"(?:รายการ|โครงการ|สัญญา)?(?:เป็น)?(?:จำนวน)?(?:เงิน)?(?:ทั้ง(?:สิ้น|หมด))?(?:บาท)?|total",
    re.IGNORECASE,
)
_NONE = re.compile(r"-?\s*ไม่มี\s*-?|.{0,80}ไม่มี(?:การ|รายการ)?\s*(?:จัดซื้อ|จัดจ้าง|ซื้อ|จ้าง).{0,80}")
_SIGNED = re.compile(
    r"\(?\s*ลง(?:ชื่อ|นาม)|(?:ผู้รายงาน|ผู้จัดทำ|ผู้ตรวจสอบ|ผู้รับรอง|เจ้าหน้าที่พัสดุ|หัวหน้าเจ้าหน้าที่)\s*\)?$"
)
_REMARK = re.compile(r"\*?\s*หมายเหตุ")


@dataclass
class Lines:
    """One purchase as it stands in the sheet: its lines, each with its cells by field."""

    layout: Layout
    rows: list[Row] = field(default_factory=list)

    def cells(self, name: str) -> list[tuple[Row, int, Cell]]:
        """Row, column and cell of a field that hold something, from top to bottom."""
        index = self.layout.index(name)
        if index is None:
            return []
        found = ((row, index, row.cells[index]) for row in self.rows)
        return [(row, at, cell) for row, at, cell in found if cell.text]

    def text(self, name: str) -> str:
        """What the first line says of a field."""
        index = self.layout.index(name)
        return words(self.rows[0].texts[index]) if index is not None and self.rows else ""


@dataclass
class Sorter:
    """Sorts the lines of a table one after the other, remembering what stood above.

    `closed` once the signatures below a table have begun.
    """

    purchases: list[Lines] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    nothing_bought: bool = False
    closed: bool = False

    def take(self, row: Row, layout: Layout) -> None:
        """Sort one line."""
        texts = _texts(row, layout)
        self._complain_of_unsaved(row, layout)
        if self._is_aside(row, texts, layout):
            return
        last = self.purchases[-1] if self.purchases else None
        if _begins(row, texts, layout, last):
            self.purchases.append(Lines(layout, [row]))
        elif last is not None and last.layout is layout:
            if set(texts) <= {TITLE, NUMBER} and texts.get(TITLE):
                message = _("This line was read as going on with the work above it.")
                self.notes.append(Problem(row.place, layout.heading(TITLE), message))
            last.rows.append(row)
        elif len(texts) > 1:
            message = _("The line names no work, and there is no purchase above it.")
            self.problems.append(Problem(row.place, "", message))
        else:
            self.leave_out(row, pgettext("line of a sheet", "title line"))

    def leave_out(self, row: Row, why: str) -> None:
        """Note a line that is no purchase, with its words."""
        text = " ".join(" ".join(row.texts[index].split()) for index in row.filled)
        self.ignored.append(Ignored(row.place, text[:200], why))

    def _complain_of_unsaved(self, row: Row, layout: Layout) -> None:
        for column in layout.columns:
            if row.cells[column.index].unsaved:
                text = _(
                    "The file does not hold what this formula gives. Open it in the spreadsheet, "
                    "save it and bring it again."
                )
                cell = reference(row.number, column.index + 1)
                heading = " ".join(column.heading.split())
                self.problems.append(Problem(row.place, heading, text, cell))

    def _is_aside(self, row: Row, texts: dict[str, str], layout: Layout) -> bool:
        first = words(row.texts[row.filled[0]][:400]) if row.filled else ""
        numbered = _is_numbered(texts) and TITLE in texts
        if self.closed and not numbered:
            self.leave_out(row, pgettext("line of a sheet", "below the signatures"))
        elif not numbered and _TOTAL.fullmatch(_letters(first)):
            self.leave_out(row, pgettext("line of a sheet", "total"))
        elif not set(texts) - {NUMBER, TITLE, BUDGET} and _NONE.fullmatch(texts.get(TITLE, first)):
            self.nothing_bought = True
            self.leave_out(row, pgettext("line of a sheet", "says that nothing was bought"))
        elif not numbered and _SIGNED.search(first) and len(row.filled) < 4:
            self.closed = True
            self.leave_out(row, pgettext("line of a sheet", "signature"))
        elif not numbered and _REMARK.match(first):
            self.leave_out(row, pgettext("line of a sheet", "remark"))
        elif not texts:
            if row.filled:
                self.leave_out(row, pgettext("line of a sheet", "outside the columns of the form"))
        elif set(texts) == {NUMBER} and _is_numbered(texts):
            self.leave_out(row, pgettext("line of a sheet", "a number without a purchase"))
        elif len(row.filled) == 1 and _stands_across(row, layout):
            self.leave_out(row, pgettext("line of a sheet", "title line"))
        else:
            self.closed = False
            return False
        return True


def ends_table(line: str) -> bool:
    """Tell whether a line of text is what stands below a table: total, signature, remark."""
    text = words(line[:400])
    return bool(_TOTAL.fullmatch(_letters(text)) or _SIGNED.search(text) or _REMARK.match(text))


def _is_numbered(texts: dict[str, str]) -> bool:
    """Tell whether a line has a number of its own, as purchases do."""
    return bool(re.fullmatch(r"\(?\d{1,4}(?:\.\d{1,3})?\)?\.?", to_arabic(texts.get(NUMBER, ""))))


def _texts(row: Row, layout: Layout) -> dict[str, str]:
    """What a line says, by field; "-" and blanks say nothing."""
    texts = {}
    for column in layout.columns:
        text = row.texts[column.index] if column.index < len(row.cells) else ""
        if text and not is_nothing(text):
            texts[column.field] = words(text)
    # "ไม่มี" as the work bought is a statement.
    title = layout.index(TITLE)
    if title is not None and "ไม่มี" in row.texts[title][:40]:
        texts[TITLE] = row.texts[title].strip()
    return {name: text for name, text in texts.items() if text}


def _begins(row: Row, texts: dict[str, str], layout: Layout, last: Lines | None) -> bool:
    """Tell whether a line begins a purchase.

    It has a number, or names the work with an amount or a method. A number and a work that say
    again what stands above, and cells merged with those above, go on with it.
    """
    title, number = texts.get(TITLE, ""), texts.get(NUMBER, "")
    if last is None:
        return bool(title or number) and len(texts) > 1
    again = title in ("", last.text(TITLE)) and number in ("", last.text(NUMBER))
    if number:
        return not again or (bool(title) and layout is not last.layout)
    if not title or _is_above(row, layout):
        return False
    if layout.index(NUMBER) is None:
        return len(texts) > 1 and not (again and BUDGET not in texts)
    return bool({BUDGET, METHOD} & set(texts)) and not again


def _is_above(row: Row, layout: Layout) -> bool:
    places = (layout.index(NUMBER), layout.index(TITLE))
    return any(row.cells[at].above for at in places if at is not None)


def _stands_across(row: Row, layout: Layout) -> bool:
    """Tell whether a line's only text is a heading between the purchases: wide, or at the left."""
    index = row.filled[0]
    number = layout.index(NUMBER)
    return row.cells[index].span > 1 or index == number


def _letters(text: str) -> str:
    return re.sub(r"[^a-zA-Zก-ฮะ-ฺเ-๎]", "", text)
