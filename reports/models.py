"""The memorandum: its layouts, the report of a round, its chain, its signatures, its PDF."""

from __future__ import annotations

from pathlib import PurePosixPath
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.history import Permanent
from accounts.models import Post, Unit
from measures.models import FiscalYear
from reports.querysets import ReportQuerySet


class Layout(models.Model):
    """How a report is laid out, as data that an office can copy and change.

    `columns` is a list of {"source", "heading", "weight"}; `chain` a list of {"rank",
    "label"}; texts may hold placeholders ({organisation}, {year}, {round}, …) that
    `reports.drafting` fills. Shipped layouts are copied, never changed.
    """

    class Kind(models.TextChoices):
        MEMO = "memo", _("memorandum")
        REPORT = "report", _("plain report")

    class Grouping(models.TextChoices):
        INSTRUMENT = "instrument", _("by instrument")
        INDICATOR = "indicator", _("by indicator")
        ITEM = "item", _("by indicator, then item or question")
        FAMILY = "family", _("by the office's own families")
        NONE = "none", _("without groups")

    class Problems(models.TextChoices):
        ALWAYS = "always", _("always")
        WHEN_REPORTED = "when_reported", _("when there are any")
        NEVER = "never", _("never")

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("paper"), max_length=10, choices=Kind)
    columns = models.JSONField(_("columns"), default=list)
    grouping = models.CharField(_("grouping"), max_length=20, choices=Grouping)
    landscape = models.BooleanField(_("table on landscape pages"), default=False)
    title_lines = models.JSONField(_("title lines"), default=list, blank=True)
    subject = models.TextField(_("subject"), blank=True)
    addressee = models.CharField(_("addressee"), max_length=300, blank=True)
    opening = models.TextField(_("opening paragraphs"), blank=True)
    closing = models.TextField(_("closing paragraphs"), blank=True)
    problems = models.CharField(
        _("problems and suggestions after the table"),
        max_length=20,
        choices=Problems,
        default=Problems.ALWAYS,
    )
    aligned_bullets = models.BooleanField(_("items of the columns stand level"), default=False)
    appendix = models.BooleanField(_("evidence as an appendix"), default=False)
    appendix_title = models.CharField(_("title of the appendix"), max_length=300, blank=True)
    cue = models.BooleanField(_("first words of the next page at the foot"), default=True)
    chain = models.JSONField(_("chain"), default=list, blank=True)
    shipped = models.BooleanField(_("comes with the portal"), default=False, editable=False)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("layout")
        verbose_name_plural = _("layouts")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["memo", "report"]), name="layout_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(grouping__in=["instrument", "indicator", "item", "family", "none"]),
                name="layout_grouping_known",
            ),
            models.CheckConstraint(
                condition=Q(problems__in=["always", "when_reported", "never"]),
                name="layout_problems_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}" if self.shipped else self.name


class Report(models.Model):
    """The report of a round; what is signed is `content`, frozen when it is submitted.

    `round` counts the chain's rounds: it grows whenever the chain starts again, and only
    signatures of the current round count. `position` is the place in the chain that is
    waited for; it is null while the author has the report and after the last signature.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("report", "draft")
        IN_CHAIN = "in_chain", pgettext_lazy("report", "being signed")
        SIGNED = "signed", pgettext_lazy("report", "signed")

    class RoundCode(models.TextChoices):
        SIX = "6", _("6 months")
        TWELVE = "12", _("12 months")
        FREE = "", _("another period")

    fiscal_year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="reports", verbose_name=_("fiscal year")
    )
    round_code = models.CharField(
        _("round"), max_length=2, choices=RoundCode, blank=True, default=RoundCode.SIX
    )
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"))
    layout = models.ForeignKey(
        Layout, models.PROTECT, related_name="reports", verbose_name=_("layout")
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("issuing unit"),
    )
    reference = models.CharField(_("reference number"), max_length=100, blank=True)
    dated = models.DateField(_("date"), null=True, blank=True)
    subject = models.TextField(_("subject"), blank=True)
    addressee = models.CharField(_("addressee"), max_length=300, blank=True)
    title_lines = models.TextField(_("title lines"), blank=True)
    opening = models.TextField(_("opening paragraphs"), blank=True)
    closing = models.TextField(_("closing paragraphs"), blank=True)

    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    round = models.PositiveIntegerField(default=1)
    position = models.PositiveIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    content = models.JSONField(null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="reports",
        verbose_name=_("author"),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-fiscal_year__year", "-ends", "-pk"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")), name="report_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "in_chain", "signed"]), name="report_state_known"
            ),
            models.CheckConstraint(
                condition=Q(round_code__in=["6", "12", ""]), name="report_round_code_known"
            ),
            models.CheckConstraint(
                condition=Q(state="in_chain", position__isnull=False)
                | Q(state__in=["draft", "signed"], position__isnull=True),
                name="report_waits_only_in_chain",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | (~Q(content_hash="") & Q(content__isnull=False)),
                name="report_frozen_outside_draft",
            ),
            models.CheckConstraint(
                condition=Q(state="signed", signed_at__isnull=False)
                | (~Q(state="signed") & Q(signed_at__isnull=True)),
                name="report_signed_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.subject or f"{self.fiscal_year} {self.get_round_code_display()}"

    def get_absolute_url(self) -> str:
        return reverse("reports:detail", args=[self.pk])


class ChainPlace(models.Model):
    """A place in a report's chain: the post that signs there and the label above it."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="places")
    position = models.PositiveIntegerField()
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("post"))
    label = models.CharField(_("label"), max_length=300, blank=True)

    class Meta:
        ordering = ["report", "position"]
        verbose_name = _("place in the chain")
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="chainplace_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position + 1}. {self.post}"


