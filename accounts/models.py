"""People, units, posts and who holds which post when.

The office works by posts, not by persons: a chain of signatures is a chain of posts, and
whoever holds a post on the day signs in it. Nothing here is ever deleted while something
refers to it; people leave by an end date.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from uuid import uuid4

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.history import Permanent
from accounts.passwords import plain_form
from accounts.querysets import (
    AppointmentQuerySet,
    PeopleManager,
    PostQuerySet,
    RoleGrantQuerySet,
    UnitQuerySet,
)


class Unit(models.Model):
    """A unit of the office: สำนัก or กอง, and the sections (งาน) below it."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    short_name = models.CharField(_("short name"), max_length=100, blank=True)
    abbreviation = models.CharField(
        _("abbreviation in reference numbers"), max_length=20, blank=True
    )
    aliases = models.JSONField(_("other names in tables"), default=list, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sections",
        verbose_name=_("part of"),
    )
    phone = models.CharField(_("phone"), max_length=100, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    active = models.BooleanField(_("in use"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("unit")
        verbose_name_plural = _("units")

    def __str__(self) -> str:
        return self.name


def signature_path(user: User, filename: str) -> str:
    """A name that says nothing about the person and is never guessed."""
    return str(PurePosixPath("signatures") / f"{uuid4()}.png")


def photo_path(user: User, filename: str) -> str:
    """A new name for each photo: what browsers keep of the old one is never shown for it."""
    return str(PurePosixPath("people") / f"{uuid4()}.webp")


class User(AbstractUser):
    """A person of the office; one who signs in has a password, others have none."""

    title = models.CharField(_("title before the name"), max_length=50, blank=True)
    first_name = models.CharField(_("first name"), max_length=150)
    last_name = models.CharField(_("last name"), max_length=150)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("unit"),
    )
    signature = models.FileField(_("signature image"), upload_to=signature_path, blank=True)
    # Shown to the public on the page of people; WebP, made anew from what was uploaded.
    photo = models.FileField(_("photo"), upload_to=photo_path, blank=True)
    password_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # A new set-password link voids the one before it.
    link_issued_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Part of every session's fingerprint: raising it ends all sessions of the person.
    session_generation = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PeopleManager()

    class Meta(AbstractUser.Meta):
        ordering = ["first_name", "last_name"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            # "Somchai" and "somchai" are one name to whoever types it on a phone.
            models.UniqueConstraint(Lower("username"), name="user_name_once"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def get_full_name(self) -> str:
        """The name as it is printed in parentheses: title and first name run together."""
        return f"{self.title}{self.first_name} {self.last_name}".strip()

    def set_password(self, raw_password: str | None) -> None:
        """Keep the password's hash and when it was set; old sessions no longer fit it."""
        super().set_password(plain_form(raw_password))
        self.password_changed_at = timezone.now()

    def check_password(self, raw_password: str) -> bool:
        return super().check_password(plain_form(raw_password))

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """The fingerprint that a session must carry: of the password and the generation."""
        return salted_hmac(
            "accounts.models.User.session",
            f"{self.password}|{self.session_generation}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class Post(models.Model):
    """A post of the office; `title` is what is printed under a signature."""

    class Rank(models.TextChoices):
        MAYOR = "mayor", _("Mayor")
        DEPUTY_MAYOR = "deputy_mayor", _("Deputy mayor")
        SECRETARY = "secretary", _("Secretary of the mayor")
        PALAD = "palad", _("Palad")
        DEPUTY_PALAD = "deputy_palad", _("Deputy palad")
        HEAD_OF_OFFICE = "head_of_office", _("Head of office")
        DIRECTOR = "director", _("Director of a division")
        PLANNER = "planner", _("Policy and plan analyst")
        OFFICER = "officer", _("Officer")
        COUNCIL = "council", _("Council")

    title = models.CharField(_("title"), max_length=200, unique=True)
    rank = models.CharField(_("rank"), max_length=20, choices=Rank)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("unit"),
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    active = models.BooleanField(_("in use"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["position", "title"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    rank__in=[
                        "mayor",
                        "deputy_mayor",
                        "secretary",
                        "palad",
                        "deputy_palad",
                        "head_of_office",
                        "director",
                        "planner",
                        "officer",
                        "council",
                    ]
                ),
                name="post_rank_known",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Appointment(models.Model):
    """Who holds a post from when to when, how, and by which order.

    Two substantive holders of one post on one day are refused by the database itself
    (an exclusion constraint on PostgreSQL, triggers on SQLite; migration 0002).
    """

    class Kind(models.TextChoices):
        SUBSTANTIVE = "substantive", pgettext_lazy("appointment", "Substantive holder")
        # Full power of a post that is vacant or whose holder is away
        # (State Administration Act B.E. 2534, ss. 41-50, followed by local offices).
        ACTING = "acting", pgettext_lazy("appointment", "Acting (raksa ratchakan thaen)")
        # Power delegated in writing by a holder who is in office (same Act, s. 38).
        DELEGATED = "delegated", pgettext_lazy("appointment", "Delegated (patibat ratchakan thaen)")
        # A vacant civil-service position filled for the time being.
        CARETAKER = "caretaker", pgettext_lazy("appointment", "Caretaker (raksakan nai tamnaeng)")

    person = models.ForeignKey(
        User, models.PROTECT, related_name="appointments", verbose_name=_("person")
    )
    post = models.ForeignKey(
        Post, models.PROTECT, related_name="appointments", verbose_name=_("post")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.SUBSTANTIVE)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"), null=True, blank=True)
    order_reference = models.CharField(_("order"), max_length=200, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["post__position", "-starts"]
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="appointment_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["substantive", "acting", "delegated", "caretaker"]),
                name="appointment_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="substantive") | ~Q(order_reference=""),
                name="appointment_acting_has_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.post}"


class Role(models.TextChoices):
    """What a person may do beside what the posts give; granted by hand, with dates."""

    PEOPLE_MANAGER = "people_manager", _("Keeper of people and posts")
    REPORT_AUTHOR = "report_author", _("Report author")
    WEBMASTER = "webmaster", _("Webmaster")
    COMPLAINT_OFFICER = "complaint_officer", _("Complaint officer")
    PROCUREMENT_OFFICER = "procurement_officer", _("Procurement officer")


class RoleGrant(models.Model):
    """One role of one person from when to when, and who granted it."""

    person = models.ForeignKey(
        User, models.PROTECT, related_name="role_grants", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=30, choices=Role)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"), null=True, blank=True)
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("granted by")
    )

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        ordering = ["person", "role", "-starts"]
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="rolegrant_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(
                    role__in=[
                        *("people_manager", "report_author", "webmaster"),
                        *("complaint_officer", "procurement_officer"),
                    ]
                ),
                name="rolegrant_role_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()}"


class PeopleEvent(Permanent):
    """What was done to people, units, posts and rights: what, to whom, when, by whom.

    `before` and `after` hold the facts as they read then, so that the row still says
    everything when names have changed. No password and no link is ever in them.
    """

    class Kind(models.TextChoices):
        PERSON_ADDED = "person_added", pgettext_lazy("people event", "person added")
        PERSON_CHANGED = "person_changed", pgettext_lazy("people event", "person changed")
        DEACTIVATED = "deactivated", pgettext_lazy("people event", "sign-in stopped")
        REACTIVATED = "reactivated", pgettext_lazy("people event", "sign-in allowed again")
        LINK_ISSUED = "link_issued", pgettext_lazy("people event", "set-password link made")
        PASSWORD_SET = "password_set", pgettext_lazy("people event", "password set by link")
        PASSWORD_CHANGED = "password_changed", pgettext_lazy("people event", "password changed")
        SIGNATURE_SET = "signature_set", pgettext_lazy("people event", "signature image kept")
        SIGNATURE_REMOVED = (
            "signature_removed",
            pgettext_lazy("people event", "signature image removed"),
        )
        PHOTO_SET = "photo_set", pgettext_lazy("people event", "photo for the public kept")
        PHOTO_REMOVED = "photo_removed", pgettext_lazy("people event", "photo removed")
        APPOINTED = "appointed", pgettext_lazy("people event", "appointed")
        APPOINTMENT_ENDED = "appointment_ended", pgettext_lazy("people event", "appointment ended")
        APPOINTMENT_WITHDRAWN = (
            "appointment_withdrawn",
            pgettext_lazy("people event", "mistaken appointment withdrawn"),
        )
        ROLE_GRANTED = "role_granted", pgettext_lazy("people event", "role granted")
        ROLE_ENDED = "role_ended", pgettext_lazy("people event", "role ended")
        UNIT_ADDED = "unit_added", pgettext_lazy("people event", "unit added")
        UNIT_CHANGED = "unit_changed", pgettext_lazy("people event", "unit changed")
        POST_ADDED = "post_added", pgettext_lazy("people event", "post added")
        POST_CHANGED = "post_changed", pgettext_lazy("people event", "post changed")
        OFFICE_CHANGED = "office_changed", pgettext_lazy("people event", "office's facts changed")

    kind = models.CharField(_("what"), max_length=30, choices=Kind)
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="people_events")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="people_events")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="people_events")
    # Nobody: the command that makes the first keeper of a bare installation.
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("event of people and posts")
        verbose_name_plural = _("events of people and posts")

    def __str__(self) -> str:
        return self.get_kind_display()
