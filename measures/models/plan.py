"""The plan of a year: groups, measures, steps, their units, periods and deadlines."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.history import Permanent
from accounts.models import Unit
from measures.models.catalogue import FiscalYear, Indicator, Instrument, Question
from measures.querysets import StepQuerySet


class Plan(models.Model):
    """The measures of one fiscal year."""

    fiscal_year = models.OneToOneField(
        FiscalYear, models.PROTECT, related_name="plan", verbose_name=_("fiscal year")
    )
    title = models.CharField(_("title"), max_length=500)
    target_grade = models.CharField(_("target grade"), max_length=50, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-fiscal_year__year"]
        verbose_name = _("plan")
        verbose_name_plural = _("plans")

    def __str__(self) -> str:
        return self.title


class Round(models.Model):
    """A reporting round of a plan; once locked it takes no more entries."""

    class Code(models.TextChoices):
        SIX = "6", _("6 months")
        TWELVE = "12", _("12 months")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="rounds", verbose_name=_("plan"))
    code = models.CharField(_("round"), max_length=2, choices=Code)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"))
    locked_at = models.DateTimeField(_("locked at"), null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("locked by"),
    )

    class Meta:
        ordering = ["plan", "starts", "ends"]
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="round_once_a_plan"),
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")), name="round_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(locked_at__isnull=True, locked_by__isnull=True)
                | Q(locked_at__isnull=False, locked_by__isnull=False),
                name="round_locked_pair",
            ),
            models.CheckConstraint(condition=Q(code__in=["6", "12"]), name="round_code_known"),
        ]

    def __str__(self) -> str:
        return self.get_code_display()

    @property
    def locked(self) -> bool:
        return self.locked_at is not None


class RoundEvent(Permanent):
    """When a round was locked or opened again, by whom and why."""

    class Kind(models.TextChoices):
        LOCKED = "locked", pgettext_lazy("round event", "locked")
        UNLOCKED = "unlocked", pgettext_lazy("round event", "opened again")

    round = models.ForeignKey(Round, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("event of a round")
        verbose_name_plural = _("events of rounds")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="locked") | ~Q(reason=""), name="roundevent_unlocked_has_reason"
            ),
        ]


class MeasureGroup(models.Model):
    """A family of measures; the title is printed as a full-width row where it has one."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="groups", verbose_name=_("plan"))
    position = models.PositiveIntegerField(_("position"), default=0)
    title = models.TextField(_("title"), blank=True)
    instrument = models.ForeignKey(
        Instrument,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("instrument"),
    )
    indicator = models.ForeignKey(
        Indicator,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("indicator"),
    )

    class Meta:
        ordering = ["plan", "position", "pk"]
        verbose_name = _("group of measures")
        verbose_name_plural = _("groups of measures")

    def __str__(self) -> str:
        return self.title or str(self.position)


class Measure(models.Model):
    """What the office decided to do better; may stand for an indicator or a question."""

    group = models.ForeignKey(
        MeasureGroup, models.CASCADE, related_name="measures", verbose_name=_("group")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    title = models.TextField(_("measure"), blank=True)
    indicators = models.ManyToManyField(
        Indicator, blank=True, related_name="measures", verbose_name=_("indicators")
    )
    questions = models.ManyToManyField(
        Question, blank=True, related_name="measures", verbose_name=_("questions")
    )

    class Meta:
        ordering = ["group", "position", "pk"]
        verbose_name = _("measure")
        verbose_name_plural = _("measures")

    def __str__(self) -> str:
        return self.title.split("\n")[0]


class Step(models.Model):
    """One row of work: what is to be done, by whom, when; progress is reported on it.

    `text` is the whole cell as the office wrote it, list marks included, so that paper
    and table never differ; `topic` repeats its first line where that is a heading.
    """

    class Cadence(models.TextChoices):
        NONE = "", _("by its deadlines")
        WEEKLY = "weekly", _("every week")
        MONTHLY = "monthly", _("every month")
        QUARTERLY = "quarterly", _("every quarter")
        HALF_YEARLY = "half-yearly", _("every six months")
        EACH_ROUND = "each-round", _("each round")

    measure = models.ForeignKey(
        Measure, models.CASCADE, related_name="steps", verbose_name=_("measure")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    topic = models.TextField(_("topic"), blank=True)
    text = models.TextField(_("steps"))
    units = models.ManyToManyField(
        Unit, blank=True, related_name="steps", verbose_name=_("responsible units")
    )
    all_units = models.BooleanField(_("all units"), default=False)
    owner_text = models.TextField(_("responsible, as printed"), blank=True)
    starts = models.DateField(_("from"), null=True, blank=True)
    ends = models.DateField(_("to"), null=True, blank=True)
    period_text = models.TextField(_("period, as printed"), blank=True)
    follow_up = models.TextField(_("follow-up and due months"), blank=True)
    cadence = models.CharField(
        _("reported"), max_length=20, choices=Cadence, blank=True, default=Cadence.NONE
    )
    questions = models.ManyToManyField(
        Question, blank=True, related_name="steps", verbose_name=_("questions")
    )
    extra = models.JSONField(_("other columns"), default=dict, blank=True)
    # Identity of the row in the table it came from; importing again finds it by this.
    import_key = models.CharField(max_length=64, blank=True, editable=False)

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["measure", "position", "pk"]
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="step_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(
                    cadence__in=[
                        "",
                        "weekly",
                        "monthly",
                        "quarterly",
                        "half-yearly",
                        "each-round",
                    ]
                ),
                name="step_cadence_known",
            ),
            models.UniqueConstraint(
                fields=["measure", "import_key"],
                condition=~Q(import_key=""),
                name="step_imported_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The first line: what lists and messages call the step."""
        return self.topic or self.text.split("\n")[0]


class Deadline(models.Model):
    """A day on which something of a step is due."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="deadlines", verbose_name=_("step"))
    due = models.DateField(_("due"))
    label = models.CharField(_("what is due"), max_length=300, blank=True)

    class Meta:
        ordering = ["step", "due"]
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        constraints = [
            models.UniqueConstraint(fields=["step", "due"], name="deadline_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.due}"
