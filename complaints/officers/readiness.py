"""Whether complaints are taken, and what is still to be done until they are."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.officers import custody
from complaints.sealed import server
from complaints.sealed.receiving import FEWEST_OFFICERS, trusted_officers


class Need(NamedTuple):
    """One thing that must be in place: whether it is, what to do, and where (or "")."""

    done: bool
    title: str
    words: str
    url: str = ""
    action: str = ""


def needs() -> list[Need]:
    """Everything that must be in place before a complaint can be taken, in the order of doing."""
    return [_server_keys(), _recovery(), _officers()]


def _server_keys() -> Need:
    return Need(
        server.have_keys(),
        _("The server has its keys"),
        _("Whoever keeps the server makes them once and keeps a copy apart from the data."),
    )


def _recovery() -> Need:
    made = custody.in_force() is not None
    return Need(
        made,
        _("Three custodians hold the recovery codes"),
        _("Invite three people you trust, at least one from outside, and print their codes."),
        "" if made else reverse("complaints-staff:recovery-setup"),
        _("Choose the custodians"),
    )


def _officers() -> Need:
    done = server.have_keys() and len(trusted_officers()) >= FEWEST_OFFICERS
    return Need(
        done,
        _("At least two officers are admitted"),
        _("Each enrols alone; two officers, or two custodians at the start, then admit them."),
        "" if done else reverse("complaints-staff:enrol"),
        _("Enrol"),
    )
