"""What procurement will not start with."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register
def prefix_as_registered(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """A mistyped prefix would name every purchase wrongly, in every package, for good."""
    if not settings.OCDS_PREFIX or re.fullmatch("ocds-[a-z0-9]{6}", settings.OCDS_PREFIX):
        return []
    return [
        Error(
            "PORTAL_OCDS_PREFIX is not ocds- with six small letters or digits behind it.",
            hint="Write it as the Open Contracting Partnership registered it, or leave it out.",
            id="procurement.E001",
        )
    ]
