"""Plan, notices, months with their purchases, and the year; each a publication of its kind."""

from procurement.models.month import Acknowledgement, Award, Bid, Purchase, PurchaseMonth
from procurement.models.notice import PurchaseNotice
from procurement.models.plan import PlanChange, PlanItem, PurchasePlan
from procurement.models.year import PurchaseYear

__all__ = [
    "Acknowledgement",
    "Award",
    "Bid",
    "PlanChange",
    "PlanItem",
    "Purchase",
    "PurchaseMonth",
    "PurchaseNotice",
    "PurchasePlan",
    "PurchaseYear",
]
