"""Wrong passphrases are counted in the officer's row, so that every process counts the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from complaints.models import Officer
from complaints.sealing import Busy, SealingError

MOST = 7
WITHIN = timedelta(minutes=15)


class TooManyTries(SealingError):
    """Seven wrong passphrases within 15 minutes; `minutes` is how long to wait now."""

    message = "Too many wrong passphrases."

    def __init__(self, minutes: int) -> None:
        super().__init__()
        self.minutes = minutes


@contextmanager
def one_try(officer: Officer) -> Iterator[None]:
    """Try one passphrase inside; counted before it is tried, forgotten when it was right.

    Raises TooManyTries without trying.
    """
    row = Officer.objects.filter(pk=officer.pk)
    now = timezone.now()
    row.filter(Q(wrong_since__isnull=True) | Q(wrong_since__lt=now - WITHIN)).update(
        wrong_tries=0, wrong_since=now
    )
    # Counted first: many at once must not all be tried before one of them is counted.
    if not row.filter(wrong_tries__lt=MOST).update(wrong_tries=F("wrong_tries") + 1):
        raise TooManyTries(_minutes_left(officer))
    try:
        yield
    except Busy:
        row.update(wrong_tries=F("wrong_tries") - 1)  # nothing was tried
        raise
    forget(officer)


def forget(officer: Officer) -> None:
    """The officer has proved to be the right one: the count begins anew."""
    Officer.objects.filter(pk=officer.pk).update(wrong_tries=0, wrong_since=None)


def _minutes_left(officer: Officer) -> int:
    since = Officer.objects.values_list("wrong_since", flat=True).get(pk=officer.pk)
    left = WITHIN - (timezone.now() - since) if since else timedelta()
    return max(1, -(-int(left.total_seconds()) // 60))
