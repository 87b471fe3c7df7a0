"""The scores an office was given in a year, with the total and grade they come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction

from measures.models import FiscalYear, Indicator, Instrument, Score
from measures.scoring import Band, grade, instrument_score, needed, rounded, total


@dataclass(frozen=True)
class IndicatorScore:
    """An indicator and its score; None where none was given."""

    indicator: Indicator
    value: Decimal | None


@dataclass(frozen=True)
class InstrumentScore:
    """An instrument: the score given for it, those of its indicators, and what counts."""

    instrument: Instrument
    own: Decimal | None
    indicators: tuple[IndicatorScore, ...]

    @property
    def value(self) -> Decimal | None:
        """The score that counts, not rounded; None while it would be a guess."""
        return instrument_score(self.own, [score.value for score in self.indicators])

    @property
    def shown(self) -> Decimal | None:
        """The score that counts with two decimals."""
        return None if self.value is None else rounded(self.value)

    @property
    def is_mean(self) -> bool:
        """Whether the score is the mean of the indicators, none being given for it."""
        return self.own is None and self.value is not None


@dataclass(frozen=True)
class Distance:
    """What it takes to reach a grade: for each instrument alone, the others staying."""

    band: Band
    reached: bool
    gap: Decimal | None  # of the total, 0 when it is high enough
    needs: list[Need] = field(default_factory=list)


@dataclass(frozen=True)
class Need:
    """The least score of one instrument that reaches a grade, and how far it is."""

    instrument: Instrument
    score: Decimal | None
    gap: Decimal | None

    @property
    def possible(self) -> bool:
        return self.score is not None and self.score <= 100


@dataclass(frozen=True)
class Scorecard:
    """The scores of one year.

    `total` and `grade` are None while an instrument is missing or the weights do not sum
    to 100 (`weights_sum` says what they sum to).
    """

    fiscal_year: FiscalYear
    instruments: tuple[InstrumentScore, ...]
    bands: tuple[Band, ...]

    @property
    def values(self) -> dict[str, Decimal | None]:
        return {score.instrument.code: score.value for score in self.instruments}

    @property
    def weights(self) -> dict[str, Decimal]:
        return {score.instrument.code: score.instrument.weight for score in self.instruments}

    @property
    def weights_sum(self) -> Decimal:
        return sum(self.weights.values(), Decimal(0))

    @property
    def missing(self) -> list[Instrument]:
        """The instruments that have no score yet."""
        return [score.instrument for score in self.instruments if score.value is None]

    @property
    def total(self) -> Decimal | None:
        return self.total_of(self.values)

    @property
    def grade(self) -> str | None:
        return self.grade_of(self.values)

    @property
    def weakest(self) -> list[IndicatorScore]:
        """The indicators that have a score, the lowest first."""
        known = [
            score for found in self.instruments for score in found.indicators
            if score.value is not None
        ]  # fmt: skip
        return sorted(known, key=lambda score: score.value or Decimal(0))

    def total_of(self, values: Mapping[str, Decimal | None]) -> Decimal | None:
        """The total that these scores would come to by this year's weights."""
        if not self.instruments or self.weights_sum != 100:
            return None
        return total(values, self.weights)

    def grade_of(self, values: Mapping[str, Decimal | None]) -> str | None:
        """The grade that these scores would come to by this year's scale."""
        counted = [values.get(code) for code, weight in self.weights.items() if weight]
        return grade(self.total_of(values), counted, self.bands)

    def distance_to(self, target: str) -> Distance | None:
        """What it takes to reach the grade; None without a total or for an unknown grade."""
        band = next((band for band in self.bands if band.grade == target), None)
        if band is None or self.total is None:
            return None
        better = [found.grade for found in self.bands[: self.bands.index(band) + 1]]
        reached = self.grade in better
        gap = max(band.minimum - self.total, Decimal("0.00"))
        needs = [self._need(score, band) for score in self.instruments if score.instrument.weight]
        return Distance(band, reached, gap, needs)

    def _need(self, score: InstrumentScore, band: Band) -> Need:
        code, least = score.instrument.code, band.each_minimum
        needs = needed(self.values, self.weights, code, band.minimum, least)
        others = [value for other, value in self.values.items() if other != code]
        if least is not None and any(value is None or rounded(value) < least for value in others):
            needs = None  # another instrument is below what the grade asks of each
        gap = None if needs is None or score.shown is None else max(needs - score.shown, Decimal(0))
        return Need(score.instrument, needs, gap)


def scorecard(fiscal_year: FiscalYear) -> Scorecard:
    """Read the scores of a year, in four queries whatever the year holds."""
    scores = list(Score.objects.filter(fiscal_year=fiscal_year))
    of_instrument = {score.instrument_id: score.value for score in scores if score.instrument_id}
    of_indicator = {score.indicator_id: score.value for score in scores if score.indicator_id}
    by_instrument: dict[int, list[IndicatorScore]] = {}
    for indicator in Indicator.objects.filter(
        instrument__fiscal_year=fiscal_year, parent=None
    ).order_by("position"):
        found = IndicatorScore(indicator, of_indicator.get(indicator.pk))
        by_instrument.setdefault(indicator.instrument_id, []).append(found)
    instruments = tuple(
        InstrumentScore(
            instrument,
            of_instrument.get(instrument.pk),
            tuple(by_instrument.get(instrument.pk, ())),
        )
        for instrument in fiscal_year.instruments.order_by("position")
    )
    return Scorecard(fiscal_year, instruments, bands_of(fiscal_year))


def bands_of(fiscal_year: FiscalYear) -> tuple[Band, ...]:
    """The bands of the year's grade scale, best first."""
    bands = fiscal_year.grade_scale.bands.order_by("position")
    return tuple(Band(band.grade, band.minimum, band.each_minimum) for band in bands)


@transaction.atomic
def record_scores(
    fiscal_year: FiscalYear,
    *,
    instruments: Mapping[Instrument, Decimal | None],
    indicators: Mapping[Indicator, Decimal | None],
) -> None:
    """Set the scores of a year; None takes a score away, what is not named stays."""
    named = [("instrument", thing, value) for thing, value in instruments.items()]
    named += [("indicator", thing, value) for thing, value in indicators.items()]
    for kind, thing, value in named:
        if value is None:
            Score.objects.filter(**{kind: thing}).delete()
        else:
            Score.objects.update_or_create(
                **{kind: thing}, defaults={"fiscal_year": fiscal_year, "value": value}
            )
