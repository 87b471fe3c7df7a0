"""The unlocked vault of an officer: opened by the vault passphrase, closed by the clock.

The browser keeps a random token in a cookie; the database keeps the token's hash and the
private key sealed under the token. Neither opens anything without the other.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.gate import SAFE_METHODS, requires
from accounts.models import User
from accounts.rights import Right, may
from accounts.typed import sentences
from complaints import sealing
from complaints.models import Officer, VaultSession
from complaints.officers.tries import one_try
from complaints.sealed import server
from complaints.sealed.reading import Reader
from complaints.sealed.stored import blob, officer_keys
from complaints.sealed.witness import vouched
from complaints.sealing import Role

COOKIE = "__Host-vault" if settings.HTTPS else "vault"
IDLE = timedelta(minutes=15)
NOTED = timedelta(seconds=30)  # at most one write in that time
LONGEST = timedelta(hours=4)
_log = logging.getLogger("portal.security")


@dataclass(frozen=True)
class Vault:
    """An officer's vault while it is open."""

    officer: Officer
    reader: Reader
    until: datetime  # the absolute end

    @property
    def role(self) -> Role:
        return self.officer.role


def officer_of(person: User) -> Officer | None:
    """The person's pair that is admitted; None for everybody else, superusers too."""
    return Officer.objects.admitted().filter(person=person).first()


def unlock(officer: Officer, passphrase: str) -> str:
    """Open the vault; the token for the browser.

    Raises CannotOpen for a wrong passphrase, TooManyTries after seven, Tampered when the
    officer's row was not written by the portal or names another person, Busy.
    """
    return begin(officer, private_of(officer, passphrase))


def private_of(officer: Officer, passphrase: str) -> sealing.PrivateKey:
    """The officer's private key by the passphrase, tries counted; raises as `unlock` does."""
    keys = server.keys()
    vouched(officer)
    try:
        with one_try(officer):
            return sealing.unlock(officer_keys(officer), passphrase, keys)
    except sealing.CannotOpen:
        _log.warning("wrong vault passphrase officer=%s", officer.pk)
        raise


def begin(officer: Officer, private: sealing.PrivateKey) -> str:
    """Keep an officer's key between two clicks; the token for the browser."""
    now = timezone.now()
    made = sealing.begin_session(private, officer.role, (now + LONGEST).replace(microsecond=0))
    VaultSession.objects.create(
        token_hash=made.stored.token_hash, role=officer.role, blob=made.stored.blob,
        until=made.stored.until, used_at=now, officer=officer,
    )  # fmt: skip
    return made.token


def resume(token: str, person: User) -> Vault | None:
    """The vault of this person behind the token; None when it is closed, or nobody's.

    Also None from the moment on which the person's sign-in was stopped or their role ended, and
    where the row names another person than was admitted.
    """
    if not may(person, Right.HANDLE_COMPLAINTS):
        return None
    try:
        found = VaultSession.objects.select_related("officer__person").get(
            token_hash=sealing.token_hash(token), officer__person=person, officer__state="admitted"
        )
        vouched(found.officer)
        private = sealing.resume_session(stored_session(found), token, timezone.now())
    except (VaultSession.DoesNotExist, sealing.SealingError):
        return None
    now = timezone.now()
    if now - found.used_at > IDLE:
        found.delete()
        return None
    if now - found.used_at > NOTED:
        VaultSession.objects.filter(pk=found.pk).update(used_at=now)
    return Vault(found.officer, Reader(found.officer.role, private), found.until)


def stored_session(row: VaultSession) -> sealing.VaultSession:
    """The row as the sealing knows it."""
    return sealing.VaultSession(
        Role(row.role), row.until, bytes(row.token_hash), blob(row.blob), row.case_id
    )


def lock(token: str) -> None:
    """Close the vault behind the token, if there is one."""
    try:
        VaultSession.objects.filter(token_hash=sealing.token_hash(token)).delete()
    except sealing.SealingError:
        return


def lock_with_sign_out(*, request: HttpRequest | None, **_signal: object) -> None:
    """Whoever signs out, or is signed out by the clock, leaves no open vault in this browser."""
    if request and (token := request.COOKIES.get(COOKIE, "")):
        lock(token)


def lock_all(officer: Officer) -> None:
    """Close every open vault of an officer: on leaving, on a new passphrase."""
    VaultSession.objects.filter(officer=officer).delete()


def keep_token(response: HttpResponse, token: str) -> HttpResponse:
    """Hand the browser its token: gone with the browser, never to a script or another site."""
    response.set_cookie(
        COOKIE, token, path="/", secure=settings.HTTPS, httponly=True, samesite="Strict"
    )
    return response


def vault_of(request: HttpRequest) -> Vault | None:
    """The vault that is open in this browser for whoever is signed in."""
    token = request.COOKIES.get(COOKIE, "")
    return resume(token, request.user) if token else None


def unlocked(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in whoever may handle complaints and has opened the vault: `request.vault` is theirs.

    Others are sent to unlock and come back; what they had typed is shown to be copied. Nothing
    behind it is kept by the browser.
    """

    @requires(Right.HANDLE_COMPLAINTS)
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        vault = vault_of(request)
        if vault is None:
            return _to_unlock(request)
        request.vault = vault
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    return guarded


def _to_unlock(request: HttpRequest) -> HttpResponse:
    """To the page of the passphrase and back; a form that came too late is shown to be copied."""
    unlock_page = reverse("complaints-staff:unlock")
    if request.method in SAFE_METHODS:
        return redirect(f"{unlock_page}?{urlencode({'next': request.get_full_path()})}")
    context = {"texts": sentences(request.POST), "unlock": unlock_page}
    response = render(request, "complaints/staff_locked.html", context, status=403)
    response.headers["Cache-Control"] = "no-store"
    return response