def signature_copy_path(sign_off: SignOff, filename: str) -> str:
    return str(PurePosixPath("signed") / f"{uuid4()}.png")


class SignOff(Permanent):
    """A signature: what was signed, by whom, in which capacity, with which words.

    Nothing of it follows later changes of people or posts. When a report goes back to a
    place in the middle, the signatures before that place are written again for the new
    round with `carried_from`, so that the rows of the current round are all that count.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="sign_offs")
    round = models.PositiveIntegerField()
    position = models.PositiveIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)  # Appointment.Kind at the time
    name = models.CharField(max_length=300)  # as printed in parentheses
    lines = models.JSONField(default=list)  # post and acting lines as printed
    order_reference = models.CharField(max_length=200, blank=True)
    label = models.CharField(max_length=300, blank=True)
    opinion = models.TextField(blank=True)
    signature = models.FileField(upload_to=signature_copy_path, blank=True)
    content_hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="carried")

    class Meta:
        ordering = ["report", "round", "position"]
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "round", "position"], name="signoff_once_a_place_and_round"
            ),
        ]


class ReportEvent(Permanent):
    """What happened to a report, when, by whom, with which words."""

    class Kind(models.TextChoices):
        CREATED = "created", pgettext_lazy("report event", "created")
        CHANGED = "changed", pgettext_lazy("report event", "changed")
        SUBMITTED = "submitted", pgettext_lazy("report event", "submitted")
        SIGNED = "signed", pgettext_lazy("report event", "signed")
        RETURNED = "returned", pgettext_lazy("report event", "returned")
        RECALLED = "recalled", pgettext_lazy("report event", "taken back")
        COMPLETED = "completed", pgettext_lazy("report event", "completed")

    report = models.ForeignKey(Report, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    round = models.PositiveIntegerField()
    position = models.PositiveIntegerField(null=True)
    to_position = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_lines = models.JSONField(default=list)  # post lines at the time
    at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("event of a report")


def rendering_path(rendering: Rendering, filename: str) -> str:
    return str(PurePosixPath("reports") / f"{rendering.public_id}.pdf")


class Rendering(models.Model):
    """One PDF of a report: waiting, being made, made (with its hash), or failed."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("rendering", "waiting")
        RUNNING = "running", pgettext_lazy("rendering", "being made")
        DONE = "done", pgettext_lazy("rendering", "ready")
        FAILED = "failed", pgettext_lazy("rendering", "failed")

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="renderings")
    round = models.PositiveIntegerField()
    # Hash of everything printed (content and signatures): same key, same paper.
    paper_hash = models.CharField(max_length=64)
    # What is printed, kept here because the report may be changed while the worker is busy.
    content = models.JSONField()
    sign_off_ids = models.JSONField(default=list)
    draft = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    file = models.FileField(upload_to=rendering_path, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)  # bytes
    # Width and height of each page's picture in pixels, so that a page keeps its place
    # on the screen before the picture has come.
    page_sizes = models.JSONField(default=list, blank=True)
    error = models.CharField(max_length=300, blank=True)
    requested_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        verbose_name = _("rendering")
        constraints = [
            models.UniqueConstraint(fields=["report", "paper_hash"], name="rendering_once_a_paper"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed"]),
                name="rendering_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | (~Q(sha256="") & Q(finished_at__isnull=False)),
                name="rendering_done_has_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.state}"

    @property
    def pages(self) -> int:
        return len(self.page_sizes)

    @property
    def error_text(self) -> str:
        """Why it failed, in the reader's language; `error` keeps a name after a tab."""
        message, _tab, name = self.error.partition("\t")
        return gettext(message) % {"name": name} if name else gettext(message)
