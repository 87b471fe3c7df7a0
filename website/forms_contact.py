"""What people type to the office, and how the webmaster looks through it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.human import HumanForm
from website import mailbox
from website.models import ContactMessage

LONGEST = 4000  # signs


class ContactForm(HumanForm):
    """A message about the office's services; who sends it is told only by choice."""

    subject = forms.CharField(label=_("What is it about?"), max_length=150)
    words = forms.CharField(
        label=_("Message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": LONGEST}),
        help_text=_("Where, since when, and what should be done. No ID card numbers, please."),
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=50,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Phone or e-mail only if you want an answer."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, purpose="contact", **kwargs)
        self.initial["form_token"] = uuid4()

    def facts(self) -> dict[str, str]:
        """What the message holds, in the model's words."""
        names = ("subject", "words", "name", "phone", "email")
        return {name: self.cleaned_data[name] for name in names}


class MessageFilter(forms.Form):
    """Which messages the webmaster looks at; what is not understood shows all."""

    q = forms.CharField(
        label=pgettext_lazy("message", "Words"), required=False, max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )  # fmt: skip
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", pgettext_lazy("filter", "All")), *ContactMessage.State.choices],
    )

    def found(self) -> QuerySet[ContactMessage]:
        """The messages that match, newest first."""
        chosen = self._chosen()
        found = mailbox.found_by(chosen.get("q", ""))
        return found.filter(state=chosen["state"]) if chosen.get("state") else found

    def is_filtering(self) -> bool:
        return any(self._chosen().values())

    def _chosen(self) -> dict[str, str]:
        self.is_valid()
        return self.cleaned_data
