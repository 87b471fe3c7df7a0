"""Form fields for what Thai offices type; Django's forms only, no models."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.thai.dates import DateNotUnderstood, be_year, not_a_date, parse_date

LONGEST_DATE = 60  # characters; the wordiest date, weekday and era included, has about 45


class ThaiDateField(forms.Field):
    """A date as text with a Buddhist-era year; cleans to `datetime.date` or None.

    Takes whatever `portal.thai.dates.parse_date` understands ("31/3/2566", "๓๑ มี.ค. ๖๖")
    and shows a stored date as 31/3/2566. What could not be understood stays in the box as it
    was typed, and the error names the part. `earliest` and `latest` (dates, inclusive)
    narrow what is accepted.
    """

    widget = forms.TextInput
    default_error_messages = {
        "earliest": _("The date must not be before %(limit)s."),
        "latest": _("The date must not be after %(limit)s."),
    }

    def __init__(
        self, *, earliest: dt.date | None = None, latest: dt.date | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("help_text", _("Such as 31/3/2566 or 31 มี.ค. 66"))
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest, latest

    def to_python(self, value: str | dt.date | None) -> dt.date | None:
        """The date that was typed; raises ValidationError with the reason in words."""
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        text = str(value or "").replace("\0", "").strip()
        if not text:
            return None
        try:
            if len(text) > LONGEST_DATE:
                raise not_a_date(f"{text[:LONGEST_DATE]}…")
            return parse_date(text)
        except DateNotUnderstood as refusal:
            raise ValidationError(refusal.message, code="invalid") from refusal

    def validate(self, value: dt.date | None) -> None:
        super().validate(value)
        if value is None:
            return
        for name, limit, beyond in (
            ("earliest", self.earliest, self.earliest and value < self.earliest),
            ("latest", self.latest, self.latest and value > self.latest),
        ):
            if limit is not None and beyond:
                raise ValidationError(
                    self.error_messages[name], code=name, params={"limit": typed(limit)}
                )

    def prepare_value(self, value: str | dt.date | None) -> str | None:
        return typed(value) if isinstance(value, dt.date) else value

    def has_changed(self, initial: dt.date | None, data: str | None) -> bool:
        """Whether another day is meant; the same day in other words is no change."""
        if self.disabled:
            return False
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"autocomplete": "off", "maxlength": str(LONGEST_DATE)}


def typed(date: dt.date) -> str:
    """The date as people type it: 31/3/2566."""
    return f"{date.day}/{date.month}/{be_year(date)}"
