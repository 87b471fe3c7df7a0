"""A case: what of it lies in the clear, its epochs, who can read them and who must not."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.models.roster import BLANK, Officer
from complaints.querysets import CaseQuerySet


class Case(models.Model):
    """A complaint of corruption. Once erased, what is left of the row is for the statistics."""

    class Channel(models.TextChoices):
        WEB = "web", _("website")
        PAPER = "paper", _("on paper")
        PHONE = "phone", _("by telephone")
        VISIT = "visit", _("in person")

    class Category(models.TextChoices):
        EMBEZZLEMENT = "embezzlement", _("embezzlement")
        BRIBERY = "bribery", _("bribery")
        ABUSE = "abuse", _("abuse of power or neglect of duty")
        CONFLICT = "conflict", _("conflict of interest")
        PROCUREMENT = "procurement", _("fraud in procurement")
        PEOPLE = "people", _("favours in appointments and personnel")
        OTHER = "other", _("other")

    class Status(models.TextChoices):
        RECEIVED = "received", _("received")
        ACKNOWLEDGED = "acknowledged", _("acknowledged")
        EXAMINING = "examining", _("being examined")
        CLOSED = "closed", _("closed")

    class Outcome(models.TextChoices):
        FOUNDED = "founded", _("founded, acted upon")
        UNFOUNDED = "unfounded", _("examined, nothing found")
        THIN = "thin", _("too little to examine")
        REFERRED = "referred", _("referred to another authority")
        NOT_CORRUPTION = "not_corruption", _("not corruption, handed to the responsible unit")
        MERGED = "merged", _("joined with another case")

    class Verdict(models.TextChoices):
        DEALT_WITH = "dealt_with", _("it was dealt with")
        PARTLY = "partly", _("partly dealt with")
        NOT_DEALT_WITH = "not_dealt_with", _("it was not dealt with")

    # Of the fourth version: its random digits tell no time.
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    # What the officers call it, "4821/2570". Drawn by lot: no gap tells of a case kept from them.
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    number = models.PositiveIntegerField(_("number"))
    locator = models.BinaryField(max_length=64, unique=True, null=True)  # null once erased
    complainant_public = models.BinaryField(default=BLANK)
    complainant_mark = models.BinaryField(default=BLANK)
    complainant_wrap = models.BinaryField(default=BLANK)
    channel = models.CharField(_("came"), max_length=10, choices=Channel)
    category = models.CharField(_("category"), max_length=20, choices=Category)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.RECEIVED)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    verdict = models.CharField(_("reporter's verdict"), max_length=20, choices=Verdict, blank=True)
    received_on = models.DateField(_("received on"))
    acknowledged_on = models.DateField(_("acknowledged on"), null=True, blank=True)
    examined_on = models.DateField(_("examination begun on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    last_item_on = models.DateField(_("last item on"))
    items_count = models.PositiveIntegerField(_("items"), default=0)
    assigned_to = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="assigned_cases",
        verbose_name=_("assigned to"),
    )  # fmt: skip
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_cases",
        verbose_name=_("joined with"),
    )  # fmt: skip
    keep_until = models.DateField(_("kept until"), null=True, blank=True)
    erased_on = models.DateField(_("erased on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-fiscal_year", "-number"]
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        indexes = [models.Index(fields=["status", "received_on"], name="case_status_received")]
        constraints = [
            models.UniqueConstraint(fields=["fiscal_year", "number"], name="case_number_once"),
            models.CheckConstraint(
                condition=Q(channel__in=["web", "paper", "phone", "visit"]),
                name="case_channel_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    category__in=[
                        "embezzlement", "bribery", "abuse", "conflict", "procurement", "people",
                        "other",
                    ]
                ),
                name="case_category_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["received", "acknowledged", "examining", "closed"]),
                name="case_status_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    outcome__in=[
                        "", "founded", "unfounded", "thin", "referred", "not_corruption", "merged",
                    ]
                ),
                name="case_outcome_known",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["", "dealt_with", "partly", "not_dealt_with"]),
                name="case_verdict_known",
            ),
            models.CheckConstraint(
                condition=(
                    Q(status="closed", closed_on__isnull=False) & ~Q(outcome="")
                )
                | (~Q(status="closed") & Q(closed_on__isnull=True, outcome="")),
                name="case_closed_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_on__isnull=True)
                | Q(acknowledged_on__gte=F("received_on")),
                name="case_acknowledged_after",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("received_on")),
                name="case_closed_after",
            ),
            models.CheckConstraint(
                condition=Q(erased_on__isnull=True) | Q(status="closed"),
                name="case_erased_when_closed",
            ),
            models.CheckConstraint(
                condition=Q(locator__isnull=False) | Q(erased_on__isnull=False),
                name="case_found_until_erased",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True)
                | (Q(outcome="merged") & ~Q(merged_into=F("id"))),
                name="case_merged_elsewhere",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number}/{self.fiscal_year}"


class Epoch(models.Model):
    """A pair of the case for one set of readers: the public half; the private one in wraps."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="epochs")
    number = models.PositiveSmallIntegerField()
    public = models.BinaryField()
    mark = models.BinaryField()
    begun_on = models.DateField()

    class Meta:
        ordering = ["case", "number"]
        verbose_name = _("epoch of a case")
        verbose_name_plural = _("epochs of cases")
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="epoch_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="epoch_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"


class Wrap(models.Model):
    """An epoch's private half, sealed for one reader."""

    epoch = models.ForeignKey(Epoch, models.CASCADE, related_name="wraps")
    role = models.CharField(max_length=60)
    blob = models.BinaryField()

    class Meta:
        verbose_name = _("wrapped key")
        verbose_name_plural = _("wrapped keys")
        constraints = [models.UniqueConstraint(fields=["epoch", "role"], name="wrap_once_a_role")]
        indexes = [models.Index(fields=["role"], name="wrap_role")]

    def __str__(self) -> str:
        return f"{self.epoch} {self.role}"


class Exclusion(models.Model):
    """A person to whom the case is never shared again: complained of, stepped aside, or left out.

    Why lies sealed in the case, if anywhere.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="exclusions")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    on_day = models.DateField()

    class Meta:
        verbose_name = _("excluded person")
        verbose_name_plural = _("excluded people")
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], name="exclusion_once_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.person}"


class Extension(models.Model):
    """That a closed case is kept longer: asked for by one officer, agreed to by another."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="extensions")
    until = models.DateField(_("kept until"))
    asked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    # The sealed record that says why.
    reason = models.ForeignKey(
        "complaints.Item", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_on = models.DateField()
    agreed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("longer keeping")
        verbose_name_plural = _("longer keepings")
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")),
                name="extension_by_two",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_on__isnull=True)
                | Q(agreed_by__isnull=False, agreed_on__isnull=False),
                name="extension_agreed_has_day",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(agreed_by__isnull=True), name="extension_one_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.until}"
