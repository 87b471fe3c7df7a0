"""Challenges as they are set and used up: one row each, answered at most once.

The row belongs to django-simple-captcha. Its `challenge` is what is asked ("picture 48213",
"words 3 plus 5"), its `response` the server's mark over purpose, key and right answer: a row
that answers one form answers no other.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from captcha.models import CaptchaStore
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from portal.human import pictures, proofs, questions

LIFETIME = timedelta(minutes=10)
_STEP = 5  # minutes
_KEY_BYTES = 20  # 40 hexadecimal digits, the length of the column


class Kind(StrEnum):
    """How a challenge is asked; the browser's arithmetic answers either."""

    PICTURE = "picture"
    WORDS = "words"


@dataclass(frozen=True)
class Challenge:
    """What a form shows: `question` for words, `proof` for the browser's script."""

    key: str
    kind: Kind
    question: str
    proof: str


def pose(purpose: str, kind: Kind, lifetime: timedelta = LIFETIME) -> Challenge:
    """Set a new challenge for a form of this purpose."""
    key = secrets.token_hex(_KEY_BYTES)
    asked, answer = _drawn(kind)
    until = _coarse(timezone.now() + lifetime)
    CaptchaStore.objects.create(
        hashkey=key,
        challenge=f"{kind} {asked}",
        response=_mark(purpose, key, answer),
        expiration=until,
    )
    return _shown(purpose, key, kind, asked, until)


def posed(purpose: str, key: str) -> Challenge | None:
    """The challenge of this key while it still waits for its answer."""
    row = waiting(key)
    if row is None:
        return None
    kind, asked = row.challenge.split(" ", 1)
    return _shown(purpose, key, Kind(kind), asked, row.expiration)


def answered(purpose: str, key: str, *, typed: str = "", proof: str = "") -> bool:
    """Use the challenge up, and say whether it was answered.

    Of several at once one at most is told yes: who deletes the row has used it.
    """
    row = waiting(key)
    if row is None or not _used_up(row):
        return False
    if proof and proofs.holds(proof, purpose, key):
        return True
    return constant_time_compare(row.response, _mark(purpose, key, questions.read_number(typed)))


def use_up(key: str) -> None:
    """Whatever comes with this key from now on is refused."""
    CaptchaStore.objects.filter(hashkey=key).delete()


def waiting(key: str) -> CaptchaStore | None:
    """The row of a challenge that is neither used nor over."""
    if not key:
        return None
    return CaptchaStore.objects.filter(hashkey=key, expiration__gt=timezone.now()).first()


def picture(key: str) -> bytes | None:
    """The PNG of a waiting challenge; None where there is none to show."""
    row = waiting(key)
    kind, asked = row.challenge.split(" ", 1) if row else ("", "")
    return pictures.draw(asked) if kind == Kind.PICTURE else None


def _coarse(moment: datetime) -> datetime:
    """The next full five minutes: a row does not tell to the second when somebody was there."""
    over = moment - moment.replace(minute=moment.minute // _STEP * _STEP, second=0, microsecond=0)
    return moment + (timedelta(minutes=_STEP) - over if over else timedelta())


def _drawn(kind: Kind) -> tuple[str, str]:
    """What is asked and what is right."""
    if kind == Kind.PICTURE:
        digits = pictures.new_digits()
        return digits, digits
    return questions.new_sum()


def _shown(purpose: str, key: str, kind: Kind, asked: str, until: datetime) -> Challenge:
    question = questions.in_words(asked) if kind == Kind.WORDS else ""
    return Challenge(key, kind, question, proofs.new(purpose, key, until))


def _used_up(row: CaptchaStore) -> bool:
    return CaptchaStore.objects.filter(pk=row.pk).delete()[0] == 1


def _mark(purpose: str, key: str, answer: str) -> str:
    signed = salted_hmac("portal.human", f"{purpose}|{key}|{answer}", algorithm="sha256")
    return signed.hexdigest()[:32]  # the length of the column
