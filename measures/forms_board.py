"""The filters of the board."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from measures.deadlines import Standing
from measures.models import Instrument, Plan

NO_UNIT = "none"


class BoardFilter(forms.Form):
    """Unit, instrument, standing, a missing round and words; each may be empty."""

    words = forms.CharField(label=_("Words"), required=False, max_length=100)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    instrument = forms.ChoiceField(label=_("Instrument"), required=False)
    standing = forms.ChoiceField(label=_("Standing"), required=False)
    missing = forms.ChoiceField(label=_("Nothing reported in"), required=False)

    def __init__(self, *args, plan: Plan, units: list[Unit], rounds: list, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("All"))]
        self.fields["unit"].choices = [
            *every,
            *((str(unit.pk), unit.name) for unit in units),
            (NO_UNIT, _("Without a unit")),
        ]
        instruments = Instrument.objects.filter(fiscal_year=plan.fiscal_year_id)
        self.fields["instrument"].choices = [*every, *((one.code, one.code) for one in instruments)]
        self.fields["standing"].choices = [*every, *Standing.choices]
        self.fields["missing"].choices = [
            ("", "–"),
            *((one.code, one.get_code_display()) for one in rounds),
        ]

    def wanted(self) -> dict[str, str]:
        """The filters that were understood; a mistyped address filters by the others."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
