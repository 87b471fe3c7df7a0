"""What was done: entries, what happened to them, and the files that prove it."""

from __future__ import annotations

from pathlib import PurePosixPath
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.history import Permanent
from measures.models.plan import Round, Step
from measures.querysets import EntryQuerySet, EvidenceQuerySet

NOTHING_TO_REPORT = "ไม่มี"  # official prose: the heading stays, the text says "none"


class ProgressEntry(models.Model):
    """One report of progress on a step, by a unit, for a round."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", pgettext_lazy("progress entry", "waiting for review")
        ACCEPTED = "accepted", pgettext_lazy("progress entry", "accepted")
        RETURNED = "returned", pgettext_lazy("progress entry", "returned")

    step = models.ForeignKey(Step, models.PROTECT, related_name="entries", verbose_name=_("step"))
    round = models.ForeignKey(
        Round, models.PROTECT, related_name="entries", verbose_name=_("round")
    )
    evidence_date = models.DateField(_("date it was done"))
    narrative = models.TextField(_("what was done"))
    problems = models.TextField(_("problems and obstacles"), default=NOTHING_TO_REPORT)
    suggestions = models.TextField(_("suggestions"), default=NOTHING_TO_REPORT)
    completed_on = models.DateField(_("completed on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.SUBMITTED)
    return_reason = models.TextField(_("reason for the return"), blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    # Made by the browser's form once; a second click or a retried POST finds the entry.
    form_token = models.UUIDField(default=uuid4, unique=True, editable=False)
    import_key = models.CharField(max_length=64, blank=True, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["evidence_date", "pk"]
        verbose_name = _("progress entry")
        verbose_name_plural = _("progress entries")
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="entry_reviewed_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(return_reason=""),
                name="entry_returned_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["submitted", "accepted", "returned"]),
                name="entry_state_known",
            ),
            models.UniqueConstraint(
                fields=["step", "import_key"],
                condition=~Q(import_key=""),
                name="entry_imported_once",
            ),
        ]

    def __str__(self) -> str:
        return self.narrative.split("\n")[0][:80]

    @property
    def has_problems(self) -> bool:
        """Whether it reports a problem or suggestion beyond "none"."""
        return any(
            text.strip() not in ("", "-", NOTHING_TO_REPORT)
            for text in (self.problems, self.suggestions)
        )


class EntryEvent(Permanent):
    """What happened to an entry, when, by whom, and how it read then."""

    class Kind(models.TextChoices):
        RECORDED = "recorded", pgettext_lazy("progress entry event", "recorded")
        CHANGED = "changed", pgettext_lazy("progress entry event", "changed")
        ACCEPTED = "accepted", pgettext_lazy("progress entry event", "accepted")
        RETURNED = "returned", pgettext_lazy("progress entry event", "returned")

    entry = models.ForeignKey(ProgressEntry, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField(blank=True)
    snapshot = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("event of an entry")


def evidence_path(evidence: Evidence, filename: str) -> str:
    """A name of our own; what the person called the file is kept in the row."""
    return str(PurePosixPath("evidence") / f"{uuid4()}{evidence.suffix}")


def thumbnail_path(evidence: Evidence, filename: str) -> str:
    return str(PurePosixPath("evidence") / "small" / f"{uuid4()}.jpg")


class Evidence(models.Model):
    """A file or photo that proves an entry, checked and kept with its hash.

    A file whose form was not complete yet has no entry: it waits under the token of that
    form (`pending_token`) for the person who sent it, so that nothing is chosen twice.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo", _("photo")
        DOCUMENT = "document", _("document")

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    entry = models.ForeignKey(
        ProgressEntry,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("progress entry"),
    )
    pending_token = models.UUIDField(null=True, blank=True, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    file = models.FileField(_("file"), upload_to=evidence_path)
    thumbnail = models.FileField(upload_to=thumbnail_path, blank=True)  # photos only
    original_name = models.CharField(_("file name"), max_length=255)
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size"))  # bytes
    width = models.PositiveIntegerField(null=True, blank=True)  # pixels, photos only
    height = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="evidence_removed_pair",
            ),
            models.CheckConstraint(
                condition=Q(entry__isnull=True, pending_token__isnull=False)
                | Q(entry__isnull=False, pending_token__isnull=True),
                name="evidence_of_entry_or_pending",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["photo", "document"]), name="evidence_kind_known"
            ),
            models.UniqueConstraint(
                fields=["pending_token", "sha256"],
                condition=Q(pending_token__isnull=False),
                name="evidence_pending_once",
            ),
            models.UniqueConstraint(
                fields=["entry", "sha256"],
                condition=Q(entry__isnull=False, removed_at__isnull=True),
                name="evidence_once_an_entry",
            ),
        ]

    SUFFIXES = {
        "image/jpeg": ".jpg",
        "image/png": ".png",
        "image/webp": ".webp",
        "application/pdf": ".pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    }

    def __str__(self) -> str:
        return self.caption or self.original_name

    @property
    def type_name(self) -> str:
        """The kind of file as people call it: "PDF", "DOCX"."""
        return self.suffix.removeprefix(".").upper()

    @property
    def suffix(self) -> str:
        return self.SUFFIXES[self.media_type]
