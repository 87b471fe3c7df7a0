"""What an officer types so that a closed case is kept longer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.thai.fields import ThaiDateField

SHORTEST_REASON = 10  # signs; "ok" is no reason


class LongerForm(forms.Form):
    """Until when, and why."""

    until = ThaiDateField(label=_("Keep the case until"))
    reason = forms.CharField(
        label=_("Why it must be kept longer"),
        min_length=SHORTEST_REASON,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Sealed into the case. Another officer reads it and can agree."),
    )
