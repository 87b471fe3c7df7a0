"""One purchase as a story: planned, announced, awarded, contracted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from procurement.methods import Method, methods
from procurement.models import PlanItem, Purchase, PurchaseNotice
from procurement.rows import Row


@dataclass(frozen=True)
class Story:
    """What the page of a purchase tells; `planned` only where the plan is public."""

    row: Row
    method: Method | None
    planned: PlanItem | None
    notices: list[PurchaseNotice]
    contracted: date | None


def story_of(purchase: Purchase) -> Story:
    """In three queries; the purchase brings its month and plan."""
    item = purchase.plan_item
    row = purchase.row()
    dates = [award.contract_date for award in row.awards if award.contract_date]
    return Story(
        row=row,
        method=methods().get(purchase.method),
        planned=item if item and item.plan.is_public() else None,
        notices=_notices(purchase),
        contracted=min(dates, default=None),
    )


def _notices(purchase: Purchase) -> list[PurchaseNotice]:
    """Those of the same e-GP project or of the same project of the plan, oldest first."""
    same = Q()
    if purchase.project_number:
        same |= Q(project_number=purchase.project_number)
    if purchase.plan_item_id:
        same |= Q(plan_item_id=purchase.plan_item_id)
    if not same:
        return []
    return list(PurchaseNotice.objects.public().filter(same).order_by("document_date", "pk"))
