"""What the pages of photos and of files have in common: saving their rows, taking in new ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.refusals import NotAllowed, Stale, tell
from publications.forms_files import Rows
from publications.models import Publication
from publications.moving import NotConfirmed

INVALID, MEANWHILE = 422, 409


def save(
    request: HttpRequest, publication: Publication, form: Rows, arrange: Callable[..., bool]
) -> int | None:
    """Save all rows through the verb; the status of the page that comes back when it could
    not, its form saying why."""
    if not form.is_valid():
        return INVALID
    try:
        changed = arrange(
            publication, form.arrangement(), by=request.user, reason=form.why, confirmed=form.keys
        )
    except NotConfirmed as refusal:
        form.add_error(None, refusal.reasons)
        form.show_found(refusal.found)
        return INVALID
    except NotAllowed as refusal:
        form.add_error(None, refusal.reasons)
        if not isinstance(refusal, Stale):
            return INVALID
        form.show_present()
        return MEANWHILE
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    return None


def take_in(
    request: HttpRequest, publication: Publication, form: forms.Form, verb: Callable[..., Any]
) -> Any:
    """Hand the uploads of the form's one field to the verb; what became of them, or None with
    the reason as a message."""
    (field,) = form.fields
    if not form.is_valid():
        messages.error(request, " ".join(form.errors.get(field, [])))
        return None
    try:
        return verb(publication, form.cleaned_data[field], by=request.user)
    except NotAllowed as refusal:
        tell(request, refusal)
        return None
