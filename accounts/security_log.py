"""One line in the log for each act that an auditor asks about later.

Logger `portal.security`: act, the account's name and the address it came from. No line ever
holds a password, a link, or a name that is not an account's: people type their password
into the wrong box.
"""

from __future__ import annotations

import logging

from django.http import HttpRequest

from accounts.addresses import client_address
from accounts.models import User

log = logging.getLogger("portal.security")


def note(act: str, *, username: str = "", request: HttpRequest | None = None, **facts) -> None:
    """Write the line; `username` is replaced by "?" unless an account has it."""
    known = User.objects.filter(username__iexact=username).first() if username else None
    parts = {"account": known.username if known else "?", "from": _address(request), **facts}
    # One line each, whatever was typed: no line breaks, no control characters.
    words = " ".join(f"{name}={str(value)!r}" for name, value in parts.items())
    log.info("%s %s", act, words)


def _address(request: HttpRequest | None) -> str:
    if request is None:
        return "-"
    return client_address(request) or "-"
