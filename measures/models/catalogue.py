"""What the NACC asks in a fiscal year, as data that an office can correct.

The assessment changes every year: items are merged and renumbered, the grade scale was
replaced once. So each year has its own rows, and a row may say which row of the year
before it succeeds.
"""

from __future__ import annotations

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.thai import fiscal


class GradeScale(models.Model):
    """A set of bands that turns scores into a grade."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("grade scale")
        verbose_name_plural = _("grade scales")

    def __str__(self) -> str:
        return self.name


class GradeBand(models.Model):
    """One grade: reached when the total and each instrument reach their minimum."""

    scale = models.ForeignKey(
        GradeScale, models.CASCADE, related_name="bands", verbose_name=_("grade scale")
    )
    grade = models.CharField(_("grade"), max_length=50)
    minimum = models.DecimalField(_("total from"), max_digits=5, decimal_places=2)
    each_minimum = models.DecimalField(
        _("each instrument from"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    position = models.PositiveIntegerField(_("position"), default=0)  # best grade first

    class Meta:
        ordering = ["scale", "position"]
        verbose_name = _("grade")
        verbose_name_plural = _("grades")
        constraints = [
            models.UniqueConstraint(fields=["scale", "grade"], name="gradeband_once"),
            models.CheckConstraint(
                condition=Q(minimum__gte=0, minimum__lte=100), name="gradeband_minimum_range"
            ),
            models.CheckConstraint(
                condition=Q(each_minimum__isnull=True)
                | Q(each_minimum__gte=0, each_minimum__lte=100),
                name="gradeband_each_minimum_range",
            ),
        ]

    def __str__(self) -> str:
        return self.grade


class FiscalYear(models.Model):
    """A fiscal year by its Buddhist-era number: 2569 is 1 October 2568 to 30 September 2569."""

    year = models.PositiveIntegerField(
        _("fiscal year"),
        unique=True,
        validators=[MinValueValidator(2540), MaxValueValidator(2700)],
    )
    grade_scale = models.ForeignKey(
        GradeScale, models.PROTECT, related_name="years", verbose_name=_("grade scale")
    )
    measures_item = models.CharField(_("OIT item of the measures"), max_length=10, blank=True)
    measures_report_item = models.CharField(_("OIT item of the report"), max_length=10, blank=True)
    note = models.TextField(_("note on sources"), blank=True)
    # Shipped rows that the office removed or renumbered ("OIT o5"); loading again leaves them out.
    set_aside = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        ordering = ["-year"]
        verbose_name = _("fiscal year")
        verbose_name_plural = _("fiscal years")
        constraints = [
            models.CheckConstraint(
                condition=Q(year__gte=2540, year__lte=2700), name="fiscalyear_buddhist_era"
            )
        ]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def starts(self) -> date:
        return fiscal.FiscalYear(self.year).start

    @property
    def ends(self) -> date:
        return fiscal.FiscalYear(self.year).end


class Instrument(models.Model):
    """IIT, EIT or OIT of a year, with its weight in the total (per cent)."""

    fiscal_year = models.ForeignKey(
        FiscalYear, models.CASCADE, related_name="instruments", verbose_name=_("fiscal year")
    )
    code = models.CharField(_("code"), max_length=10)
    name = models.CharField(_("name"), max_length=300)
    weight = models.DecimalField(_("weight (%)"), max_digits=5, decimal_places=2)
    weight_confidence = models.CharField(_("confidence of the weight"), max_length=20, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    corrected = models.BooleanField(_("corrected by the office"), default=False)

    class Meta:
        ordering = ["fiscal_year", "position"]
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        constraints = [
            models.UniqueConstraint(fields=["fiscal_year", "code"], name="instrument_once_a_year"),
            models.CheckConstraint(
                condition=Q(weight__gte=0, weight__lte=100), name="instrument_weight_range"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Indicator(models.Model):
    """An indicator ("9") or a sub-indicator ("9.1") of an instrument."""

    instrument = models.ForeignKey(
        Instrument, models.CASCADE, related_name="indicators", verbose_name=_("instrument")
    )
    code = models.CharField(_("number"), max_length=10)
    name = models.CharField(_("name"), max_length=300)
    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
    )
    confidence = models.CharField(_("confidence of the source"), max_length=20, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    corrected = models.BooleanField(_("corrected by the office"), default=False)
    succeeds = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("succeeds"),
    )

    class Meta:
        ordering = ["instrument", "position"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.UniqueConstraint(fields=["instrument", "code"], name="indicator_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Question(models.Model):
    """A question of the IIT or EIT survey.

    A mixed question asks for good and bad at once; its bad sub-points end in "(-)".
    """

    class Polarity(models.TextChoices):
        POSITIVE = "+", _("much is good")
        NEGATIVE = "-", _("much is bad")
        MIXED = "mixed", _("differs by sub-point")

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="questions", verbose_name=_("indicator")
    )
    code = models.CharField(_("code"), max_length=10)
    text = models.TextField(_("question"))
    sub_points = models.JSONField(_("sub-points"), default=list, blank=True)
    scale = models.CharField(_("scale"), max_length=200, blank=True)
    polarity = models.CharField(
        _("direction"), max_length=10, choices=Polarity, default=Polarity.POSITIVE
    )
    confidence = models.CharField(_("confidence of the source"), max_length=20, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    corrected = models.BooleanField(_("corrected by the office"), default=False)
    succeeds = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("succeeds"),
    )

    class Meta:
        ordering = ["indicator", "position"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(fields=["indicator", "code"], name="question_once"),
            models.CheckConstraint(
                condition=Q(polarity__in=["+", "-", "mixed"]), name="question_polarity_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class OitItem(models.Model):
    """An item of the public disclosure list; `succeeds` may name several merged ones."""

    class Period(models.TextChoices):
        CURRENT = "cur", _("the year assessed")
        FIRST_HALF = "cur6", _("the first six months")
        PREVIOUS = "prev", _("the year before")
        MULTI = "multi", _("a plan that covers the year")
        NOW = "now", _("valid at the time")

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="items", verbose_name=_("sub-indicator")
    )
    code = models.CharField(_("code"), max_length=10)
    heading = models.CharField(_("heading in the list"), max_length=300, blank=True)
    title = models.CharField(_("title"), max_length=500)
    must_contain = models.JSONField(_("must contain"), default=list, blank=True)
    period = models.CharField(_("period"), max_length=10, choices=Period, blank=True)
    period_text = models.CharField(_("period in words"), max_length=300, blank=True)
    title_confidence = models.CharField(_("confidence of the title"), max_length=20, blank=True)
    must_confidence = models.CharField(_("confidence of the elements"), max_length=20, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    corrected = models.BooleanField(_("corrected by the office"), default=False)
    succeeds = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="successors",
        verbose_name=_("succeeds"),
    )

    class Meta:
        ordering = ["indicator", "position"]
        verbose_name = _("OIT item")
        verbose_name_plural = _("OIT items")
        constraints = [
            models.UniqueConstraint(fields=["indicator", "code"], name="oititem_once"),
            models.CheckConstraint(
                condition=Q(period__in=["", "cur", "cur6", "prev", "multi", "now"]),
                name="oititem_period_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Score(models.Model):
    """What the office was given in a year, for an instrument or for one indicator."""

    fiscal_year = models.ForeignKey(
        FiscalYear, models.CASCADE, related_name="scores", verbose_name=_("fiscal year")
    )
    instrument = models.ForeignKey(
        Instrument,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="scores",
        verbose_name=_("instrument"),
    )
    indicator = models.ForeignKey(
        Indicator,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="scores",
        verbose_name=_("indicator"),
    )
    value = models.DecimalField(_("score"), max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["fiscal_year", "instrument__position", "indicator__position"]
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=0, value__lte=100), name="score_range"),
            models.CheckConstraint(
                condition=Q(instrument__isnull=False, indicator__isnull=True)
                | Q(instrument__isnull=True, indicator__isnull=False),
                name="score_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["instrument"],
                condition=Q(instrument__isnull=False),
                name="score_once_an_instrument",
            ),
            models.UniqueConstraint(
                fields=["indicator"],
                condition=Q(indicator__isnull=False),
                name="score_once_an_indicator",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument or self.indicator}: {self.value}"
