"""Turns the rows below a heading into groups, measures and rows of work.

- A row whose only text stands in the first column, or in one cell across the table, is a
  group row; one numbered below its group ("๑.๑" under "๑.") names a measure instead.
- An empty measure cell, one merged with the cell above and a ditto mark mean "as above",
  but never as above the group row.
- Owner, period, follow-up and steps of a merged cell hold for each of its rows; results,
  problems and suggestions of one are told once, on its first row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from files.sheets.grid import Row, Warning
from measures.importing.headings import Heading, repeats
from measures.importing.imported import (
    EXTRA,
    FOLLOW_UP,
    MEASURE,
    NUMBER,
    OWNER,
    PERIOD,
    STEPS,
    ImportedGroup,
    ImportedMeasure,
)
from measures.importing.marks import indicators_of, instrument_of, questions_of
from measures.importing.steps import StepTexts, read_step
from portal.thai.numbering import QUESTION, parse_line

_REPEATED = {OWNER, PERIOD, FOLLOW_UP, STEPS}
_DITTO = re.compile(r"[-\s]*(?:[\"”“〃״]|''|’’|‘‘|,,|´´)+[-\s]*|-?\s*do\.?\s*-?", re.IGNORECASE)
_TOTAL = {"รวม", "รวมทั้งสิ้น", "รวมทั้งหมด", "ยอดรวม", "total"}
_SIGNED = re.compile(r"\(\s*ลง(?:ชื่อ|นาม)\s*\)|ลง(?:ชื่อ|นาม)\s*[.…_]{2}")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>")
_QUESTION_INSTRUMENTS = {"i": "IIT", "e": "EIT", "o": "OIT"}


@dataclass
class _Measure:
    title: str
    number: str
    place: str
    rows: list[StepTexts] = field(default_factory=list)


@dataclass
class _Group:
    title: str = ""
    place: str = ""
    measures: list[_Measure] = field(default_factory=list)


@dataclass
class Interpreter:
    """Takes the rows of a table's sections one after the other, then gives the groups.

    `fiscal_year` (Buddhist-era) dates months without a year; `known_units` are the office's
    own names for its units.
    """

    fiscal_year: int | None = None
    known_units: Sequence[str] = ()
    warnings: list[Warning] = field(default_factory=list)
    row_count: int = 0
    group_row_count: int = 0
    _groups: list[_Group] = field(default_factory=list)
    _last: dict[int, str] = field(default_factory=dict)
    _steps: int = 0

    def take(self, rows: Sequence[Row], heading: Heading, *, carry: bool) -> None:
        """Read the rows of one section; `carry` says that it goes on with the one before."""
        if not carry:
            self._last = {}
            if self._groups:
                self._groups.append(_Group())
        for row in rows:
            if not row.filled or repeats(row, heading):
                continue
            if self._is_signature(row):
                return
            if _bare(row.texts[row.filled[0]]) in _TOTAL:
                self._warn(_("A row of totals was left out."), row.place)
                continue
            self._warn_of_markup(row)
            self.row_count += 1
            self._take_row(row, heading)
            self._last |= {
                at: cell.text
                for at, cell in enumerate(row.cells)
                if not cell.above and not _DITTO.fullmatch(cell.text)
            }

    def groups(self) -> tuple[ImportedGroup, ...]:
        """Give everything read so far."""
        self._steps = 0
        instrument, groups = "", []
        for group in self._groups:
            if not group.title and not group.measures:
                continue
            indicators = indicators_of(group.title)
            own = instrument_of(group.title)
            # "ตัวชี้วัดที่ …" under a row that names the instrument belongs to it.
            instrument = own or (instrument if indicators else "")
            indicator = indicators[0] if indicators else ""
            measures = tuple(self._measure(item, instrument, indicator) for item in group.measures)
            if not measures:
                self._warn(_("No measure follows this row."), group.place)
            groups.append(ImportedGroup(group.title, instrument, indicator, measures, group.place))
        return tuple(groups)

    def _take_row(self, row: Row, heading: Heading) -> None:
        fields = heading.fields
        kind, text, number = _title_row(row, fields, self._group)
        if kind == "group":
            self.group_row_count += 1
            self._groups.append(_Group(text, row.place))
        elif kind == MEASURE:
            self._group.measures.append(_Measure(text, number, row.place))
        else:
            self._take_step(row, heading)

    def _take_step(self, row: Row, heading: Heading) -> None:
        texts, extra = self._texts(row, heading)
        title, number = texts.pop(MEASURE, ""), texts.pop(NUMBER, "")
        measures = self._group.measures
        has_titles = MEASURE in heading.fields.values()
        again = measures and title == measures[-1].title and number in ("", measures[-1].number)
        begins = bool(title and not again) or bool(number and not has_titles)
        if begins or not measures:
            measures.append(_Measure(title, number, row.place))
        elif number and not title:
            extra = {_heading_of(heading, NUMBER): number} | extra
        measures[-1].rows.append(StepTexts(row.place, texts, extra))

    def _texts(self, row: Row, heading: Heading) -> tuple[dict[str, str], dict[str, str]]:
        """Give the row's texts by field, and those of the other columns by heading."""
        texts: dict[str, str] = {}
        extra: dict[str, str] = {}
        for column in heading.columns:
            name = column.field if column.field != EXTRA else ""
            text = self._text(row, column.index, name)
            if text and name:
                texts[name] = f"{texts[name]}\n{text}" if texts.get(name) else text
            elif text:
                extra[_key(column.heading, column.index, extra)] = text
        return texts, extra

    def _text(self, row: Row, index: int, name: str) -> str:
        cell = row.cells[index]
        as_above = self._last.get(index, "")
        if cell.above and not cell.text:
            return as_above if name in _REPEATED else ""
        if _DITTO.fullmatch(cell.text):
            return "" if name == MEASURE else as_above or cell.text
        return cell.text

    def _measure(self, item: _Measure, instrument: str, indicator: str) -> ImportedMeasure:
        questions = questions_of(item.title)
        letters = {code[0] for code in questions}
        by_question = _QUESTION_INSTRUMENTS[letters.pop()] if len(letters) == 1 else ""
        steps = []
        for texts in item.rows:
            self._steps += 1
            step, warnings = read_step(
                texts, self._steps, questions, self.fiscal_year, self.known_units
            )
            steps.append(step)
            self.warnings += warnings
        return ImportedMeasure(
            title=item.title,
            number=item.number or _typed_number(item.title),
            instrument=instrument_of(item.title) or instrument or by_question,
            indicators=indicators_of(item.title) or ((indicator,) if indicator else ()),
            questions=questions,
            steps=tuple(steps),
            place=item.place,
        )

    @property
    def _group(self) -> _Group:
        if not self._groups:
            self._groups.append(_Group())
        return self._groups[-1]

    def _is_signature(self, row: Row) -> bool:
        if not any(_SIGNED.match(row.texts[index]) for index in row.filled):
            return False
        self._warn(_("The signatures below the table, from here on, were left out."), row.place)
        return True

    def _warn_of_markup(self, row: Row) -> None:
        for cell in row.cells:
            if _MARKUP.search(cell.text):
                self._warn(_("The text looks like HTML; it is kept as typed."), cell.place)

    def _warn(self, message: str, place: str) -> None:
        self.warnings.append(Warning(message, place))


