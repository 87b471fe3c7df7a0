"""What an officer types so that a closed case is kept longer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.upkeep.forms_reason import reason_field
from portal.thai.fields import ThaiDateField


class LongerForm(forms.Form):
    """Until when, and why."""

    until = ThaiDateField(label=_("Keep the case until"))
    reason = reason_field(
        _("Why it must be kept longer"),
        help_text=_("Sealed into the case. Another officer reads it and can agree."),
    )
