"""The two ways in which an officer opens the vault: the passphrase and the printed code."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotAllowed, changed_meanwhile
from complaints import sealing
from complaints.models import Officer
from complaints.officers import vault
from complaints.officers.sheets import read_sheet, sign_sheet
from complaints.officers.tries import forget
from complaints.sealed import recording, server
from complaints.sealed.recording import What
from complaints.sealed.stored import fingerprint, officer_keys
from complaints.sealing import Blob, PrivateKey

_NEW_CODE = "complaints.new-code"


@dataclass(frozen=True)
class NewCode:
    """A printed code just made, and the sheet that brings its wrap back."""

    code: str = field(repr=False)
    sheet: str = field(repr=False)


def change_passphrase(officer: Officer, present: str, new: str) -> None:
    """Another passphrase by the present one; every open vault of the officer is closed.

    Raises CannotOpen, TooManyTries, Tampered, CannotSeal, Busy, Stale.
    """
    private = vault.private_of(officer, present)
    _keep_passphrase(officer, private, new)


def reset_by_code(officer: Officer, typed: str, new: str) -> None:
    """Another passphrase by the printed code; every open vault of the officer is closed.

    Needs no pepper for the code, so it also helps when that was lost. Raises Mistyped,
    CannotOpen, CannotSeal, Busy, Stale.
    """
    private = sealing.unlock_by_code(officer_keys(officer), typed)
    _keep_passphrase(officer, private, new)


def _keep_passphrase(officer: Officer, private: PrivateKey, new: str) -> None:
    wrap = sealing.passphrase_wrap(officer.role, private, new, server.keys())
    _keep(officer, "by_passphrase", wrap, was=officer.by_passphrase)
    forget(officer)


def prepare_code(officer: Officer, passphrase: str) -> NewCode:
    """Make another printed code; the old one works until the new one was written down.

    Raises CannotOpen, TooManyTries, Tampered, Busy.
    """
    private = vault.private_of(officer, passphrase)
    code = sealing.new_code()
    facts = {
        "officer": officer.pk.hex,
        "was": fingerprint(officer.by_code),
        "by_code": bytes(sealing.code_wrap(officer.role, private, code)).hex(),
    }
    printed = code.printed()
    return NewCode(printed, sign_sheet(_NEW_CODE, facts, [printed]))


def keep_code(person: User, sheet: str, last_group: str) -> None:
    """From now on the code of the sheet opens the vault, and no code before it.

    Raises NotAllowed when its last group is wrong or the page is old, Stale.
    """
    read = read_sheet(_NEW_CODE, sheet)
    officer = Officer.objects.admitted().filter(
        pk=UUID(read.facts["officer"]), person=person
    ).first()  # fmt: skip
    if officer is None:
        raise NotAllowed([_("This page belongs to somebody else.")])
    read.check([last_group])
    if read.facts["was"] != fingerprint(officer.by_code):
        raise changed_meanwhile()
    _keep(officer, "by_code", Blob(bytes.fromhex(read.facts["by_code"])), was=officer.by_code)


def _keep(officer: Officer, way: str, wrap: Blob, *, was: bytes | memoryview) -> None:
    """Replace one way by another, if it is still the one that was opened."""
    with recording.turn():
        held = Officer.objects.admitted().filter(pk=officer.pk).first()
        if held is None or bytes(getattr(held, way)) != bytes(was):
            raise changed_meanwhile()
        Officer.objects.filter(pk=officer.pk).update(**{way: wrap})
        vault.lock_all(officer)
        recording.record(What.WAY_CHANGED, by=officer.role, facts=(officer.pk.hex, way))
