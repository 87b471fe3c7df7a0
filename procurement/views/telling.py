"""Saving a change of a plan or a report: what the form says when it could not be done."""

from __future__ import annotations

from collections.abc import Callable

from accounts.refusals import NotAllowed, Stale
from procurement.forms_telling import Telling
from procurement.views.fetching import INVALID, MEANWHILE
from publications.models import Publication
from publications.moving import NotConfirmed


def saved(form: Telling, act: Callable[[], object]) -> int | None:
    """Do the act; the status of the page that comes back when it was refused, else None."""
    try:
        act()
    except NotConfirmed as refusal:
        form.add_error(None, refusal.reasons)
        form.show_found(refusal.found)
        return INVALID
    except Stale as refusal:
        form.add_error(None, refusal.reasons)
        form.stale_since = form.seen
        form.show_version(Publication.objects.get(pk=form.publication.pk).version)
        return MEANWHILE
    except NotAllowed as refusal:
        form.add_error(None, refusal.reasons)
        return INVALID
    return None
