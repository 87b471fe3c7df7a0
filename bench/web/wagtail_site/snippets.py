"""What the office keeps beside its pages: settings, menu, and lists of a few rows each."""

from __future__ import annotations

from django.db import models
from django.http import HttpRequest
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.snippets.models import register_snippet


@register_setting
class OfficeSettings(BaseSiteSetting):
    """Who the office is and how it is reached."""

    select_related = ["seal"]

    name = models.CharField(max_length=200)
    district = models.CharField(max_length=100, blank=True)
    province = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    vision = models.TextField(blank=True)
    hotline = models.CharField(max_length=50, blank=True)
    fax = models.CharField(max_length=50, blank=True)
    hours = models.CharField(max_length=200, blank=True)
    map_url = models.URLField(blank=True)
    facebook_url = models.URLField(blank=True)
    line_url = models.URLField(blank=True)
    youtube_url = models.URLField(blank=True)
    tiktok_url = models.URLField(blank=True)
    eit_url = models.URLField(blank=True)
    seal = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+"
    )


class Linked(models.Model):
    """Something with a link: to a page, with what may follow its address, or elsewhere."""

    link_page = models.ForeignKey(
        "wagtailcore.Page", models.CASCADE, null=True, blank=True, related_name="+"
    )
    link_suffix = models.CharField(max_length=200, blank=True)
    link_url = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True

    def href(self, request: HttpRequest) -> str:
        if self.link_page is None:
            return self.link_url
        return self.link_page.get_url(request) + self.link_suffix


class Ordered(models.Model):
    position = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


@register_snippet
class MenuItem(Ordered, Linked):
    """An entry of the menu; one with no link is a heading over those below it."""

    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children"
    )
    words = models.CharField(max_length=120)


@register_snippet
class Service(Ordered, Linked):
    """A tile of the home page."""

    title = models.CharField(max_length=200)
    description = models.CharField(max_length=300, blank=True)
    icon = models.CharField(max_length=30)


@register_snippet
class Banner(models.Model):
    """A sentence across the top while its time lasts."""

    tone = models.CharField(max_length=10)
    text = models.CharField(max_length=300)
    link_url = models.CharField(max_length=500, blank=True)
    link_words = models.CharField(max_length=100, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()


@register_snippet
class EmergencyNumber(Ordered):
    name = models.CharField(max_length=200)
    number = models.CharField(max_length=50)


@register_snippet
class Executive(Ordered):
    """Whom the home page introduces; `lines` of posts, one a line."""

    name = models.CharField(max_length=200)
    lines = models.TextField()
    photo = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+"
    )


@register_snippet
class Term(models.Model):
    """A mayor's time in office."""

    name = models.CharField(max_length=200)
    post = models.CharField(max_length=200)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)


@register_snippet
class Unit(Ordered):
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=50, blank=True)


@register_snippet
class Category(Ordered):
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
