"""What people type about reports, checked before any verb runs."""

from __future__ import annotations

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from accounts.passwords import LONGEST_PASSWORD
from measures.models import Plan
from portal.thai.fields import ThaiDateField
from portal.thai.fiscal import FiscalYear
from reports.content import Span
from reports.layouts import ensure_layouts
from reports.models import Layout, Report

RETURN_TO_AUTHOR = "author"
# Characters. What is typed is printed, and a paper without measure would hold up the worker.
LONGEST_NOTE = 4000
LONGEST_TEXT = 100_000


class ReportFilter(forms.Form):
    """The list's filters; anything not understood falls back to everything."""

    q = forms.CharField(label=_("Search"), required=False)
    year = forms.IntegerField(label=_("Fiscal year"), required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *Report.State.choices]
    )

    def apply(self, reports):
        """The reports that match what was chosen."""
        chosen = self.cleaned_data if self.is_valid() else {}
        if text := chosen.get("q"):
            reports = reports.matching(text.strip())
        if year := chosen.get("year"):
            reports = reports.filter(fiscal_year__year=year)
        if state := chosen.get("state"):
            reports = reports.filter(state=state)
        return reports


class NewReportForm(forms.Form):
    """Year, round, layout and unit of a new report."""

    plan = forms.ModelChoiceField(
        label=_("Fiscal year"), queryset=Plan.objects.select_related("fiscal_year"),
        empty_label=None,
    )  # fmt: skip
    round_code = forms.ChoiceField(
        label=_("Round"),
        choices=[("6", _("6 months")), ("12", _("12 months")), ("free", _("another period"))],
        widget=forms.RadioSelect,
        initial="6",
    )
    starts = ThaiDateField(label=_("From"), required=False, help_text=_("Only for another period."))
    ends = ThaiDateField(label=_("To"), required=False)
    layout = forms.ModelChoiceField(
        label=_("Layout"), queryset=Layout.objects.filter(active=True),
        widget=forms.RadioSelect, empty_label=None,
    )  # fmt: skip
    unit = forms.ModelChoiceField(
        label=_("Issuing unit"), queryset=Unit.objects.active(), required=False
    )
    dated = ThaiDateField(label=_("Date of the memorandum"), required=False)

    def __init__(self, *args, **kwargs) -> None:
        ensure_layouts()
        super().__init__(*args, **kwargs)
        self.fields["plan"].label_from_instance = lambda plan: str(plan.fiscal_year)
        self.fields["layout"].label_from_instance = str

    def clean(self):
        data = super().clean()
        if data.get("round_code") == "free":
            for name in ("starts", "ends"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Another period needs its first and last day."))
            if data.get("starts") and data.get("ends") and data["starts"] > data["ends"]:
                self.add_error("ends", _("The last day lies before the first."))
        return data

    def span(self) -> Span:
        """The period that the form asks for."""
        data = self.cleaned_data
        if data["round_code"] == "free":
            return Span("", data["starts"], data["ends"])
        code = data["round_code"]
        return Span(code, *FiscalYear(data["plan"].fiscal_year.year).round(code))


class ReportForm(forms.ModelForm):
    """The texts of a draft."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    dated = ThaiDateField(label=_("Date of the memorandum"), required=False)

    class Meta:
        model = Report
        fields = (
            "unit", "reference", "dated", "subject", "addressee", "title_lines", "opening",
            "closing",
        )  # fmt: skip
        widgets = {
            "subject": forms.Textarea(attrs={"rows": 3}),
            "title_lines": forms.Textarea(attrs={"rows": 3}),
            "opening": forms.Textarea(attrs={"rows": 14}),
            "closing": forms.Textarea(attrs={"rows": 8}),
        }
        help_texts = {
            "reference": _("May stay empty until the number is given."),
            "opening": _("One paragraph a line; lines that begin with a number become a list."),
            "closing": _("One paragraph a line; lines that begin with a number become a list."),
        }

    MEMO_ONLY = ("reference", "subject", "addressee", "unit", "dated")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        memo = self.instance.layout.kind == Layout.Kind.MEMO
        for name in ("title_lines",) if memo else self.MEMO_ONLY:
            del self.fields[name]
        for name in {"subject", "addressee"} & set(self.fields):
            self.fields[name].required = True
        self.initial["version"] = self.instance.version
        for name in {"subject", "title_lines", "opening", "closing"} & set(self.fields):
            self.fields[name].validators.append(MaxLengthValidator(LONGEST_TEXT))

    def texts(self) -> dict:
        """The fields as `workflow.change` takes them."""
        data = {k: v for k, v in self.cleaned_data.items() if k not in ("version", "unit")}
        if "unit" in self.fields:
            data["unit_id"] = self.cleaned_data["unit"].pk if self.cleaned_data["unit"] else None
        return data


def unnamed() -> forms.HiddenInput:
    """A hidden field without an id: a page may hold several forms that send the same state."""
    return forms.HiddenInput(attrs={"id": False})


class SeenForm(forms.Form):
    """The state a page showed; every button of the chain sends it back."""

    round = forms.IntegerField(widget=unnamed())
    version = forms.IntegerField(widget=unnamed())
    position = forms.IntegerField(widget=unnamed(), required=False)


class SignForm(SeenForm):
    """Opinion or order, and the password once more: the person is who the session says."""

    opinion = forms.CharField(
        label=_("Opinion or order"), required=False, max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("May stay empty: then you only sign and date."),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Your password, once more"), strip=False, max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("So that nobody signs at a phone you left lying open."),
    )  # fmt: skip


class ReturnForm(SeenForm):
    """Whom the report goes back to, and why."""

    to = forms.ChoiceField(label=_("Send back to"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Say what should be changed; the reason stays in the history."),
    )  # fmt: skip

    def __init__(self, *args, report: Report, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        earlier = report.places.filter(position__lt=report.position or 0).select_related("post")
        self.fields["to"].choices = [
            (RETURN_TO_AUTHOR, _("%(name)s, who wrote it") % {"name": report.author}),
            *[(str(place.position), str(place.post)) for place in earlier],
        ]
        self.fields["to"].initial = RETURN_TO_AUTHOR

    def target(self) -> int | None:
        """The place the report goes back to; None is the author."""
        to = self.cleaned_data["to"]
        return None if to == RETURN_TO_AUTHOR else int(to)


class RecallForm(SeenForm):
    """Why the author takes the report back; the refusal is read without its field beside it."""

    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why the report is taken back.")},
    )  # fmt: skip
