"""What people type about pictures and files, and how files come along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from files.photos import MAX_MEGABYTES
from portal.thai.fields import ThaiDateField
from publications import attachments, pictures
from publications.arranging import Act, Arrangement, fingerprint
from publications.forms import Confirming, unnamed
from publications.models import Attachment, Picture, Publication

PHOTOS = "image/jpeg,image/png,image/webp"
DOCUMENTS = f".pdf,.docx,.xlsx,{PHOTOS}"
ACTS = ("up", "down", "remove")


class ManyFiles(forms.ClearableFileInput):
    """A file control that takes several at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files to be judged one by one elsewhere; cleans to their list, empty ones too."""

    def __init__(self, *, accept: str, **kwargs: Any) -> None:
        self.widget = ManyFiles(attrs={"accept": accept, "multiple": True})
        super().__init__(**kwargs)

    def clean(self, data: object, initial: object = None) -> list[UploadedFile]:
        files = [one for one in data or [] if one] if isinstance(data, (list, tuple)) else []
        if not files:
            raise forms.ValidationError(gettext("Choose at least one file."), code="required")
        return files


class PhotosForm(forms.Form):
    """Photos of a form, as many as fit."""

    photos = FilesField(
        label=pgettext_lazy("publication", "Photos"),
        accept=PHOTOS,
        help_text=format_lazy(
            _("JPEG, PNG or WebP: up to {most} at once, {size} MB each."),
            most=pictures.MOST_AT_ONCE,
            size=MAX_MEGABYTES,
        ),
    )


class NewFilesForm(forms.Form):
    """Files of a form."""

    files = FilesField(
        label=_("Files"),
        accept=DOCUMENTS,
        help_text=format_lazy(
            _("PDF, Word, Excel or pictures: up to {most} at once, {size} MB each."),
            most=attachments.MOST_AT_ONCE,
            size=attachments.MEGABYTES,
        ),
    )


class ReplaceForm(forms.Form):
    """One file in the place of another."""

    file = forms.FileField(
        label=_("New file"),
        error_messages={"required": _("Choose a file.")},
        allow_empty_file=True,  # refused with the words of every other refusal
        max_length=1000,
        widget=forms.FileInput(attrs={"accept": DOCUMENTS}),
    )


class ReleaseForm(Confirming):
    """Why a file comes to what is public already."""

    reason = forms.CharField(
        label=_("Why it is added"),
        max_length=300,
        help_text=_("The public reads this beside the date of the update."),
    )
    field_order = ["reason"]

    def __init__(self, *args, publication: Publication, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not publication.is_public():
            self.fields["reason"].required = False


class Rows(Confirming):
    """A form with the same few fields for each of many rows, saved all at once.

    Fields are named `<name>_<row's pk>`; buttons send `act=<what>:<row's public id>`.
    """

    seen = forms.CharField(widget=unnamed(), required=False)
    reason = forms.CharField(
        label=_("Why it is changed"),
        max_length=300,
        required=False,
        help_text=_("The public reads this beside the date of the update."),
    )
    FACTS: Sequence[str] = ()
    use_required_attribute = False

    def __init__(self, data: QueryDict | None, *, rows: Sequence, publication: Publication) -> None:
        super().__init__(data)
        self.rows = list(rows)
        if not publication.is_public():
            del self.fields["reason"]
        for number, row in enumerate(self.rows, start=1):
            for name, field in self.fields_of(row, number).items():
                self.fields[f"{name}_{row.pk}"] = field
        self.initial["seen"] = self.mark = fingerprint(self.rows, self.FACTS)

    def fields_of(self, row: Any, number: int) -> dict[str, forms.Field]:
        """The fields of one row by name, with their present values."""
        label = gettext("Position of no. %(number)d") % {"number": number}
        position = forms.IntegerField(label=label, min_value=1, max_value=9999, initial=number)
        return {"position": position}

    @property
    def places(self) -> Iterator[tuple[Any, dict[str, forms.BoundField]]]:
        """Each row with its fields by name."""
        for row in self.rows:
            names = [name for name in self.fields if name.endswith(f"_{row.pk}")]
            yield row, {name.rsplit("_", 1)[0]: self[name] for name in names}

    def arrangement(self) -> Arrangement:
        """What was typed, for the verb that saves it."""
        facts, positions = {}, {}
        for row in self.rows:
            typed = {name: self.cleaned_data[f"{name}_{row.pk}"] for name in self.FACTS}
            facts[row.public_id] = typed
            positions[row.public_id] = self.cleaned_data[f"position_{row.pk}"]
        return Arrangement(self.cleaned_data["seen"], facts, positions, self._act())

    def _act(self) -> Act | None:
        name, _colon, public_id = self.data.get("act", "").partition(":")
        known = {str(row.public_id) for row in self.rows}
        return Act(name, UUID(public_id)) if name in ACTS and public_id in known else None

    @property
    def place(self) -> str:
        """The mark in the page of the row that was moved, or nothing."""
        act = self._act()
        return f"#row-{act.public_id}" if act and act.name != "remove" else ""

    @property
    def why(self) -> str:
        return self.cleaned_data.get("reason", "")

    def show_present(self) -> None:
        """After a clash: what was typed may be saved over what there is now."""
        self.data = self.data.copy()
        self.data["seen"] = self.mark


class AltField(forms.CharField):
    """Not optional, but it may come later: nothing is published without it."""

    def validate(self, value: str) -> None:
        """Let an empty one be saved."""


class PicturesForm(Rows):
    """Words, days and order of all photos of a publication."""

    FACTS = pictures.FACTS

    def fields_of(self, row: Picture, number: int) -> dict[str, forms.Field]:
        of = {"number": number}
        return {
            "alt": AltField(
                label=gettext("Alternative text of photo %(number)d") % of,
                max_length=300, initial=row.alt, widget=forms.Textarea(attrs={"rows": 2}),
            ),
            "decorative": forms.BooleanField(
                label=gettext("Photo %(number)d is only an ornament") % of,
                required=False, initial=row.decorative,
            ),
            "caption": forms.CharField(
                label=gettext("Caption of photo %(number)d") % of,
                max_length=300, required=False, initial=row.caption,
            ),
            "taken_on": ThaiDateField(
                label=gettext("Photo %(number)d was taken on") % of,
                required=False, initial=row.taken_on, help_text="",
            ),
        } | super().fields_of(row, number)  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for row in self.rows:
            alt = f"alt_{row.pk}"
            if cleaned.get(f"decorative_{row.pk}") and cleaned.get(alt):
                message = gettext("Describe the photo or call it an ornament, not both.")
                self.add_error(alt, message)
        return cleaned


class FilesForm(Rows):
    """Names and order of all files of a publication."""

    FACTS = attachments.FACTS

    def fields_of(self, row: Attachment, number: int) -> dict[str, forms.Field]:
        title = forms.CharField(
            label=gettext("Name of file %(number)d") % {"number": number},
            max_length=300,
            initial=row.title,
        )
        return {"title": title} | super().fields_of(row, number)


class UnreadFilter(forms.Form):
    """Which of the files that nobody can search; what is not understood shows all."""

    problem = forms.ChoiceField(
        label=_("Problem"),
        required=False,
        choices=[
            ("", _("All")),
            ("failed", pgettext_lazy("text of a file", "cannot be read")),
            ("scan", _("a scan without text")),
        ],
    )
    unit = forms.ModelChoiceField(
        Unit.objects.all(), label=_("Unit"), required=False, empty_label=_("All units")
    )

    def apply(self, files: QuerySet[Attachment]) -> QuerySet[Attachment]:
        """The files that match what was chosen."""
        chosen = self._chosen()
        if chosen.get("unit"):
            files = files.filter(publication__unit=chosen["unit"])
        if problem := chosen.get("problem"):
            failed = Attachment.TextState.FAILED
            scans = files.exclude(text_state=failed)
            files = files.filter(text_state=failed) if problem == "failed" else scans
        return files

    def is_filtering(self) -> bool:
        return any(self._chosen().values())

    def _chosen(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data
