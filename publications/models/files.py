"""Pictures and files of a publication."""

from __future__ import annotations

from pathlib import PurePosixPath
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from publications.models.publication import Publication
from publications.querysets import AttachmentQuerySet, PictureQuerySet

PICTURES, INCOMING, ATTACHMENTS = FOLDERS = ("pictures", "incoming", "attachments")


def picture_path(picture: Picture, filename: str) -> str:
    """A name that nobody guesses; the bytes are ours by then, always WebP."""
    return str(PurePosixPath(PICTURES) / f"{uuid4()}.webp")


def incoming_path(picture: Picture, filename: str) -> str:
    """Where a photo waits, as it came, until its sizes are made; then it is erased."""
    return str(PurePosixPath(INCOMING) / f"{uuid4()}")


def attachment_path(attachment: Attachment, filename: str) -> str:
    return str(PurePosixPath(ATTACHMENTS) / f"{uuid4()}")


class Picture(models.Model):
    """A photo in three sizes, without place, camera or anything else hidden in it.

    A refused one keeps its reason for the person and no file at all.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("picture", "waiting")
        RUNNING = "running", pgettext_lazy("picture", "being worked on")
        READY = "ready", pgettext_lazy("picture", "ready")
        REFUSED = "refused", pgettext_lazy("picture", "refused")

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="pictures")
    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    position = models.PositiveIntegerField(_("position"), default=0)
    # What somebody who cannot see the photo is told; empty only where it is decorative.
    alt = models.CharField(_("alternative text"), max_length=300, blank=True)
    decorative = models.BooleanField(_("only an ornament"), default=False)
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    refusal = models.CharField(max_length=300, blank=True)
    had_position = models.BooleanField(default=False)  # GPS was there and was removed
    original_name = models.CharField(max_length=255)
    incoming = models.FileField(upload_to=incoming_path, blank=True)
    # When it was last queued, taken up or finished: a worker that was killed tells nobody.
    stirred_at = models.DateTimeField(default=timezone.now)
    small = models.FileField(upload_to=picture_path, blank=True)
    medium = models.FileField(upload_to=picture_path, blank=True)
    large = models.FileField(upload_to=picture_path, blank=True)
    # Pixels of the large size; the others keep its ratio (files.photos.SIZES).
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64)  # of the photo as it came: sent twice, kept once
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "ready", "refused"]),
                name="picture_state_known",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="picture_removed_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready")
                | (
                    Q(width__isnull=False, height__isnull=False)
                    & ~Q(small="")
                    & ~Q(medium="")
                    & ~Q(large="")
                ),
                name="picture_ready_has_sizes",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refusal=""), name="picture_refused_has_reason"
            ),
            models.UniqueConstraint(
                fields=["publication", "sha256"],
                condition=Q(removed_at__isnull=True) & ~Q(state="refused"),
                name="picture_once_a_publication",
            ),
        ]

    def __str__(self) -> str:
        return self.alt or self.original_name


class Attachment(models.Model):
    """A file for the public to read or take away."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        WORD = "word", "Word"
        EXCEL = "excel", "Excel"
        IMAGE = "image", pgettext_lazy("file", "Picture")

    class TextState(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("text of a file", "waiting to be read")
        RUNNING = "running", pgettext_lazy("text of a file", "being read")
        DONE = "done", pgettext_lazy("text of a file", "read")
        FAILED = "failed", pgettext_lazy("text of a file", "cannot be read")

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="attachments")
    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    position = models.PositiveIntegerField(_("position"), default=0)
    title = models.CharField(_("title"), max_length=300)
    file = models.FileField(upload_to=attachment_path)
    kind = models.CharField(max_length=10, choices=Kind)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    pages = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64)  # of the file that is given out
    original_name = models.CharField(max_length=255)
    # What was taken out of the file before it went public, in words for the webmaster.
    removed_parts = models.JSONField(default=list, blank=True)
    text_state = models.CharField(max_length=10, choices=TextState, default=TextState.WAITING)
    text_problem = models.CharField(max_length=300, blank=True)
    has_text_layer = models.BooleanField(null=True, blank=True)  # None until it was read
    stirred_at = models.DateTimeField(default=timezone.now)  # last queued or taken up
    # The file that this one takes the place of, once the public may see this one.
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replacements"
    )
    # The public sees it from then on: when its publication is published, or when a file that
    # came later was read, passed the guard and was put on the page (publishing.release).
    released_at = models.DateTimeField(null=True, blank=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("attached file")
        verbose_name_plural = _("attached files")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["pdf", "word", "excel", "image"]),
                name="attachment_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(text_state__in=["waiting", "running", "done", "failed"]),
                name="attachment_text_state_known",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="attachment_removed_pair",
            ),
            models.CheckConstraint(
                condition=~Q(text_state="failed") | ~Q(text_problem=""),
                name="attachment_unread_has_problem",
            ),
            models.UniqueConstraint(
                fields=["publication", "sha256"],
                condition=Q(removed_at__isnull=True),
                name="attachment_once_a_publication",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AttachmentPage(models.Model):
    """The text of one page (of a sheet, of a whole Word file) as the extractor read it."""

    attachment = models.ForeignKey(Attachment, models.CASCADE, related_name="texts")
    number = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["attachment", "number"]
        verbose_name = _("page of a file")
        verbose_name_plural = _("pages of files")
        constraints = [
            models.UniqueConstraint(fields=["attachment", "number"], name="attachmentpage_once")
        ]


class DownloadCount(models.Model):
    """How often a file was taken on a day; nothing about who took it."""

    attachment = models.ForeignKey(Attachment, models.CASCADE, related_name="downloads")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["attachment", "day"]
        verbose_name = _("downloads of a day")
        verbose_name_plural = _("downloads of days")
        constraints = [
            models.UniqueConstraint(fields=["attachment", "day"], name="downloadcount_once_a_day")
        ]
