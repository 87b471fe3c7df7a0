"""Cases of one matter: joined with one another, over however many steps."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from complaints.models import Case


def joined(case: Case) -> list[Case]:
    """The case and every case joined with it, over however many steps; erased ones left out."""
    return joined_among(case, linked())


def linked() -> list[Case]:
    """Every case that was joined with another, or another with it: few, in one query."""
    both = Q(merged_into__isnull=False) | Q(merged_cases__isnull=False)
    return list(Case.objects.filter(both).distinct())


def joined_among(case: Case, cases: Sequence[Case]) -> list[Case]:
    """As `joined`, where `linked` was asked before; what that tells of the case itself counts."""
    together = {case.pk: next((one for one in cases if one.pk == case.pk), case)}
    while new := [one for one in cases if one.pk not in together and _meets(one, together)]:
        together |= {one.pk: one for one in new}
    return [one for one in together.values() if not one.erased_on]


def _meets(case: Case, together: dict[UUID, Case]) -> bool:
    above = {one.merged_into_id for one in together.values()}
    return case.merged_into_id in together or case.pk in above
