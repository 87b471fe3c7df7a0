"""The report of a fiscal year."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from publications.models import Publication
from publications.querysets import PublicationQuerySet


class PurchaseYear(Publication):
    """What a year's purchases came to; its slug is `year-YEAR`, so that there is one.

    `figures` are those of the day on which they were last drawn from the rows
    (`figures.YearFigures` as JSON); problems and suggestions are never left out, "ไม่มี" is
    an answer (OIT on the report of procurement).
    """

    figures = models.JSONField(default=dict, blank=True)
    figures_at = models.DateTimeField(null=True, blank=True)
    problems = models.TextField(_("problems"), max_length=5000, blank=True)
    suggestions = models.TextField(_("suggestions"), max_length=5000, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("procurement report of the year")
        verbose_name_plural = _("procurement reports of the year")

    def months_left_out(self) -> list[date]:
        """First days of the months that were not public when the figures were drawn."""
        return [date.fromisoformat(one) for one in self.figures.get("months_left_out", [])]
