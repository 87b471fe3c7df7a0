"""What an officer enters for somebody who wrote on paper, called, or came."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.handling.entering import BACK, CHANNELS, SLIPS, holds_accused_post
from complaints.models import Case, Officer
from complaints.reporting.forms_report import ReportForm
from portal.thai.fields import ThaiDateField


class EntryForm(ReportForm):
    """The public's form with how and when the complaint came; no question to machines."""

    channel = forms.ChoiceField(
        label=gettext_lazy("How did it come?"),
        widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in Case.Channel if one in CHANNELS],
        error_messages={"required": gettext_lazy("Choose how the complaint came.")},
    )
    received_on = ThaiDateField(label=gettext_lazy("Received on"))
    field_order = ("channel", "received_on", "story")

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, purpose="entry", asked=False, **kwargs)
        today = timezone.localdate()
        field = self.fields["received_on"]
        field.earliest, field.latest = today - timedelta(days=BACK), today
        self.initial.setdefault("received_on", today)
        self.officer = officer
        self.fields["story"].label = _("What the reporter tells")
        self.fields["story"].help_text = _(
            "In the reporter's own words as far as you can, and nothing of your own: that is"
            " written into the case as a note."
        )
        self.fields["files"].label = _("Scan of the letter, and other files")
        self.fields["accused_posts"].help_text = _(
            "Whoever holds a post that you tick cannot read the complaint, also if they handle"
            " complaints."
        )
        self.fields["contact"].label = _("How to reach the reporter")

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        posts, received_on = facts.get("accused_posts"), facts.get("received_on")
        if posts and received_on and holds_accused_post(self.officer, posts, received_on):
            self.add_error(
                "accused_posts",
                _(
                    "You hold one of these posts. Another officer has to enter this complaint, or"
                    " the reporter sends it themself."
                ),
            )
        return facts


class HandedOverForm(forms.Form):
    """What became of the receipt: asked before the case is made."""

    slip = forms.ChoiceField(
        label=gettext_lazy("What became of the slip?"),
        widget=forms.RadioSelect,
        choices=list(SLIPS.items()),
        error_messages={
            "required": gettext_lazy("Tell what became of the slip: it is shown here alone.")
        },
    )
