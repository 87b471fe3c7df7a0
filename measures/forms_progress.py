"""What people write about progress, and what the planner decides about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.evidence import FileChanges
from measures.models import Evidence, ProgressEntry, Round, Step
from measures.models.progress import NOTHING_TO_REPORT
from measures.progress import Report, round_for
from portal.thai import fiscal
from portal.thai.fields import ThaiDateField

ACCEPTED_FILES = "image/jpeg,image/png,image/webp,.pdf,.docx,.xlsx"
LONGEST_TEXT = 20_000


class ManyFiles(forms.ClearableFileInput):
    """A file control that takes several at once; on a phone it offers the camera."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files that are judged one by one elsewhere, so that a bad one spoils no other."""

    widget = ManyFiles(attrs={"accept": ACCEPTED_FILES, "multiple": True})

    def clean(self, data: object, initial: object = None) -> None:
        return None


def text_area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class EntryForm(forms.Form):
    """An entry as it is typed, the narrative first; becomes a `progress.Report`."""

    narrative = forms.CharField(
        label=_("What was done"),
        widget=text_area(5),
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Write what was done.")},
    )
    evidence_date = ThaiDateField(label=_("Date it was done"))
    files = FilesField(
        label=_("Photos and files"),
        required=False,
        help_text=_("Photos, PDF, Word or Excel: up to 10 files of 10 MB each."),
    )
    problems = forms.CharField(
        label=_("Problems and obstacles"),
        widget=text_area(2),
        required=False,
        max_length=LONGEST_TEXT,
        initial=NOTHING_TO_REPORT,
    )
    suggestions = forms.CharField(
        label=_("Suggestions"),
        widget=text_area(2),
        required=False,
        max_length=LONGEST_TEXT,
        initial=NOTHING_TO_REPORT,
    )
    completed_on = ThaiDateField(
        label=_("Date the whole step was completed"),
        required=False,
        help_text=_("Only when nothing more is to be done here, such as 31/3/2566."),
    )
    round = forms.ModelChoiceField(
        label=_("Round"),
        queryset=Round.objects.none(),
        required=False,
        empty_label=_("By the date it was done"),
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, step: Step, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        plan = step.measure.group.plan
        self._rounds = list(plan.rounds.all())
        open_rounds = plan.rounds.filter(locked_at__isnull=True)
        year = fiscal.FiscalYear(plan.fiscal_year.year)
        latest = min(today, year.end)
        day = self.fields["evidence_date"]
        day.earliest, day.latest, day.initial = year.start, latest, latest
        self.fields["completed_on"].earliest = year.start
        self.fields["completed_on"].latest = today
        self.fields["round"].queryset = open_rounds
        if step.cadence:  # what comes again and again is never complete
            del self.fields["completed_on"]
        self._token = uuid4()

    @property
    def token(self) -> UUID:
        """The form's token: as it came back, or a new one for a form that had none."""
        if not self.is_bound:
            return self.initial.get("form_token") or self._token
        try:
            return UUID(self.data.get("form_token", ""))
        except ValueError:
            return self._token

    def clean(self) -> dict:
        cleaned = super().clean()
        day, chosen = cleaned.get("evidence_date"), cleaned.get("round")
        if day and "round" in cleaned:
            if chosen and not chosen.starts <= day <= chosen.ends:
                self.add_error("round", _("The date lies outside the round."))
            elif not chosen:
                cleaned["round"] = round_for(self._rounds, day)
                if not cleaned["round"]:
                    self.add_error("evidence_date", _("The round of this date is locked."))
        return cleaned

    def report(self) -> Report:
        """What was typed, once the form is valid."""
        names = ("round", "evidence_date", "narrative", "problems", "suggestions")
        found = {name: self.cleaned_data[name] for name in names}
        return Report(**found, completed_on=self.cleaned_data.get("completed_on"))

    @classmethod
    def initial_of(cls, entry: ProgressEntry) -> dict[str, object]:
        names = ("narrative", "evidence_date", "problems", "suggestions", "completed_on")
        return {name: getattr(entry, name) for name in names} | {
            "round": entry.round_id,
            "version": entry.version,
        }


class FilesForm(forms.Form):
    """A caption and a tick for removal for each file that the portal already holds."""

    def __init__(self, *args, files: Sequence[Evidence], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._files = list(files)
        for one in self._files:
            self.fields[f"caption_{one.public_id}"] = forms.CharField(
                label=_("Caption"), max_length=300, required=False, initial=one.caption
            )
            self.fields[f"remove_{one.public_id}"] = forms.BooleanField(
                label=_("Remove"), required=False
            )

    def rows(self) -> list[dict[str, object]]:
        """Each file with its two controls, for the template."""
        return [
            {
                "file": one,
                "caption": self[f"caption_{one.public_id}"],
                "remove": self[f"remove_{one.public_id}"],
            }
            for one in self._files
        ]

    def changes(self, token: UUID) -> FileChanges:
        """What was ticked and typed; a file that the sent form did not show stays as it is."""
        self.is_valid()
        sent = [one.public_id for one in self._files if f"caption_{one.public_id}" in self.data]
        cleaned = self.cleaned_data
        return FileChanges(
            token,
            {key: cleaned[f"caption_{key}"] for key in sent if f"caption_{key}" in cleaned},
            frozenset(key for key in sent if cleaned.get(f"remove_{key}")),
        )


class DecisionForm(forms.Form):
    """What the planner decides about one entry that waits; leaves it alone unless told."""

    LEAVE, ACCEPT, RETURN = "", "accept", "return"
    decision = forms.ChoiceField(
        label=_("Decision"),
        required=False,
        widget=forms.RadioSelect,
        choices=[(ACCEPT, _("Accept")), (RETURN, _("Return")), (LEAVE, _("Decide later"))],
        initial=LEAVE,
    )
    words = forms.CharField(
        label=_("Reason for the return, or note"),
        required=False,
        widget=text_area(2),
        max_length=2000,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, entry: ProgressEntry, **kwargs) -> None:
        super().__init__(
            *args, prefix=f"entry{entry.pk}", initial={"version": entry.version}, **kwargs
        )
        self.entry = entry

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("decision") == self.RETURN and not cleaned.get("words", "").strip():
            self.add_error("words", _("Write why the entry is returned."))
        return cleaned

    def show_version(self, version: int) -> None:
        """Let the form that goes back to the planner speak of the entry as it is now."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(version)


class UnlockForm(forms.Form):
    reason = forms.CharField(
        label=_("Why the round is opened again"), max_length=500, widget=text_area(2)
    )
