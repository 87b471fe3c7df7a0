"""The monthly summary (แบบ สขร.1), its purchases, and why an odd one is right."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.history import Permanent
from procurement import rows
from procurement.models.plan import PlanItem
from procurement.querysets import PurchaseQuerySet
from publications.models import Publication
from publications.querysets import PublicationQuerySet


def money(label: str, **more: object) -> models.DecimalField:
    """Baht with satang, VAT included."""
    return models.DecimalField(label, max_digits=14, decimal_places=2, **more)


class PurchaseMonth(Publication):
    """One month; its slug is `month-FISCAL YEAR-MONTH`, so that there is one."""

    month = models.DateField(_("month"), unique=True)  # its first day
    # Said aloud that nothing was bought, which is not the same as having no rows yet.
    nothing_bought = models.BooleanField(_("nothing was bought"), default=False)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("monthly procurement summary")
        verbose_name_plural = _("monthly procurement summaries")
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="purchasemonth_by_its_first_day")
        ]


class Purchase(models.Model):
    """One row of a month (`rows.Row` says what each fact is)."""

    month = models.ForeignKey(PurchaseMonth, models.PROTECT, related_name="purchases")
    position = models.PositiveIntegerField(null=True)  # none once it was taken away
    # Its page had an address: who comes there is told that it stands in its month no more.
    removed_at = models.DateTimeField(null=True, blank=True)
    title = models.CharField(_("work bought"), max_length=1000)
    budget = money(_("budget (baht)"), null=True, blank=True)
    reference_price = money(_("reference price (baht)"), null=True, blank=True)
    method = models.CharField(_("method"), max_length=20)
    reason = models.CharField(_("reason for the choice"), max_length=1000, blank=True)
    project_number = models.CharField(
        _("e-GP project number"), max_length=30, blank=True, db_index=True
    )
    plan_item = models.ForeignKey(
        PlanItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="purchases",
        verbose_name=_("project of the plan"),
    )
    # What all who were chosen get; for lists and searches by amount.
    agreed = money(_("agreed price (baht)"), null=True, blank=True)

    objects = PurchaseQuerySet.as_manager()

    class Meta:
        ordering = ["month__month", "position", "pk"]
        verbose_name = _("purchase")
        verbose_name_plural = _("purchases")
        constraints = [
            models.UniqueConstraint(fields=["month", "position"], name="purchase_place_once"),
            models.CheckConstraint(
                condition=(Q(budget__isnull=True) | Q(budget__gte=0))
                & (Q(reference_price__isnull=True) | Q(reference_price__gte=0))
                & (Q(agreed__isnull=True) | Q(agreed__gte=0)),
                name="purchase_amounts_not_negative",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="purchase_has_title"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, position__isnull=False)
                | Q(removed_at__isnull=False, position__isnull=True),
                name="purchase_has_place_or_is_gone",
            ),
        ]
        indexes = [models.Index(fields=["method"], name="purchase_method")]

    def __str__(self) -> str:
        return self.title

    def row(self) -> rows.Row:
        """The purchase as plain data; reads `bids` and `awards`, so prefetch them."""
        return rows.Row(
            title=self.title,
            budget=self.budget,
            reference_price=self.reference_price,
            method=self.method,
            offers=tuple(rows.Offer(one.name, one.price) for one in self.bids.all()),
            awards=tuple(
                rows.Award(one.name, one.price, one.contract_number, one.contract_date)
                for one in self.awards.all()
            ),
            reason=self.reason,
            project_number=self.project_number,
        )


class Bid(models.Model):
    """Who offered, and for how much."""

    purchase = models.ForeignKey(Purchase, models.CASCADE, related_name="bids")
    position = models.PositiveIntegerField()
    name = models.CharField(_("bidder"), max_length=300)
    price = money(_("offered price (baht)"), null=True, blank=True)

    class Meta:
        ordering = ["purchase", "position"]
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = [
            models.UniqueConstraint(fields=["purchase", "position"], name="bid_place_once"),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gte=0), name="bid_price_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Award(models.Model):
    """Who was chosen, the price agreed on, and the contract or order."""

    purchase = models.ForeignKey(Purchase, models.CASCADE, related_name="awards")
    position = models.PositiveIntegerField()
    name = models.CharField(_("seller"), max_length=300)
    price = money(_("agreed price (baht)"), null=True, blank=True)
    contract_number = models.CharField(_("contract number"), max_length=100, blank=True)
    contract_date = models.DateField(_("date of the contract"), null=True, blank=True)

    class Meta:
        ordering = ["purchase", "position"]
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        constraints = [
            models.UniqueConstraint(fields=["purchase", "position"], name="award_place_once"),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gte=0), name="award_price_not_negative"
            ),
        ]
        indexes = [models.Index(fields=["name"], name="award_seller")]

    def __str__(self) -> str:
        return self.name


class Acknowledgement(Permanent):
    """Why a remark on a purchase does not stop the month: a person looked, and says why.

    It holds for the facts that it was given for: `fingerprint` is theirs (`remarks.Remark`).
    """

    month = models.ForeignKey(PurchaseMonth, models.PROTECT, related_name="acknowledgements")
    code = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64)
    reason = models.CharField(_("reason"), max_length=500)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("acknowledged remark")
        verbose_name_plural = _("acknowledged remarks")
        constraints = [
            models.UniqueConstraint(fields=["month", "fingerprint"], name="acknowledgement_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="acknowledgement_has_reason"),
        ]
