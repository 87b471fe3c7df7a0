"""Which working days' mail to the officers has gone out."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailDay(models.Model):
    """The mail of one working day: sent to everybody once, whether or not anything arrived."""

    day = models.DateField(_("day"), unique=True)
    sent = models.BooleanField(_("sent"), default=False)
    tries = models.PositiveIntegerField(_("tries"), default=0)
    # Whoever sends holds the day until then; a sender that died lets go of it.
    held_until = models.DateTimeField(null=True, blank=True, editable=False)
    # Ids of the officers who have theirs: a second try writes to the others alone.
    told = models.JSONField(default=list, editable=False)

    class Meta:
        ordering = ["-day"]
        verbose_name = _("day of mail")
        verbose_name_plural = _("days of mail")

    def __str__(self) -> str:
        return f"{self.day}"
