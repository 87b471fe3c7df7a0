"""What people type to find a publication and to bring it to the public."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from portal.thai.digits import to_arabic
from portal.thai.fields import ThaiDateField, ThaiDateTimeField
from publications import guard
from publications.guard import Found
from publications.kinds import KINDS
from publications.models import Category, Publication
from publications.overview import LABELS
from publications.querysets import PublicationQuerySet

END_OF_DAY = time(23, 59)
BEGINNING_OF_DAY = time(0, 0)
LONGEST_QUESTION = 100  # characters
A_KEY = re.compile(r"[0-9a-f]{16}")


def unnamed() -> forms.HiddenInput:
    """A hidden field without an id: a page may hold several forms that send the same."""
    return forms.HiddenInput(attrs={"id": False})


class ContentFilter(forms.Form):
    """The list's filters; what is not understood falls back to everything."""

    q = forms.CharField(label=_("Words of the title"), required=False, max_length=LONGEST_QUESTION)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    unit = forms.ModelChoiceField(
        Unit.objects.all(), label=_("Unit"), required=False, empty_label=_("All units")
    )
    category = forms.ModelChoiceField(
        Category.objects.all(), label=_("Category"), required=False, empty_label=_("All")
    )
    year = forms.TypedChoiceField(
        label=_("Fiscal year"), required=False, coerce=int, empty_value=None
    )
    show = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args, years: list[int], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("All"))
        kinds = [(kind.code, kind.plural) for kind in KINDS.values() if kind.written_by_hand]
        self.fields["kind"].choices = [everything, *kinds]
        self.fields["state"].choices = [everything, *LABELS.items()]
        self.fields["year"].choices = [everything, *((year, str(year)) for year in years)]
        self.fields["category"].label_from_instance = lambda one: (
            f"{one.get_kind_display()}: {one.name}"
        )

    def is_filtering(self) -> bool:
        """Whether anything but the tab narrows the list."""
        return any(value for name, value in self._chosen().items() if name != "show")

    def apply(self, found: PublicationQuerySet) -> PublicationQuerySet:
        """What matches everything that was chosen."""
        chosen = self._chosen()
        for name in ("kind", "unit", "category"):
            if chosen.get(name):
                found = found.filter(**{name: chosen[name]})
        if chosen.get("year"):
            found = found.filter(fiscal_year=chosen["year"])
        if chosen.get("state"):
            found = in_state(found, chosen["state"])
        return with_words(found, chosen.get("q", ""))

    def _chosen(self) -> dict:
        self.is_valid()
        return self.cleaned_data


def in_state(found: PublicationQuerySet, state: str) -> PublicationQuerySet:
    """Those that stand where `publications.overview.state_of` says `state`."""
    now = timezone.now()
    if state == "published":
        return found.public(now)
    if state == "scheduled":
        return found.filter(state="published", publish_at__gt=now)
    if state == "over":
        return found.filter(state="published", withdraw_at__lte=now, publish_at__lte=now)
    return found.filter(state=state)


def with_words(found: PublicationQuerySet, question: str) -> PublicationQuerySet:
    """Those whose title or document number holds every word; a number alone is a key, too."""
    for word in question.split()[:6]:
        wanted = Q(title__icontains=word) | Q(document__number__icontains=word)
        number = to_arabic(word)
        if number.isdecimal() and len(number) < 10:
            wanted |= Q(pk=int(number))
        found = found.filter(wanted)
    return found


class SeenForm(forms.Form):
    """The version that a page showed; every verb's button sends it back."""

    version = forms.IntegerField(widget=unnamed())

    @property
    def seen(self) -> int:
        return self.cleaned_data["version"]


class Confirming(forms.Form):
    """A form that asks again when the guard finds personal data.

    One tick lets through what stands on the page: its keys travel along, so that what was
    found meanwhile is asked about anew.
    """

    looked = forms.BooleanField(
        label=_("I have looked at all of these: they may be public."), required=False
    )
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)
    found: list[Found] = ()

    @property
    def keys(self) -> frozenset[str]:
        """What the person lets through; nothing without the tick."""
        if not self.cleaned_data.get("looked"):
            return frozenset()
        return frozenset(A_KEY.findall(self.cleaned_data.get("confirmed", "")))

    @property
    def still_lets_through(self) -> bool:
        """Whether a tick has to travel along unseen: another field brought the form back."""
        return self.is_bound and not self.found and bool(self.keys)

    def show_found(self, found: list[Found]) -> None:
        """Put the finds on the page; a tick that was set for all of them stays.

        What was let through before travels along, so that it is not asked about in turns.
        """
        self.found = found
        before = self.keys if self.is_bound else frozenset()
        keys = {one.key for one in found}
        self.initial["confirmed"] = " ".join(sorted(keys | before))
        if self.is_bound:
            self.data = self.data.copy()
            self.data["confirmed"] = self.initial["confirmed"]
            if not keys <= before:
                self.data.pop("looked", None)
                self.fields["looked"].widget.attrs["aria-invalid"] = "true"


