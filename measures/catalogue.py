"""The ITA catalogue of a fiscal year: shipped as data, corrected by the office, copied forward.

The shipped lists lie in `catalogue_data/`, one file a year, each row with the confidence
of its source; the official manual of the year decides. Loading adds what a year lacks and
never touches a row that is there, so what an office corrected stays corrected; what it
removed or renumbered is remembered in `FiscalYear.set_aside` and stays away.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from measures.models import (
    FiscalYear,
    GradeBand,
    GradeScale,
    Indicator,
    Instrument,
    OitItem,
    Question,
)
from measures.succession import link_years
from portal.thai import fiscal
from portal.thai.dates import month_name

DATA = Path(__file__).parent / "catalogue_data"
FIRST_YEAR, LAST_YEAR = 2540, 2700  # as the database allows
COPIED = "copied"  # the confidence of a row that nobody has compared with this year's manual

Tree = dict[str, Any]


class CatalogueExists(Exception):
    """The year to copy into has a catalogue of its own."""


def is_year(year: int) -> bool:
    """Whether a number can be a fiscal year of the Buddhist era here; 2023 cannot."""
    return FIRST_YEAR <= year <= LAST_YEAR


def shipped_years() -> tuple[int, ...]:
    """The fiscal years whose catalogue is shipped, earliest first."""
    return tuple(sorted(int(path.stem) for path in DATA.glob("2*.json")))


@cache
def shipped(year: int) -> Tree:
    """The shipped catalogue of a year; KeyError where none is shipped."""
    if year not in shipped_years():
        raise KeyError(year)
    return json.loads((DATA / f"{year}.json").read_text(encoding="utf-8"))


def ensure_year(year: int) -> FiscalYear:
    """The fiscal year with a catalogue, made where the database lacks it.

    The shipped catalogue if there is one, else a copy of the nearest year before (for the
    time before the first one: of the nearest after). A year that has instruments is given
    as it is. Raises ValueError for a number that is no Buddhist-era year.
    """
    found = FiscalYear.objects.filter(year=year, instruments__isnull=False).first()
    if found:
        return found
    if not is_year(year):
        raise ValueError(f"not a Buddhist-era fiscal year: {year}")
    if year in shipped_years():
        load_year(year)
        return FiscalYear.objects.get(year=year)
    return copy_year(ensure_year(_nearest(year)), year)


@transaction.atomic
def load_year(year: int) -> Counter[str]:
    """Add to a year whatever it lacks of its shipped catalogue; count what was made.

    Rows that are there stay as they are. Links to the years beside it are made where both
    are in the database.
    """
    tree = shipped(year)
    fiscal_year, made = _open_year(year, _facts(tree))
    made.update(_write(fiscal_year, tree))
    _link_neighbours(fiscal_year)
    return made


@transaction.atomic
def copy_year(source: FiscalYear, year: int) -> FiscalYear:
    """Copy a year's catalogue to another year, each row succeeding the one it came from.

    Copied to a year before, the rows of `source` succeed the copies. Raises
    CatalogueExists when the year has instruments already.
    """
    target, _made = _open_year(year, _carried_facts(source))
    if target.instruments.exists():
        raise CatalogueExists(year)
    _write(target, _tree_of(source, year))
    earlier, later = sorted((source, target), key=lambda found: found.year)
    link_years(earlier, later, by_code=True)
    return target


def load_scales() -> Counter[str]:
    """Make the shipped grade scales that are missing; bands of those that exist stay."""
    made: Counter[str] = Counter()
    for entry in json.loads((DATA / "grade_scales.json").read_text(encoding="utf-8")):
        scale, new = GradeScale.objects.get_or_create(
            name=entry["name"], defaults={"source": entry["source"]}
        )
        if new:
            bands = [
                GradeBand(scale=scale, position=position, **band)
                for position, band in enumerate(entry["bands"])
            ]
            GradeBand.objects.bulk_create(bands)
            made["scales"] += 1
    return made


def period_words(period: str, year: int) -> str:
    """Say in words which time an item of `year` speaks of, by its period's code."""
    span = fiscal.FiscalYear(year)
    first, last = span.months(6)
    half = (
        f"{month_name(first.month, short=True)} {year - 1}–"
        f"{month_name(last.month, short=True)} {year}"
    )
    return {
        OitItem.Period.CURRENT: f"{year}",
        OitItem.Period.FIRST_HALF: f"{year} (6 เดือนแรก: {half})",
        OitItem.Period.PREVIOUS: f"{year - 1}",
        OitItem.Period.MULTI: f"แผนระยะยาวกว่า 1 ปีที่ครอบคลุม {year}",
        OitItem.Period.NOW: "ปัจจุบัน/ใช้งานได้ขณะประเมิน",
    }.get(period, "")


