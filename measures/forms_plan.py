"""What the planner types when a plan is made and changed."""

from __future__ import annotations

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from measures.models import Indicator, Measure, MeasureGroup, Plan, Question, Step
from measures.planning import PlanRow, last_position, place, set_deadlines, siblings
from portal.thai.dates import DateNotUnderstood, parse_date
from portal.thai.fields import ThaiDateField, typed

STAY, TOP = "stay", "top"
_LABELLED = re.compile(r"(?P<day>[^()]*)(?:\((?P<label>.*)\))?\s*", re.DOTALL)


class DeadlinesField(forms.CharField):
    """Several days as text: "31/3/2569, 30/9/2569 (full report)"; cleans to (day, label) pairs."""

    def to_python(self, value: str | None) -> list[tuple[date, str]]:
        """Earliest first, each day once; ValidationError names the piece not understood."""
        text = super().to_python(value)
        pieces = [piece for piece in re.split(r"[,;\n](?![^(]*\))", text) if piece.strip()]
        found: dict[date, str] = {}
        for piece in pieces:
            match = _LABELLED.fullmatch(piece.strip())
            try:
                day = parse_date((match["day"] if match else piece).strip())
            except DateNotUnderstood as refusal:
                raise ValidationError(refusal.message, code="invalid") from refusal
            found[day] = ((match and match["label"]) or "").strip()[:300]
        return sorted(found.items())

    def validate(self, value: list) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: list) -> None:
        """The days were judged one by one."""

    def prepare_value(self, value: object) -> object:
        if isinstance(value, list):
            return ", ".join(typed(day) + (f" ({label})" if label else "") for day, label in value)
        return value


class PlanChoice(forms.ModelChoiceField):
    """Plans by their year, which is how people speak of them."""

    def label_from_instance(self, obj: Plan) -> str:
        return f"{obj.fiscal_year.year} {obj.title}"


class PlanForm(forms.Form):
    """The year, title and target of a plan."""

    year = forms.IntegerField(
        label=_("Fiscal year"), min_value=2550, max_value=2700, help_text=_("Such as 2570")
    )
    title = forms.CharField(label=_("Title"), max_length=500, widget=forms.Textarea({"rows": 2}))
    target_grade = forms.CharField(label=_("Target grade"), max_length=50, required=False)
    source = PlanChoice(
        label=_("Carry over from"),
        queryset=Plan.objects.select_related("fiscal_year"),
        required=False,
        empty_label=_("Begin with an empty plan"),
        help_text=_("Groups, measures, steps and units are copied, and every date moved on."),
    )

    def clean_year(self) -> int:
        year = self.cleaned_data["year"]
        if Plan.objects.filter(fiscal_year__year=year).exists():
            raise ValidationError(_("This fiscal year has a plan already."))
        return year

    def clean(self) -> dict:
        cleaned = super().clean()
        source, year = cleaned.get("source"), cleaned.get("year")
        if source and year and source.fiscal_year.year >= year:
            self.add_error("source", _("Choose a plan of an earlier year."))
        return cleaned


class PlanTitleForm(forms.ModelForm):
    class Meta:
        model = Plan
        fields = ["title", "target_grade"]
        widgets = {"title": forms.Textarea({"rows": 2})}


