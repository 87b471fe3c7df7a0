"""A case sealed anew without an officer who could read it."""

from __future__ import annotations

from complaints import sealing
from complaints.models import Case, Exclusion, Officer, Recovery, Wrap
from complaints.sealed import reading
from complaints.sealed.receiving import trusted_officers
from complaints.sealed.writing import begin_epoch


def close_to(case: Case, officer: Officer, *, by: str) -> None:
    """A new epoch without the officer, whose wraps of the case are deleted; inside a turn.

    Those who could read the case so far read on. The wraps go last: where one is left, a crash
    cut it short.
    """
    _seal_anew(case, officer, by=by)
    Wrap.objects.filter(epoch__case=case, role=officer.role).delete()


def _seal_anew(case: Case, officer: Officer, *, by: str) -> None:
    last = Wrap.objects.filter(epoch=case.epochs.latest("number"))
    readers = set(last.values_list("role", flat=True))
    if officer.role not in readers or case.erased_on:
        return
    excluded = set(Exclusion.objects.filter(case=case).values_list("person", flat=True))
    remaining = [
        one
        for one in trusted_officers()
        if one.role in readers - {officer.role} and one.person_id not in excluded
    ]
    try:
        begin_epoch(case, remaining, by=by)
    except (sealing.SealingError, Recovery.DoesNotExist):
        # One row that was changed around the portal must not keep an officer in the roster.
        reading.alarm(case.pk)
