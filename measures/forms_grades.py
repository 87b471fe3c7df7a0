"""The grades of a year's scale, as an office may correct them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.forms_scores import ScoreField
from measures.models import FiscalYear, GradeBand, GradeScale
from measures.scoring import Band

SPARE_ROWS = 2


class GradesForm(forms.Form):
    """The bands of a scale, best first; a row without a grade is left out.

    Changing a scale that other years use changes those too, unless it is to be this year's
    own (`only_this_year`).
    """

    name = forms.CharField(label=_("Name of the scale"), max_length=100)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    only_this_year = forms.BooleanField(label=_("Only for this year"), required=False)

    def __init__(self, *args, fiscal_year: FiscalYear, **kwargs) -> None:
        scale = fiscal_year.grade_scale
        initial = {"name": scale.name, "source": scale.source}
        super().__init__(*args, initial=initial, **kwargs)
        self.fiscal_year = fiscal_year
        bands = list(scale.bands.order_by("position"))
        self.row_count = len(bands) + SPARE_ROWS
        for number in range(self.row_count):
            band = bands[number] if number < len(bands) else None
            self.fields[f"grade_{number}"] = forms.CharField(
                label=_("Grade"), max_length=50, required=False, initial=band and band.grade
            )
            self.fields[f"minimum_{number}"] = ScoreField(
                label=_("Total from"), initial=band and band.minimum
            )
            self.fields[f"each_{number}"] = ScoreField(
                label=_("Each instrument from"), initial=band and band.each_minimum
            )
        others = FiscalYear.objects.filter(grade_scale=scale).exclude(pk=fiscal_year.pk)
        self.other_years = list(others.order_by("year").values_list("year", flat=True))

    @property
    def rows(self) -> Iterator[tuple[forms.BoundField, ...]]:
        """Each band's three fields."""
        for number in range(self.row_count):
            yield tuple(self[f"{name}_{number}"] for name in ("grade", "minimum", "each"))

    @property
    def bands(self) -> list[Band]:
        """The bands as typed, best first."""
        data = self.cleaned_data
        return [
            Band(
                data[f"grade_{number}"],
                data[f"minimum_{number}"],
                data.get(f"each_{number}"),
            )
            for number in range(self.row_count)
            if data.get(f"grade_{number}")
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for number in range(self.row_count):
            named, least = data.get(f"grade_{number}"), f"minimum_{number}"
            if named and data.get(least) is None and least not in self.errors:
                self.add_error(least, gettext("Write from which total the grade is given."))
        if not self.errors:
            self._check_order(self.bands)
        name = data.get("name")
        taken = GradeScale.objects.filter(name=name)
        if not data.get("only_this_year"):
            taken = taken.exclude(pk=self.fiscal_year.grade_scale_id)
        if name and taken.exists():
            self.add_error("name", gettext("Another scale has this name."))
        return data

    def _check_order(self, bands: list[Band]) -> None:
        totals = [band.minimum for band in bands]
        if not bands or totals[-1] != 0:
            raise forms.ValidationError(gettext("The lowest grade must begin at 0."))
        if totals != sorted(totals, reverse=True):
            raise forms.ValidationError(gettext("Write the grades from the best to the lowest."))
        if len({band.grade for band in bands}) < len(bands):
            raise forms.ValidationError(gettext("Two grades have the same name."))

    @transaction.atomic
    def save(self) -> GradeScale:
        """Store the bands in the scale, or in one of the year's own."""
        facts = {"name": self.cleaned_data["name"], "source": self.cleaned_data["source"]}
        if self.cleaned_data["only_this_year"]:
            scale = GradeScale.objects.create(**facts)
            FiscalYear.objects.filter(pk=self.fiscal_year.pk).update(grade_scale=scale)
        else:
            scale = GradeScale.objects.select_for_update().get(pk=self.fiscal_year.grade_scale_id)
            GradeScale.objects.filter(pk=scale.pk).update(**facts)
            scale.bands.all().delete()
        GradeBand.objects.bulk_create(
            GradeBand(
                scale=scale,
                grade=band.grade,
                minimum=band.minimum,
                each_minimum=band.each_minimum,
                position=position,
            )
            for position, band in enumerate(self.bands)
        )
        return scale
