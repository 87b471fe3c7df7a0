"""What officers choose in the list of cases and type on the pages of one case."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.handling.casework import Referral, Seen
from complaints.models import Case, Officer
from complaints.querysets import CaseQuerySet
from complaints.upkeep.forms_reason import reason_field
from portal.templatetags.thai import thai_date
from portal.thai.fields import ThaiDateField

LONGEST_TEXT = 20_000  # signs
LONGEST_QUESTION = 100  # signs
STATES = (
    ("open", _("not closed")),
    ("overdue", _("time is over")),
    *Case.Status.choices,
)  # fmt: skip


def unnamed() -> forms.HiddenInput:
    """A hidden field without an id: a page may hold several forms that send the same."""
    return forms.HiddenInput(attrs={"id": False})


def words_field(label: str, **options: Any) -> forms.CharField:
    """A text of several lines that is sealed into the case."""
    rows = options.pop("rows", 8)
    widget = forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
    return forms.CharField(label=label, max_length=LONGEST_TEXT, widget=widget, **options)


# --- the list -------------------------------------------------------------------------


class CaseFilter(forms.Form):
    """The list's filters; what is not understood falls back to everything."""

    state = forms.ChoiceField(label=_("State"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    year = forms.TypedChoiceField(
        label=_("Fiscal year"), required=False, coerce=int, empty_value=None
    )
    mine = forms.BooleanField(label=_("Assigned to me"), required=False)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("All"))
        self.fields["state"].choices = [everything, *STATES]
        self.fields["category"].choices = [everything, *Case.Category.choices]
        self.fields["year"].choices = [everything, *((year, str(year)) for year in years)]

    def is_filtering(self) -> bool:
        """Whether anything narrows the list."""
        return any(self.chosen.values())

    @property
    def wants_overdue(self) -> bool:
        """Whether only cases are wanted whose time is over: the clock must say which."""
        return self.chosen.get("state") == "overdue"

    @property
    def chosen(self) -> dict[str, Any]:
        """What was understood."""
        self.is_valid()
        return self.cleaned_data

    def apply(self, found: CaseQuerySet, officer: Officer) -> CaseQuerySet:
        """What matches everything that was chosen."""
        state = self.chosen.get("state")
        if state in ("open", "overdue"):
            found = found.open()
        elif state:
            found = found.filter(status=state)
        if category := self.chosen.get("category"):
            found = found.filter(category=category)
        if year := self.chosen.get("year"):
            found = found.filter(fiscal_year=year)
        if self.chosen.get("mine"):
            found = found.filter(assigned_to__person=officer.person_id)
        return found


class SearchForm(forms.Form):
    """Words to be looked for. They are sent in the body of the request: an address is kept by
    browsers and servers, and the name of somebody accused must not lie there."""

    q = forms.CharField(
        label=_("Words or number"),
        required=False,
        max_length=LONGEST_QUESTION,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    @property
    def question(self) -> str:
        """The words; empty where nothing is looked for."""
        return self.cleaned_data["q"].strip() if self.is_bound and self.is_valid() else ""


# --- one case -------------------------------------------------------------------------


class ActForm(forms.Form):
    """Every act on a case: its token, and the state of the case that the page showed."""

    token = forms.UUIDField(widget=unnamed())
    version = forms.IntegerField(widget=unnamed())
    items = forms.IntegerField(widget=unnamed())
    is_stale = False  # somebody else was faster

    def __init__(self, data: Any = None, *, case: Case, **kwargs: Any) -> None:
        self.case = case
        initial = {"token": uuid4(), "version": case.version, "items": case.items_count}
        super().__init__(data, initial=initial | kwargs.pop("initial", {}), **kwargs)

    def show_present(self) -> None:
        """Somebody was faster: keep the words, and let the next press count against the case as
        it is now, once the person has looked at it."""
        self.is_stale = True
        self.case.refresh_from_db()
        self.data = self.data.copy()
        self.data["version"], self.data["items"] = self.case.version, self.case.items_count

    @property
    def seen(self) -> Seen:
        """What the verbs ask for."""
        return Seen(**{name: self.cleaned_data[name] for name in ("token", "version", "items")})


class NoteForm(ActForm):
    """A note among officers."""

    words = words_field(_("Internal note"), help_text=_("Read by the officers of this case alone."))


class MessageForm(ActForm):
    """A message to the reporter; its files are read by the view."""

    words = words_field(
        _("Message to the reporter"),
        help_text=_("The reporter reads it with the receipt. Your name is not shown."),
    )
    as_is = forms.BooleanField(
        label=_("Send the files as they are"),
        required=False,
        help_text=_(
            "Otherwise a copy is sent that does not tell who made it, where and on which machine."
            " Tick it where the file itself is needed, such as one with a digital signature."
        ),
    )


class AcknowledgeForm(ActForm):
    """That the complaint has arrived, in words that can be changed."""

    words = words_field(
        _("Message to the reporter"),
        help_text=_("Change it as the case asks for it. Your name is not shown."),
    )


class AssignForm(ActForm):
    """Who answers for the case."""

    officer = forms.ModelChoiceField(
        Officer.objects.none(), label=_("Officer"), required=False, empty_label=_("Nobody yet")
    )

    def __init__(self, *args: Any, officers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers
        self.initial.setdefault("officer", self.case.assigned_to_id)


class ReferForm(ActForm):
    """Which authority was given the case, when and why."""

    to = forms.CharField(
        label=_("Authority"), max_length=200, help_text=_("Such as the NACC or the province.")
    )
    on = ThaiDateField(label=_("Date of the letter"))
    reference = forms.CharField(label=_("Number of the letter"), max_length=100, required=False)
    why = reason_field(_("Why it was referred"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on = self.fields["on"]
        on.earliest, on.latest = self.case.received_on, timezone.localdate()
        self.initial.setdefault("on", timezone.localdate())

    @property
    def referral(self) -> Referral:
        """What the record tells."""
        return Referral(**{name: self.cleaned_data[name] for name in ("to", "on", "reference")})


class MergeForm(ActForm):
    """With which case this one is joined."""

    into = forms.ModelChoiceField(
        Case.objects.none(), label=_("Join with"), empty_label=_("Choose a case")
    )
    words = words_field(
        _("Message to the reporter of this case"),
        help_text=_("Do not name the other case or what is written in it."),
    )

    def __init__(self, *args: Any, cases: CaseQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = cases
        self.fields["into"].label_from_instance = lambda one: (
            f"{one} · {one.get_category_display()} · {thai_date(one.received_on)}"
        )


class CloseForm(ActForm):
    """How the case ends, and what its reporter is told."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    words = words_field(
        _("Message to the reporter"),
        help_text=_("What was found and done, as far as it may be told."),
    )
    tell_joined = forms.BooleanField(
        label=_("Tell the reporters of the joined cases the same"), required=False, initial=True
    )
    why = words_field(
        _("Reasons for the file"), required=False, rows=4,
        help_text=_("Read by the officers of this case alone."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, referred: bool = False, joined: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._referred = referred
        joins = Case.Outcome.MERGED
        self.fields["outcome"].choices = [
            choice for choice in Case.Outcome.choices if choice[0] != joins
        ]
        if not joined:
            del self.fields["tell_joined"]

    def clean_words(self) -> str:
        words = self.cleaned_data["words"]
        if words.split() == str(self.initial.get("words", "")).split():
            raise forms.ValidationError(_("Write what was found and what was done."))
        return words

    def clean_outcome(self) -> str:
        outcome = self.cleaned_data["outcome"]
        if outcome == Case.Outcome.REFERRED and not self._referred:
            raise forms.ValidationError(
                _("First note to which authority it was referred, when and why.")
            )
        return outcome


class ReasonForm(ActForm):
    """A reason that is sealed into the case."""

    why = reason_field(_("Reason"), help_text=_("It is sealed into the case."))


class LeaveOutForm(ActForm):
    """Which colleague the case concerns, and why."""

    officer = forms.ModelChoiceField(
        Officer.objects.none(), label=_("Officer"), empty_label=_("Choose an officer")
    )
    why = reason_field(_("Reason"), help_text=_("Sealed: the colleague cannot read it."))

    def __init__(self, *args: Any, officers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers


class PrintForm(ActForm):
    """Whether the reporter's name goes onto the paper: only for a reason."""

    identity = forms.BooleanField(label=_("With the reporter's name and contact"), required=False)
    why = reason_field(
        _("Reason"), required=False,
        help_text=_("Only if the name is printed. It is written into the case."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("identity") and not cleaned.get("why") and "why" not in self.errors:
            self.add_error("why", _("Say why the name has to be on the paper."))
        return cleaned
