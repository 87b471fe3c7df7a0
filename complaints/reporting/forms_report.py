"""What somebody writes who reports: only the story must be there."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Post
from complaints import sealing
from complaints.models import Case
from complaints.reporting.incoming import made_ready
from complaints.reporting.uploads import (
    MAX_FILES,
    MAX_MEGABYTES,
    MAX_TOGETHER,
    SealedUpload,
    Staged,
)
from complaints.reporting.uploads import SealedUploadHandler as Uploads
from complaints.sealed import server
from complaints.sealing import Receipt
from portal.human import HumanForm
from portal.thai.digits import to_arabic

LONGEST_STORY = 20_000  # signs
LIFETIME = timedelta(hours=2)  # for the question to machines: a story takes its time
DIGITS = 4  # of the receipt, typed back


class Words(forms.CharField):
    """What somebody wrote, with one kind of line end and without signs that are no text."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")
        return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) != "Cc")


def prose(label: Any, most: int, *, rows: int = 3, hint: Any = "", **options: Any) -> Words:
    """A field of several lines; the browser cuts nothing off, the form says what is too long."""
    field = Words(
        label=label, help_text=hint, required=options.pop("required", False),
        widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off"}), **options,
    )  # fmt: skip
    field.validators.append(_no_longer_than(most))
    return field


