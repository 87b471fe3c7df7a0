"""The publication: everything that the public can read has one row here."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit
from portal.addresses import address_of
from publications.querysets import PublicationQuerySet

KINDS = [
    *("news", "album", "document", "page", "live_page"),
    *("purchase_plan", "purchase_notice", "purchase_month", "purchase_year"),
]
# Kinds of rooms above, whose pages stand elsewhere: the name of the address, and whether the
# slug (`word-2570-10`) tells the numbers in it; the row's own number does without.
ADDRESSES = {
    "purchase_plan": ("procurement:plan", True),
    "purchase_notice": ("procurement:notice", False),
    "purchase_month": ("procurement:month", True),
    "purchase_year": ("procurement:year", True),
}


class Category(models.Model):
    """A drawer that the office sorts one kind of publication into."""

    class Kind(models.TextChoices):
        NEWS = "news", pgettext_lazy("publication", "News")
        ALBUM = "album", pgettext_lazy("publication", "Activities")
        DOCUMENT = "document", pgettext_lazy("publication", "Documents")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=150)
    position = models.PositiveIntegerField(_("position"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["kind", "position", "name"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="category_once_a_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=["news", "album", "document"]), name="category_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Publication(models.Model):
    """What the public can read. Each kind is a child with fields of its own (`kinds`).

    Nothing that was public is deleted: it is withdrawn, with a reason that its address
    goes on telling (410), and perhaps with a pointer to what replaces it.
    """

    class Kind(models.TextChoices):
        NEWS = "news", pgettext_lazy("publication", "News")
        ALBUM = "album", pgettext_lazy("publication", "Activities")
        DOCUMENT = "document", pgettext_lazy("publication", "Document")
        PAGE = "page", pgettext_lazy("publication", "Page")
        # Lives elsewhere in the portal (the people, the Q&A board): named here so that
        # menus, search and answers can point at it.
        LIVE_PAGE = "live_page", pgettext_lazy("publication", "Live page")
        PURCHASE_PLAN = "purchase_plan", pgettext_lazy("publication", "Procurement plan")
        PURCHASE_NOTICE = "purchase_notice", pgettext_lazy("publication", "Procurement notice")
        PURCHASE_MONTH = "purchase_month", pgettext_lazy("publication", "Procurement of a month")
        PURCHASE_YEAR = "purchase_year", pgettext_lazy("publication", "Procurement of a year")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("publication state", "draft")
        IN_REVIEW = "in_review", pgettext_lazy("publication state", "in review")
        PUBLISHED = "published", pgettext_lazy("publication state", "published")
        WITHDRAWN = "withdrawn", pgettext_lazy("publication state", "withdrawn")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, editable=False)
    title = models.CharField(_("title"), max_length=300)
    # Of pages: /pages/<slug>/; of what is there once a year or month: which (ADDRESSES). Others
    # have their number as address, short to read aloud.
    slug = models.SlugField(_("address"), max_length=80, blank=True)
    summary = models.TextField(_("summary"), max_length=500, blank=True)
    body = models.TextField(_("text"), blank=True)  # cleaned HTML (publications.richtext)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="publications", verbose_name=_("unit")
    )
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="publications",
        verbose_name=_("category"),
    )
    # Buddhist-era fiscal year that it is about, where it is about one.
    fiscal_year = models.PositiveIntegerField(_("fiscal year"), null=True, blank=True)
    document_date = models.DateField(_("date"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    publish_at = models.DateTimeField(_("public from"), null=True, blank=True)
    withdraw_at = models.DateTimeField(_("public until"), null=True, blank=True)
    # "Updated on … because …": of the last change since it became public.
    updated_at = models.DateTimeField(_("updated"), null=True, blank=True, editable=False)
    update_reason = models.CharField(_("reason for the change"), max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    withdrawal_reason = models.CharField(_("reason for the withdrawal"), max_length=500, blank=True)
    replaced_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("read this instead"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="owned_publications",
        verbose_name=_("owner"),
    )
    review_by = models.DateField(_("to be read again by"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-document_date", "-pk"]
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="publication_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "in_review", "published", "withdrawn"]),
                name="publication_state_known",
            ),
            models.UniqueConstraint(
                fields=["slug"], condition=~Q(slug=""), name="publication_slug_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind="page") | ~Q(slug=""), name="publication_page_has_slug"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(publish_at__isnull=False),
                name="publication_published_has_time",
            ),
            models.CheckConstraint(
                condition=Q(withdraw_at__isnull=True)
                | Q(publish_at__isnull=False, withdraw_at__gt=models.F("publish_at")),
                name="publication_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="publication_withdrawn_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
                name="publication_withdrawn_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(fiscal_year__isnull=True)
                | Q(fiscal_year__gte=2500, fiscal_year__lte=2700),
                name="publication_fiscal_year_buddhist_era",
            ),
            models.CheckConstraint(
                condition=Q(updated_at__isnull=True, update_reason="")
                | (Q(updated_at__isnull=False) & ~Q(update_reason="")),
                name="publication_update_has_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["kind", "state", "-document_date", "-id"], name="publication_list"
            ),
            models.Index(fields=["state", "-document_date", "-id"], name="publication_newest"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where the public reads it; the address stays for ever, whatever the title becomes."""
        if self.kind == self.Kind.LIVE_PAGE:
            return address_of(self.livepage.view_name)
        if self.kind == self.Kind.PAGE:
            return address_of("website:page", self.slug)
        if self.kind in ADDRESSES:
            name, by_slug = ADDRESSES[self.kind]
            return address_of(name, *(self.slug.split("-")[1:] if by_slug else [self.pk]))
        return address_of(f"website:{self.kind}", self.pk)

    def is_public(self, now: datetime | None = None) -> bool:
        """Whether anybody may read it at the moment."""
        now = now or timezone.now()
        return (
            self.state == self.State.PUBLISHED
            and self.publish_at <= now
            and (self.withdraw_at is None or self.withdraw_at > now)
        )

    def was_public(self, now: datetime | None = None) -> bool:
        """Whether anybody could ever read it; what is scheduled could not yet."""
        return self.publish_at is not None and self.publish_at <= (now or timezone.now())

    def is_scheduled(self, now: datetime | None = None) -> bool:
        """Whether it becomes public later, by itself."""
        return self.state == self.State.PUBLISHED and self.publish_at > (now or timezone.now())

    def is_over(self, now: datetime | None = None) -> bool:
        """Whether it was public and is not any more."""
        ended = self.withdraw_at is not None and self.withdraw_at <= (now or timezone.now())
        return self.state == self.State.WITHDRAWN or (self.state == self.State.PUBLISHED and ended)
