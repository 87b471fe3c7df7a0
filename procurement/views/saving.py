"""Saving the rows of a month from a form: what the form says when it could not be done."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

from accounts.refusals import NotAllowed, Stale
from procurement import entering
from procurement.forms_month import Changing
from procurement.models import PurchaseMonth
from procurement.months import Entered
from procurement.views.fetching import INVALID, MEANWHILE
from publications.moving import NotConfirmed


def save(
    request: HttpRequest, month: PurchaseMonth, entered: Sequence[Entered], form: Changing
) -> int | None:
    """Put the rows into the month; the status of the page that comes back when it could not."""
    try:
        entering.put(
            month, entered, by=request.user, seen=form.seen, reason=form.why,
            confirmed=form.keys, answers=form.answers,
        )  # fmt: skip
    except NotConfirmed as refusal:
        form.add_error(None, refusal.reasons)
        form.show_found(refusal.found)
        return INVALID
    except entering.Unanswered as refusal:
        form.add_error(None, refusal.reasons)
        form.show_raised(refusal.remarks)
        return INVALID
    except Stale as refusal:
        form.add_error(None, refusal.reasons)
        form.stale_since = form.seen
        form.show_version(PurchaseMonth.objects.get(pk=month.pk).version)
        return MEANWHILE
    except NotAllowed as refusal:
        form.add_error(None, refusal.reasons)
        return INVALID
    return None