def line(label: Any, most: int, *, hint: Any = "") -> Words:
    """An optional field of one line."""
    field = Words(
        label=label, help_text=hint, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    field.validators.append(_no_longer_than(most))
    return field


def _no_longer_than(most: int) -> Any:
    def check(text: str) -> None:
        if len(text) > most:
            raise forms.ValidationError(
                _("There are %(count)s signs here; at most %(most)s can be sent."),
                params={"count": f"{len(text):,}", "most": f"{most:,}"},
            )

    return check


# --- files --------------------------------------------------------------------------------------


class SeveralFiles(forms.FileInput):
    """The browser's field for files, several at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[SealedUpload]:
        return files.getlist(name) if hasattr(files, "getlist") else []


class EvidenceField(forms.Field):
    """Files that were sealed while they arrived, and why others were not taken."""

    widget = SeveralFiles

    def clean(self, value: Sequence[SealedUpload]) -> list[Staged]:
        faults = [f"{one.name}: {one.refusal}" for one in value if one.refusal]
        if faults:
            raise forms.ValidationError(faults)
        return [one.staged for one in value if one.staged]


class EvidenceForm(forms.Form):
    """Files with a complaint or a message. `evidence` are those to keep, also beside errors.

    `uploads` is the handler that took them (complaints.uploads.receives_sealed_files).
    """

    files = EvidenceField(
        label=gettext_lazy("Photos and files"),
        required=False,
        help_text=gettext_lazy(
            "Photos, documents, sound or film; at most %(count)d files, %(each)d MB each and"
            " %(together)d MB together."
        ),
    )
    keep_photos = forms.BooleanField(
        label=gettext_lazy("Keep these photos as they are, with what is hidden in them"),
        required=False,
        help_text=gettext_lazy(
            "Only if the original is needed as evidence: it may tell where, when and by whose"
            " telephone it was taken."
        ),
    )

    def __init__(self, *args: Any, uploads: Uploads | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.uploads = uploads
        self.evidence: list[Staged] = []
        hint = str(self.fields["files"].help_text)
        limits = {"count": MAX_FILES, "each": MAX_MEGABYTES, "together": MAX_TOGETHER}
        self.fields["files"].help_text = hint % limits

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if self.uploads:
            came = [one.staged for one in self.files.getlist("files") if one.staged]
            keep = bool(facts.get("keep_photos"))
            self.evidence, refusals = made_ready(came, self.uploads, keep_photos=keep)
            for refusal in refusals:
                self.add_error("files", refusal)
        return facts


# --- the complaint ------------------------------------------------------------------------------


class ReportForm(EvidenceForm, HumanForm):
    """A complaint. `receipt` is the one that was shown for it already: no field may contain it."""

    story = prose(
        gettext_lazy("What happened?"),
        LONGEST_STORY,
        rows=12,
        required=True,
        hint=gettext_lazy(
            "Tell it in your own words: who did what, how you know, who else knows. Leave out"
            " what only you can know if nobody may guess who you are."
        ),
        error_messages={"required": gettext_lazy("Please write what happened.")},
    )
    category = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        choices=Case.Category.choices,
        initial=Case.Category.OTHER,
        required=False,
    )
    accused_posts = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Posts of those whom it concerns"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Whoever holds a post that you tick cannot read your complaint, also if it is one of"
            " those who handle complaints."
        ),
    )
    accused = prose(
        gettext_lazy("Others whom it concerns"),
        1000,
        rows=2,
        hint=gettext_lazy(
            "People or companies that are not in the list. A name written here keeps nobody from"
            " reading: for that tick the post above."
        ),
    )
    when = line(
        gettext_lazy("When did it happen?"),
        300,
        hint=gettext_lazy("For example: 12 March 2569, or every month since last year."),
    )
    where = line(gettext_lazy("Where did it happen?"), 300)
    elsewhere = line(
        gettext_lazy("Have you reported it elsewhere?"),
        500,
        hint=gettext_lazy("To whom, when, and what came of it."),
    )
    name = line(gettext_lazy("Name"), 200)
    contact = line(
        gettext_lazy("How to reach you"), 500, hint=gettext_lazy("Telephone, LINE or address.")
    )

    def __init__(self, *args: Any, receipt: Receipt | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("purpose", "complaint")
        super().__init__(*args, lifetime=LIFETIME, **kwargs)
        self.receipt = receipt
        self.fields["accused_posts"].choices = post_choices()

    @property
    def stays(self) -> bool:
        """Whether it was sent only to bring files: nothing but those is judged then."""
        return self.is_bound and "stay" in self.data

    def full_clean(self) -> None:
        super().full_clean()
        if self.stays or self.is_asking:
            faults = ErrorDict(renderer=self.renderer)
            if of_files := self._came.get("files"):
                faults["files"] = of_files
            self._errors = faults

    def is_valid(self) -> bool:
        return super().is_valid() and not self.stays

    def _post_clean(self) -> None:
        self._came = dict(self._errors or {})  # before HumanForm lets go of them
        if not self.stays:
            super()._post_clean()

    def clean_category(self) -> str:
        return self.cleaned_data["category"] or str(Case.Category.OTHER)

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if self.receipt:
            index = sealing.locator_index(self.receipt, server.keys())
            for name, words in list(facts.items()):
                if isinstance(words, str) and sealing.tells_receipt(words, index, server.keys()):
                    self.add_error(
                        name,
                        _(
                            "Your receipt stands in this text. Take it out: who reads the"
                            " complaint must not have it."
                        ),
                    )
        return facts


def post_choices() -> list[tuple[str, list[tuple[int, str]]]]:
    """The posts in use with the people who hold them today, unit by unit."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for post in Post.objects.active().with_holders(timezone.localdate()):
        unit = str(post.unit) if post.unit else _("Executives and council")
        people = ", ".join(str(one.person) for one in post.held_now)
        label = f"{post.title} ({people})" if people else post.title
        groups.setdefault(unit, []).append((post.pk, label))
    return list(groups.items())


class TypedBackForm(forms.Form):
    """The last digits of the receipt, typed back from paper."""

    digits = forms.CharField(
        label=gettext_lazy("The last four digits of your receipt"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy("Type them from your paper, Thai or Arabic digits."),
        error_messages={
            "required": gettext_lazy("Please type the last four digits of the receipt."),
        },
    )

    def __init__(self, *args: Any, receipt: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._right = receipt[-DIGITS:]

    def clean_digits(self) -> str:
        typed = "".join(sign for sign in to_arabic(self.cleaned_data["digits"]) if sign.isdigit())
        if typed[-DIGITS:] != self._right:
            raise forms.ValidationError(
                _("These are not the last four digits of the receipt on this page. Look again.")
            )
        return typed