def row_key(instrument_code: str, code: str = "") -> str:
    """The name by which `FiscalYear.set_aside` remembers a row: "OIT o5", "IIT 2", "EIT"."""
    return f"{instrument_code} {code}".strip()


def _nearest(year: int) -> int:
    known = set(shipped_years()) | set(
        FiscalYear.objects.filter(instruments__isnull=False).values_list("year", flat=True)
    )
    before = [other for other in known if other < year]
    return max(before) if before else min(known)


def _open_year(year: int, facts: dict[str, Any]) -> tuple[FiscalYear, Counter[str]]:
    """The year's row, locked until the transaction ends so that two loaders take turns."""
    made = load_scales()
    scale = GradeScale.objects.get(name=facts.pop("grade_scale"))
    found, new = FiscalYear.objects.get_or_create(
        year=year, defaults={"grade_scale": scale, **facts}
    )
    made["years"] += new
    return FiscalYear.objects.select_for_update().get(pk=found.pk), made


def _facts(tree: Tree) -> dict[str, Any]:
    names = ("grade_scale", "measures_item", "measures_report_item", "note")
    return {name: tree[name] for name in names}


def _carried_facts(source: FiscalYear) -> dict[str, Any]:
    return {
        "grade_scale": source.grade_scale.name,
        "measures_item": source.measures_item,
        "measures_report_item": source.measures_report_item,
        "note": f"คัดลอกจากปีงบประมาณ {source.year} ยังไม่ได้ตรวจกับคู่มือของปีนี้",
    }


def _write(fiscal_year: FiscalYear, tree: Tree) -> Counter[str]:
    """Add the rows of a tree that the year lacks and that the office did not set aside."""
    writer = _Writer(fiscal_year)
    for position, entry in enumerate(tree["instruments"]):
        writer.instrument(position, entry)
    return writer.finish()


class _Writer:
    """Adds missing rows to one year, top down; leaves are written together at the end."""

    def __init__(self, fiscal_year: FiscalYear) -> None:
        self.year = fiscal_year
        self.set_aside = set(fiscal_year.set_aside)
        self.made: Counter[str] = Counter()
        self.questions: list[Question] = []
        self.items: list[OitItem] = []
        in_year = {"indicator__instrument__fiscal_year": fiscal_year}
        self.there = {
            row_key(*codes)
            for model in (Question, OitItem)
            for codes in model.objects.filter(**in_year).values_list(
                "indicator__instrument__code", "code"
            )
        }

    def instrument(self, position: int, entry: Tree) -> None:
        if row_key(entry["code"]) in self.set_aside:
            return
        instrument, new = Instrument.objects.get_or_create(
            fiscal_year=self.year,
            code=entry["code"],
            defaults={
                "name": entry["name"],
                "weight": entry["weight"],
                "weight_confidence": entry["weight_confidence"],
                "position": position,
            },
        )
        self.made["instruments"] += new
        for place, indicator in enumerate(entry["indicators"]):
            self.indicator(instrument, place * 100, indicator)

    def indicator(
        self, instrument: Instrument, position: int, entry: Tree, parent: Indicator | None = None
    ) -> None:
        if row_key(instrument.code, entry["code"]) in self.set_aside:
            return
        indicator, new = Indicator.objects.get_or_create(
            instrument=instrument,
            code=entry["code"],
            defaults={
                "name": entry["name"],
                "parent": parent,
                "confidence": entry["confidence"],
                "position": position,
            },
        )
        self.made["indicators"] += new
        for place, question in enumerate(entry.get("questions", ())):
            self.leaf(Question, self.questions, indicator, place, question)
        for place, item in enumerate(entry.get("items", ())):
            words = period_words(item["period"], self.year.year)
            self.leaf(OitItem, self.items, indicator, place, {"period_text": words} | item)
        for place, part in enumerate(entry.get("parts", ()), start=1):
            self.indicator(instrument, position + place, part, indicator)

    def leaf(
        self,
        model: type[Question] | type[OitItem],
        wanted: list,
        indicator: Indicator,
        position: int,
        entry: Tree,
    ) -> None:
        key = row_key(indicator.instrument.code, entry["code"])
        if key in self.there or key in self.set_aside:
            return
        self.there.add(key)
        fields = {name: entry[name] for name in LEAF_FIELDS[model] if name in entry}
        wanted.append(model(indicator=indicator, position=position, **fields))

    def finish(self) -> Counter[str]:
        Question.objects.bulk_create(self.questions)
        OitItem.objects.bulk_create(self.items)
        self.made.update(questions=len(self.questions), items=len(self.items))
        return self.made


