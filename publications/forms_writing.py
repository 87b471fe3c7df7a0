"""The form of a publication: the fields of its kind, with hints; saved through the verbs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    RegexValidator,
)
from django.db import models
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from accounts.rights import standing
from portal.thai.fields import ThaiDateField, ThaiDateTimeField
from portal.thai.fiscal import fiscal_year_of, month_end
from publications.deciding import decides
from publications.forms import Confirming
from publications.kinds import Kind, kind_of
from publications.models import Category, Publication
from publications.publishing import OWN_AFFAIRS
from publications.widgets import Choice, ProseEditor

LONGEST_BODY = 200_000  # characters of HTML; some forty pages
SLUG = RegexValidator(
    r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z",
    _("Small English letters, digits and hyphens only, such as vision-mission."),
)
# What stands in the second part of the form: where it is filed and who sees to it.
FILING = ("category", "document_date", "fiscal_year", "unit", "owner", "review_by")
# What is asked for here of kinds that are made in rooms of their own.
IN_ROOMS = ("title", "summary", "unit", "owner")
SPANS = (("event_starts", "event_ends"), ("taken_from", "taken_to"))
NOT_A_YEAR = _("Write a Buddhist-era year, such as 2570.")
YEARS = ((MinValueValidator, 2500), (MaxValueValidator, 2700))
HINTS = {
    "title": _("What it is about, in one line. It is what people find and share."),
    "summary": _("One or two sentences for lists and search results."),
    "slug": _(
        "The end of the page's address: small English letters, digits and hyphens, such as "
        "vision-mission. It stays for ever once the page is public."
    ),
    "fiscal_year": _("Such as 2570. Leave empty: the fiscal year of the date."),
    "review_by": _("The owner is asked then whether it still is right. Such as 30/9/2570."),
    "important_until": _("It stands among the notices that matter now up to this day."),
    "event_starts": _("With a time it stands in the calendar. Such as 5/12/2569 09:00."),
    "event_ends": _("Such as 5/12/2569 16:30."),
    "number": _("As it stands on the document, such as ตย 71001/123."),
    "unit": _("Whose matter it is; the public filters by it."),
    "owner": _("Keeps it right, and is asked to read it again."),
}
DATE_LABELS = {
    "news": _("Date of the news"),
    "album": _("Date of the activity"),
    "document": _("Date on the document"),
}
DATE_HINTS = {
    "album": _("Lists are ordered by it. Such as 31/3/2569."),
    "document": _("The date that it bears. Such as 31/3/2569."),
}


def form_class(kind: Kind) -> type[WritingForm]:
    """The form for a kind: the shared fields that make sense for it, and its own.

    Of a kind that is made in a room of its own, what the room makes is not asked for here:
    neither text nor own fields, nor the dates that say which month or year it is.
    """
    if kind.made_in:
        return _form_of(kind, [*IN_ROOMS])
    sorted_into = ("category",) if kind.code in Category.Kind.values else ()
    fields = [
        "title",
        *(("slug",) if kind.code == Publication.Kind.PAGE else ()),
        "summary",
        *(("body",) if kind.has_body else ()),
        *kind.fields,
        *(name for name in FILING if name != "category" or sorted_into),
    ]
    return _form_of(kind, fields)


def _form_of(kind: Kind, fields: list[str]) -> type[WritingForm]:
    return forms.modelform_factory(
        kind.model, form=WritingForm, fields=fields, formfield_callback=_field
    )


def _field(field: models.Field, **kwargs: Any) -> forms.Field:
    """The model's form field; dates as text with Buddhist-era years."""
    shown = {"label": field.verbose_name, "required": not field.blank}
    if isinstance(field, models.DateTimeField):
        return ThaiDateTimeField(**shown)
    if isinstance(field, models.DateField):
        return ThaiDateField(**shown)
    return field.formfield(**kwargs)


class PublicReason(forms.CharField):
    """Not optional, but not asked for where only the office's own affairs change."""

    def validate(self, value: str) -> None:
        """Let the form judge: it knows what was changed."""


