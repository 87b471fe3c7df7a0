"""What every page knows of the office."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.models import Organisation


def organisation(request: HttpRequest) -> dict[str, SimpleLazyObject]:
    return {"organisation": SimpleLazyObject(Organisation.current)}
