"""Which column holds what, told from the headings in whatever order they stand.

The nine columns are those of แบบ สขร.1. Offices divide some of them in two, shorten their names
and add columns of their own; without any heading the official order is taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from files.sheets.grid import Grid, Row
from portal.thai.digits import to_arabic
from procurement.intake import cells
from procurement.intake.taken import (
    AWARD_PRICE,
    AWARDS,
    BUDGET,
    CONTRACT,
    CONTRACT_DATE,
    CONTRACT_NUMBER,
    METHOD,
    NUMBER,
    OFFER_PRICE,
    OFFERS,
    PROJECT_NUMBER,
    REASON,
    REFERENCE_PRICE,
    TITLE,
    Column,
)
from procurement.methods import method_named

_SEARCHED = 80  # rows: a heading stands below a title, not below a table
_LONGEST = 120
_LEAST = 3  # columns that must be known
_OFFICIAL = (NUMBER, TITLE, BUDGET, REFERENCE_PRICE, METHOD, OFFERS, AWARDS, REASON)
_OWN = "-"  # a column of the office's own, which the form does not have

# The first rule that a heading meets decides. Letters and Thai marks alone are compared.
_RULES = tuple(
    (field, re.compile(pattern))
    for field, pattern in (
        (NUMBER, r"(?:ลำดับ(?:ที่)?|ที่|ข้อ|no|item)"),
        (
            _OWN,
            r".*(?:หน่วยงาน|ส่วนราชการ|หมายเหตุ|สถานะ|ปีงบประมาณ|แหล่งเงิน|ประเภท|เลขประจำตัว|คุมสัญญา).*",
        ),
        (PROJECT_NUMBER, r".*(?:เลขที่โครงการ|รหัสโครงการ|egp).*"),
        (REASON, r".*เหตุผล.*"),
        (CONTRACT, r"(?=.*เลขที่)(?=.*วันที่).*"),
        (CONTRACT_DATE, r".*(?:ลงวันที่|วันที่(?:ทำ|ของ|ใน|ลงนาม)?(?:สัญญา|ข้อตกลง|ใบสั่ง)|^วันที่$).*"),
        (CONTRACT_NUMBER, r"เลขที่(?:.*(?:สัญญา|ข้อตกลง|ใบสั่ง).*)?|.*(?:สัญญา|ใบสั่ง\w*)เลขที่"),
        (AWARDS, r"(?!วิธี).*(?:ผู้.*คัดเลือก|ผู้ชนะ|ผู้รับจ้าง|ผู้ขาย|คู่สัญญา|ผู้ได้รับ).*"),
        (OFFERS, r".*(?:ผู้เสนอ|ผู้ยื่น|รายชื่อ.*เสนอ|ผู้เข้าเสนอ).*"),
        (OFFER_PRICE, r".*(?:ราคาที่(?:ยื่น)?เสนอ|ราคาเสนอ|เสนอราคา|วงเงินที่เสนอ).*"),
        (AWARD_PRICE, r".*(?:ราคา|วงเงิน|จำนวนเงิน|มูลค่า).*(?:ตกลง|สัญญา).*"),
        (REFERENCE_PRICE, r".*ราคากลาง.*"),
        (METHOD, r"วิธี.*|.*วิธี(?:การ)?(?:จัด)?(?:ซื้อ|จ้าง).*"),
        (BUDGET, r".*(?:วงเงิน|งบประมาณ|จำนวนเงิน).*"),
        (CONTRACT, r"(?:สัญญา|ใบสั่งซื้อ).*"),
        (TITLE, r".*(?:งาน|รายการ|ชื่อโครงการ|เรื่อง|โครงการ).*"),
    )
)
# What "ชื่อ" and "ราคา" mean below a heading that two columns share.
_BELOW = {
    OFFERS: (OFFERS, OFFER_PRICE),
    AWARDS: (AWARDS, AWARD_PRICE),
    CONTRACT: (CONTRACT_NUMBER, CONTRACT_DATE),
}


@dataclass(frozen=True)
class Layout:
    """The columns of a table; `first` is the row where its heading begins, `after` ends it.

    `unknown` are the headings of columns that the form does not have.
    """

    columns: tuple[Column, ...]
    first: int
    after: int
    unknown: tuple[str, ...] = ()

    def index(self, field: str) -> int | None:
        """The column of a field; None where the table has none."""
        return next((one.index for one in self.columns if one.field == field), None)

    def heading(self, field: str) -> str:
        """The heading of a field's column on one line, as typed."""
        found = next((one.heading for one in self.columns if one.field == field), "")
        return " ".join(found.split())