class WritingForm(Confirming, forms.ModelForm):
    """The facts of one publication; `facts()` is what the verbs take.

    What is public asks for a reason, which the public reads.
    """

    reason = PublicReason(
        label=_("Why it is changed"),
        max_length=300,
        help_text=_("The public reads this beside the date of the update."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    # The version that was on the screen when somebody else saved; None while nobody did.
    stale_since: int | None = None

    def __init__(self, *args, by: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.kind = kind_of(self.instance)
        self.new = self.instance.pk is None
        if self.new or not self.instance.is_public():
            del self.fields["reason"]
        self._shape_texts()
        self._shape_choices()
        self.initial["version"] = self.instance.version
        if self.new:
            self._suggest()
        if self.kind.shape:
            self.kind.shape(self)

    def _shape_texts(self) -> None:
        self.fields["title"].label = pgettext_lazy("publication", "Title")
        for name, hint in HINTS.items():
            if name in self.fields:
                self.fields[name].help_text = hint
        self.fields["summary"].widget = forms.Textarea(attrs={"rows": 3, "maxlength": 500})
        if "document_date" in self.fields:
            self._shape_dates()
        if "body" in self.fields:
            body = self.fields["body"]
            body.widget = ProseEditor(pictures=choices_of(self.instance))
            body.validators.append(MaxLengthValidator(LONGEST_BODY))
        if "slug" in self.fields:
            slug = self.fields["slug"]
            slug.required, slug.validators = True, [SLUG, MaxLengthValidator(80)]
            slug.disabled = not self.new and self.instance.was_public()

    def _shape_dates(self) -> None:
        when = self.fields["document_date"]
        when.label = DATE_LABELS.get(self.kind.code, when.label)
        when.help_text = DATE_HINTS.get(self.kind.code, when.help_text)
        year = self.fields["fiscal_year"]
        year.widget = forms.TextInput(attrs={"inputmode": "numeric"})
        year.validators += [limit(bound, NOT_A_YEAR) for limit, bound in YEARS]
        if self.kind.code == Publication.Kind.PAGE:
            year.help_text = _("Only if it is about one year, such as 2570.")

    def _shape_choices(self) -> None:
        who = standing(self.by)
        units = Unit.objects.active()
        if not decides(self.by, self.kind.code):
            # A draft that went to another unit would be out of its writer's sight.
            if who.unit_ids:
                units = units.filter(pk__in=who.unit_ids)
            del self.fields["owner"]
        else:
            people = User.objects.active() | User.objects.filter(pk=self.instance.owner_id)
            self.fields["owner"].queryset = people.order_by("first_name", "last_name")
        chosen = Unit.objects.filter(pk=self.instance.unit_id)
        self.fields["unit"].queryset = units | chosen
        self.fields["unit"].empty_label = _("Choose a unit")
        if "category" in self.fields:
            drawers = Category.objects.filter(kind=self.kind.code)
            self.fields["category"].queryset = drawers.filter(active=True) | drawers.filter(
                pk=self.instance.category_id
            )
            self.fields["category"].empty_label = _("No category")

    def _suggest(self) -> None:
        today = timezone.localdate()
        self.initial |= {"unit": self.by.unit_id, "owner": self.by.pk, "document_date": today}
        if self.kind.review_after:
            self.initial["review_by"] = months_later(today, self.kind.review_after)

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        others = Publication.objects.exclude(pk=self.instance.pk)
        if others.filter(slug=slug).exists():
            raise forms.ValidationError(_("Another page has this address already."))
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for first, last in SPANS:
            starts, ends = cleaned.get(first), cleaned.get(last)
            if ends and not starts and first not in self.errors:
                self.add_error(first, _("An end needs a beginning."))
            if starts and ends and ends < starts:
                self.add_error(last, _("The end must not lie before the beginning."))
        if "reason" in self.fields and self._tells_the_public() and not cleaned.get("reason"):
            self.add_error("reason", _("Say why it is changed: the public reads that."))
        when = cleaned.get("document_date")
        if when and "fiscal_year" not in self.errors and self._year_is_the_dates():
            cleaned["fiscal_year"] = fiscal_year_of(when)
        return cleaned

    def _year_is_the_dates(self) -> bool:
        """Whether the fiscal year comes from the date: left empty, or the old date's untouched."""
        if self.kind.code == Publication.Kind.PAGE:
            return False
        if not self.cleaned_data.get("fiscal_year"):
            return True
        year, day = self.initial.get("fiscal_year"), self.initial.get("document_date")
        untouched = "fiscal_year" not in self.changed_data
        return untouched and day is not None and year == fiscal_year_of(day)

    def _tells_the_public(self) -> bool:
        own = {*OWN_AFFAIRS, "reason", "version", "looked"}
        return not own.issuperset(self.changed_data)

    def facts(self) -> dict[str, Any]:
        """The cleaned facts by the names of their fields; a new one is its writer's own."""
        facts = {name: self.cleaned_data[name] for name in self._meta.fields if name in self.fields}
        return {"owner": self.by, **facts} if self.new else facts

    @property
    def seen(self) -> int:
        """The version that was on the screen; 0, which no row has, when it is missing."""
        return self.cleaned_data.get("version") or 0

    @property
    def why(self) -> str:
        """The reason that the public reads; empty where none is asked for."""
        return self.cleaned_data.get("reason", "")

    def show_version(self, number: int) -> None:
        """Let the next press of the button mean this version: its writer was told of it."""
        self.data = self.data.copy()
        self.data["version"] = str(number)

    def texts(self) -> Iterator[BoundField]:
        """The fields that the public reads, in the order of the page."""
        return (one for one in self._visible() if one.name not in FILING)

    def filing(self) -> Iterator[BoundField]:
        """The fields that say where it belongs."""
        return (one for one in self._visible() if one.name in FILING)

    def reason_field(self) -> BoundField:
        return self["reason"]

    def _visible(self) -> Iterator[BoundField]:
        apart = ("looked", "reason")
        return (one for one in self.visible_fields() if one.name not in apart)


def choices_of(publication: Publication) -> list[Choice]:
    """The publication's own photos, to be put into its text."""
    if publication.pk is None:
        return []
    address = "/media/pictures/{}/{}.webp".format
    return [
        Choice(
            src=address(one.public_id, "large"),
            alt=one.alt,
            name=one.alt or one.original_name,
            width=one.width,
            height=one.height,
            small=address(one.public_id, "small"),
        )
        for one in publication.pictures.shown()
    ]


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    return first.replace(day=min(day.day, month_end(first).day))
