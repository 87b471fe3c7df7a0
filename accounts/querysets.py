"""Sets of people, posts and appointments, named in the office's words."""

from __future__ import annotations

import unicodedata
from datetime import date

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import UserManager
from django.db import models
from django.db.models import Prefetch, Q


class DatedQuerySet(models.QuerySet):
    """Rows that are in force from `starts` to `ends`, both days included."""

    def on(self, day: date) -> DatedQuerySet:
        """Those in force on the day."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=day), starts__lte=day)

    def overlapping(self, starts: date, ends: date | None) -> DatedQuerySet:
        """Those that share at least one day with starts..ends (no end: for ever)."""
        shared = self.filter(Q(ends__isnull=True) | Q(ends__gte=starts))
        return shared if ends is None else shared.filter(starts__lte=ends)

    def over_before(self, day: date) -> DatedQuerySet:
        """Those whose last day lies before the day."""
        return self.filter(ends__lt=day)

    def after(self, day: date) -> DatedQuerySet:
        """Those that begin later than the day."""
        return self.filter(starts__gt=day)


class AppointmentQuerySet(DatedQuerySet):
    def substantive(self) -> AppointmentQuerySet:
        return self.filter(kind=self.model.Kind.SUBSTANTIVE)

    def acting(self) -> AppointmentQuerySet:
        return self.exclude(kind=self.model.Kind.SUBSTANTIVE)


class RoleGrantQuerySet(DatedQuerySet):
    def keepers(self, day: date) -> RoleGrantQuerySet:
        """Grants by which someone who can sign in keeps people and posts on the day."""
        keepers = self.on(day).filter(role="people_manager", person__is_active=True)
        return keepers.exclude(person__password__startswith=UNUSABLE_PASSWORD_PREFIX)


class UnitQuerySet(models.QuerySet):
    def active(self) -> UnitQuerySet:
        return self.filter(active=True)

    def divisions(self) -> UnitQuerySet:
        """The units directly below the office (สำนัก, กอง), without their sections (งาน)."""
        return self.filter(parent__isnull=True)


class PostQuerySet(models.QuerySet):
    def active(self) -> PostQuerySet:
        return self.filter(active=True)

    def with_holders(self, day: date) -> PostQuerySet:
        """Each post with `held_now`: its appointments on the day, who act first."""
        appointments = self.model._meta.get_field("appointments").related_model
        held = appointments.objects.on(day).select_related("person").order_by("kind", "-starts")
        return self.select_related("unit").prefetch_related(
            Prefetch("appointments", queryset=held, to_attr="held_now")
        )


class PeopleQuerySet(models.QuerySet):
    def active(self) -> PeopleQuerySet:
        return self.filter(is_active=True)

    def found_by(self, words: str) -> PeopleQuerySet:
        """People in whose name, user name or post every word occurs."""
        found = self
        for word in unicodedata.normalize("NFC", words).split()[:6]:
            found = found.filter(
                Q(first_name__icontains=word)
                | Q(last_name__icontains=word)
                | Q(title__icontains=word)
                | Q(username__icontains=word)
                | Q(appointments__post__title__icontains=word)
            )
        return found.distinct()

    def with_posts(self, day: date) -> PeopleQuerySet:
        """Each person with `posts_now`: the appointments of the day, and the unit."""
        appointments = self.model._meta.get_field("appointments").related_model
        held = appointments.objects.on(day).select_related("post").order_by("post__position")
        return self.select_related("unit").prefetch_related(
            Prefetch("appointments", queryset=held, to_attr="posts_now")
        )


class PeopleManager(UserManager.from_queryset(PeopleQuerySet)):
    """Finds people by name as it was typed, capitals or not."""

    use_in_migrations = False

    def get_by_natural_key(self, username: str):
        return self.get(username__iexact=username)
