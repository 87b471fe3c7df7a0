"""What the procurement asks for in the form of a notice, and what it looks at afterwards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.thai.digits import to_arabic
from portal.thai.fiscal import fiscal_year_of
from procurement.models import PlanItem

DIGITS = 11  # of a project's number in e-GP
FIRST = ("title", "notice_type", "number", "project_number", "plan_item", "summary", "body")


class ProjectNumberField(forms.CharField):
    """A number of e-GP: Thai digits become Arabic ones, blanks and hyphens go."""

    def to_python(self, value: Any) -> str:
        text = to_arabic(super().to_python(value))
        return "".join(sign for sign in text if not sign.isspace() and sign != "-")


class PlanItemField(forms.ModelChoiceField):
    def label_from_instance(self, item: PlanItem) -> str:
        """Year, code and project, as the list of the plan has them."""
        return " ".join(filter(None, [str(item.plan.fiscal_year), item.egp_code, item.title]))


def shape(form: Any) -> None:
    """Put what makes a notice first, with hints; only projects that still stand to choose from.

    `form` is a `publications.forms_writing.WritingForm`.
    """
    form.fields["notice_type"].help_text = _("Which step of the purchase it announces.")
    form.fields["number"].help_text = _(
        "As it stands on the notice; leave empty where it has none."
    )
    form.fields["project_number"] = ProjectNumberField(
        label=form.fields["project_number"].label,
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_(
            "Eleven digits, where the purchase goes through e-GP. It holds the notices of one "
            "purchase together."
        ),
    )
    form.fields["plan_item"] = PlanItemField(
        items_to_choose(form.instance.plan_item_id),
        label=form.fields["plan_item"].label,
        required=False,
        empty_label=gettext_lazy("Not from the plan"),
        help_text=_("Then the page of the purchase shows plan and notice together."),
    )
    form.fields["document_date"].label = _("Date of the notice")
    form.order_fields(FIRST)


def items_to_choose(chosen: int | None) -> Any:
    """Projects of the plans of last year, this one and the next; and the one that is chosen."""
    since = fiscal_year_of(timezone.localdate()) - 1
    stands = Q(plan__fiscal_year__gte=since, cancelled_on__isnull=True)
    items = PlanItem.objects.filter(stands | Q(pk=chosen)).select_related("plan")
    return items.order_by("-plan__fiscal_year", "position", "pk")


def hints(facts: dict[str, Any]) -> list[str]:
    """What to look at again: a project number that is not one of e-GP's."""
    number = facts.get("project_number", "")
    if not number or (number.isdecimal() and len(number) == DIGITS):
        return []
    words = _("The project number “%(number)s” is not eleven digits as in e-GP. Look at it again.")
    return [words % {"number": number}]