def find_layout(grid: Grid) -> Layout | None:
    """The first heading of a grid, else the official order where the columns fit it."""
    for at, row in enumerate(grid.rows[:_SEARCHED]):
        if is_heading(row):
            return layout_at(grid, at)
    return _official(grid)


def is_heading(row: Row) -> bool:
    """Tell whether a row names the columns."""
    texts = [text for text in row.texts if text]
    if len(texts) < _LEAST or not any(map(_meaning, texts)):
        return False
    fields = [_meaning(text) for text in texts]
    known = {field for field in fields if field not in ("", _OWN)}
    return (
        len(known) >= _LEAST
        and sum(map(bool, fields)) * 3 >= len(texts) * 2
        and bool(known & {TITLE, BUDGET, METHOD, AWARDS, OFFERS})
        and not any(_is_amount(text) for text in texts)
    )


def layout_at(grid: Grid, at: int) -> Layout:
    """The columns by the heading in row `at` of the grid, and by a second row that divides it."""
    row, after = grid.rows[at], at + 1
    texts, fields = list(row.texts), [_meaning(text) for text in row.texts]
    if after < len(grid.rows) and _divides(row, grid.rows[after]):
        texts, fields = _two_rows(row, grid.rows[after])
        after += 1
    if after < len(grid.rows) and _only_numbers(grid.rows[after]):
        after += 1
    fields = _paired(grid, texts, fields, after)
    columns: dict[str, Column] = {}
    unknown = []
    for index, (text, field) in enumerate(zip(texts, fields, strict=True)):
        if field in columns or field in ("", _OWN):
            unknown += [" ".join(text.split())] if text else []
        else:
            columns[field] = Column(field, text, index)
    return Layout(tuple(columns.values()), at, after, tuple(unknown))


def unknown_headings(grid: Grid) -> tuple[str, ...]:
    """The texts of the row that looks most like a heading, to be named in a refusal."""
    several = [row for row in grid.rows[:_SEARCHED] if len(row.filled) > 1]
    if not several:
        return ()
    row = max(several, key=lambda row: sum(bool(_meaning(text)) for text in row.texts))
    return tuple(cells.shortened(text) for text in row.texts if text)


def _paired(grid: Grid, texts: Sequence[str], fields: list[str], after: int) -> list[str]:
    """Tell what a column beside names or beside contracts holds that has no heading of its own.

    One heading over two columns, and one that says only "ราคา", mean price or day.
    """
    found = list(fields)
    for index in range(1, len(fields)):
        pair = _BELOW.get(found[index - 1])
        if not pair or pair[1] in found:
            continue
        bare = not texts[index] and any(row.texts[index] for row in grid.rows[after:])
        if bare or (pair[1] != CONTRACT_DATE and _bare(texts[index]) in _PRICES):
            found[index - 1 : index + 1] = pair
    return found


_PRICES = {"ราคา", "จำนวนเงิน", "ราคาบาท", "จำนวนเงินบาท", "บาท"}


def _divides(row: Row, lower: Row) -> bool:
    """Tell whether `lower` is a second row of headings, below those that two columns share."""
    if not lower.filled or len(lower.filled) == len(row.filled) == len(row.cells):
        return False
    texts = [lower.texts[index] for index in lower.filled]
    if any(len(text) > _LONGEST or re.search(r"[\d๐-๙]", text) for text in texts):
        return False
    if any(cells.is_nothing(text) or _names_method(text) for text in texts):
        return False
    return any(_BELOW.get(_meaning(_above(row, index))) for index in lower.filled) and all(
        _meaning(text) or _bare(text) in _PRICES or "ชื่อ" in text or "ราย" in text for text in texts
    )


def _two_rows(row: Row, lower: Row) -> tuple[list[str], list[str]]:
    texts, fields = [], []
    for index, (upper, below) in enumerate(zip(row.texts, lower.texts, strict=True)):
        above = upper or (_above(row, index) if below else "")
        text = f"{above} {below}".strip() if below else upper
        texts.append(text)
        pair = _BELOW.get(_meaning(above))
        if below and pair:
            fields.append(pair[_is_second(below)])
        else:
            fields.append(_meaning(below) or _meaning(upper))
    return texts, fields


