"""What every page knows of the office."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.keeping import Keeper
from portal.models import Organisation

_kept = Keeper()


def organisation(request: HttpRequest) -> dict[str, SimpleLazyObject]:
    """The office as `organisation`, read when a page first looks at it; not to be changed."""
    return {"organisation": SimpleLazyObject(lambda: _kept.get("", Organisation.current))}
