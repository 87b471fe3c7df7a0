"""The audit chain and its published heads."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import Permanent


class AuditRow(Permanent):
    """One thing that happened: words in fixed order, and the mark that binds it to those before.

    `event` is a list of texts, as complaints/sealed/recording.py writes it: what, day, case, who,
    facts.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    event = models.JSONField()
    mark = models.BinaryField()

    class Meta:
        ordering = ["number"]
        verbose_name = _("row of the audit chain")
        verbose_name_plural = _("rows of the audit chain")

    def __str__(self) -> str:
        return f"{self.number} {self.event[0]}"


class PublishedHead(Permanent):
    """The head of the chain as the public read it at the end of a day."""

    day = models.DateField(_("day"), unique=True)
    printed = models.CharField(_("head"), max_length=100)

    class Meta:
        ordering = ["-day"]
        verbose_name = _("published head")
        verbose_name_plural = _("published heads")

    def __str__(self) -> str:
        return f"{self.day} {self.printed}"
