"""What is written into a case and what is attached to it, sealed."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.models.cases import Case


class Item(models.Model):
    """One sealed text of a case. Its kind is part of its seal: none can pass for another."""

    class Kind(models.TextChoices):
        STORY = "story", _("the complaint")
        DETAILS = "details", _("details")  # JSON: when, where, elsewhere, people complained of
        IDENTITY = "identity", _("name and contact")  # opened for a reason alone
        MESSAGE = "message", _("message")
        NOTE = "note", _("internal note")
        RECORD = "record", _("record of an act")  # why: referral, step aside, closing, opening
        VERDICT = "verdict", _("reporter's words at the end")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="items")
    place = models.PositiveIntegerField()  # in the case, from 1
    epoch = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    author = models.CharField(max_length=60)  # a role of the sealing
    blob = models.BinaryField()
    wrapped_key = models.BinaryField()
    mark = models.BinaryField()
    on_day = models.DateField()

    class Meta:
        ordering = ["case", "place"]
        verbose_name = _("item of a case")
        verbose_name_plural = _("items of cases")
        constraints = [
            models.UniqueConstraint(fields=["case", "place"], name="item_place_once"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "story", "details", "identity", "message", "note", "record", "verdict",
                    ]
                ),
                name="item_kind_known",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case_id} {self.place}"


class SealedUpload(models.Model):
    """A file of an item: its row here, the sealed bytes outside under a random name."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="files")
    head = models.BinaryField()
    digest = models.BinaryField()
    wrapped_key = models.BinaryField()
    mark = models.BinaryField()
    # The name it came with, and what it is, as sealed JSON.
    about = models.BinaryField()
    about_key = models.BinaryField()
    about_mark = models.BinaryField()
    stored_as = models.UUIDField(unique=True)

    class Meta:
        ordering = ["item", "pk"]
        verbose_name = _("sealed file")
        verbose_name_plural = _("sealed files")

    def __str__(self) -> str:
        return str(self.pk)


class LeftFile(models.Model):
    """Sealed bytes of an erased case that still lie on the disk; no key opens them any more.

    Written with the erasing itself, gone once the bytes are: what a fault leaves is named.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="left_files")
    stored_as = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("file left of an erased case")
        verbose_name_plural = _("files left of erased cases")

    def __str__(self) -> str:
        return str(self.stored_as)