def _title_row(row: Row, fields: dict[int, str], group: _Group) -> tuple[str, str, str]:
    """Tell a row that only names a group or a measure; gives (kind, text, number)."""
    filled = row.filled
    first = min(fields, default=0)
    if any(cell.above for index, cell in enumerate(row.cells) if fields.get(index) in _REPEATED):
        return "", "", ""
    if len(filled) == 1:
        index = filled[0]
        across = index <= first and row.cells[index].span > 1
        if across or index <= first or fields.get(index) == MEASURE:
            text = row.texts[index]
            below = _is_below(text, group.title)
            return (MEASURE if below else "group"), text, ""
    if [fields.get(index) for index in filled] == [NUMBER, MEASURE]:
        number, text = (row.texts[index] for index in filled)
        if instrument_of(text) or indicators_of(text):
            return "group", f"{number} {text}", ""
        return MEASURE, text, number
    return "", "", ""


def _is_below(text: str, group_title: str) -> bool:
    """Tell whether a row's number or question code puts it below the group."""
    if not group_title:
        return False
    item, above = parse_line(text), parse_line(group_title)
    if item.kind == QUESTION:
        return True
    return len(item.numbers) > 1 and item.numbers[:-1] == above.numbers


def _typed_number(title: str) -> str:
    item = parse_line(title)
    return item.marker if item.numbers and item.kind != QUESTION else ""


def _heading_of(heading: Heading, name: str) -> str:
    return next(column.heading for column in heading.columns if column.field == name)


def _key(heading: str, index: int, taken: dict[str, str]) -> str:
    key = heading or _("column {number}").format(number=index + 1)
    return key if key not in taken else f"{key} ({index + 1})"


def _bare(text: str) -> str:
    return re.sub(r"[\s:]+", "", text).lower()
