"""What people come to do: the tiles of the home page and the links of the e-services."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from website import keeping
from website.models import Service, WebsiteEvent

TILES = 6  # the home page shows so many

Event = WebsiteEvent.Kind


def add(*, facts: dict[str, Any], by: User) -> Service:
    """A new service, the last of all; raises NotAllowed."""
    with keeping.turn(by):
        made = Service.objects.create(position=Service.objects.count(), **facts)
        _in_order()
        keeping.note(Event.SERVICE_ADDED, made.title, by=by)
    return made


def change(service: Service, *, facts: dict[str, Any], version: int, by: User) -> bool:
    """Save the facts; False when nothing differs. Raises NotAllowed, Stale."""
    with keeping.turn(by):
        if not keeping.save(service, facts, version=version):
            return False
        keeping.note(Event.SERVICE_CHANGED, service.title, by=by)
    return True


def move(service: Service, *, up: bool, by: User) -> None:
    """One place up or down among the tiles, or among the others; at the end nothing happens."""
    with keeping.turn(by):
        service = keeping.fetched(service)
        order = _in_order()
        group = [one for one in order if one.on_home == service.on_home]
        place = group.index(service)
        other = place - 1 if up else place + 1
        if not 0 <= other < len(group):
            return
        here, there = order.index(service), order.index(group[other])
        order[here], order[there] = order[there], order[here]
        keeping.number(order)
        keeping.note(Event.SERVICE_MOVED, service.title, by=by)


def set_shown(service: Service, *, shown: bool, by: User) -> None:
    """Hide it from the public, or show it again."""
    with keeping.turn(by):
        kept = keeping.fetched(service)
        if keeping.save(kept, {"active": shown}, version=kept.version):
            kind = Event.SERVICE_SHOWN if shown else Event.SERVICE_HIDDEN
            keeping.note(kind, kept.title, by=by)


def remove(service: Service, *, by: User) -> None:
    """Take the service out of the list; raises NotAllowed, Stale."""
    with keeping.turn(by):
        kept = keeping.fetched(service)
        kept.delete()
        _in_order()
        keeping.note(Event.SERVICE_REMOVED, kept.title, by=by)


def _in_order() -> list[Service]:
    """All services in their order, numbered without gaps."""
    order = list(Service.objects.all())
    keeping.number(order)
    return order
