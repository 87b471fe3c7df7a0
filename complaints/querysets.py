"""Sets of rows in the words of those who handle complaints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef

if TYPE_CHECKING:
    from complaints.models import Officer


class OfficerQuerySet(models.QuerySet):
    def waiting(self) -> OfficerQuerySet:
        """Enrolled, not yet approved by two."""
        return self.filter(state="waiting")

    def admitted(self) -> OfficerQuerySet:
        """Those to whom cases may be sealed."""
        return self.filter(state="admitted")


class CaseQuerySet(models.QuerySet):
    def readable_by(self, officer: Officer) -> CaseQuerySet:
        """Cases of which the officer has a key, those excluded from left out."""
        from complaints.models import Exclusion, Wrap  # noqa: PLC0415 - the models use this module

        wraps = Wrap.objects.filter(epoch__case=OuterRef("pk"), role=officer.role)
        excluded = Exclusion.objects.filter(case=OuterRef("pk"), person=officer.person_id)
        return self.filter(Exists(wraps), ~Exists(excluded), erased_on__isnull=True)

    def open(self) -> CaseQuerySet:
        """Not yet closed."""
        return self.exclude(status="closed")
