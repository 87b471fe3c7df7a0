"""A month for a view, with what every page of it shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import Unit, User
from portal.thai.baht import format_baht
from procurement.methods import methods
from procurement.models import PurchaseMonth
from procurement.rows import Row

INVALID, MEANWHILE = 422, 409
ASKED = ["GET", "HEAD", "POST"]


def fetch_month(request: HttpRequest, pk: int) -> PurchaseMonth:
    """The month as the person may see it; 404 for none."""
    visible = PurchaseMonth.objects.visible_to(request.user).select_related("unit", "owner")
    return get_object_or_404(visible, pk=pk)


def unit_of_procurement(user: User) -> Unit | None:
    """Whose matter a new month is: that of the month before, else the person's own unit."""
    latest = PurchaseMonth.objects.select_related("unit").order_by("-month").first()
    return latest.unit if latest else user.unit or Unit.objects.active().first()


@dataclass(frozen=True)
class ShownRow:
    """A row as a table shows it: amounts with satang, the method by its name."""

    number: int
    row: Row

    @property
    def budget(self) -> str:
        return _shown(self.row.budget)

    @property
    def reference_price(self) -> str:
        return _shown(self.row.reference_price)

    @property
    def method(self) -> str:
        known = methods().get(self.row.method)
        return known.short_th if known else ""

    @property
    def offers(self) -> list[tuple[str, str]]:
        return [(one.name, _shown(one.price)) for one in self.row.offers]

    @property
    def awards(self) -> list[tuple[str, str]]:
        return [(one.name, _shown(one.price)) for one in self.row.awards]


def _shown(amount: object) -> str:
    return "" if amount is None else format_baht(amount)  # type: ignore[arg-type]