def _is_second(text: str) -> bool:
    bare = _bare(text)
    money = bare in _PRICES or "ราคา" in bare or "เงิน" in bare
    return ("วันที่" in bare and "เลขที่" not in bare) or (money and "ผู้" not in bare)


def _above(row: Row, index: int) -> str:
    """The heading above a place, which may span it from the left."""
    while index and not row.texts[index]:
        index -= 1
    return row.texts[index]


def _only_numbers(row: Row) -> bool:
    """Tell whether a row numbers the columns: (๑) (๒) (๓)."""
    texts = [row.texts[index] for index in row.filled]
    numbers = [re.fullmatch(r"\(?-?([\d๐-๙]{1,2})-?\)?", text) for text in texts]
    found = [int(to_arabic(number[1])) for number in numbers if number]
    return (
        len(texts) > 2
        and found == list(range(found[0] if found else 0, len(texts) + 1))[: len(texts)]
    )


def _official(grid: Grid) -> Layout | None:
    """The official order of the columns, where the cells below agree with it.

    Nine columns, ten with number and day of the contract apart, either without their first.
    """
    fields = _official_fields(grid)
    if not fields:
        return None
    first = min(index for row in grid.rows for index in row.filled)
    columns = [Column(field, "", first + at) for at, field in enumerate(fields)]
    return Layout(tuple(columns), 0, 0)


def _official_fields(grid: Grid) -> tuple[str, ...]:
    used = {index for row in grid.rows for index in row.filled}
    if not used:
        return ()
    first, width = min(used), max(used) - min(used) + 1
    contract = {0: (CONTRACT,), 1: (CONTRACT_NUMBER, CONTRACT_DATE)}
    for numbered in (True, False):
        fields = _OFFICIAL if numbered else _OFFICIAL[1:]
        last = contract.get(width - len(fields) - 1)
        if last and _fits(grid.rows, first, (*fields, *last)):
            return (*fields, *last)
    return ()


def _fits(rows: Sequence[Row], first: int, fields: Sequence[str]) -> bool:
    """Tell whether most rows have an amount, a method and a number where the form has them."""
    filled = [row for row in rows if row.texts[first + fields.index(METHOD)]]
    good = 0
    for row in filled:
        texts = dict(zip(fields, row.texts[first:], strict=False))
        numbered = NUMBER not in texts or not texts[NUMBER] or _is_number(texts[NUMBER])
        named = bool(method_named(texts[METHOD][:_LONGEST]))
        good += numbered and named and _is_amount(texts[BUDGET] or "-")
    return bool(filled) and good * 2 > len(filled)


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"\(?\d{1,4}\)?\.?", to_arabic(text)))


def _is_amount(text: str) -> bool:
    try:
        cells.amount(text)
    except cells.CellNotUnderstood:
        return False
    return True


@lru_cache(maxsize=2048)
def _meaning(heading: str) -> str:
    """The field that a heading means, _OWN for one the form does not have, "" for no heading."""
    if not heading or len(heading) > _LONGEST or _names_method(heading):
        return ""
    # Headings have no numbers in them but those of their column, the form and the law.
    typed = re.sub(r"\([\d]{1,2}\)|25\d\d|สขร\.?\s*1", "", to_arabic(heading))
    if re.search(r"\d", typed):
        return ""
    bare = _bare(typed)
    return next((field for field, rule in _RULES if rule.fullmatch(bare)), "")


def _names_method(text: str) -> bool:
    """Tell a method itself from a heading that only has its word in it ("ผู้ได้รับการคัดเลือก")."""
    begins = re.match(r"(?:โดย)?วิธี|e-|สอบราคา|คัดเลือก|เฉพาะ|ตกลง|ประกวด|ตลาด", text.strip())
    return bool(begins and method_named(text[:_LONGEST]))


def _bare(text: str) -> str:
    """The letters and Thai marks of a heading; ํา becomes ำ."""
    flat = unicodedata.normalize("NFC", text[: _LONGEST + 1]).replace("ํา", "ำ").lower()
    return re.sub(r"[^a-zก-ฮะ-ฺเ-๎ๆ]", "", flat)