class Span(forms.Form):
    """From when and until when something is public."""

    at = ThaiDateTimeField(
        label=_("Public from"),
        required=False,
        without_clock=BEGINNING_OF_DAY,
        help_text=_("Leave empty: at once. Or a later time, such as 1/12/2569 08:30."),
    )
    until = ThaiDateTimeField(
        label=_("Public until"),
        required=False,
        without_clock=END_OF_DAY,
        help_text=_("Leave empty: for good. Or the end, such as 31/12/2569 16:30."),
    )

    def clean_at(self) -> datetime | None:
        at = self.cleaned_data["at"]
        if at and at <= timezone.now():
            raise forms.ValidationError(_("This time has passed. Leave it empty for at once."))
        return at

    def clean(self):
        cleaned = super().clean()
        at, until = cleaned.get("at"), cleaned.get("until")
        if until and until <= timezone.now():
            self.add_error("until", _("This end has passed already."))
        elif until and at and until <= at:
            self.add_error("until", _("The end must lie after the beginning."))
        return cleaned


class PublishForm(Confirming, Span, SeenForm):
    """When it becomes public and for how long."""

    field_order = ["at", "until"]

    def __init__(self, *args, publication: Publication, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if publication.state == Publication.State.WITHDRAWN:
            del self.fields["at"]  # what was public comes back at once (publishing.publish)


def _told_of_nobody(reason: str) -> str:
    """A reason for the public; refused at its field when it holds personal data."""
    if faults := guard.told_by(reason):
        raise forms.ValidationError(faults)
    return reason


class ReturnForm(SeenForm):
    words = forms.CharField(
        label=_("What is to be changed"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The owner reads this and changes the draft."),
    )


class RescheduleForm(Span, SeenForm):
    """Beginning and end of what is published, and what its address says after the end.

    The beginning is asked for while it has not come.
    """

    reason = forms.CharField(
        label=_("Why it ends"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Whoever opens its address after the end reads this. "
            "Leave empty: that it was to be read until that day."
        ),
    )
    field_order = ["at", "until", "reason"]

    def __init__(self, *args, publication: Publication, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not publication.is_scheduled():
            del self.fields["at"]

    def clean_reason(self) -> str:
        return _told_of_nobody(self.cleaned_data["reason"])

    def clean_at(self) -> datetime:
        """An emptied beginning is now: without one the verb would keep the old."""
        return super().clean_at() or timezone.now()


class WithdrawForm(SeenForm):
    """Why it goes, and what to read instead."""

    reason = forms.CharField(
        label=_("Reason for the withdrawal"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Whoever opens its address afterwards reads this. Name no person."),
    )
    instead = forms.CharField(
        label=_("Read this instead"),
        required=False,
        max_length=LONGEST_QUESTION,
        help_text=_("Words of the title, or the number in the address. Leave empty if nothing."),
    )
    replaced_by = forms.ChoiceField(
        label=_("Which of these"),
        widget=forms.RadioSelect,  # nothing chosen beforehand
        error_messages={"required": _("Choose one of these, or say that it is none.")},
    )
    field_order = ["reason", "instead", "replaced_by"]
    MOST = 8  # candidates
    NONE = "none"

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        publication: Publication,
        looking_for: str = "",
        **kwargs,
    ) -> None:
        super().__init__(data, **kwargs)
        others = Publication.objects.public().exclude(pk=publication.pk)
        asked = looking_for or self.data.get("instead") or ""
        question = asked.replace("\0", "")[:LONGEST_QUESTION].strip()
        self.nothing_found = False
        found = with_words(others, question).newest_first() if question else others.none()
        self.candidates = list(found.only("pk", "title", "document_date", "kind")[: self.MOST])
        if not self.candidates:
            del self.fields["replaced_by"]
            self.nothing_found = bool(question)
            return
        self.fields["replaced_by"].choices = [
            *((str(one.pk), f"{one.get_kind_display()}: {one.title}") for one in self.candidates),
            (self.NONE, _("None of these")),
        ]

    def clean_reason(self) -> str:
        return _told_of_nobody(self.cleaned_data["reason"])

    def clean(self):
        cleaned = super().clean()
        if self.nothing_found:
            self.add_error("instead", _("Nothing public has these words in its title."))
        chosen = cleaned.get("replaced_by")
        cleaned["replaced_by"] = next(
            (one for one in self.candidates if str(one.pk) == chosen), None
        )
        return cleaned


class ReviewedForm(SeenForm):
    again_by = ThaiDateField(
        label=_("To be read again by"),
        required=False,
        help_text=_("Leave empty if it need not be read again."),
    )

    def clean_again_by(self) -> date | None:
        again = self.cleaned_data["again_by"]
        if again and again <= timezone.localdate():
            raise forms.ValidationError(_("The next reading must lie in the future."))
        return again


class RestoreForm(Confirming, SeenForm):
    """Why an earlier version comes back; only what is public needs the words."""

    reason = forms.CharField(
        label=_("Why it is changed"),
        max_length=300,
        help_text=_("The public reads this beside the date of the update."),
    )
    field_order = ["reason"]

    def __init__(self, *args, publication: Publication, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not publication.is_public():
            del self.fields["reason"]


class CategoryForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150)
