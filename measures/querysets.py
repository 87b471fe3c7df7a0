"""Sets of steps and entries, named in the office's words."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Prefetch, Q

from accounts.models import User
from accounts.rights import Right, standing


class StepQuerySet(models.QuerySet):
    def of_year(self, year: int) -> StepQuerySet:
        return self.filter(measure__group__plan__fiscal_year__year=year)

    def of_units(self, unit_ids) -> StepQuerySet:
        """Steps that one of the units answers for, or all units together."""
        mine = self.model.units.through.objects.filter(unit_id__in=unit_ids).values("step_id")
        return self.filter(Q(pk__in=mine) | Q(all_units=True))

    def recordable_by(self, user: User) -> StepQuerySet:
        """Steps the person may report on: the own units', or any for the planner."""
        who = standing(user)
        if who.may(Right.RECORD_ANY_PROGRESS):
            return self
        if who.may(Right.RECORD_PROGRESS):
            return self.of_units(who.unit_ids)
        return self.none()

    def with_work(self) -> StepQuerySet:
        """With everything a list of steps shows, in a number of queries that never grows."""
        from measures.models import Deadline, ProgressEntry  # noqa: PLC0415 - models import this

        return self.select_related(
            "measure__group__plan__fiscal_year", "measure__group__instrument"
        ).prefetch_related(
            "units",
            Prefetch("deadlines", Deadline.objects.order_by("due")),
            Prefetch(
                "entries",
                ProgressEntry.objects.select_related("round", "entered_by").order_by(
                    "evidence_date", "pk"
                ),
            ),
        )

    def in_plan_order(self) -> StepQuerySet:
        return self.order_by("measure__group__position", "measure__position", "position", "pk")


class EntryQuerySet(models.QuerySet):
    def counting(self) -> EntryQuerySet:
        """Entries that say something was done: handed in or accepted, not returned."""
        return self.filter(state__in=["submitted", "accepted"])

    def accepted(self) -> EntryQuerySet:
        return self.filter(state="accepted")

    def between(self, starts: date, ends: date) -> EntryQuerySet:
        """Entries whose evidence date lies in the period, both days included."""
        return self.filter(evidence_date__gte=starts, evidence_date__lte=ends)
