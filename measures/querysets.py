"""Sets of steps, entries, files and imports, named in the office's words."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import models
from django.db.models import Prefetch, Q

from accounts.models import Unit, User
from accounts.rights import Right, standing


class StepQuerySet(models.QuerySet):
    def of_year(self, year: int) -> StepQuerySet:
        return self.filter(measure__group__plan__fiscal_year__year=year)

    def of_units(self, unit_ids) -> StepQuerySet:
        """Steps that one of the units answers for, or all units together.

        A section (งาน) and the division above it answer for each other's steps: tables name
        now the one, now the other. Two sections of a division do not.
        """
        family = Unit.objects.filter(
            Q(pk__in=unit_ids) | Q(parent_id__in=unit_ids) | Q(sections__in=unit_ids)
        )
        mine = self.model.units.through.objects.filter(unit_id__in=family.values("pk"))
        return self.filter(Q(pk__in=mine.values("step_id")) | Q(all_units=True))

    def recordable_by(self, user: User) -> StepQuerySet:
        """Steps the person may report on: the own units', or any for the planner."""
        who = standing(user)
        if who.may(Right.RECORD_ANY_PROGRESS):
            return self
        if who.may(Right.RECORD_PROGRESS):
            return self.of_units(who.unit_ids)
        return self.none()

    def with_work(self) -> StepQuerySet:
        """With everything a list of steps shows, in a number of queries that never grows.

        The long texts of entries are left in the database: lists do not show them.
        """
        from measures.models import Deadline, ProgressEntry  # noqa: PLC0415 - models import this

        entries = ProgressEntry.objects.select_related("round").defer(
            "narrative", "problems", "suggestions"
        )
        return self.select_related("measure__group__instrument").prefetch_related(
            "measure__group__plan__fiscal_year",
            "measure__group__plan__rounds",
            "units",
            Prefetch("deadlines", Deadline.objects.order_by("due")),
            Prefetch("entries", entries.order_by("evidence_date", "pk")),
        )

    def in_plan_order(self) -> StepQuerySet:
        return self.order_by("measure__group__position", "measure__position", "position", "pk")


class EntryQuerySet(models.QuerySet):
    def counting(self) -> EntryQuerySet:
        """Entries that say something was done: handed in or accepted, not returned."""
        return self.filter(state__in=["submitted", "accepted"])

    def accepted(self) -> EntryQuerySet:
        return self.filter(state="accepted")

    def waiting(self) -> EntryQuerySet:
        """Entries that the planner has not looked at, in rounds still open."""
        return self.filter(state="submitted", round__locked_at__isnull=True)

    def between(self, starts: date, ends: date) -> EntryQuerySet:
        """Entries whose evidence date lies in the period, both days included."""
        return self.filter(evidence_date__gte=starts, evidence_date__lte=ends)


class EvidenceQuerySet(models.QuerySet):
    def kept(self) -> EvidenceQuerySet:
        """Files of entries that were not taken away again."""
        return self.filter(entry__isnull=False, removed_at__isnull=True)

    def pending(self, token: UUID, by: User) -> EvidenceQuerySet:
        """Files that the person sent with a form that is not complete yet."""
        return self.filter(entry__isnull=True, pending_token=token, uploaded_by=by)


class ImportRunQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> ImportRunQuerySet:
        """Imports the person may see: one's own, or all for those who keep the plan."""
        who = standing(user)
        if not who.may(Right.IMPORT_PLAN):
            return self.none()
        return self if who.may(Right.EDIT_PLAN) else self.filter(started_by=user)

    def open(self) -> ImportRunQuerySet:
        """Imports that nobody has confirmed yet."""
        return self.filter(finished_at__isnull=True)
