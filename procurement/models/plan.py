"""The plan of a fiscal year (section 11 of the Act of 2560) and each change of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.history import Permanent
from portal.thai.dates import month_name
from portal.thai.fiscal import BUDDHIST_ERA
from publications.models import Publication
from publications.querysets import PublicationQuerySet


class PurchasePlan(Publication):
    """The plan of one fiscal year; its slug is `plan-YEAR`, so that there is one."""

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("procurement plan")
        verbose_name_plural = _("procurement plans")

    def changes_made(self) -> models.QuerySet:
        """What was changed since it was published, oldest first."""
        return PlanChange.objects.filter(item__plan=self).select_related("item")


class PlanItem(models.Model):
    """One project of the plan as it stands today; what it was stands in its changes."""

    plan = models.ForeignKey(PurchasePlan, models.PROTECT, related_name="items")
    position = models.PositiveIntegerField(default=0)
    egp_code = models.CharField(_("e-GP plan code"), max_length=30, blank=True)
    title = models.CharField(_("project"), max_length=1000)
    budget = models.DecimalField(_("budget (baht)"), max_digits=14, decimal_places=2)
    expected_month = models.DateField(_("month of the announcement"), null=True, blank=True)
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True)

    class Meta:
        ordering = ["plan", "position", "pk"]
        verbose_name = _("project of the plan")
        verbose_name_plural = _("projects of the plan")
        constraints = [
            models.CheckConstraint(condition=Q(budget__gte=0), name="planitem_budget_not_negative"),
            models.CheckConstraint(
                condition=Q(expected_month__isnull=True) | Q(expected_month__day=1),
                name="planitem_month_by_its_first_day",
            ),
            models.UniqueConstraint(
                fields=["plan", "egp_code"],
                condition=~Q(egp_code=""),
                name="planitem_code_once_a_plan",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PlanChange(Permanent):
    """What was changed in a published plan, why, and by whom; the public reads it."""

    class Kind(models.TextChoices):
        ADDED = "added", pgettext_lazy("plan change", "added")
        CHANGED = "changed", pgettext_lazy("plan change", "changed")
        CANCELLED = "cancelled", pgettext_lazy("plan change", "cancelled")

    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind)
    on = models.DateField(_("on"))
    reason = models.CharField(_("reason"), max_length=500)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = _("change of the plan")
        verbose_name_plural = _("changes of the plan")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["added", "changed", "cancelled"]),
                name="planchange_kind_known",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="planchange_has_reason"),
        ]

    def differences(self) -> list[tuple[str, str, str]]:
        """What reads otherwise in a changed project: name of the fact, before, after."""
        if self.kind != self.Kind.CHANGED:
            return []
        return [
            (str(PlanItem._meta.get_field(name).verbose_name), *both)
            for fact, name in _NAMES.items()
            if (both := (_shown(fact, self.before), _shown(fact, self.after)))[0] != both[1]
        ]


# Facts of a change by the names under which it keeps them.
_NAMES = {
    "code": "egp_code",
    "title": "title",
    "budget": "budget",
    "month": "expected_month",
}


def _shown(fact: str, kept: dict[str, str]) -> str:
    """The fact as people read it; a dash for none."""
    text = kept.get(fact, "")
    if fact == "month" and text:
        year, month = map(int, text.split("-"))
        return f"{month_name(month)} {year + BUDDHIST_ERA}"
    return text or "–"
