"""A day that the office announces for itself."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.thai.fields import ThaiDateField
from portal.thai.workdays import WorkCalendar

FARTHEST = timedelta(days=3 * 366)


class SpecialDayForm(forms.Form):
    """A day off beside the public holidays, or a day worked in spite of them."""

    day = ThaiDateField(label=_("Day"))
    name = forms.CharField(
        label=_("Why"),
        max_length=150,
        help_text=_("As announced, such as a day off of the province; it is shown with the clock."),
    )
    works = forms.TypedChoiceField(
        label=_("On this day the office"),
        choices=[("no", _("is closed")), ("yes", _("works"))],
        coerce=lambda chosen: chosen == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )

    def clean(self) -> dict:
        """A day that changes nothing is a slip, and so is one years away."""
        facts = super().clean()
        day, works = facts.get("day"), facts.get("works")
        if day is None or works is None:
            return facts
        if abs(day - timezone.localdate()) > FARTHEST:
            self.add_error("day", _("This day is more than three years away."))
        elif WorkCalendar().works_on(day) == works:
            self.add_error(
                "day",
                _("The office works on this day anyway.")
                if works
                else _("The office is closed on this day anyway."),
            )
        return facts
