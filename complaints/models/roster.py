"""Who can open cases: officers, the custodians of the recovery, and keys kept between clicks."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.history import Permanent
from accounts.models import User
from accounts.rights import Right, may
from complaints.querysets import OfficerQuerySet
from complaints.sealing import Role, officer_role

BLANK = b""


class Officer(models.Model):
    """A person's pair of keys from enrolment to leaving; a new pair is a new row."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for two approvals")
        ADMITTED = "admitted", _("may read")
        LEFT = "left", _("left")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(
        User, models.PROTECT, related_name="complaint_officers", verbose_name=_("person")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.WAITING, editable=False
    )
    public = models.BinaryField()
    mark = models.BinaryField(default=BLANK)  # written on admission; nothing is sealed before
    by_passphrase = models.BinaryField()
    by_code = models.BinaryField()
    enrolled_on = models.DateField(_("enrolled on"))
    admitted_on = models.DateField(_("admitted on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    # Wrong passphrases and since when, so that every process counts the same.
    wrong_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    wrong_since = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OfficerQuerySet.as_manager()

    class Meta:
        ordering = ["enrolled_on", "pk"]
        verbose_name = _("complaint officer")
        verbose_name_plural = _("complaint officers")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "admitted", "left"]), name="officer_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="left", left_on__isnull=False)
                | Q(~Q(state="left"), left_on__isnull=True),
                name="officer_left_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="admitted") | Q(admitted_on__isnull=False),
                name="officer_admitted_has_day",
            ),
            # Whoever lost passphrase and code waits with a new pair while the old one stays.
            models.UniqueConstraint(
                fields=["person", "state"],
                condition=~Q(state="left"),
                name="officer_one_pair_a_person",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def role(self) -> Role:
        """The officer's role in every seal."""
        return officer_role(self.pk)

    def serves(self) -> bool:
        """Whether the officer is admitted, can sign in and still has the role today."""
        return self.state == self.State.ADMITTED and may(self.person, Right.HANDLE_COMPLAINTS)


class Recovery(models.Model):
    """The recovery pair: its private half exists only as wraps for each two of three custodians."""

    public = models.BinaryField()
    mark = models.BinaryField()
    by_1_and_2 = models.BinaryField()
    by_1_and_3 = models.BinaryField()
    by_2_and_3 = models.BinaryField()
    made_on = models.DateField(_("made on"))
    active = models.BooleanField(default=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("recovery key")
        verbose_name_plural = _("recovery keys")
        constraints = [
            models.UniqueConstraint(
                fields=["active"], condition=Q(active=True), name="recovery_one_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.made_on}"


class Custodian(models.Model):
    """Who keeps the printed code of this number; the code itself is nowhere here."""

    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="custodians")
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=200)
    post = models.CharField(_("post"), max_length=200)
    outside = models.BooleanField(_("from outside the office"), default=False)

    class Meta:
        ordering = ["recovery", "number"]
        verbose_name = _("custodian")
        verbose_name_plural = _("custodians")
        constraints = [
            models.UniqueConstraint(fields=["recovery", "number"], name="custodian_number_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=3), name="custodian_number_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class Approval(Permanent):
    """That somebody agreed to a change of the roster: an officer, or two custodians together."""

    class Kind(models.TextChoices):
        ADMISSION = "admission", _("admission of an officer")
        LEAVING = "leaving", _("that an officer leaves")
        RECOVERY = "recovery", _("a new recovery key")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ADMISSION)
    officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="approvals"
    )
    # The recovery that is to be replaced.
    recovery = models.ForeignKey(
        Recovery, models.PROTECT, null=True, blank=True, related_name="approvals"
    )
    by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="approvals_given"
    )
    custodians = models.CharField(max_length=10, blank=True)  # "1,3"
    on_day = models.DateField()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "officer", "by", "on_day"], name="approval_once_an_officer"
            ),
            models.UniqueConstraint(
                fields=["recovery", "by", "on_day"], name="approval_once_a_recovery"
            ),
            models.CheckConstraint(
                condition=Q(kind="recovery", recovery__isnull=False, officer__isnull=True)
                | Q(
                    kind__in=["admission", "leaving"],
                    recovery__isnull=True,
                    officer__isnull=False,
                ),
                name="approval_about_one",
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=True) ^ Q(custodians=""), name="approval_by_one_kind"
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=True) | Q(officer__isnull=True) | ~Q(by=models.F("officer")),
                name="approval_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer or self.recovery}: {self.by or self.custodians}"


class VaultSession(models.Model):
    """A private key kept between two clicks, sealed under a token that only the browser has."""

    token_hash = models.BinaryField(unique=True, max_length=32)
    role = models.CharField(max_length=60)
    blob = models.BinaryField()
    until = models.DateTimeField()
    used_at = models.DateTimeField()
    officer = models.ForeignKey(
        Officer, models.CASCADE, null=True, blank=True, related_name="sessions"
    )
    case = models.ForeignKey(
        "complaints.Case", models.CASCADE, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("unlocked session")
        verbose_name_plural = _("unlocked sessions")
        indexes = [models.Index(fields=["until"], name="vault_session_until")]
        constraints = [
            # The recovery's session has neither, an officer's no case, a complainant's a case.
            models.CheckConstraint(
                condition=Q(officer__isnull=True) | Q(case__isnull=True),
                name="vault_session_of_one",
            )
        ]

    def __str__(self) -> str:
        return self.role
