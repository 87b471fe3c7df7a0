"""The portal does not start while its question to people could be passed without an answer."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import timedelta

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils import timezone

from portal.human import HumanForm, pictures, proofs


@register(Tags.security)
def people_are_asked(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """Forms are really asked about, a picture can be drawn, work left undone is refused."""
    found: list[CheckMessage] = []
    if getattr(settings, "CAPTCHA_TEST_MODE", False):
        found.append(
            Error(
                "CAPTCHA_TEST_MODE is on: it is made to let every answer pass.",
                hint="Take it out of the settings; tests read the answer from the database.",
                id="portal.E011",
            )
        )
    if not refuses_silence():
        found.append(
            Error(
                "A form without any answer passes as filled in by a person.",
                hint="portal/human/forms.py, HumanForm._post_clean.",
                id="portal.E012",
            )
        )
    if not refuses_undone_work():
        found.append(
            Error(
                "Arithmetic that nobody did passes as a proof of work.",
                hint="portal/human/proofs.py, and the version of altcha in requirements/base.txt.",
                id="portal.E013",
            )
        )
    try:
        pictures.draw(pictures.new_digits())
    except (OSError, AttributeError) as fault:
        found.append(
            Error(
                f"The picture for public forms cannot be drawn: {fault}.",
                hint="CAPTCHA_FONT_PATH names a font that comes with the portal.",
                id="portal.E014",
            )
        )
    return found


def refuses_silence() -> bool:
    """Whether a form that was sent without an answer is refused; asks no database."""
    return not HumanForm({}, purpose="check").is_valid()


def refuses_undone_work() -> bool:
    """Whether the challenge itself, sent back with a number that is none, is refused."""
    until = timezone.now() + timedelta(minutes=1)
    told = json.loads(proofs.new("check", "check", until)) | {"number": -1}
    return not proofs.holds(base64.b64encode(json.dumps(told).encode()).decode(), "check", "check")
