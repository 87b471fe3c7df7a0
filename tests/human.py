"""Answering the question whether a person fills in the form, as tests do: by the database."""

from __future__ import annotations

import base64
import hashlib
import json
import re

from captcha.models import CaptchaStore


def answer_to(page: str | bytes) -> dict[str, str]:
    """The fields that answer the question on this page: {} where none is asked."""
    text = page.decode() if isinstance(page, bytes) else page
    found = re.search(r'name="human_key" value="([0-9a-f]+)"', text)
    return {"human_key": found[1], "human_answer": right_answer(found[1])} if found else {}


def right_answer(key: str) -> str:
    """What is right for the waiting challenge of this key."""
    kind, asked = CaptchaStore.objects.get(hashkey=key).challenge.split(" ", 1)
    if kind == "picture":
        return asked
    one, sign, other = asked.split()
    return str(int(one) + int(other) if sign == "plus" else int(one) - int(other))


def worked(proof: str) -> str:
    """What a browser sends after its work on a challenge's `proof`."""
    asked = json.loads(proof)
    for number in range(asked["maxNumber"] + 1):
        tried = hashlib.sha256(f"{asked['salt']}{number}".encode()).hexdigest()
        if tried == asked["challenge"]:
            told = {name: asked[name] for name in ("algorithm", "challenge", "salt", "signature")}
            return base64.b64encode(json.dumps(told | {"number": number}).encode()).decode()
    raise AssertionError("no number fits")
