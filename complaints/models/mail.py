"""Which working days' mail to the officers has gone out."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailDay(models.Model):
    """The mail of one working day: sent to everybody once, whether or not anything arrived."""

    day = models.DateField(_("day"), unique=True)
    sent = models.BooleanField(_("sent"), default=False)
    tries = models.PositiveIntegerField(_("tries"), default=0)

    class Meta:
        ordering = ["-day"]
        verbose_name = _("day of mail")
        verbose_name_plural = _("days of mail")

    def __str__(self) -> str:
        return f"{self.day}"
