"""The public's forms: what asks the search, how one wants to read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from website.context import CONTRASTS, TEXT_SIZES
from website.finding import CHOICES

if TYPE_CHECKING:
    from accounts.models import Unit


class DisplayForm(forms.Form):
    """Text size and contrast, as two questions with one answer each."""

    text = forms.ChoiceField(
        label=_("Size of the text"),
        choices=list(
            zip(
                TEXT_SIZES,
                (
                    pgettext_lazy("text size", "Normal"),
                    pgettext_lazy("text size", "Large"),
                    pgettext_lazy("text size", "Very large"),
                ),
                strict=True,
            )
        ),
        widget=forms.RadioSelect,
    )
    contrast = forms.ChoiceField(
        label=_("Contrast"),
        choices=list(
            zip(
                CONTRASTS,
                (
                    pgettext_lazy("contrast", "As on your device"),
                    pgettext_lazy("contrast", "High: light words on black"),
                ),
                strict=True,
            )
        ),
        widget=forms.RadioSelect,
    )


class ThaiNames(forms.Select):
    """A choice among names in Thai, which say so on a page in another language."""

    def create_option(self, name: str, value: object, *args, **kwargs) -> dict:
        option = super().create_option(name, value, *args, **kwargs)
        if value:
            option["attrs"]["lang"] = "th"
        return option


class SearchForm(forms.Form):
    """The question and its filters; whatever does not fit is as if it had not been asked."""

    q = forms.CharField(label=_("What are you looking for?"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False, widget=ThaiNames)
    year = forms.ChoiceField(label=_("Fiscal year"), required=False)
    order = forms.ChoiceField(label=_("Order"), required=False)

    def __init__(self, *args, years: list[int], units: Iterable[Unit], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", pgettext_lazy("filter", "All"))
        self.fields["kind"].choices = [everything, *((kind, kind.label) for kind in CHOICES)]
        self.fields["unit"].choices = [everything, *((unit.pk, unit.name) for unit in units)]
        self.fields["year"].choices = [everything, *((year, year) for year in years)]
        self.fields["order"].choices = [
            ("", pgettext_lazy("order", "Best answer first")),
            ("newest", pgettext_lazy("order", "Newest first")),
        ]
