"""How a verb says no: with every reason, in words that the page shows as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _


class NotAllowed(Exception):
    """The act was refused and nothing was written; `reasons` holds one sentence each."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = [str(reason) for reason in reasons]
        super().__init__(" ".join(self.reasons))


class Stale(NotAllowed):
    """Somebody else was faster: the row is no longer as the page had shown it."""


def changed_meanwhile() -> Stale:
    """The refusal for a form that was filled in against an older version of its row."""
    return Stale([_("Somebody else has changed this meanwhile. Look at it again, then save.")])


def refuse_if(reasons: list[str]) -> None:
    """Raise NotAllowed when there is any reason."""
    if reasons:
        raise NotAllowed(reasons)


@contextmanager
def refusals_into(form: forms.BaseForm) -> Iterator[None]:
    """Put the reasons of a refused verb on top of the form that asked for it."""
    try:
        yield
    except NotAllowed as refusal:
        form.add_error(None, refusal.reasons)


def tell(request: HttpRequest, refusal: NotAllowed) -> None:
    """Show the reasons of a refused verb on the page that comes next."""
    for reason in refusal.reasons:
        messages.error(request, reason)
