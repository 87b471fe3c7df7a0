"""What is typed into the pages of a month: a row with its lines, a sheet, reasons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from portal.thai.fields import BahtField, ThaiDateField
from procurement.entering import Answers
from procurement.methods import methods
from procurement.models import PlanItem, PurchaseMonth
from procurement.remarks import MUST, Remark
from procurement.rows import Award, Offer, Row
from publications.forms import Confirming

LONGEST_PRINT = 64  # of a fingerprint
MOST_LINES = 50  # bidders of a purchase


class Wanted:
    """Not optional, but a draft may do without: a remark asks for it before it goes public."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:  # type: ignore[attr-defined]
            super().validate(value)  # type: ignore[misc]


class WantedText(Wanted, forms.CharField):
    pass


class WantedBaht(Wanted, BahtField):
    pass


class WantedChoice(Wanted, forms.ChoiceField):
    pass


class WantedDate(Wanted, ThaiDateField):
    pass


class Changing(Confirming):
    """What every change of a month brings along: the version that was on the screen, the
    reason for the public where the month is public, and an answer to new remarks there."""

    reason = forms.CharField(
        label=_("Why it is changed"),
        max_length=300,
        help_text=_("The public reads this beside the date of the update."),
    )
    answer = WantedText(label=_("Why these are right as they stand"), max_length=500)
    asked = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    raised: list[Remark] = []

    def __init__(self, *args, month: PurchaseMonth, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.month = month
        self.initial["version"] = month.version
        if not month.is_public():
            del self.fields["reason"]
        self.order_fields([name for name in self.fields if name != "reason"])

    @property
    def seen(self) -> int:
        """The version that was on the screen; 0, which no month has, when it is missing."""
        return self.cleaned_data.get("version") or 0

    @property
    def why(self) -> str:
        return self.cleaned_data.get("reason", "")

    @property
    def answers(self) -> Answers:
        asked = self.cleaned_data.get("asked", "").split()
        prints = frozenset(one for one in asked if len(one) == LONGEST_PRINT)
        return Answers(prints, self.cleaned_data.get("answer", ""))

    def show_raised(self, remarks: list[Remark]) -> None:
        """Ask for an answer to these remarks; it holds for what is shown now, nothing else."""
        self.raised = remarks
        self._put("asked", " ".join(one.fingerprint for one in remarks if one.code not in MUST))

    @property
    def can_answer(self) -> bool:
        """Whether any of the remarks can be answered instead of mended."""
        return any(one.code not in MUST for one in self.raised)

    def show_version(self, number: int) -> None:
        """Let the next press of the button mean this version: its writer was told of it."""
        self._put("version", str(number))

    def _put(self, name: str, value: str) -> None:
        self.initial[name] = value
        if self.is_bound:
            self.data = self.data.copy()
            self.data[self.add_prefix(name)] = value


class RemovingForm(Changing):
    """The reason of taking a row away, where the public asks for one."""


# --- one row --------------------------------------------------------------------------------


class OfferLine(forms.Form):
    """A bidder and the price; a line with nothing in it is none."""

    name = WantedText(label=_("Bidder"), max_length=300)
    price = WantedBaht(label=_("Offered price (baht)"), help_text="")
    use_required_attribute = False

    def offer(self) -> Offer:
        return Offer(self.cleaned_data["name"], self.cleaned_data["price"])


class AwardLine(forms.Form):
    """Who was chosen, the price agreed on, the contract or order; an empty line is none."""

    name = WantedText(label=_("Seller chosen"), max_length=300)
    price = WantedBaht(label=_("Agreed price (baht)"), help_text="")
    contract_number = WantedText(label=_("Contract or order number"), max_length=100)
    contract_date = WantedDate(label=_("Dated"), help_text="")
    use_required_attribute = False

    def award(self) -> Award:
        data = self.cleaned_data
        return Award(data["name"], data["price"], data["contract_number"], data["contract_date"])


class Lines:
    """Lines of one sort in a form, `PREFIX-0`, `PREFIX-1` …: as many as the form says."""

    def __init__(
        self, sort: type[forms.Form], prefix: str, data: QueryDict | None, filled: list[dict]
    ) -> None:
        self.prefix = prefix
        self.count_name = f"{prefix}-count"
        if data is None:
            self.forms = [
                sort(prefix=f"{prefix}-{number}", initial=one)
                for number, one in enumerate(filled or [{}])
            ]
            return
        given = data.get(self.count_name, "")
        count = min(int(given), MOST_LINES) if given.isdecimal() and len(given) < 4 else 0
        self.forms = [sort(data, prefix=f"{prefix}-{number}") for number in range(max(count, 1))]

    @property
    def can_grow(self) -> bool:
        return len(self.forms) < MOST_LINES

    def is_valid(self) -> bool:
        """Whether every line could be read; asks all of them, so that each says its fault."""
        answers = [one.is_valid() for one in self.forms]
        return all(answers)

    def written(self) -> list[forms.Form]:
        """The lines that hold anything."""
        nothing = (None, "")
        return [
            one
            for one in self.forms
            if any(value not in nothing for value in one.cleaned_data.values())
        ]

    def errors(self) -> Iterator[tuple[str, str, str]]:
        """For the summary: the id of the control, its label with the line, the error."""
        for number, one in enumerate(self.forms, 1):
            for field in one:
                for error in field.errors:
                    yield field.id_for_label, f"{field.label} {number}", str(error)


class PlanItemChoice(forms.ModelChoiceField):
    def label_from_instance(self, item: PlanItem) -> str:
        return f"{item.egp_code} {item.title}".strip()


class RowForm(Changing):
    """All facts of one purchase; `entered_row()` is what the verbs take."""

    title = forms.CharField(
        label=_("Work bought"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    budget = WantedBaht(label=_("Budget (baht)"), help_text=_("VAT included, such as 12,000.00."))
    reference_price = WantedBaht(label=_("Reference price (baht)"))
    method = WantedChoice(label=_("Method"))
    choice_reason = WantedText(
        label=_("Reason for the choice"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("In short, such as the lowest price with everything that was asked for."),
    )
    project_number = forms.CharField(
        label=_("e-GP project number"),
        max_length=30,
        required=False,
        help_text=_("Eleven digits, where the purchase went through e-GP."),
    )
    plan_item = PlanItemChoice(
        PlanItem.objects.none(),
        label=_("Project of the plan"),
        required=False,
        empty_label=_("Not from the plan"),
    )
    place = forms.IntegerField(
        label=_("Place in the list"),
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("Write a number, such as 3.")},
    )
    use_required_attribute = False

    def __init__(
        self, *args, row: Row | None, items: Any, place: int, plan_item_id: int | None = None,
        **kwargs,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["method"].choices = [
            ("", _("Choose a method")), *((one.code, one.name) for one in methods().values())
        ]  # fmt: skip
        self.fields["plan_item"].queryset = items
        self.initial |= {"place": place, "plan_item": plan_item_id}
        if row:
            self.initial |= {
                "title": row.title,
                "budget": row.budget,
                "reference_price": row.reference_price,
                "method": row.method,
                "choice_reason": row.reason,
                "project_number": row.project_number,
            }
        data = self.data if self.is_bound else None
        offers = [{"name": one.name, "price": one.price} for one in row.offers] if row else []
        self.offers = Lines(OfferLine, "offer", data, offers)
        awards = [vars(one) for one in row.awards] if row else []
        self.awards = Lines(AwardLine, "award", data, awards)

    def is_valid(self) -> bool:
        lines = [self.offers.is_valid(), self.awards.is_valid()]
        return super().is_valid() and all(lines)

    def forget_errors(self) -> None:
        """Show what was typed without judging it: its writer is not done yet."""
        for one in (self, *self.offers.forms, *self.awards.forms):
            one.errors.clear()

    @property
    def has_errors(self) -> bool:
        """Whether anything, also in a line, was not understood."""
        return bool(self.errors) or bool(self.line_errors)

    @property
    def line_errors(self) -> list[tuple[str, str, str]]:
        if not self.is_bound:
            return []
        return [*self.offers.errors(), *self.awards.errors()]

    def facts(self) -> Iterator[forms.BoundField]:
        """The fields above the lines."""
        return (self[name] for name in ("title", "budget", "reference_price", "method"))

    def more_facts(self) -> Iterator[forms.BoundField]:
        """The fields below the lines."""
        names = ("choice_reason", "project_number", "plan_item", "place")
        return (self[name] for name in names)

    def entered_row(self) -> Row:
        data = self.cleaned_data
        return Row(
            title=" ".join(data["title"].split()),
            budget=data["budget"],
            reference_price=data["reference_price"],
            method=data["method"],
            offers=tuple(one.offer() for one in self.offers.written()),
            awards=tuple(one.award() for one in self.awards.written()),
            reason=" ".join(data["choice_reason"].split()),
            project_number=data["project_number"],
        )

    @property
    def plan_item_id(self) -> int | None:
        item = self.cleaned_data["plan_item"]
        return item.pk if item else None


def with_lines(data: QueryDict, act: str) -> QueryDict:
    """What was typed with a line more ("offer-add") or without one ("award-drop-2")."""
    prefix, _stroke, what = act.partition("-")
    sorts = {"offer": OfferLine, "award": AwardLine}
    if prefix not in sorts:
        return data
    typed = data.copy()
    names = list(sorts[prefix].base_fields)
    lines = Lines(sorts[prefix], prefix, data, [])
    kept = [
        {name: data.get(f"{prefix}-{number}-{name}", "") for name in names}
        for number in range(len(lines.forms))
        if what != f"drop-{number}"
    ]
    if what == "add" and lines.can_grow:
        kept.append(dict.fromkeys(names, ""))
    for number in range(len(lines.forms)):
        for name in names:
            typed.pop(f"{prefix}-{number}-{name}", None)
    for number, one in enumerate(kept):
        for name, value in one.items():
            typed[f"{prefix}-{number}-{name}"] = value
    typed[f"{prefix}-count"] = str(max(len(kept), 1))
    return typed


# --- a sheet ----------------------------------------------------------------------------------


class WantedFile(Wanted, forms.FileField):
    def clean(self, data: Any, initial: Any = None) -> Any:
        return data if data in self.empty_values else super().clean(data, initial)


class SheetForm(forms.Form):
    """What was copied from a sheet, or the sheet itself: one of the two.

    `sheets` are the names of several that a workbook holds, to choose among.
    """

    text = WantedText(
        label=_("Paste here what you copied from Excel"),
        strip=False,  # tabs at its ends are empty cells
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_(
            "With the heading or without: the nine columns of the form, also from Word, "
            "LibreOffice or Google Sheets."
        ),
    )
    file = WantedFile(
        label=_("Or choose the file"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=_(".xlsx or .csv, up to 10 MB."),
        error_messages={"empty": _("The file is empty.")},
    )
    sheet = WantedText(
        label=_("Sheet of the workbook"),
        max_length=100,
        help_text=_("Choose the file once more, too."),
    )
    use_required_attribute = False

    def offer_sheets(self, names: tuple[str, ...]) -> None:
        """Let one of several sheets be chosen; without several there is nothing to choose."""
        if len(names) > 1:
            self.fields["sheet"].widget = forms.Select(choices=[(name, name) for name in names])
        else:
            del self.fields["sheet"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not cleaned.get("file") and not cleaned.get("text", "").strip():
            self.add_error("text", _("Paste the rows, or choose a file."))
        return cleaned


class SavingForm(Changing):
    """The rows that were looked at, and what they do to those that are there."""

    kept = forms.CharField(widget=forms.HiddenInput)
    how = forms.ChoiceField(
        label=_("The month has rows already"),
        choices=[
            ("replace", _("Put these in their place")),
            ("add", _("Add these after them")),
        ],
        widget=forms.RadioSelect,
        initial="replace",
        error_messages={"required": _("Choose what happens to the rows that are there.")},
    )

    def __init__(self, *args, has_rows: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not has_rows:
            del self.fields["how"]

    @property
    def adds(self) -> bool:
        return self.cleaned_data.get("how") == "add"


# --- answers ------------------------------------------------------------------------------------


class AnswerForm(forms.Form):
    """One reason for every remark that was ticked, by itself or with all of its sort."""

    reason = forms.CharField(
        label=_("Why what you ticked is right"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 1}),
        help_text=_("It stays with the remarks for whoever audits."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


def year_of(data: QueryDict, usual: int, years: list[int]) -> int:
    """The fiscal year that an address asks for; the usual one where it names none of `years`."""
    asked = data.get("year", "")
    found = int(asked) if asked.isdecimal() and len(asked) == 4 else usual
    return found if found in years else usual


def place_in(entered: int, wanted: int) -> int:
    """Where a row goes among so many others, counted from 0; beyond the end is the end."""
    return min(max(wanted, 1), entered + 1) - 1
