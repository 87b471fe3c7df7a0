"""The month of which the public reads the published heads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.templatetags.thai import thai_date


class MonthForm(forms.Form):
    """One of the months of which there are heads; anything else is the latest of them."""

    month = forms.ChoiceField(label=_("Month"))

    def __init__(self, data: Any, *, months: Sequence[tuple[int, int]]) -> None:
        super().__init__(data)
        self._months = months
        self.fields["month"].choices = [(_code(*one), _words(*one)) for one in months]
        if months:
            self.fields["month"].initial = _code(*months[0])

    def chosen(self) -> tuple[int, int] | None:
        """Year (Common Era) and month; None while nothing was published."""
        wanted = self.cleaned_data.get("month") if self.is_bound and self.is_valid() else ""
        found = [one for one in self._months if _code(*one) == wanted]
        return next(iter(found or self._months), None)


def _code(year: int, month: int) -> str:
    return f"{year}-{month:02}"


def _words(year: int, month: int) -> str:
    return thai_date(date(year, month, 1), "long").removeprefix("1 ")
