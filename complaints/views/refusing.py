"""How a page says that the sealing refused: a sentence for people, never which byte was wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.utils.translation import gettext as _

from accounts.refusals import NotAllowed
from complaints import sealing
from complaints.officers.tries import TooManyTries


def words_for(fault: sealing.SealingError, *, wrong: str) -> str:
    """What to tell somebody; `wrong` is the sentence for a wrong secret."""
    if isinstance(fault, TooManyTries):
        return _("Too many wrong passphrases. Try again in %(minutes)s minutes.") % {
            "minutes": fault.minutes
        }
    if isinstance(fault, sealing.Mistyped):
        return _("A code has 26 signs and a check sign; one is missing, wrong or too many.")
    if isinstance(fault, sealing.CannotOpen):
        return wrong
    if isinstance(fault, sealing.Busy):
        return _("Many are unlocking at this moment. Try again in half a minute.")
    if isinstance(fault, sealing.Tampered):
        return _(
            "This entry was not written by the portal. Nothing was done. "
            "Tell your colleagues and whoever keeps the server."
        )
    return _("The vault cannot be opened. Ask whoever keeps the server to look at the log.")


@contextmanager
def refused_into(form: forms.BaseForm, *, wrong: str = "", field: str | None = None) -> Iterator:
    """Put what the verb or the sealing refused onto the form."""
    try:
        yield
    except NotAllowed as refusal:
        form.add_error(None, refusal.reasons)
    except sealing.SealingError as fault:
        is_wrong = isinstance(fault, sealing.CannotOpen | sealing.Mistyped)
        form.add_error(field if is_wrong else None, words_for(fault, wrong=wrong))
