"""What waits for a person in any room, gathered without importing the rooms.

A room that has work waiting for people names a function in `settings.STAFF_WAITING`:
`(user) -> Waiting | None`. The navigation shows the number, the staff home what to do.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Waiting:
    """How much waits, in words, and where: `view_name` is the room's door in the navigation."""

    view_name: str
    count: int
    text: str
    action: str  # the words on the button
    url: str


def waiting_for(request: HttpRequest) -> list[Waiting]:
    """What waits for the person of the request, asked once a request; rooms in settings' order."""
    if not hasattr(request, "_waiting"):
        rooms = [import_string(path) for path in settings.STAFF_WAITING]
        request._waiting = [found for room in rooms if (found := room(request.user))]
    return request._waiting
