"""What the website is put together from, beside the publications: menu, services, banner."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.history import Permanent
from publications.models import Publication


class MenuItem(models.Model):
    """An entry of the public menu: a heading, or a door to a publication, a list or another site.

    At most one of `publication`, `view_name` and `url` is set; with none it is a heading
    over the entries below it.
    """

    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("below"),
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    label = models.CharField(_("words"), max_length=120)
    label_en = models.CharField(_("words in English"), max_length=120, blank=True)
    publication = models.ForeignKey(
        Publication,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="menu_items",
        verbose_name=_("publication"),
    )
    view_name = models.CharField(_("page of the portal"), max_length=100, blank=True)
    # For lists: the query string that filters them, without the question mark.
    query = models.CharField(max_length=200, blank=True)
    url = models.URLField(_("address of another site"), blank=True)
    active = models.BooleanField(_("shown"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("menu entry")
        verbose_name_plural = _("menu entries")
        constraints = [
            models.CheckConstraint(
                condition=Q(publication__isnull=True, view_name="")
                | Q(publication__isnull=True, url="")
                | Q(view_name="", url=""),
                name="menuitem_one_target",
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def words(self) -> str:
        """The words in the reader's language, Thai where no others were given."""
        return self.label_en if self.label_en and get_language() == "en" else self.label

    def address(self) -> str:
        """Where it leads; "" for a heading, and for a page that does not exist any more."""
        if self.url:
            return self.url
        try:
            if self.publication_id:
                return self.publication.get_absolute_url()
            found = reverse(self.view_name) if self.view_name else ""
        except NoReverseMatch:
            return ""
        return f"{found}?{self.query}" if found and self.query else found


class Service(models.Model):
    """What people come to do: a tile with a verb on the home page, or a link of the e-services."""

    title = models.CharField(_("words"), max_length=120)
    description = models.CharField(_("what it is for"), max_length=200, blank=True)
    view_name = models.CharField(_("page of the portal"), max_length=100, blank=True)
    url = models.URLField(_("address of another site"), blank=True)
    icon = models.CharField(_("icon"), max_length=30, blank=True)
    on_home = models.BooleanField(_("a tile of the home page"), default=False)
    position = models.PositiveIntegerField(_("position"), default=0)
    active = models.BooleanField(_("shown"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("service")
        verbose_name_plural = _("services")
        constraints = [
            models.CheckConstraint(
                condition=Q(view_name="", url__gt="") | Q(view_name__gt="", url=""),
                name="service_one_target",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def address(self) -> str:
        """Where it leads; "" for a page that does not exist any more."""
        if self.url:
            return self.url
        try:
            return reverse(self.view_name)
        except NoReverseMatch:
            return ""


class BannerQuerySet(models.QuerySet):
    def showing(self, now: datetime | None = None) -> BannerQuerySet:
        """Banners whose time has come and is not over."""
        now = now or timezone.now()
        return self.filter(starts_at__lte=now, ends_at__gt=now)


class Banner(models.Model):
    """A sentence across the top of every public page, from a time to a time."""

    class Tone(models.TextChoices):
        URGENT = "urgent", pgettext_lazy("banner", "Emergency")
        NOTICE = "notice", pgettext_lazy("banner", "Notice")

    tone = models.CharField(_("tone"), max_length=10, choices=Tone, default=Tone.NOTICE)
    text = models.CharField(_("words"), max_length=300)
    link_url = models.CharField(_("link"), max_length=300, blank=True)
    link_words = models.CharField(_("words of the link"), max_length=100, blank=True)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = BannerQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        verbose_name = _("banner")
        verbose_name_plural = _("banners")
        constraints = [
            models.CheckConstraint(
                condition=Q(tone__in=["urgent", "notice"]), name="banner_tone_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="banner_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class WebsiteEvent(Permanent):
    """What was done to menu, services or banners: what, when, by whom, to which words."""

    class Kind(models.TextChoices):
        MENU_ADDED = "menu_added", pgettext_lazy("website event", "menu entry added")
        MENU_CHANGED = "menu_changed", pgettext_lazy("website event", "menu entry changed")
        MENU_MOVED = "menu_moved", pgettext_lazy("website event", "menu entry moved")
        MENU_HIDDEN = "menu_hidden", pgettext_lazy("website event", "menu entry hidden")
        MENU_SHOWN = "menu_shown", pgettext_lazy("website event", "menu entry shown again")
        MENU_REMOVED = "menu_removed", pgettext_lazy("website event", "menu entry removed")
        MENU_FILLED = "menu_filled", pgettext_lazy("website event", "usual menu laid out")
        SERVICE_ADDED = "service_added", pgettext_lazy("website event", "service added")
        SERVICE_CHANGED = "service_changed", pgettext_lazy("website event", "service changed")
        SERVICE_MOVED = "service_moved", pgettext_lazy("website event", "service moved")
        SERVICE_HIDDEN = "service_hidden", pgettext_lazy("website event", "service hidden")
        SERVICE_SHOWN = "service_shown", pgettext_lazy("website event", "service shown again")
        SERVICE_REMOVED = "service_removed", pgettext_lazy("website event", "service removed")
        BANNER_ADDED = "banner_added", pgettext_lazy("website event", "banner put up")
        BANNER_CHANGED = "banner_changed", pgettext_lazy("website event", "banner changed")
        BANNER_ENDED = "banner_ended", pgettext_lazy("website event", "banner taken down")
        BANNER_CANCELLED = "banner_cancelled", pgettext_lazy("website event", "banner called off")

    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Which entry, and what became of it where the kind does not say so: rows come and go.
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("event of the website")
        verbose_name_plural = _("events of the website")


class ContactMessage(models.Model):
    """What somebody wrote to the office about its services: read by the webmaster, kept a year.

    Nothing here is sealed: corruption is reported in another room (ADR 12).
    """

    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("message", "New")
        HANDLED = "handled", pgettext_lazy("message", "Handled")

    # Made with the form: sent twice, it is one message.
    token = models.UUIDField(unique=True, default=uuid4, editable=False)
    subject = models.CharField(_("subject"), max_length=150)
    words = models.TextField(_("message"), max_length=4000)
    name = models.CharField(_("name"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=50, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    sent_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("message to the office")
        verbose_name_plural = _("messages to the office")
        indexes = [models.Index(fields=["state", "sent_at"], name="contactmessage_state_sent")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["new", "handled"]), name="contactmessage_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="new", handled_at__isnull=True, handled_by__isnull=True)
                | Q(state="handled", handled_at__isnull=False, handled_by__isnull=False),
                name="contactmessage_handled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
