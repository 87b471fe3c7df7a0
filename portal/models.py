"""What belongs to the whole office: its name, address and habits on paper and screen."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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

    class Meta:
        verbose_name = _("organisation")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="organisation_is_one"),
            models.CheckConstraint(
                condition=models.Q(paper_date_style__in=["long", "formal"]),
                name="organisation_date_style_known",
            ),
            models.CheckConstraint(
                condition=models.Q(hue__in=["teal", "indigo", "maroon", "green"]),
                name="organisation_hue_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> Organisation:
        """The office; an unsaved one with an empty name before anyone has set it up."""
        return cls.objects.filter(pk=1).first() or cls(pk=1, name="")
