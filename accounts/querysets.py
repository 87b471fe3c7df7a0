"""Sets of people, posts and appointments, named in the office's words."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q


class AppointmentQuerySet(models.QuerySet):
    def on(self, day: date) -> AppointmentQuerySet:
        """Appointments in force on the day, first and last day included."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=day), starts__lte=day)

    def overlapping(self, starts: date, ends: date | None) -> AppointmentQuerySet:
        """Appointments that share at least one day with starts..ends (no end: for ever)."""
        shared = self.filter(Q(ends__isnull=True) | Q(ends__gte=starts))
        return shared if ends is None else shared.filter(starts__lte=ends)

    def substantive(self) -> AppointmentQuerySet:
        return self.filter(kind=self.model.Kind.SUBSTANTIVE)

    def acting(self) -> AppointmentQuerySet:
        return self.exclude(kind=self.model.Kind.SUBSTANTIVE)


class RoleGrantQuerySet(models.QuerySet):
    def on(self, day: date) -> RoleGrantQuerySet:
        """Roles in force on the day, first and last day included."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=day), starts__lte=day)


class UnitQuerySet(models.QuerySet):
    def active(self) -> UnitQuerySet:
        return self.filter(active=True)

    def divisions(self) -> UnitQuerySet:
        """The units directly below the office (สำนัก, กอง), without their sections (งาน)."""
        return self.filter(parent__isnull=True)
