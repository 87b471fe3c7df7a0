"""What is typed into the pages of a plan: a project, a pasted list, a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.thai.fields import BahtField
from portal.thai.fiscal import FiscalYear
from procurement.forms_telling import Telling
from procurement.intake.plan import PlanRow
from procurement.models import PlanItem, PurchasePlan
from procurement.overview import CALENDAR_ORDER
from procurement.templatetags.procurement_words import month_named


class PlanTelling(Telling):
    """A change of a plan: the public asks for a reason once it has read the plan."""

    def __init__(self, *args, publication: PurchasePlan, **kwargs) -> None:
        told = publication.was_public()
        super().__init__(*args, publication=publication, told=told, **kwargs)


class ItemForm(PlanTelling):
    """The facts of one project; `row()` is what the verbs take."""

    title = forms.CharField(
        label=_("Project"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    budget = BahtField(label=_("Budget (baht)"), help_text=_("Such as 450,000.00."))
    egp_code = forms.CharField(
        label=_("e-GP plan code"),
        max_length=30,
        required=False,
        help_text=_("Such as P69100012345, where e-GP gave one."),
    )
    expected_month = forms.TypedChoiceField(
        label=_("Month of the announcement"),
        required=False,
        coerce=date.fromisoformat,
        empty_value=None,
    )

    def __init__(
        self, *args, publication: PurchasePlan, item: PlanItem | None = None, **kwargs
    ) -> None:
        super().__init__(*args, publication=publication, **kwargs)
        chosen = item.expected_month if item else None
        self.fields["expected_month"].choices = [
            ("", _("Not known yet")),
            *(
                (one.isoformat(), month_named(one))
                for one in months_of(publication.fiscal_year, chosen)
            ),
        ]
        if item:
            self.initial |= {
                "title": item.title, "budget": item.budget, "egp_code": item.egp_code,
                "expected_month": chosen.isoformat() if chosen else "",
            }  # fmt: skip

    def row(self) -> PlanRow:
        facts = ("title", "budget", "egp_code", "expected_month")
        return PlanRow(**{name: self.cleaned_data[name] for name in facts})


def months_of(fiscal_year: int, chosen: date | None) -> list[date]:
    """The months to choose from: the last three before the year, its own, and what is chosen."""
    year = FiscalYear(fiscal_year)
    before = [year.previous.first_of_month(month) for month in (7, 8, 9)]
    own = [year.first_of_month(month) for month in CALENDAR_ORDER]
    return sorted({*before, *own, *([chosen] if chosen else [])})


class ListForm(PlanTelling):
    """A pasted list; `looked_at` is what was on the screen, so that nothing else is saved."""

    text = forms.CharField(
        label=_("Paste here what you copied from Excel or e-GP"),
        strip=False,  # tabs at its ends are empty cells
        max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_(
            "Number, plan code, project, budget, month of the announcement: with the heading, "
            "or in this order."
        ),
    )
    looked_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError(_("Paste the projects."))
        return text

    def show_looked_at(self, print_: str) -> None:
        """Let the next press of the button mean the list that is shown now."""
        self.data = self.data.copy()
        self.data["looked_at"] = print_

    def ask_no_reason_yet(self) -> None:
        """The first look needs none."""
        if "reason" in self.fields:
            self.fields["reason"].required = False

    def need_reason(self) -> bool:
        """Whether the reason for the public is missing; says so at its field."""
        if "reason" not in self.fields or self.why.strip():
            return False
        self.add_error("reason", _("Say why it is changed: the public reads that."))
        return True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["text"] = cleaned.get("text", "").replace("\0", "")
        return cleaned


class EndForm(PlanTelling):
    """The reason of a cancellation; a plan that nobody outside has read asks for none."""
