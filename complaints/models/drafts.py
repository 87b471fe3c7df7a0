"""What waits between the form and the last button, sealed under a token of the browser alone."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """A complaint or message before it is sent. Without the browser's token nobody reads it.

    Once sent it keeps, under the same token, the receipt alone: the last button may be pressed
    again and again and always leads to the same case.
    """

    token_hash = models.BinaryField(unique=True, max_length=32)
    blob = models.BinaryField()
    sent = models.BooleanField(default=False)
    until = models.DateTimeField()  # on the full hour, so that it does not tell when it began
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("unsent complaint")
        verbose_name_plural = _("unsent complaints")
        indexes = [models.Index(fields=["until"], name="draft_until")]

    def __str__(self) -> str:
        return str(self.pk)


class DraftFile(models.Model):
    """A file of a draft: sealed bytes outside; key, name and kind lie in the draft."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    stored_as = models.UUIDField(unique=True)
    size = models.PositiveBigIntegerField()  # bytes as they lie on the disk

    class Meta:
        verbose_name = _("file of an unsent complaint")
        verbose_name_plural = _("files of unsent complaints")

    def __str__(self) -> str:
        return str(self.stored_as)
