"""The kinds of publications, each with the fields that the others do not have."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from publications.models.publication import Publication
from publications.querysets import PublicationQuerySet


class NewsItem(Publication):
    """A piece of news; with times and a place it is an event of the calendar too."""

    # Stands among the notices that matter now up to and with this day.
    important_until = models.DateField(_("important until"), null=True, blank=True)
    event_starts = models.DateTimeField(_("event begins"), null=True, blank=True)
    event_ends = models.DateTimeField(_("event ends"), null=True, blank=True)
    event_place = models.CharField(_("place"), max_length=300, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news")
        constraints = [
            models.CheckConstraint(
                condition=Q(event_ends__isnull=True)
                | Q(event_starts__isnull=False, event_ends__gte=F("event_starts")),
                name="news_event_ends_after_start",
            )
        ]


class Album(Publication):
    """Photos of an activity."""

    taken_from = models.DateField(_("from"), null=True, blank=True)
    taken_to = models.DateField(_("to"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=300, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity album")
        verbose_name_plural = _("activity albums")
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_to__isnull=True)
                | Q(taken_from__isnull=False, taken_to__gte=F("taken_from")),
                name="album_ends_after_start",
            )
        ]


class Document(Publication):
    """A document with its files; `document_date` is the date it bears."""

    number = models.CharField(_("number"), max_length=100, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")


class Page(Publication):
    """A page that stands, such as the vision or the powers of the office."""

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")


class LivePage(Publication):
    """A page that another part of the portal draws; made by data, never by hand."""

    view_name = models.CharField(_("name of the address"), max_length=100, unique=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("live page")
        verbose_name_plural = _("live pages")
