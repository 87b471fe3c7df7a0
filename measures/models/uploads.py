"""A table on its way into a plan: kept from the upload until somebody confirmed it."""

from __future__ import annotations

from pathlib import PurePosixPath
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.querysets import ImportRunQuerySet


def import_path(run: ImportRun, filename: str) -> str:
    return str(PurePosixPath("imports") / f"{run.public_id}.bin")


class ImportRun(models.Model):
    """One uploaded table: the file, the answers about its columns, and what came of it."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    fiscal_year = models.PositiveIntegerField(_("fiscal year"))
    file = models.FileField(_("file"), upload_to=import_path)
    filename = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(max_length=64)
    mapping = models.JSONField(_("columns"), default=dict, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    with_results = models.BooleanField(_("bring in the results too"), default=True)
    outcome = models.JSONField(default=dict, blank=True)  # counts of what was made and kept

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, finished_by__isnull=True)
                | Q(finished_at__isnull=False, finished_by__isnull=False),
                name="importrun_finished_pair",
            ),
            models.CheckConstraint(
                condition=Q(fiscal_year__gte=2540, fiscal_year__lte=2700),
                name="importrun_buddhist_era",
            ),
        ]

    def __str__(self) -> str:
        return self.filename
