"""Arithmetic that a browser does by itself: a number is looked for whose hash is known.

Challenge and answer are those of ALTCHA, version 1: SHA-256 of salt and number, the challenge
signed by the server, the salt naming key, purpose and end. static/js/proof.js does the work.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

# Half of it is tried on average: a few tenths of a second, some seconds on a very old phone.
LARGEST_NUMBER = 100_000
_LONGEST = 2000  # characters of an answer


def new(purpose: str, key: str, until: datetime) -> str:
    """A challenge as JSON: algorithm, challenge, maxNumber, salt, signature."""
    from altcha import create_challenge_v1  # noqa: PLC0415 - it brings a client for the network

    made = create_challenge_v1(
        algorithm="SHA-256",
        max_number=LARGEST_NUMBER,
        salt=key,
        params={"purpose": purpose},
        expires=until,
        hmac_key=_signing_key(),
    )
    return json.dumps(made.to_dict())


def holds(answer: str, purpose: str, key: str) -> bool:
    """Whether somebody did the work that was asked under this key for this purpose, in time.

    `answer` is base64 of JSON as the browser sent it. It says nothing of a second use: whoever
    asks uses the key up first.
    """
    from altcha import extract_params_v1, verify_solution_v1  # noqa: PLC0415 - as above

    told = _read(answer)
    if told is None:
        return False
    right, _fault = verify_solution_v1(told, _signing_key())
    named = extract_params_v1(told).get("purpose", [])
    return (
        right and constant_time_compare(told["salt"].split("?", 1)[0], key) and named == [purpose]
    )


def _read(answer: str) -> dict | None:
    """The five parts as texts and a number; None for anything else."""
    if len(answer) > _LONGEST:
        return None
    try:
        told = json.loads(base64.b64decode(answer, validate=True))
    except (ValueError, RecursionError):
        return None
    texts = ("algorithm", "challenge", "salt", "signature")
    if not isinstance(told, dict) or not all(isinstance(told.get(name), str) for name in texts):
        return None
    return told if type(told.get("number")) is int else None


def _signing_key() -> bytes:
    # Made from the secret key, so that a proof signed elsewhere for something else is none here.
    return salted_hmac("portal.human.proof", "", settings.SECRET_KEY, algorithm="sha256").digest()
