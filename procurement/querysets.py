"""Sets of purchases, named in the office's words."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone


class PurchaseQuerySet(models.QuerySet):
    def kept(self) -> PurchaseQuerySet:
        """Those that stand in their month; others were taken away from it."""
        return self.filter(removed_at__isnull=True)

    def public(self, now: datetime | None = None) -> PurchaseQuerySet:
        """Those that stand in a month which anybody may read at the moment."""
        now = now or timezone.now()
        return self.kept().filter(
            Q(month__withdraw_at__isnull=True) | Q(month__withdraw_at__gt=now),
            month__state="published",
            month__publish_at__lte=now,
        )

    def of_year(self, fiscal_year: int) -> PurchaseQuerySet:
        """Those of the months of a Buddhist-era fiscal year."""
        return self.filter(month__fiscal_year=fiscal_year)

    def whole(self) -> PurchaseQuerySet:
        """With their offers and awards: three queries, however many."""
        return self.select_related("month").prefetch_related("bids", "awards")
