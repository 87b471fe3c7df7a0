"""What belongs to the whole office: its name, address and habits on paper and screen."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import translation
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.thai.dates import format_date


class Organisation(models.Model):
    """The office itself; there is exactly one row."""

    class DateStyle(models.TextChoices):
        LONG = "long", _("31 March 2566")
        FORMAL = "formal", _("31 month March B.E. 2566")

    class Hue(models.TextChoices):
        TEAL = "teal", pgettext_lazy("colour", "teal")
        INDIGO = "indigo", pgettext_lazy("colour", "indigo")
        MAROON = "maroon", pgettext_lazy("colour", "maroon")
        GREEN = "green", pgettext_lazy("colour", "green")
        PLUM = "plum", pgettext_lazy("colour", "plum")
        EARTH = "earth", pgettext_lazy("colour", "earth brown")

    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=100, blank=True)
    district = models.CharField(_("district"), max_length=100, blank=True)
    province = models.CharField(_("province"), max_length=100, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    reference_prefix = models.CharField(
        _("reference number before the stroke"), max_length=50, blank=True
    )
    paper_date_style = models.CharField(
        _("dates on paper"), max_length=10, choices=DateStyle, default=DateStyle.LONG
    )
    hue = models.CharField(_("colour of the pages"), max_length=10, choices=Hue, default=Hue.TEAL)
    garuda = models.FileField(_("emblem on paper"), upload_to="organisation/", blank=True)
    # The website
    seal = models.FileField(_("seal"), upload_to="organisation/", blank=True)
    vision = models.TextField(_("vision"), max_length=500, blank=True)
    hotline = models.CharField(_("hotline"), max_length=50, blank=True)
    fax = models.CharField(_("fax"), max_length=50, blank=True)
    hours = models.CharField(_("office hours"), max_length=200, blank=True)
    map_picture = models.FileField(_("map picture"), upload_to="organisation/", blank=True)
    map_alt = models.CharField(_("the way to the office in words"), max_length=500, blank=True)
    map_url = models.URLField(_("link to a map"), blank=True)
    facebook_url = models.URLField(_("Facebook page"), blank=True)
    line_url = models.URLField(_("LINE account"), blank=True)
    youtube_url = models.URLField(_("YouTube channel"), blank=True)
    tiktok_url = models.URLField(_("TikTok account"), blank=True)
    # The NACC gives each office an address of its own for the survey of citizens (EIT).
    eit_url = models.URLField(_("EIT survey"), blank=True)
    # From it come the names of feeds and events (website/identity.py); it never changes.
    site_id = models.UUIDField(default=uuid4, editable=False)

    class Meta:
        verbose_name = _("organisation")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="organisation_is_one"),
            models.CheckConstraint(
                condition=models.Q(paper_date_style__in=["long", "formal"]),
                name="organisation_date_style_known",
            ),
            models.CheckConstraint(
                condition=models.Q(hue__in=["teal", "indigo", "maroon", "green", "plum", "earth"]),
                name="organisation_hue_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """District and province as an address has them, in Thai on every page; "" without."""
        if not (self.district and self.province):
            return ""
        with translation.override("th"):
            return gettext("%(district)s district, %(province)s province") % {
                "district": self.district,
                "province": self.province,
            }

    @classmethod
    def current(cls) -> Organisation:
        """The office; an unsaved one with an empty name before anyone has set it up."""
        return cls.objects.filter(pk=1).first() or cls(pk=1, name="")


class EmergencyNumber(models.Model):
    """A number that somebody in need dials: rescue, police, hospital, the office at night."""

    name = models.CharField(_("name"), max_length=150)
    number = models.CharField(_("number"), max_length=50)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("emergency number")
        verbose_name_plural = _("emergency numbers")

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class SpecialDay(models.Model):
    """A day announced for this office: off beside the public holidays, or worked in spite of them.

    Cabinet and province announce such days during the year, also for single regions.
    """

    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    works = models.BooleanField(_("the office works on this day"), default=False)

    class Meta:
        ordering = ["day"]
        verbose_name = _("special day")
        verbose_name_plural = _("special days")

    def __str__(self) -> str:
        kind = gettext("the office works") if self.works else gettext("the office is closed")
        return f"{format_date(self.day)} {self.name} ({kind})"
