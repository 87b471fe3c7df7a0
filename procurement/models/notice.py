"""Notices of the steps of a purchase."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from procurement.models.plan import PlanItem
from publications.models import Publication
from publications.querysets import PublicationQuerySet


class PurchaseNotice(Publication):
    """One announcement with its files, in the order in which a purchase comes to them."""

    class Type(models.TextChoices):
        PLAN = "plan", pgettext_lazy("procurement notice", "Plan")
        REFERENCE_PRICE = "reference_price", pgettext_lazy("procurement notice", "Reference price")
        DRAFT_TOR = "draft_tor", pgettext_lazy("procurement notice", "Draft terms of reference")
        INVITATION = "invitation", pgettext_lazy("procurement notice", "Invitation")
        WINNER = "winner", pgettext_lazy("procurement notice", "Winner")
        CANCELLATION = "cancellation", pgettext_lazy("procurement notice", "Cancellation")
        CHANGE = "change", pgettext_lazy("procurement notice", "Change")
        CONTRACT = "contract", pgettext_lazy("procurement notice", "Essential contract terms")

    notice_type = models.CharField(_("type of notice"), max_length=20, choices=Type)
    number = models.CharField(_("number"), max_length=100, blank=True)
    # What holds the notices of one purchase together; eleven digits in e-GP.
    project_number = models.CharField(
        _("e-GP project number"), max_length=30, blank=True, db_index=True
    )
    plan_item = models.ForeignKey(
        PlanItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("project of the plan"),
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("procurement notice")
        verbose_name_plural = _("procurement notices")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    notice_type__in=[
                        *("plan", "reference_price", "draft_tor", "invitation"),
                        *("winner", "cancellation", "change", "contract"),
                    ]
                ),
                name="purchasenotice_type_known",
            )
        ]
