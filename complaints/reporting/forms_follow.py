"""What the complainant types to come back, and in the case."""

from __future__ import annotations

import unicodedata
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from complaints import sealing
from complaints.models import Case
from complaints.reporting.forms_report import EvidenceForm, prose
from complaints.reporting.replying import tells_receipt
from complaints.sealing import Receipt
from portal.human import HumanForm
from portal.thai.digits import to_arabic

DIGITS = 24  # of a receipt
LONGEST_TYPED = 100  # signs: the digits with whatever somebody puts between them
LONGEST_MESSAGE = 10_000  # signs


class ReceiptForm(HumanForm):
    """The receipt; `asked` is for a network from which many were tried."""

    receipt = forms.CharField(
        label=gettext_lazy("Receipt"),
        max_length=LONGEST_TYPED,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=gettext_lazy(
            "24 digits in six groups of four. Thai or Arabic digits, with or without blanks and"
            " dashes."
        ),
        error_messages={"required": gettext_lazy("Please type the receipt.")},
    )

    def __init__(self, *args: Any, asked: bool, **kwargs: Any) -> None:
        super().__init__(*args, purpose="receipt", asked=asked, **kwargs)

    def clean_receipt(self) -> Receipt:
        typed = self.cleaned_data["receipt"]
        try:
            return sealing.read_receipt(typed)
        except sealing.Mistyped:
            raise forms.ValidationError(_how_mistyped(typed)) from None


def _how_mistyped(typed: str) -> str:
    """What is wrong with a receipt, as far as that can be told without looking anything up."""
    text = to_arabic(unicodedata.normalize("NFKC", typed))
    count = sum(sign in "0123456789" for sign in text)
    if any(unicodedata.category(sign)[0] == "L" for sign in text):
        return _("A receipt has digits only. Look whether a letter slipped in.")
    if count < DIGITS:
        missing = DIGITS - count
        return ngettext(
            "One digit is missing: a receipt has 24.",
            "%(missing)d digits are missing: a receipt has 24.",
            missing,
        ) % {"missing": missing}
    if count > DIGITS:
        return ngettext(
            "There is one digit too many: a receipt has 24.",
            "There are %(over)d digits too many: a receipt has 24.",
            count - DIGITS,
        ) % {"over": count - DIGITS}
    return _("A digit is wrong, or two stand in each other's place. Compare group by group.")


class InCaseForm(forms.Form):
    """A form on the page of a case: no text may contain the receipt; `key` makes it count once."""

    key = forms.UUIDField(widget=forms.HiddenInput(attrs={"id": False}))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"key": uuid4()})
        super().__init__(*args, **kwargs)
        self.case = case

    def refuse_receipt(self, name: str, *texts: str) -> None:
        """Put it beside the field when one of the texts contains the receipt."""
        if tells_receipt(self.case, *texts):
            self.add_error(
                name,
                _("Your receipt stands in it. Take it out: the officers must not have it."),
            )


class MessageForm(InCaseForm, EvidenceForm):
    """Words to the officers, files, or both."""

    words = prose(
        gettext_lazy("What do you want to tell the officers?"), LONGEST_MESSAGE, rows=6,
        hint=gettext_lazy("Leave the field empty if you only send files."),
    )  # fmt: skip
    field_order = ("words", "files", "keep_photos")

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        words = facts.get("words", "")
        if not words and not self.evidence and not self.errors:
            self.add_error("words", _("Write something, or choose a file."))
        self.refuse_receipt("words", words)
        self.refuse_receipt("files", *(one.name for one in self.evidence))
        return facts


class VerdictForm(InCaseForm):
    """Whether it was dealt with, in the complainant's own judgement. `seen` is what it was."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Was your complaint dealt with, in your own judgement?"),
        choices=Case.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose one of the three.")},
    )
    reasons = prose(
        gettext_lazy("What is still missing, or what was good?"), LONGEST_MESSAGE, rows=4
    )
    seen = forms.ChoiceField(
        choices=[("", ""), *Case.Verdict.choices], required=False,
        widget=forms.HiddenInput(attrs={"id": False}),
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        initial = {"key": uuid4(), "seen": case.verdict, "verdict": case.verdict}
        super().__init__(*args, case=case, initial=initial, **kwargs)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        self.refuse_receipt("reasons", facts.get("reasons", ""))
        return facts
