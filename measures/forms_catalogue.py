"""What an office may type into a year's catalogue."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.catalogue import period_words
from measures.corrections import keep_correction, year_of
from measures.models import FiscalYear, Indicator, Instrument, OitItem, Question
from portal.thai.digits import to_arabic


class LinesField(forms.CharField):
    """A list of short texts, one a line."""

    widget = forms.Textarea

    def __init__(self, **kwargs) -> None:
        super().__init__(**{"required": False, "help_text": _("One a line.")} | kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: str | None) -> list[str]:
        return [line.strip() for line in (value or "").splitlines() if line.strip()]


class CatalogueFilter(forms.Form):
    """The filters of the catalogue; anything not understood shows everything."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    instrument = forms.ChoiceField(label=_("Instrument"), required=False)

    def __init__(self, *args, instruments: list[Instrument], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choices = [(found.code, found.code) for found in instruments]
        self.fields["instrument"].choices = [("", _("All")), *choices]


class YearFactsForm(forms.ModelForm):
    """What holds for the whole year, and the instruments with their weights."""

    class Meta:
        model = FiscalYear
        fields = ("grade_scale", "measures_item", "measures_report_item", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.instruments = list(self.instance.instruments.order_by("position"))
        for found in self.instruments:
            name, weight = f"name_{found.pk}", f"weight_{found.pk}"
            words = {"code": found.code}
            self.fields[name] = forms.CharField(
                label=gettext("Name of {code}").format(**words), max_length=300, initial=found.name
            )
            self.fields[weight] = WeightField(
                label=gettext("Weight of {code} (%)").format(**words), initial=found.weight
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        weights = [data.get(f"weight_{found.pk}") for found in self.instruments]
        if None not in weights and (summed := sum(weights, Decimal(0))) != 100:
            message = gettext("The weights must sum to 100; they sum to {sum}.")
            raise forms.ValidationError(message.format(sum=f"{summed.normalize():f}"))
        return data

    @transaction.atomic
    def save(self, commit: bool = True) -> FiscalYear:
        year = super().save(commit)
        for found in self.instruments:
            found.name = self.cleaned_data[f"name_{found.pk}"]
            found.weight = self.cleaned_data[f"weight_{found.pk}"]
            names = {f"name_{found.pk}", f"weight_{found.pk}"}
            if names & set(self.changed_data):
                found.corrected = True
                found.save(update_fields=["name", "weight", "corrected"])
        return year


class WeightField(forms.DecimalField):
    """A weight in per cent, in either script of digits."""

    widget = forms.TextInput

    def __init__(self, **kwargs) -> None:
        bounds = {"min_value": 0, "max_value": 100, "max_digits": 5, "decimal_places": 2}
        super().__init__(**bounds | kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value

    def to_python(self, value: object) -> Decimal | None:
        typed = to_arabic(value).strip().removesuffix("%") if isinstance(value, str) else value
        return super().to_python(typed)


class RowForm(forms.ModelForm):
    """A row of the catalogue; saving marks it as the office's own."""

    def __init__(self, *args, fiscal_year: FiscalYear, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fiscal_year = fiscal_year
        self._code_before = self.instance.code if self.instance.pk else ""

    def clean_code(self) -> str:
        """The code, in Arabic digits; one code stands once in an instrument's list."""
        code = to_arabic(self.cleaned_data["code"]).strip()
        taken = self._meta.model.objects.filter(**self._same_list(), code=code)
        if taken.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(gettext("This code is taken in this year."))
        return code

    def _same_list(self) -> dict[str, Any]:
        return {"indicator__instrument__fiscal_year": self.fiscal_year}

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        row = super().save(commit=False)
        keep_correction(row, code_before=self._code_before)
        return row


class IndicatorForm(RowForm):
    class Meta:
        model = Indicator
        fields = ("instrument", "parent", "code", "name")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        indicators = Indicator.objects.filter(
            instrument__fiscal_year=self.fiscal_year, parent=None
        ).exclude(pk=self.instance.pk)
        self.fields["instrument"].queryset = self.fiscal_year.instruments.all()
        self.fields["parent"].queryset = indicators
        self.fields["parent"].empty_label = _("an indicator of its own")
        self.fields["code"].help_text = _("Such as 9 or 9.1")

    def _same_list(self) -> dict[str, Any]:
        return {"instrument__fiscal_year": self.fiscal_year}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        parent, instrument = data.get("parent"), data.get("instrument")
        if parent and instrument and parent.instrument_id != instrument.pk:
            self.add_error("parent", gettext("It belongs to another instrument."))
        if parent and self.instance.pk and self.instance.parts.exists():
            self.add_error("parent", gettext("It has parts of its own."))
        return data


class QuestionForm(RowForm):
    sub_points = LinesField(label=_("Sub-points"))

    class Meta:
        model = Question
        fields = ("indicator", "code", "text", "sub_points", "scale", "polarity")
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = _indicators(self.fiscal_year)
        self.fields["code"].help_text = _("Such as i1 or e6")


class ItemForm(RowForm):
    must_contain = LinesField(label=_("Must contain"))
    succeeds_codes = forms.CharField(
        label=_("Takes over from the year before"),
        required=False,
        help_text=_("Codes of the items that it succeeds, such as o1, o3"),
    )

    class Meta:
        model = OitItem
        fields = (
            "indicator",
            "code",
            "heading",
            "title",
            "must_contain",
            "period",
            "period_text",
        )
        widgets = {"title": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = _indicators(self.fiscal_year)
        self.fields["period_text"].help_text = _("Left empty, it is written from the period.")
        self.before = (
            FiscalYear.objects.filter(year__lt=self.fiscal_year.year).order_by("-year").first()
        )
        if self.instance.pk:
            codes = self.instance.succeeds.order_by("position").values_list("code", flat=True)
            self.fields["succeeds_codes"].initial = ", ".join(codes)

    def clean_title(self) -> str:
        """The title on one line, however it was pasted."""
        return " ".join(self.cleaned_data["title"].split())

    def clean_succeeds_codes(self) -> list[OitItem]:
        typed = re.split(r"[\s,]+", to_arabic(self.cleaned_data["succeeds_codes"]).strip())
        codes = [code for code in typed if code]
        items = OitItem.objects.filter(indicator__instrument__fiscal_year=self.before)
        known = {item.code: item for item in items} if self.before else {}
        if unknown := [code for code in codes if code not in known]:
            message = gettext("Not in the catalogue of the year before: {codes}")
            raise forms.ValidationError(message.format(codes=", ".join(unknown)))
        return [known[code] for code in codes]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        before = period_words(self.initial.get("period", ""), self.fiscal_year.year)
        if data.get("period_text", "") in ("", before):
            words = period_words(data.get("period", ""), self.fiscal_year.year)
            data["period_text"] = words or data.get("period_text", "")
        return data

    @transaction.atomic
    def save(self, commit: bool = True) -> OitItem:
        item = super().save(commit)
        item.succeeds.set(self.cleaned_data["succeeds_codes"])
        return item


def form_for(row: Indicator | Question | OitItem, data=None) -> RowForm:
    """The form of an existing row, of the year it belongs to."""
    form = {Indicator: IndicatorForm, Question: QuestionForm, OitItem: ItemForm}[type(row)]
    return form(data, instance=row, fiscal_year=year_of(row))


def _indicators(fiscal_year: FiscalYear):
    found = Indicator.objects.filter(instrument__fiscal_year=fiscal_year)
    return found.order_by("instrument__position", "position")
