"""Sealed bytes of cases that are gone: which still lie on the disk, taken away by each run."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import ngettext

from complaints.models import Case, DraftFile, LeftFile, SealedUpload
from complaints.sealed import storing


def named() -> set[UUID]:
    """The names under which bytes lie that somebody still needs."""
    rows = SealedUpload.objects.values_list("stored_as", flat=True)
    waiting = DraftFile.objects.values_list("stored_as", flat=True)
    return {*rows, *waiting}


def leave(case: Case, names: Iterable[UUID]) -> None:
    """Note in the turn that erases a case what then has to go from the disk."""
    LeftFile.objects.bulk_create(LeftFile(case=case, stored_as=name) for name in names)


def take_away() -> int:
    """Erase what lies there of erased cases, each file for itself; how many are still there.

    A name that somebody wrote in by hand beside bytes that are needed erases nothing.
    """
    rows = LeftFile.objects.filter(case__erased_on__isnull=False)
    names = set(rows.values_list("stored_as", flat=True)) - named()
    gone = names.difference(storing.erase(names))
    LeftFile.objects.filter(stored_as__in=gone).delete()
    return LeftFile.objects.count()


def words(count: int) -> str:
    """That so many files still lie on the disk, to whoever keeps the server and to officers."""
    return ngettext(
        "%(count)s file of an erased complaint could not be taken from the disk. Nobody can open"
        " it; each run tries again.",
        "%(count)s files of erased complaints could not be taken from the disk. Nobody can open"
        " them; each run tries again.",
        count,
    ) % {"count": count}
