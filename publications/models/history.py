"""Versions, what happened, and links for people without an account."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.history import Permanent
from publications.models.publication import Publication


class Version(Permanent):
    """How a publication read after a save: every text and fact of it, as JSON.

    `content` holds the facts by field name (dates as ISO texts, units and categories with
    their names), and lists of pictures and attached files (`publications.versions`).
    """

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["publication", "-number"]
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint(fields=["publication", "number"], name="version_once")
        ]


class PublicationEvent(Permanent):
    """What happened to a publication: what, when, by whom, with which words."""

    class Kind(models.TextChoices):
        CREATED = "created", pgettext_lazy("publication event", "begun")
        CHANGED = "changed", pgettext_lazy("publication event", "changed")
        SUBMITTED = "submitted", pgettext_lazy("publication event", "sent for review")
        RETURNED = "returned", pgettext_lazy("publication event", "sent back")
        PUBLISHED = "published", pgettext_lazy("publication event", "published")
        SCHEDULED = "scheduled", pgettext_lazy("publication event", "schedule changed")
        WITHDRAWN = "withdrawn", pgettext_lazy("publication event", "withdrawn")
        TAKEN_BACK = "taken_back", pgettext_lazy("publication event", "taken back to draft")
        CONFIRMED = (
            "confirmed",
            pgettext_lazy("publication event", "personal data looked at and let through"),
        )
        REVIEWED = "reviewed", pgettext_lazy("publication event", "read again, still right")
        RESTORED = "restored", pgettext_lazy("publication event", "earlier version brought back")
        LINK_MADE = "link_made", pgettext_lazy("publication event", "preview link made")
        LINK_STOPPED = "link_stopped", pgettext_lazy("publication event", "preview link stopped")

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    words = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("event of a publication")
        verbose_name_plural = _("events of publications")


class PreviewLink(models.Model):
    """A link by which somebody without an account reads a draft; only its hash is kept."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="preview_links")
    key_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        constraints = [
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, stopped_by__isnull=True)
                | Q(stopped_at__isnull=False, stopped_by__isnull=False),
                name="previewlink_stopped_pair",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("made_at")),
                name="previewlink_ends_after_start",
            ),
        ]
