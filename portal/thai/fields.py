"""Form fields for what Thai offices type; Django's forms only, no models."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.thai.baht import BahtNotUnderstood, format_baht, parse_baht
from portal.thai.dates import DateNotUnderstood, be_year, not_a_date, parse_date
from portal.thai.digits import to_arabic

LONGEST_AMOUNT = 60  # characters
LARGEST_AMOUNT = Decimal("999999999999.99")  # what a column of fourteen digits holds
LONGEST_DATE = 60  # characters; the wordiest date, weekday and era included, has about 45
# A clock time behind a date: "… 14:30", "… เวลา 14.30 น.". A blank or the word stands before
# it, for in "31.3.69" the last two numbers are no time.
_CLOCK = re.compile(
    r"(?P<date>.+?)(?:\s*,?\s*เวลา\s*|\s*,\s*|\s+)(?P<hour>\d{1,2})[:.](?P<minute>\d{2})"
    r"(?:\s*(?:น\.?|นาฬิกา))?"
)


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


class ThaiDateTimeField(ThaiDateField):
    """A date with a clock time as text ("31/3/2569 14:30", "๓๑ มี.ค. ๖๙ เวลา ๑๔.๓๐ น.").

    Cleans to an aware `datetime.datetime` of the current time zone, or None. `without_clock`
    is the time that a date alone stands for; without it, the time must be typed.
    """

    default_error_messages = {
        "clock_missing": _("Write the time too, such as 31/3/2569 14:30."),
        "clock_unknown": _("“%(clock)s” is not a time of the day. Write it like 14:30."),
    }

    def __init__(self, *, without_clock: dt.time | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Such as 31/3/2569 14:30"))
        super().__init__(**kwargs)
        self.without_clock = without_clock

    def to_python(self, value: str | dt.date | None) -> dt.datetime | None:
        """The moment that was typed; raises ValidationError with the reason in words."""
        if isinstance(value, dt.datetime):
            return value
        text = to_arabic(str(value or "").replace("\0", "")).strip()
        if not text:
            return None
        found = _CLOCK.fullmatch(text) if len(text) <= LONGEST_DATE else None
        day = super().to_python(found["date"] if found else text)
        if day is None:
            return None
        clock = self._clock(found["hour"], found["minute"]) if found else self.without_clock
        if clock is None:
            raise ValidationError(self.error_messages["clock_missing"], code="clock_missing")
        return timezone.make_aware(dt.datetime.combine(day, clock))

    def _clock(self, hour: str, minute: str) -> dt.time:
        try:
            return dt.time(int(hour), int(minute))
        except ValueError as error:
            raise ValidationError(
                self.error_messages["clock_unknown"],
                code="clock_unknown",
                params={"clock": f"{hour}:{minute}"},
            ) from error

    def validate(self, value: dt.date | None) -> None:
        """Limits are days, in the current time zone."""
        moment = isinstance(value, dt.datetime)
        super().validate(timezone.localtime(value).date() if moment else value)

    def prepare_value(self, value: str | dt.date | None) -> str | None:
        if not isinstance(value, dt.datetime):
            return super().prepare_value(value)
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{typed(local.date())} {local:%H:%M}"

    def has_changed(self, initial: dt.date | None, data: str | None) -> bool:
        """Whether another minute is meant: seconds are not shown, so they are not compared."""
        if self.disabled:
            return False
        try:
            return _minute(self.to_python(initial)) != _minute(self.to_python(data))
        except ValidationError:
            return True


class BahtField(forms.Field):
    """An amount of baht as text ("12,000.50", "๑๒,๐๐๐.- บาท"); cleans to Decimal or None.

    Shows a stored amount as 12,000.50. What could not be understood stays in the box as it was
    typed, and the error says why.
    """

    widget = forms.TextInput
    default_error_messages = {"largest": _("The amount is larger than can be kept.")}

    def to_python(self, value: str | Decimal | None) -> Decimal | None:
        """The amount that was typed; raises ValidationError with the reason in words."""
        if value is None or isinstance(value, Decimal):
            return value
        text = str(value).replace("\0", "").strip()
        if not text:
            return None
        try:
            return parse_baht(text[:LONGEST_AMOUNT])
        except BahtNotUnderstood as refusal:
            raise ValidationError(refusal.message, code="invalid") from refusal

    def validate(self, value: Decimal | None) -> None:
        super().validate(value)
        if value is not None and value > LARGEST_AMOUNT:
            raise ValidationError(self.error_messages["largest"], code="largest")

    def prepare_value(self, value: str | Decimal | None) -> str | None:
        return format_baht(value) if isinstance(value, Decimal) else value

    def has_changed(self, initial: Decimal | None, data: str | None) -> bool:
        """Whether another amount is meant; the same in other words is no change."""
        if self.disabled:
            return False
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"autocomplete": "off", "inputmode": "decimal", "maxlength": str(LONGEST_AMOUNT)}


def _minute(moment: dt.datetime | None) -> dt.datetime | None:
    return moment and moment.replace(second=0, microsecond=0)


def typed(date: dt.date) -> str:
    """The date as people type it: 31/3/2566."""
    return f"{date.day}/{date.month}/{be_year(date)}"