class PlacedForm(forms.ModelForm):
    """A row of the plan with a choice of where it stands among the rows beside it."""

    place = forms.ChoiceField(label=_("Place in the table"), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.beside = [one for one in siblings(self.instance) if one.pk != self.instance.pk]
        stay = _("At the end") if self.instance._state.adding else _("As it is")
        self.fields["place"].choices = [
            (STAY, stay),
            (TOP, _("First")),
            *((str(one.pk), _after(one)) for one in self.beside),
        ]

    def wanted_place(self) -> tuple[bool, PlanRow | None]:
        """Whether the row moves, and behind which row (None: to the top)."""
        chosen = self.cleaned_data.get("place") or STAY
        behind = next((one for one in self.beside if str(one.pk) == chosen), None)
        return chosen != STAY, behind

    @transaction.atomic
    def save_row(self) -> PlanRow:
        """Save the named fields, the links and the place; a new or moved row goes to the end."""
        row, new = self.instance, self.instance._state.adding
        if new or self.parent_name in self.changed_data:
            row.position = last_position(siblings(row)) + 1
        if new:
            row.save()
        else:
            row.save(update_fields=[*self._column_names(), "position"])
        self._save_m2m()
        self.save_links()
        moves, behind = self.wanted_place()
        if moves and self.parent_name not in self.changed_data:
            place(row, after=behind)
        return row

    parent_name = ""

    def _column_names(self) -> list[str]:
        columns = {field.name for field in self._meta.model._meta.concrete_fields}
        return [name for name in self.changed_data if name in columns]

    def save_links(self) -> None:
        """Rows without links have nothing more to save."""

    def own_fields(self) -> list[forms.BoundField]:
        """The controls that always show."""
        return self.visible_fields()


class GroupForm(PlacedForm):
    class Meta:
        model = MeasureGroup
        fields = ["title", "instrument", "indicator"]
        widgets = {"title": forms.Textarea({"rows": 2})}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        year = self.instance.plan.fiscal_year
        self.fields["title"].required = True
        self.fields["instrument"].queryset = year.instruments.all()
        self.fields["indicator"].queryset = Indicator.objects.filter(instrument__fiscal_year=year)


class LinkedForm(PlacedForm):
    """A row linked to indicators and questions of its year, one list an instrument."""

    linked: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.link_names: list[tuple[str, str]] = []  # name of the field, name it belongs to
        for name in self.linked:
            self._add_lists(name)

    def _add_lists(self, name: str) -> None:
        rows = self._rows_of(name)
        chosen = (
            set()
            if self.instance._state.adding
            else set(getattr(self.instance, name).values_list("pk", flat=True))
        )
        for instrument in dict.fromkeys(one.link_instrument for one in rows):
            mine = [one for one in rows if one.link_instrument == instrument]
            field = forms.TypedMultipleChoiceField(
                label=_links_label(name, instrument.code),
                choices=[(one.pk, str(one)) for one in mine],
                coerce=int,
                required=False,
                initial=[one.pk for one in mine if one.pk in chosen],
                widget=forms.CheckboxSelectMultiple,
            )
            key = f"{name}_{instrument.pk}"
            self.fields[key] = field
            self.link_names.append((key, name))

    def _rows_of(self, name: str) -> list:
        year = self.plan.fiscal_year_id
        if name == "indicators":
            rows = list(
                Indicator.objects.filter(instrument__fiscal_year=year)
                .select_related("instrument")
                .order_by("instrument__position", "position")
            )
            for one in rows:
                one.link_instrument = one.instrument
            return rows
        rows = list(
            Question.objects.filter(indicator__instrument__fiscal_year=year)
            .select_related("indicator__instrument")
            .order_by("indicator__instrument__position", "indicator__position", "position")
        )
        for one in rows:
            one.link_instrument = one.indicator.instrument
        return rows

    @property
    def plan(self) -> Plan:
        raise NotImplementedError

    def own_fields(self) -> list[forms.BoundField]:
        """The controls that always show; the long lists of links fold away."""
        links = {key for key, _name in self.link_names}
        return [field for field in self.visible_fields() if field.name not in links]

    def link_fields(self) -> list[dict[str, object]]:
        """Each list of links with how many are ticked, for the template."""
        return [
            {"field": self[key], "ticked": len(self[key].value() or [])}
            for key, _name in self.link_names
        ]

    def save_links(self) -> None:
        for name in self.linked:
            keys = [key for key, owner in self.link_names if owner == name]
            chosen = [pk for key in keys for pk in self.cleaned_data.get(key, [])]
            getattr(self.instance, name).set(chosen)


class MeasureForm(LinkedForm):
    linked = ("indicators", "questions")
    parent_name = "group"

    class Meta:
        model = Measure
        fields = ["title", "group"]
        widgets = {"title": forms.Textarea({"rows": 3})}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = True
        self.fields["group"].queryset = MeasureGroup.objects.filter(plan=self.plan)

    @property
    def plan(self) -> Plan:
        return self.instance.group.plan


class StepForm(LinkedForm):
    linked = ("questions",)
    parent_name = "measure"

    units = forms.ModelMultipleChoiceField(
        label=_("Responsible units"),
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    starts = ThaiDateField(label=_("From"), required=False)
    ends = ThaiDateField(label=_("To"), required=False)
    deadlines = DeadlinesField(
        label=_("Deadlines"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Such as 31/3/2569, 30/9/2569 (full report)"),
    )

    class Meta:
        model = Step
        fields = [
            "text",
            "topic",
            "units",
            "all_units",
            "owner_text",
            "starts",
            "ends",
            "cadence",
            "period_text",
            "follow_up",
            "measure",
        ]
        widgets = {
            "text": forms.Textarea({"rows": 6}),
            "topic": forms.Textarea({"rows": 2}),
            "owner_text": forms.Textarea({"rows": 2}),
            "period_text": forms.Textarea({"rows": 2}),
            "follow_up": forms.Textarea({"rows": 2}),
        }

    field_order = [
        "text", "topic", "units", "all_units", "owner_text", "starts", "ends", "cadence",
        "deadlines", "period_text", "follow_up", "measure", "place",
    ]  # fmt: skip

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        mine = () if self.instance._state.adding else self.instance.units.values("pk")
        active = Unit.objects.active()
        self.fields["units"].queryset = (
            active | Unit.objects.filter(pk__in=mine) if mine else active
        ).distinct()
        measures = Measure.objects.filter(group__plan=self.plan).select_related("group")
        self.fields["measure"].queryset = measures.order_by("group__position", "position")
        if not self.instance._state.adding:
            kept = self.instance.deadlines.order_by("due")
            self.fields["deadlines"].initial = [(one.due, one.label) for one in kept]

    @property
    def plan(self) -> Plan:
        return self.instance.measure.group.plan

    def clean(self) -> dict:
        cleaned = super().clean()
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("The period ends before it begins."))
        return cleaned

    def save_links(self) -> None:
        super().save_links()
        set_deadlines(self.instance, self.cleaned_data["deadlines"])


def _after(row: PlanRow) -> str:
    return _("After: %(row)s") % {"row": str(row)[:80]}


def _links_label(name: str, code: str) -> str:
    texts = {"indicators": _("Indicators of %(code)s"), "questions": _("Questions of %(code)s")}
    return texts[name] % {"code": code}
