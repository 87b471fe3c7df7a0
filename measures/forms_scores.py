"""Scores as people type them, and the what-if form."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.models import FiscalYear, Indicator, Instrument
from measures.scorecard import InstrumentScore, Scorecard
from portal.thai.digits import to_arabic


class ScoreField(forms.DecimalField):
    """A score from 0 to 100 with at most two decimals, in either script of digits."""

    widget = forms.TextInput

    def __init__(self, **kwargs) -> None:
        bounds = {"min_value": 0, "max_value": 100, "max_digits": 5, "decimal_places": 2}
        super().__init__(**{"required": False} | bounds | kwargs)

    def to_python(self, value: object) -> Decimal | None:
        typed = to_arabic(value).strip().removesuffix("%") if isinstance(value, str) else value
        return super().to_python(typed)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"inputmode": "decimal", "autocomplete": "off", "maxlength": "12", "size": "8"}


class ScoresForm(forms.Form):
    """The scores of a year: one field for each instrument and each of its indicators."""

    def __init__(self, *args, card: Scorecard, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.card = card
        for found in card.instruments:
            instrument = found.instrument
            label = gettext("Score of {code}").format(code=instrument.code)
            self.fields[_name(instrument)] = ScoreField(label=label, initial=found.own)
            for score in found.indicators:
                self.fields[_name(score.indicator)] = ScoreField(
                    label=str(score.indicator), initial=score.value
                )

    @property
    def blocks(self) -> Iterator[tuple[InstrumentScore, forms.BoundField, list[forms.BoundField]]]:
        """Each instrument with its own field and those of its indicators."""
        for found in self.card.instruments:
            fields = [self[_name(score.indicator)] for score in found.indicators]
            yield found, self[_name(found.instrument)], fields

    @property
    def instruments(self) -> dict[Instrument, Decimal | None]:
        return {
            found.instrument: self.cleaned_data[_name(found.instrument)]
            for found in self.card.instruments
        }

    @property
    def indicators(self) -> dict[Indicator, Decimal | None]:
        return {
            score.indicator: self.cleaned_data[_name(score.indicator)]
            for found in self.card.instruments
            for score in found.indicators
        }


class WhatIfForm(forms.Form):
    """Other scores to try, and the grade to aim at; nothing is stored."""

    def __init__(self, *args, card: Scorecard, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.card = card
        grades = [(band.grade, band.grade) for band in card.bands]
        self.fields["target"] = forms.ChoiceField(
            label=_("Grade to aim at"), choices=grades, required=False
        )
        for found in card.instruments:
            now = "–" if found.shown is None else found.shown
            label = gettext("{code} (now {score})").format(code=found.instrument.code, score=now)
            self.fields[f"if_{found.instrument.pk}"] = ScoreField(label=label)

    @property
    def values(self) -> dict[str, Decimal | None]:
        """The scores to try by instrument; where none was typed, the one there is."""
        typed = {
            found.instrument.code: self.cleaned_data.get(f"if_{found.instrument.pk}")
            for found in self.card.instruments
        }
        known = self.card.values
        return {code: known[code] if value is None else value for code, value in typed.items()}


def catalogue_years() -> list[int]:
    """The fiscal years whose catalogue is in the database, the latest first."""
    found = FiscalYear.objects.filter(instruments__isnull=False).distinct()
    return list(found.order_by("-year").values_list("year", flat=True))


def _name(thing: Instrument | Indicator) -> str:
    return f"{type(thing).__name__.lower()}_{thing.pk}"
