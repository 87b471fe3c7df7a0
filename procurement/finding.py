"""Purchases and notices found by what people know of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django import forms
from django.db.models import Count, Q, Sum
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.thai.baht import parse_baht
from procurement.methods import methods
from procurement.models import Purchase, PurchaseNotice
from procurement.public import CALENDAR_ORDER
from procurement.querysets import PurchaseQuerySet
from procurement.rows import LARGEST
from publications.querysets import PublicationQuerySet

LONGEST = 100  # signs of a question


class BahtField(forms.CharField):
    """An amount as people type it (20,000 or ๒๐,๐๐๐ บาท); None where nothing was typed."""

    def clean(self, value: str | None) -> Decimal | None:
        """The amount of what was typed; the length is judged before."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            amount = parse_baht(typed)
        except (ValueError, InvalidOperation) as error:
            raise forms.ValidationError(_("Write an amount, such as 20,000.")) from error
        if not 0 <= amount <= LARGEST:
            raise forms.ValidationError(_("Write an amount, such as 20,000."))
        return amount


class PurchaseSearch(forms.Form):
    """What narrows the list; a field that is not understood says so and narrows nothing."""

    q = forms.CharField(label=_("Work, seller or number"), required=False, max_length=LONGEST)
    seller = forms.CharField(
        label=pgettext_lazy("procurement", "Seller"), required=False, max_length=LONGEST
    )
    method = forms.ChoiceField(label=pgettext_lazy("procurement", "Method"), required=False)
    year = forms.TypedChoiceField(
        label=_("Fiscal year"), required=False, coerce=int, empty_value=None
    )
    month = forms.TypedChoiceField(
        label=pgettext_lazy("procurement", "Month"), required=False, coerce=int, empty_value=None
    )
    least = BahtField(label=_("From (baht)"), required=False, max_length=30)
    most = BahtField(label=_("To (baht)"), required=False, max_length=30)

    def __init__(self, *args, years: list[int], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", pgettext_lazy("filter", "All"))
        named = [(code, one.name) for code, one in methods().items()]
        self.fields["method"].choices = [everything, *named]
        self.fields["year"].choices = [everything, *((year, str(year)) for year in years)]
        months = [(number, MONTHS[number]) for number in CALENDAR_ORDER]
        self.fields["month"].choices = [everything, *months]
        for name in ("least", "most"):
            self.fields[name].widget.attrs["inputmode"] = "decimal"

    def is_filtering(self) -> bool:
        """Whether anything narrows the list."""
        return self.is_bound and any(str(value).strip() for value in self.data.values() if value)

    def apply(self, purchases: PurchaseQuerySet) -> PurchaseQuerySet:
        """The purchases that fit everything that was understood."""
        self.is_valid()
        asked = getattr(self, "cleaned_data", {})
        wanted = Q()
        for word in asked.get("q", "").split():
            wanted &= (
                Q(title__icontains=word)
                | Q(awards__name__icontains=word)
                | Q(bids__name__icontains=word)
                | Q(awards__contract_number__icontains=word)
                | Q(project_number__icontains=word)
            )
        if seller := asked.get("seller", "").strip():
            wanted &= Q(awards__name__icontains=seller)
        if method := asked.get("method"):
            wanted &= Q(method=method)
        if year := asked.get("year"):
            wanted &= Q(month__fiscal_year=year)
        if month := asked.get("month"):
            wanted &= Q(month__month__month=month)
        if (least := asked.get("least")) is not None:
            wanted &= Q(agreed__gte=least)
        if (most := asked.get("most")) is not None:
            wanted &= Q(agreed__lte=most)
        fitting = Purchase.objects.filter(wanted).values("pk")
        return purchases.filter(pk__in=fitting) if wanted else purchases


@dataclass(frozen=True)
class Totals:
    count: int
    agreed: Decimal


def totals_of(purchases: PurchaseQuerySet) -> Totals:
    """How many, and what was agreed on for all of them, in one query."""
    summed = purchases.order_by().aggregate(count=Count("pk"), agreed=Sum("agreed"))
    return Totals(summed["count"], summed["agreed"] or Decimal())


class NoticeSearch(forms.Form):
    """What narrows the list of notices."""

    q = forms.CharField(label=_("Words or number"), required=False, max_length=LONGEST)
    type = forms.ChoiceField(label=pgettext_lazy("procurement", "Type"), required=False)
    year = forms.TypedChoiceField(
        label=_("Fiscal year"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args, years: list[int], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", pgettext_lazy("filter", "All"))
        self.fields["type"].choices = [everything, *PurchaseNotice.Type.choices]
        self.fields["year"].choices = [everything, *((year, str(year)) for year in years)]

    def is_filtering(self) -> bool:
        return self.is_bound and any(str(value).strip() for value in self.data.values() if value)

    def apply(self, notices: PublicationQuerySet) -> PublicationQuerySet:
        self.is_valid()
        asked = getattr(self, "cleaned_data", {})
        for word in asked.get("q", "").split():
            notices = notices.filter(
                Q(title__icontains=word)
                | Q(summary__icontains=word)
                | Q(number__icontains=word)
                | Q(project_number__icontains=word)
            )
        if asked.get("type"):
            notices = notices.filter(notice_type=asked["type"])
        if asked.get("year"):
            notices = notices.filter(fiscal_year=asked["year"])
        return notices