LEAF_FIELDS: dict[type, tuple[str, ...]] = {
    Question: ("code", "text", "sub_points", "scale", "polarity", "confidence"),
    OitItem: (
        "code",
        "heading",
        "title",
        "must_contain",
        "period",
        "period_text",
        "title_confidence",
        "must_confidence",
    ),
}


def _tree_of(source: FiscalYear, year: int) -> Tree:
    """A year's rows in the shape of a shipped file, with the words of `year`."""
    instruments = source.instruments.prefetch_related(
        "indicators__questions", "indicators__items"
    ).order_by("position")
    return {"instruments": [_instrument_entry(found, source.year, year) for found in instruments]}


def _instrument_entry(instrument: Instrument, old: int, new: int) -> Tree:
    indicators = list(instrument.indicators.all())
    entries = {found.pk: _indicator_entry(found, old, new) for found in indicators}
    for found in indicators:
        if found.parent_id in entries:
            entries[found.parent_id].setdefault("parts", []).append(entries[found.pk])
    return {
        "code": instrument.code,
        "name": instrument.name,
        "weight": instrument.weight,
        "weight_confidence": COPIED,
        "indicators": [entries[found.pk] for found in indicators if not found.parent_id],
    }


def _indicator_entry(indicator: Indicator, old: int, new: int) -> Tree:
    return {
        "code": indicator.code,
        "name": indicator.name,
        "confidence": COPIED,
        "questions": [_leaf_entry(row, "confidence") for row in indicator.questions.all()],
        "items": [_item_entry(row, old, new) for row in indicator.items.all()],
    }


def _leaf_entry(row: Question | OitItem, *confidences: str) -> Tree:
    entry = {name: getattr(row, name) for name in LEAF_FIELDS[type(row)]}
    return entry | dict.fromkeys(confidences, COPIED)


def _item_entry(item: OitItem, old: int, new: int) -> Tree:
    """An item's entry; the words for its period move with the year unless they are special."""
    entry = _leaf_entry(item, "title_confidence", "must_confidence")
    if item.period_text == period_words(item.period, old):
        entry["period_text"] = period_words(item.period, new)
    return entry


def _link_neighbours(fiscal_year: FiscalYear) -> None:
    years = {
        found.year: found
        for found in FiscalYear.objects.filter(
            year__in=(fiscal_year.year - 1, fiscal_year.year, fiscal_year.year + 1)
        )
    }
    for earlier, later in ((-1, 0), (0, 1)):
        first, second = (years.get(fiscal_year.year + step) for step in (earlier, later))
        if first and second:
            merged = _merges(second.year) if second.year in shipped_years() else {}
            link_years(first, second, merged=merged)


def _merges(year: int) -> dict[str, list[str]]:
    """What each item of a shipped year took over from the year before: {"o1": ["o1", "o3"]}."""
    return {
        item["code"]: item["succeeds"]
        for instrument in shipped(year)["instruments"]
        for indicator in instrument["indicators"]
        for part in indicator.get("parts", ())
        for item in part["items"]
        if "succeeds" in item
    }
