"""Last year's plan as a draft of this year's: the same work, every day moved on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from django.db import transaction

from accounts.models import User
from measures.models import Deadline, FiscalYear, Indicator, Measure, MeasureGroup, Plan, Question
from measures.planning import make_plan
from portal.thai.dates import SHORT_MONTHS
from portal.thai.digits import to_arabic, to_thai
from portal.thai.fiscal import month_end

_FOUR_DIGITS = re.compile(r"(?<![0-9๐-๙])[0-9๐-๙]{4}(?![0-9๐-๙])")
_AFTER_SHORT_MONTH = re.compile(
    rf"((?:{'|'.join(re.escape(name) for name in SHORT_MONTHS)})\s*)([0-9๐-๙]{{2}})(?![0-9๐-๙])"
)
_FISCAL_YEAR = re.compile(r"(ปีงบประมาณ\s*(?:พ\.ศ\.)?\s*)([0-9๐-๙]{4})(?![0-9๐-๙])")


@transaction.atomic
def carry_over(source: Plan, *, year: FiscalYear, title: str, target_grade: str, by: User) -> Plan:
    """A plan for `year` with the groups, measures and steps of `source`, without its entries.

    Periods and deadlines move by whole years, also where a period is kept as text. Indicators
    and questions become those of the new year that succeed them; those without a successor
    are left out, as the new year does not ask them.
    """
    plan = make_plan(year=year, title=title, target_grade=target_grade, by=by)
    carrier = _Carrier(source, plan)
    for group in source.groups.prefetch_related(
        "measures__steps__units",
        "measures__steps__deadlines",
        "measures__steps__questions",
        "measures__indicators",
        "measures__questions",
        "instrument",
        "indicator",
    ):
        carrier.group(group)
    return plan


class _Carrier:
    """Copies the rows of one plan into another, year and successors looked up once."""

    def __init__(self, source: Plan, target: Plan) -> None:
        self.target = target
        self.old, self.new = source.fiscal_year.year, target.fiscal_year.year
        new = target.fiscal_year
        self.instruments = {one.code: one for one in new.instruments.all()}
        self.indicators = _successors(
            Indicator.objects.filter(instrument__fiscal_year=new).select_related("instrument"),
            lambda one: (one.instrument.code, one.code),
        )
        self.questions = _successors(
            Question.objects.filter(indicator__instrument__fiscal_year=new), lambda one: one.code
        )

    def group(self, group: MeasureGroup) -> None:
        copy = MeasureGroup.objects.create(
            plan=self.target,
            position=group.position,
            title=self._year_named(group.title),
            instrument=self.instruments.get(group.instrument.code) if group.instrument else None,
            indicator=self._indicator(group.indicator) if group.indicator else None,
        )
        for measure in group.measures.all():
            self._measure(measure, copy)

    def _measure(self, measure: Measure, group: MeasureGroup) -> None:
        copy = Measure.objects.create(
            group=group, position=measure.position, title=self._year_named(measure.title)
        )
        copy.indicators.set(_found(self._indicator(one) for one in measure.indicators.all()))
        copy.questions.set(_found(self._question(one) for one in measure.questions.all()))
        for step in measure.steps.all():
            self._step(step, copy)

    def _step(self, step, measure: Measure) -> None:
        copy = measure.steps.create(
            position=step.position,
            topic=self._year_named(step.topic),
            text=self._year_named(step.text),
            all_units=step.all_units,
            owner_text=step.owner_text,
            starts=self._moved(step.starts),
            ends=self._moved(step.ends),
            period_text=self._years_moved(step.period_text),
            follow_up=self._years_moved(step.follow_up),
            cadence=step.cadence,
            extra=step.extra,
        )
        copy.units.set(step.units.all())
        copy.questions.set(_found(self._question(one) for one in step.questions.all()))
        Deadline.objects.bulk_create(
            Deadline(step=copy, due=self._moved(one.due), label=self._years_moved(one.label))
            for one in step.deadlines.all()
        )

    def _indicator(self, one: Indicator) -> Indicator | None:
        return self.indicators.get(one.pk) or self.indicators.get((one.instrument.code, one.code))

    def _question(self, one: Question) -> Question | None:
        return self.questions.get(one.pk) or self.questions.get(one.code)

    def _moved(self, day: date | None) -> date | None:
        return move_years(day, self.new - self.old) if day else None

    def _years_moved(self, text: str) -> str:
        return move_years_in_period(text, old=self.old, by=self.new - self.old)

    def _year_named(self, text: str) -> str:
        return move_fiscal_year(text, old=self.old, by=self.new - self.old)


def move_years(day: date, years: int) -> date:
    """The same day `years` later; the last day of February stays the last."""
    first = day.replace(day=1, year=day.year + years)
    if day == month_end(day):
        return month_end(first)
    return first.replace(day=day.day)


def move_years_in_period(text: str, *, old: int, by: int) -> str:
    """The text of a period with its years moved; digits keep their script.

    Only years around the fiscal year `old` move, so that an act of B.E. 2542 stays what it is.
    """

    def four(match: re.Match) -> str:
        near = abs(int(to_arabic(match[0])) - old) <= 1
        return _added(match[0], by) if near else match[0]

    def two(match: re.Match) -> str:
        near = abs(int(to_arabic(match[2])) - old % 100) <= 1
        return match[1] + (_added(match[2], by) if near else match[2])

    return _AFTER_SHORT_MONTH.sub(two, _FOUR_DIGITS.sub(four, text))


def move_fiscal_year(text: str, *, old: int, by: int) -> str:
    """A prose in which "ปีงบประมาณ <old>" becomes the new year; all else stays as written."""

    def moved(match: re.Match) -> str:
        same = int(to_arabic(match[2])) == old
        return match[1] + (_added(match[2], by) if same else match[2])

    return _FISCAL_YEAR.sub(moved, text)


def _added(digits: str, by: int) -> str:
    arabic = to_arabic(digits)
    moved = str(int(arabic) + by).zfill(len(digits))[-len(digits) :]
    return moved if arabic == digits else to_thai(moved)


def _successors(rows: Iterable, key) -> dict:
    """Rows of the new year by what they succeed, and by their own name as a fallback."""
    rows = list(rows)
    return {key(one): one for one in rows} | {
        one.succeeds_id: one for one in rows if one.succeeds_id
    }


def _found(rows: Iterable) -> list:
    return [one for one in rows if one is not None]
